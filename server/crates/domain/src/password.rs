//! Password rules as pure functions: what we can tell before the directory is asked, and why.

use crate::directory::{DirectoryError, PasswordPolicy, Perhaps};
use crate::{Secret, Timestamp};

/// Names whose parts must not stand in a password.
#[derive(Clone, Debug, Default)]
pub struct OwnNames {
    pub login: String,
    pub display_name: String,
}

/// The five kinds of MS-SAMR 3.1.1.7.2: capital, small, digit, sign, any other letter.
pub fn kinds(password: &str) -> u32 {
    let (mut upper, mut lower, mut digit, mut sign, mut other) = (0, 0, 0, 0, 0);
    for c in password.chars() {
        if c.is_uppercase() {
            upper = 1;
        } else if c.is_lowercase() {
            lower = 1;
        } else if c.is_ascii_digit() {
            digit = 1;
        } else if c.is_alphabetic() {
            other = 1;
        } else {
            sign = 1;
        }
    }
    upper + lower + digit + sign + other
}

/// The first part of the person's names that stands in the password, by AD's rule: the login as
/// a whole if it has three characters or more, and each part of the display name of three or more,
/// split at space , . - _ # and tab.
pub fn name_part(password: &str, names: &OwnNames) -> Option<String> {
    let haystack = password.to_lowercase();
    let login = names.login.trim().to_lowercase();
    let display = names.display_name.to_lowercase();
    std::iter::once(login.as_str())
        .chain(display.split([' ', ',', '.', '-', '_', '#', '\t']))
        .find(|part| part.chars().count() >= 3 && haystack.contains(part))
        .map(str::to_owned)
}

/// Length as AD counts it: UTF-16 code units.
pub fn length(password: &str) -> u32 {
    u32::try_from(password.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// Printable ASCII, and no space at either end.
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !text.starts_with(' ') && !text.ends_with(' ')
}

/// The first rule that this password breaks, as far as the text alone tells. Where the policy is
/// not certain only what no policy could allow is refused; the rest is for the server to say.
pub fn check_text(new: &Secret, policy: &PasswordPolicy, names: &OwnNames) -> Result<(), DirectoryError> {
    let text = new.expose();
    if text.contains('\0') || (policy.is_plain_only() && !is_plain(text)) {
        return Err(DirectoryError::BadCharacters);
    }
    if text.is_empty() {
        return Err(DirectoryError::TooShort { min: policy.min_length.max(1) });
    }
    if let Some(max) = policy.max_length.filter(|max| length(text) > *max) {
        return Err(DirectoryError::TooLong { max });
    }
    if policy.is_certain() { by_values(text, policy, names) } else { Ok(()) }
}

/// What the policy's own values say to a text.
fn by_values(text: &str, policy: &PasswordPolicy, names: &OwnNames) -> Result<(), DirectoryError> {
    if length(text) < policy.min_length {
        return Err(DirectoryError::TooShort { min: policy.min_length });
    }
    if policy.complexity {
        if let Some(part) = name_part(text, names) {
            return Err(DirectoryError::ContainsName { part });
        }
        if kinds(text) < 3 {
            return Err(DirectoryError::TooSimple);
        }
    }
    Ok(())
}

/// Whether the minimum age forbids a change now. A password that expired or must be changed is
/// never too young, and a policy that is not certain forbids nothing.
pub fn check_age(
    set_at: Option<Timestamp>,
    expired_or_must_change: bool,
    policy: &PasswordPolicy,
    now: Timestamp,
) -> Result<(), DirectoryError> {
    if !policy.is_certain() { Ok(()) } else { by_age(set_at, expired_or_must_change, policy, now) }
}

fn by_age(
    set_at: Option<Timestamp>,
    expired_or_must_change: bool,
    policy: &PasswordPolicy,
    now: Timestamp,
) -> Result<(), DirectoryError> {
    let Some(set_at) = set_at.filter(|_| !expired_or_must_change && policy.min_age_secs > 0) else {
        return Ok(());
    };
    let until = set_at.plus_secs(policy.min_age_secs);
    if now < until { Err(DirectoryError::TooYoung { set_at, until }) } else { Ok(()) }
}

/// What is known of one attempt, for explaining a refusal.
pub struct Attempt<'a> {
    pub new: &'a Secret,
    pub names: &'a OwnNames,
    pub set_at: Option<Timestamp>,
    pub expired_or_must_change: bool,
    /// The server compared it with its history.
    pub history_checked: bool,
    pub now: Timestamp,
}

