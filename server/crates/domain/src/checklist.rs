//! One checklist for several accounts: what all of them ask for together.

use latchkey_contract::recover::Rule;

/// Of rules of one kind the strictest. Whoever meets this list meets each of them.
pub fn strictest(rules: impl IntoIterator<Item = Rule>) -> Vec<Rule> {
    rules.into_iter().fold(Vec::new(), stricter)
}

/// With one more: of two of a kind the stricter one.
fn stricter(mut all: Vec<Rule>, one: Rule) -> Vec<Rule> {
    let same = |other: &&mut Rule| std::mem::discriminant(*other) == std::mem::discriminant(&one);
    let Some(before) = all.iter_mut().find(same) else {
        all.push(one);
        return all;
    };
    match (before, one) {
        (Rule::MinLength { min }, Rule::MinLength { min: other }) => *min = other.max(*min),
        (Rule::MaxLength { max }, Rule::MaxLength { max: other }) => *max = other.min(*max),
        (Rule::NotInHistory { remembered }, Rule::NotInHistory { remembered: other }) => {
            *remembered = other.max(*remembered);
        }
        (Rule::WithoutName { parts }, Rule::WithoutName { parts: others }) => {
            parts.extend(others);
            parts.sort();
            parts.dedup();
        }
        (Rule::MinAge { from, ok }, Rule::MinAge { from: later, ok: can }) => {
            if later.at > from.at {
                *from = later;
            }
            *ok &= can;
        }
        _ => {}
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use crate::Secret;
    use crate::directory::{DirectoryError, PasswordPolicy, PolicySource};
    use crate::password::{OwnNames, check_text};
    use latchkey_contract::Moment;

    fn policy(source: PolicySource, min_length: u32, max_length: Option<u32>, complexity: bool) -> PasswordPolicy {
        PasswordPolicy {
            source,
            min_length,
            max_length,
            complexity,
            history: 0,
            min_age_secs: 0,
            max_age_secs: None,
            lockout_threshold: 0,
            lockout_secs: 0,
            lockout_window_secs: 0,
        }
    }

    /// A domain, Entra ID, Google Workspace and an LDAP server.
    fn four() -> [PasswordPolicy; 4] {
        [
            policy(PolicySource::Domain, 12, None, true),
            policy(PolicySource::Published, 8, Some(256), true),
            policy(PolicySource::Published, 8, Some(100), false),
            policy(PolicySource::Entry("cn=staff".into()), 14, Some(128), false),
        ]
    }

    fn rules(policy: &PasswordPolicy) -> Vec<Rule> {
        let most = policy.max_length.map(|max| Rule::MaxLength { max });
        let kinds = policy.complexity.then_some(Rule::ThreeKinds);
        let plain = policy.is_plain_only().then_some(Rule::PlainCharacters);
        [Rule::MinLength { min: policy.min_length }].into_iter().chain(most).chain(kinds).chain(plain).collect()
    }

    /// In whatever order they were looked up.
    #[test]
    fn one_list_says_the_strictest_of_all() {
        let expected =
            [Rule::MinLength { min: 14 }, Rule::MaxLength { max: 100 }, Rule::ThreeKinds, Rule::PlainCharacters];
        let mut turned = four();
        for _ in 0..4 {
            turned.rotate_left(1);
            let list = strictest(turned.iter().flat_map(rules));
            assert_eq!(list.len(), expected.len(), "{list:?}");
            assert!(expected.iter().all(|rule| list.contains(rule)), "{list:?}");
        }
        assert!(!strictest(rules(&turned[0])).contains(&Rule::PlainCharacters), "nobody else asks for that");
    }

    /// The list and what refuses are of one mind: whatever meets the list is refused by none of them, and each that
    /// breaks it by one at least.
    #[test]
    fn what_meets_the_list_is_refused_by_none() {
        let refused = |text: &str| {
            let names = OwnNames::default();
            let new = Secret::new(text);
            four().iter().filter_map(|policy| check_text(&new, policy, &names).err()).collect::<Vec<_>>()
        };
        let (good, long) = ("quiet harbour stone 77!", "Aa1!".repeat(25));
        for text in [good, long.as_str(), "~ Aa1 Aa1 Aa1 ~"] {
            assert_eq!(refused(text), [], "{text}");
        }
        assert_eq!(refused(&format!("{long}x")), [DirectoryError::TooLong { max: 100 }], "Google alone");
        assert_eq!(refused("Aa1! Aa1! Aa1"), [DirectoryError::TooShort { min: 14 }], "the LDAP server alone");
        let plain = [DirectoryError::BadCharacters, DirectoryError::BadCharacters];
        for text in [
            "quiet härbour stone 77!",
            "quiet harbour stone 77! ",
            " quiet harbour stone 77!",
            "quiet\tharbour stone 77!",
            "quiet harbour stone 7\u{20ac}",
        ] {
            assert_eq!(refused(text), plain, "both that publish their rules: {text}");
        }
    }

    #[test]
    fn the_others_of_a_kind() {
        let at = |at| Moment { at, ..Moment::default() };
        let two = [
            Rule::MinAge { from: at(9), ok: true },
            Rule::NotInHistory { remembered: 3 },
            Rule::WithoutName { parts: vec!["anna".into()] },
            Rule::MinAge { from: at(5), ok: false },
            Rule::NotInHistory { remembered: 24 },
            Rule::WithoutName { parts: vec!["a.lindqvist".into(), "anna".into()] },
            Rule::FinerPolicy,
            Rule::FinerPolicy,
        ];
        assert_eq!(
            strictest(two),
            [
                Rule::MinAge { from: at(9), ok: false },
                Rule::NotInHistory { remembered: 24 },
                Rule::WithoutName { parts: vec!["a.lindqvist".into(), "anna".into()] },
                Rule::FinerPolicy,
            ]
        );
    }
}
