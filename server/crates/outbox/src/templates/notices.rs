//! What a person is told after something happened to their account (ASVS 6.3.7, NIST SP 800-63B
//! 4.2.3). No link to act on: a copy of this message could carry another one.

use super::leaf::{Ink, Leaf};
use super::{House, NEVER_ASK, hello};
use crate::Mail;
use latchkey_contract::MethodKind;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    PasswordReset,
    Unlocked,
    Enrolled { methods: Vec<MethodKind> },
    MethodAdded,
    TooManyWrong,
}

struct Words {
    subject: String,
    title: &'static str,
    /// After "Hello Anna, ".
    if_you: &'static str,
    then: Option<String>,
    facts: Vec<(&'static str, String)>,
    not_you: &'static str,
}

/// `at`: "Sunday 22 November, 14:07", in the organisation's zone.
pub fn notice(house: &House<'_>, to: &str, name: &str, at: &str, notice: Notice) -> Mail {
    let words = words(house, notice);
    let mut leaf = Leaf::new(house, words.title, &format!("{at}. If that was you, there is nothing to do."));
    leaf.paragraph(Ink::Second, &format!("{}, {}", hello(name), words.if_you));
    let mut facts = vec![("When", at.to_owned())];
    facts.extend(words.facts);
    leaf.facts(&facts);
    if let Some(then) = words.then {
        leaf.paragraph(Ink::Second, &then);
    }
    leaf.heading("If it wasn’t you");
    leaf.paragraph(
        Ink::Second,
        &format!("{} {}", words.not_you, house.call("Call the help desk now", "Tell your help desk now.")),
    );
    leaf.close(&format!("This message has no way to sign in. {NEVER_ASK}"), to, &words.subject)
}

fn words(house: &House<'_>, notice: Notice) -> Words {
    let organisation = house.organisation();
    match notice {
        Notice::PasswordReset => Words {
            subject: format!("Your {organisation} password was changed"),
            title: "Your password was changed",
            if_you: "if that was you, there is nothing to do.",
            then: None,
            facts: Vec::new(),
            not_you: "Somebody else may be in your account.",
        },
        Notice::Unlocked => Words {
            subject: format!("Your {organisation} account was unlocked"),
            title: "Your account was unlocked",
            if_you: "if that was you, there is nothing to do. Your password is the same as before.",
            then: None,
            facts: Vec::new(),
            not_you: "Somebody else has your proofs in their hands.",
        },
        Notice::Enrolled { methods } => Words {
            subject: format!("You can now get back into {organisation} by yourself"),
            title: "You can now get back in by yourself",
            if_you: "if that was you, there is nothing more to do.",
            then: Some(format!(
                "If you are ever locked out, go to {} from any phone or computer.",
                house.spoken("/recover")
            )),
            facts: vec![("Methods", listed(&methods))],
            not_you: "Somebody else could set a new password for you.",
        },
        Notice::MethodAdded => Words {
            subject: format!("A new way to prove it is you at {organisation}"),
            title: "A method was added",
            if_you: "there is a new way to prove that it is you. If you added it, there is nothing to do.",
            then: None,
            facts: Vec::new(),
            not_you: "Somebody else could set a new password for you.",
        },
        Notice::TooManyWrong => Words {
            subject: format!("Wrong codes for your {organisation} account"),
            title: "Wrong codes were typed for your account",
            if_you: "if that was you, try again later with fresh codes. Nothing was changed.",
            then: None,
            facts: Vec::new(),
            not_you: "Somebody knows your user name. Your password and your methods are as they were.",
        },
    }
}

fn listed(methods: &[MethodKind]) -> String {
    let words: Vec<&str> = methods
        .iter()
        .map(|kind| match kind {
            MethodKind::Totp => "authenticator app",
            MethodKind::Email => "code by e-mail",
            MethodKind::RecoveryCode => "recovery codes",
        })
        .collect();
    let text = match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    };
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
