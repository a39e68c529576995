//! What a person is told after something happened to their account (ASVS 6.3.7, NIST SP 800-63B
//! 4.2.3). No link to act on: a copy of this message could carry another one.

use super::leaf::{Ink, Leaf};
use super::{Branding, NEVER_ASK, hello};
use crate::Mail;
use latchkey_contract::MethodKind;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    PasswordReset,
    Unlocked,
    Enrolled {
        methods: Vec<MethodKind>,
    },
    MethodAdded {
        method: MethodKind,
    },
    MethodRemoved {
        method: MethodKind,
    },
    RecoveryCodesRenewed,
    /// By somebody who typed the old one.
    PasswordChanged,
    /// Somebody pressed "this wasn't me": recovery is stopped until the help desk lifts it.
    Frozen,
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

/// What lists of messages show beside the subject, after the time.
const fn preview(notice: &Notice) -> &'static str {
    match notice {
        Notice::Frozen => "The help desk can lift it.",
        _ => "If that was you, there is nothing to do.",
    }
}

/// `at`: "Sunday 22 November, 14:07", in the organisation's zone.
pub fn notice(branding: &Branding<'_>, to: &str, name: &str, at: &str, notice: Notice) -> Mail {
    let preview = format!("{at}. {}", preview(&notice));
    let words = words(branding, notice);
    let mut leaf = Leaf::new(branding, words.title, &preview);
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
        &format!("{} {}", words.not_you, branding.call("Call the help desk now", "Tell your help desk now.")),
    );
    leaf.close(&format!("This message has no way to sign in. {NEVER_ASK}"), to, &words.subject)
}

fn words(branding: &Branding<'_>, notice: Notice) -> Words {
    let organisation = branding.organisation();
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
                branding.spoken("/recover")
            )),
            facts: vec![("Methods", listed(&methods))],
            not_you: "Somebody else could set a new password for you.",
        },
        Notice::MethodAdded { method } => Words {
            subject: format!("A new way to prove it is you at {organisation}"),
            title: "A method was added",
            if_you: "there is a new way to prove that it is you. If you added it, there is nothing to do.",
            then: None,
            facts: vec![("Method", listed(&[method]))],
            not_you: "Somebody else could set a new password for you.",
        },
        Notice::MethodRemoved { method } => Words {
            subject: format!("A way to prove it is you at {organisation} was removed"),
            title: "A method was removed",
            if_you: "one way to prove that it is you is gone. If you removed it, there is nothing to do.",
            then: None,
            facts: vec![("Method", listed(&[method]))],
            not_you: "Somebody else has been at your account page, and may want to keep you out.",
        },
        Notice::RecoveryCodesRenewed => Words {
            subject: format!("New recovery codes for your {organisation} account"),
            title: "Your recovery codes were replaced",
            if_you: "if that was you, keep the new ones and throw the old ones away: they no longer work.",
            then: None,
            facts: Vec::new(),
            not_you: "Somebody else has the new codes, and yours no longer work.",
        },
        Notice::PasswordChanged => Words {
            subject: format!("Your {organisation} password was changed"),
            title: "Your password was changed",
            if_you: "your password was changed by somebody who typed the old one. If that was you, there is nothing to do.",
            then: None,
            facts: Vec::new(),
            not_you: "Somebody else knew your password.",
        },
        Notice::Frozen => Words {
            subject: format!("Getting back into your {organisation} account is stopped"),
            title: "Getting back in is stopped",
            if_you: "somebody said about your account: “This wasn’t me.” Until the help desk lifts it, nobody can get \
                     back into it here, not even you. Your password and your methods were not touched by this.",
            then: Some(branding.call(
                "If that was you, call the help desk, which finds out with you what happened and lifts it",
                "If that was you, tell your help desk, which finds out with you what happened and lifts it.",
            )),
            facts: Vec::new(),
            not_you: "Somebody else has a message that was sent to you.",
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
    let words: Vec<&str> = methods.iter().map(|kind| kind.name()).collect();
    let text = match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    };
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
