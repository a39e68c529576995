//! Every sentence that a person or an administrator reads, in each language.
//!
//! The sources are Fluent files in `locales`; `build.rs` makes a module of each file, with a function for each key. So
//! the compiler knows keys and arguments, what nobody calls is not in the program, and the browser carries no
//! interpreter: `recover::name_heading(locale)`. Numbers, times and lists are written in `format`.
//!
//! A sentence whose text has marks, such as `<link>here</link>`, has a second function that ends in `_parts`.

mod count;
pub mod format;
mod parts;

pub use count::Count;
pub use format::{list_and, list_or};
use latchkey_contract::MethodKind;
pub use latchkey_contract::{Locale, Moment};
pub use parts::Part;

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// What a method is called within a sentence, on a page and in a mail alike.
pub const fn method_within(locale: Locale, kind: MethodKind) -> &'static str {
    match kind {
        MethodKind::Passkey => methods::passkey_name_within(locale),
        MethodKind::Totp => methods::totp_name_within(locale),
        MethodKind::YubiKey => methods::yubikey_name(locale),
        MethodKind::Duo => methods::duo_name(locale),
        MethodKind::Oidc => methods::oidc_name_within(locale),
        MethodKind::Radius => methods::radius_name_within(locale),
        MethodKind::Email => methods::email_name_within(locale),
        MethodKind::Sms => methods::sms_name_within(locale),
        MethodKind::Vouch => methods::vouch_name_within(locale),
        MethodKind::Questions => methods::questions_name_within(locale),
        MethodKind::RecoveryCode => methods::recovery_code_name_within(locale),
    }
}

#[cfg(test)]
mod tests;
