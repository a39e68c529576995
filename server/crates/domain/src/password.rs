//! Password rules as pure functions: what we can tell before the directory is asked, and why.

use crate::directory::{DirectoryError, PasswordPolicy};
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

/// The first rule that this password breaks, as far as the text alone tells.
pub fn check_text(new: &Secret, policy: &PasswordPolicy, names: &OwnNames) -> Result<(), DirectoryError> {
    let text = new.expose();
    if text.contains('\0') {
        return Err(DirectoryError::BadCharacters);
    }
    let len = length(text);
    if len < policy.min_length {
        return Err(DirectoryError::TooShort { min: policy.min_length });
    }
    if let Some(max) = policy.max_length.filter(|max| len > *max) {
        return Err(DirectoryError::TooLong { max });
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
/// never too young.
pub fn check_age(
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
        }
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
    }
}
