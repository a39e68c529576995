//! What a person is told after something happened to their account (ASVS 6.3.7, NIST SP 800-63B
//! 4.2.3). No link to act on: a copy of this message could carry another one.

use crate::letter::{Fact, Ink, Letter, Words};
use crate::{Branding, person};
use latchkey_contract::MethodKind;
use latchkey_outbox::Mail;
use latchkey_text::{Locale, Moment, format, list_and, mail as text, method_within};

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
    /// Another account is theirs from now on, by a directory's word or an administrator's.
    AccountsJoined,
    AccountParted,
    /// One account still has the old password.
    NotEverywhere {
        directory: String,
    },
}

struct Sentences {
    subject: String,
    heading: &'static str,
    lede: Words,
    /// Beside the time.
    fact: Option<Fact>,
    then: Option<Words>,
    not_you: String,
}

pub fn notice(branding: &Branding<'_>, locale: Locale, to: &str, name: &str, at: Moment, notice: &Notice) -> Mail {
    let Sentences { subject, heading, lede, fact, then, not_you } = sentences(branding, locale, &person(name), notice);
    let preview = match notice {
        Notice::Frozen => text::frozen_preview(locale, at),
        _ => text::notice_preview(locale, at),
    };
    let mut letter = Letter::new(branding, locale, heading, &preview);
    letter.paragraph(Ink::Second, lede);
    let when = Fact { what: text::notice_when(locale), value: format::datetime(locale, at).into() };
    letter.facts(std::iter::once(when).chain(fact).collect());
    if let Some(then) = then {
        letter.paragraph(Ink::Second, then);
    }
    letter.heading(text::not_you(locale));
    letter.paragraph(Ink::Second, not_you);
    letter.close(text::notice_foot(locale), to, &subject)
}

type WithName = fn(Locale, &str) -> Vec<latchkey_text::Part>;
type WithOrganisation = fn(Locale, &str) -> String;
type WithHelpDesk = fn(Locale, &str) -> String;
type Fixed = fn(Locale) -> &'static str;

fn sentences(branding: &Branding<'_>, locale: Locale, name: &str, notice: &Notice) -> Sentences {
    let (heading, subject, lede, not_you): (Fixed, WithOrganisation, WithName, WithHelpDesk) = match notice {
        Notice::PasswordReset => (text::reset, text::reset_subject, text::reset_lede_parts, text::reset_not_you),
        Notice::Unlocked => (text::unlocked, text::unlocked_subject, text::unlocked_lede_parts, text::unlocked_not_you),
        Notice::Enrolled { .. } => {
            (text::enrolled, text::enrolled_subject, text::enrolled_lede_parts, text::enrolled_not_you)
        }
        Notice::MethodAdded { .. } => (text::added, text::added_subject, text::added_lede_parts, text::added_not_you),
        Notice::MethodRemoved { .. } => {
            (text::removed, text::removed_subject, text::removed_lede_parts, text::removed_not_you)
        }
        Notice::RecoveryCodesRenewed => (text::codes, text::codes_subject, text::codes_lede_parts, text::codes_not_you),
        Notice::PasswordChanged => {
            (text::changed, text::changed_subject, text::changed_lede_parts, text::changed_not_you)
        }
        Notice::Frozen => (text::frozen, text::frozen_subject, text::frozen_lede_parts, text::frozen_not_you),
        Notice::AccountsJoined => (text::joined, text::joined_subject, text::joined_lede_parts, text::joined_not_you),
        Notice::AccountParted => (text::parted, text::parted_subject, text::parted_lede_parts, text::parted_not_you),
        Notice::NotEverywhere { .. } => {
            (text::missed, text::missed_subject, text::missed_lede_parts, text::missed_not_you)
        }
        Notice::TooManyWrong => {
            (text::wrong_codes, text::wrong_codes_subject, text::wrong_codes_lede_parts, text::wrong_codes_not_you)
        }
    };
    let help_desk = branding.help_desk();
    Sentences {
        subject: subject(locale, &branding.organisation()),
        heading: heading(locale),
        lede: lede(locale, name).into(),
        fact: match notice {
            Notice::Enrolled { methods } => {
                Some(Fact { what: text::notice_methods(locale), value: listed(locale, methods).into() })
            }
            Notice::MethodAdded { method } | Notice::MethodRemoved { method } => {
                Some(Fact { what: text::notice_method(locale), value: listed(locale, &[*method]).into() })
            }
            Notice::NotEverywhere { directory } => {
                Some(Fact { what: text::notice_where(locale), value: directory.clone().into() })
            }
            _ => None,
        },
        then: match notice {
            Notice::Enrolled { .. } => Some(text::enrolled_then_parts(locale, &branding.spoken("/recover")).into()),
            Notice::NotEverywhere { .. } => Some(text::missed_then_parts(locale, &branding.spoken("/recover")).into()),
            Notice::Frozen => Some(text::frozen_then(locale, &help_desk).into()),
            _ => None,
        },
        not_you: not_you(locale, &help_desk),
    }
}

/// "Authenticator app, code by e-mail and recovery codes", as it stands by itself.
fn listed(locale: Locale, methods: &[MethodKind]) -> String {
    let names: Vec<&str> = methods.iter().map(|kind| method_within(locale, *kind)).collect();
    let text = list_and(locale, &names);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