/// What may stand behind a refusal that the server does not explain, when nothing certain does:
/// the likely first.
pub fn perhaps(attempt: &Attempt<'_>, policy: &PasswordPolicy) -> Vec<Perhaps> {
    let mut all = Vec::new();
    if !policy.is_certain() {
        all.extend(match by_values(attempt.new.expose(), policy, attempt.names) {
            Err(DirectoryError::TooShort { min }) => Some(Perhaps::TooShort { min }),
            Err(DirectoryError::TooSimple) => Some(Perhaps::TooSimple),
            Err(DirectoryError::ContainsName { part }) => Some(Perhaps::ContainsName { part }),
            _ => None,
        });
        all.extend(match by_age(attempt.set_at, attempt.expired_or_must_change, policy, attempt.now) {
            Err(DirectoryError::TooYoung { until, .. }) => Some(Perhaps::TooYoung { until }),
            _ => None,
        });
        all.push(Perhaps::OwnRules);
    }
    if attempt.history_checked && (policy.history > 0 || !policy.is_certain()) {
        all.push(Perhaps::UsedBefore);
    }
    all.push(Perhaps::Listed);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::PolicySource;

    fn policy() -> PasswordPolicy {
        PasswordPolicy {
            source: PolicySource::Domain,
            min_length: 10,
            max_length: Some(127),
            complexity: true,
            history: 5,
            min_age_secs: 86_400,
            max_age_secs: None,
            lockout_threshold: 3,
            lockout_secs: 1800,
            lockout_window_secs: 1800,
        }
    }
    fn closed() -> PasswordPolicy {
        PasswordPolicy { source: PolicySource::UnreadablePso("PSO-Staff".into()), ..policy() }
    }
    fn names() -> OwnNames {
        OwnNames { login: "anna.l".into(), display_name: "Anna Lindqvist".into() }
    }

    #[test]
    fn each_rule_by_its_own_name() {
        let check = |text: &str| check_text(&Secret::new(text), &policy(), &names());
        assert_eq!(check("Short1!"), Err(DirectoryError::TooShort { min: 10 }));
        assert_eq!(check("onlysmallletters"), Err(DirectoryError::TooSimple));
        assert_eq!(check("My-LINDQVIST-77"), Err(DirectoryError::ContainsName { part: "lindqvist".into() }));
        assert_eq!(check("harbour Violin 7"), Ok(()));
        assert_eq!(check("nul\0 Violin 777"), Err(DirectoryError::BadCharacters));
    }

    #[test]
    fn young_unless_expired() {
        let now = Timestamp::from_secs(1_000_000);
        let set = Some(now.plus_secs(-3600));
        assert_eq!(
            check_age(set, false, &policy(), now),
            Err(DirectoryError::TooYoung { set_at: now.plus_secs(-3600), until: now.plus_secs(82_800) })
        );
        assert_eq!(check_age(set, true, &policy(), now), Ok(()));
        assert_eq!(check_age(Some(now.plus_secs(-90_000)), false, &policy(), now), Ok(()));
        assert_eq!(check_age(None, false, &policy(), now), Ok(()));
        assert_eq!(check_age(set, false, &closed(), now), Ok(()), "the values may not be those that hold");
    }

    #[test]
    fn what_only_the_domain_forbids_is_left_to_the_server() {
        let check = |text: &str| check_text(&Secret::new(text), &closed(), &names());
        for weak in ["Short1!", "onlysmallletters", "My-LINDQVIST-77"] {
            assert_eq!(check(weak), Ok(()), "{weak}");
        }
        assert_eq!(check(""), Err(DirectoryError::TooShort { min: 10 }), "an empty one is none");
        assert_eq!(check("nul\0 Violin 777"), Err(DirectoryError::BadCharacters));
        assert_eq!(check(&"x".repeat(128)), Err(DirectoryError::TooLong { max: 127 }));
    }

    #[test]
    fn guesses_are_called_guesses() {
        let now = Timestamp::from_secs(1_000_000);
        let names = names();
        let guesses = |text: &str, policy: &PasswordPolicy, history_checked| {
            let (new, set_at) = (Secret::new(text), Some(now.plus_secs(-3600)));
            let attempt =
                Attempt { new: &new, names: &names, set_at, expired_or_must_change: false, history_checked, now };
            perhaps(&attempt, policy)
        };
        assert_eq!(guesses("harbour Violin 7", &policy(), true), [Perhaps::UsedBefore, Perhaps::Listed]);
        assert_eq!(guesses("harbour Violin 7", &policy(), false), [Perhaps::Listed]);
        let no_history = PasswordPolicy { history: 0, ..policy() };
        assert_eq!(guesses("harbour Violin 7", &no_history, true), [Perhaps::Listed]);
        let until = now.plus_secs(82_800);
        assert_eq!(
            guesses("short", &closed(), true),
            [
                Perhaps::TooShort { min: 10 },
                Perhaps::TooYoung { until },
                Perhaps::OwnRules,
                Perhaps::UsedBefore,
                Perhaps::Listed
            ]
        );
    }
}
