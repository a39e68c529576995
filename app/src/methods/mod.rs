//! What each method is called and says, one file each. The pages themselves have six shapes
//! (`recover::Ask`, `enrol::SetUp`) that serve all methods.

pub mod ask;
mod duo;
mod email;
mod method_words;
mod oidc;
mod passkey;
mod questions;
mod radius;
mod recovery_code;
mod sms;
mod totp;
mod vouch;
mod yubikey;

pub use method_words::MethodWords;

use crate::ui::Glyph;
use latchkey_contract::{MethodKind, Site};
use latchkey_text::{Locale, console_kinds};

pub fn words(kind: MethodKind, site: &Site) -> MethodWords {
    match kind {
        MethodKind::Passkey => passkey::words(site),
        MethodKind::Totp => totp::words(site),
        MethodKind::YubiKey => yubikey::words(site),
        MethodKind::Duo => duo::words(site),
        MethodKind::Oidc => oidc::words(site),
        MethodKind::Radius => radius::words(site),
        MethodKind::Email => email::words(site),
        MethodKind::Sms => sms::words(site),
        MethodKind::Vouch => vouch::words(site),
        MethodKind::Questions => questions::words(site),
        MethodKind::RecoveryCode => recovery_code::words(site),
    }
}

/// What it is called in a list to choose from, which is all that the console says of it.
pub const fn choose(kind: MethodKind, l: Locale) -> &'static str {
    match kind {
        MethodKind::Passkey => passkey::choose(l),
        MethodKind::Totp => totp::choose(l),
        MethodKind::YubiKey => yubikey::choose(l),
        MethodKind::Duo => duo::choose(l),
        MethodKind::Oidc => oidc::choose(l),
        MethodKind::Radius => radius::choose(l),
        MethodKind::Email => email::choose(l),
        MethodKind::Sms => sms::choose(l),
        MethodKind::Vouch => vouch::choose(l),
        MethodKind::Questions => questions::choose(l),
        MethodKind::RecoveryCode => recovery_code::choose(l),
    }
}

pub const fn glyph(kind: MethodKind) -> Glyph {
    match kind {
        MethodKind::Passkey => passkey::GLYPH,
        MethodKind::Totp => totp::GLYPH,
        MethodKind::YubiKey => yubikey::GLYPH,
        MethodKind::Duo => duo::GLYPH,
        MethodKind::Oidc => oidc::GLYPH,
        MethodKind::Radius => radius::GLYPH,
        MethodKind::Email => email::GLYPH,
        MethodKind::Sms => sms::GLYPH,
        MethodKind::Vouch => vouch::GLYPH,
        MethodKind::Questions => questions::GLYPH,
        MethodKind::RecoveryCode => recovery_code::GLYPH,
    }
}

/// What an administrator should know of it.
pub const fn admin_hint(kind: MethodKind, l: Locale) -> &'static str {
    match kind {
        MethodKind::Passkey => console_kinds::passkey(l),
        MethodKind::Totp => console_kinds::totp(l),
        MethodKind::YubiKey => console_kinds::yubikey(l),
        MethodKind::Duo => console_kinds::duo(l),
        MethodKind::Oidc => console_kinds::oidc(l),
        MethodKind::Radius => console_kinds::radius(l),
        MethodKind::Email => console_kinds::email(l),
        MethodKind::Sms => console_kinds::sms(l),
        MethodKind::Vouch => console_kinds::vouch(l),
        MethodKind::Questions => console_kinds::questions(l),
        MethodKind::RecoveryCode => console_kinds::recovery_code(l),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_says_everything_and_nothing_that_another_says() {
        for locale in [Locale::En, Locale::De] {
            let site = Site { locale, ..Site::default() };
            let mut names = std::collections::BTreeSet::new();
            for kind in MethodKind::ALL {
                let w = words(*kind, &site);
                assert!(names.insert(w.name) && names.insert(w.ask_heading), "{kind:?}");
                for sentence in [w.ask_lede, w.trouble_text, w.set_up_lede, w.choose_hint] {
                    assert!(sentence.ends_with(['.', '?']), "{kind:?}: {sentence}");
                }
            }
        }
    }
}
