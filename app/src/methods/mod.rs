//! What each method is called and says, one file each. The pages themselves have six shapes
//! (`recover::Ask`, `enrol::SetUp`) that serve all methods.

pub mod ask;
mod duo;
mod email;
mod oidc;
mod passkey;
mod questions;
mod radius;
mod recovery_code;
mod sms;
mod totp;
mod vouch;
mod yubikey;

use crate::ui::Glyph;
use latchkey_contract::{MethodKind, Problem, Site};

/// `{organisation}` stands for the organisation.
pub struct MethodWords {
    pub glyph: Glyph,
    /// At the start of a line.
    pub name: &'static str,
    // -- in a recovery
    /// What it asks of a locked-out person, in the list.
    pub ask_hint: &'static str,
    pub ask_heading: &'static str,
    pub ask_lede: &'static str,
    /// The label of what is typed; empty where nothing is.
    pub field: &'static str,
    pub field_hint: &'static str,
    /// The question under the form, and its answer.
    pub trouble: (&'static str, &'static str),
    // -- when setting up
    pub choose: &'static str,
    pub choose_hint: &'static str,
    pub set_up_heading: &'static str,
    pub set_up_lede: &'static str,
    // -- for administrators
    pub admin_hint: &'static str,
    /// On the last page of an enrolment.
    pub done: &'static str,
}

pub const fn words(kind: MethodKind) -> &'static MethodWords {
    match kind {
        MethodKind::Passkey => &passkey::WORDS,
        MethodKind::Totp => &totp::WORDS,
        MethodKind::YubiKey => &yubikey::WORDS,
        MethodKind::Duo => &duo::WORDS,
        MethodKind::Oidc => &oidc::WORDS,
        MethodKind::Radius => &radius::WORDS,
        MethodKind::Email => &email::WORDS,
        MethodKind::Sms => &sms::WORDS,
        MethodKind::Vouch => &vouch::WORDS,
        MethodKind::Questions => &questions::WORDS,
        MethodKind::RecoveryCode => &recovery_code::WORDS,
    }
}

/// Beside the field, in the words of what was asked. `what` is to be typed there.
pub fn beside(problem: &Problem, kind: MethodKind, what: &str, site: &Site) -> String {
    match (problem, kind) {
        (Problem::WrongCode, MethodKind::Questions) => {
            "These answers do not match. Nothing was changed; check all of them and try once more.".into()
        }
        (Problem::WrongCode, MethodKind::Passkey) => {
            "That passkey does not belong to this account. Try another one, or use another method.".into()
        }
        (Problem::WrongCode, MethodKind::YubiKey) => {
            "That code is of another key, or was used already. Touch your key once more.".into()
        }
        (Problem::CodeExpired, MethodKind::Vouch) => {
            "That number was good for ten minutes, and they have passed. Nothing was changed. Get a new one and read that out.".into()
        }
        (Problem::Empty, MethodKind::Questions) => "Type your answers first.".into(),
        _ => crate::words::beside(problem, what, site),
    }
}

/// With the organisation's name in it.
pub fn with_organisation(text: &str, site: &Site) -> String {
    text.replace("{organisation}", crate::words::organisation(site))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_says_everything_in_the_tone_of_the_house() {
        let mut names = std::collections::BTreeSet::new();
        for kind in MethodKind::ALL {
            let w = words(*kind);
            assert!(names.insert(w.name) && names.insert(w.ask_heading), "{kind:?}");
            for text in [
                w.name,
                w.ask_hint,
                w.ask_heading,
                w.ask_lede,
                w.trouble.0,
                w.trouble.1,
                w.choose,
                w.choose_hint,
                w.set_up_heading,
                w.set_up_lede,
                w.admin_hint,
                w.done,
            ] {
                assert!(
                    !text.is_empty() && !text.contains('!') && !text.to_lowercase().contains("please"),
                    "{kind:?}: {text}"
                );
            }
            assert!(
                w.ask_lede.ends_with('.') && w.trouble.1.ends_with('.') && w.set_up_lede.ends_with('.'),
                "{kind:?}"
            );
        }
    }
}
