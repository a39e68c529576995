//! The rules for a password: the policy entry that an account names, or the server's default one.

use super::root;
use crate::ldap::{Ask, Fault, LdapConnection, Row, answers, dn};
use latchkey_domain::directory::{PasswordPolicy, PolicySource};
use ldap3::Scope;

const ATTRIBUTES: [&str; 13] = [
    "pwdAttribute",
    "pwdMinLength",
    "pwdMaxLength",
    "pwdCheckQuality",
    "pwdInHistory",
    "pwdMinAge",
    "pwdMaxAge",
    "pwdLockout",
    "pwdMaxFailure",
    "pwdLockoutDuration",
    "pwdFailureCountInterval",
    "pwdMustChange",
    "cn",
];
/// What is assumed of a policy that is closed to us: the strictest threshold that leaves a try, and a window that
/// hardly any goes beyond.
const CLOSED_THRESHOLD: u32 = 2;
const CLOSED_WINDOW_SECS: i64 = 24 * 3600;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rules {
    pub(super) policy: PasswordPolicy,
    /// Whoever's password was set by an administrator of passwords has to change it (`pwdMustChange`).
    pub(super) must_change: bool,
}

impl Rules {
    /// The server has no policies.
    pub(super) fn none() -> Self {
        let policy = PasswordPolicy {
            source: PolicySource::Entry(String::new()),
            min_length: 0,
            max_length: None,
            complexity: false,
            history: 0,
            min_age_secs: 0,
            max_age_secs: None,
            lockout_threshold: 0,
            lockout_secs: 0,
            lockout_window_secs: 0,
        };
        Self { policy, must_change: false }
    }

    /// There is one, and we cannot see it.
    pub(super) fn closed(name: &str) -> Self {
        let none = Self::none();
        let policy = PasswordPolicy {
            source: PolicySource::UnreadablePso(name.to_owned()),
            lockout_threshold: CLOSED_THRESHOLD,
            lockout_window_secs: CLOSED_WINDOW_SECS,
            ..none.policy
        };
        Self { policy, ..none }
    }

    /// `None`: what it says is closed to us.
    fn of(row: &Row) -> Option<Self> {
        row.text("pwdAttribute")?;
        let number = |name: &str| row.int(name).and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
        let secs = |name: &str| i64::from(number(name));
        let is = |name: &str| row.text(name).is_some_and(|text| text.eq_ignore_ascii_case("TRUE"));
        // length is a part of quality: where that is not checked nothing is
        let checked = number("pwdCheckQuality") > 0;
        let policy = PasswordPolicy {
            source: PolicySource::Entry(row.text("cn").map_or_else(|| dn::name(&row.dn), str::to_owned)),
            min_length: if checked { number("pwdMinLength") } else { 0 },
            max_length: Some(number("pwdMaxLength")).filter(|most| checked && *most > 0),
            complexity: false,
            history: number("pwdInHistory"),
            min_age_secs: secs("pwdMinAge"),
            max_age_secs: Some(secs("pwdMaxAge")).filter(|age| *age > 0),
            lockout_threshold: if is("pwdLockout") { number("pwdMaxFailure") } else { 0 },
            lockout_secs: secs("pwdLockoutDuration"),
            lockout_window_secs: secs("pwdFailureCountInterval"),
        };
        Some(Self { policy, must_change: is("pwdMustChange") })
    }
}

/// The policy of this name.
pub(super) async fn of_entry(connection: &mut LdapConnection, name: &str) -> Result<Rules, Fault> {
    let row = match connection.read(name, &ATTRIBUTES).await {
        Err(Fault::Answer(result)) if result.rc != answers::BUSY && result.rc != answers::UNAVAILABLE => None,
        read => read?,
    };
    Ok(row.as_ref().and_then(Rules::of).unwrap_or_else(|| Rules::closed(&dn::name(name))))
}

/// The policy of whoever names none. Which one that is stands in the server's own settings, which hardly any service
/// account may read. Then it is the only one there is, or the only one that is called so.
pub(super) async fn default(connection: &mut LdapConnection) -> Result<Rules, Fault> {
    let root = connection.root.clone();
    if !root::has_ppolicy(&root) {
        return Ok(Rules::none());
    }
    if let Some(name) = configured(connection).await? {
        return of_entry(connection, &name).await;
    }
    let context = root::context(&root).to_owned();
    let filter = "(objectClass=pwdPolicy)";
    let ask = Ask { base: &context, scope: Scope::Subtree, filter, attributes: &ATTRIBUTES };
    let rows = match connection.search(ask).await {
        Err(Fault::Answer(result)) if result.rc != answers::BUSY && result.rc != answers::UNAVAILABLE => Vec::new(),
        rows => rows?,
    };
    Ok(likely(&rows).and_then(Rules::of).unwrap_or_else(|| Rules::closed("default")))
}

fn likely(rows: &[Row]) -> Option<&Row> {
    if let [only] = rows {
        return Some(only);
    }
    let mut called = rows.iter().filter(|row| dn::name(&row.dn).to_lowercase().starts_with("default"));
    called.next().filter(|_| called.next().is_none())
}

async fn configured(connection: &mut LdapConnection) -> Result<Option<String>, Fault> {
    let Some(config) = connection.root.row.text("configContext").map(str::to_owned) else { return Ok(None) };
    let attributes = ["olcPPolicyDefault"];
    let filter = "(olcPPolicyDefault=*)";
    let ask = Ask { base: &config, scope: Scope::Subtree, filter, attributes: &attributes };
    match connection.search(ask).await {
        // several databases, several defaults: which one is ours cannot be told
        Ok(rows) => Ok(match rows.as_slice() {
            [only] => only.text("olcPPolicyDefault").map(str::to_owned),
            _ => None,
        }),
        Err(Fault::Answer(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn row(name: &str, more: &[(&str, &str)]) -> Row {
        Row::made_of(&format!("cn={name},ou=policies,dc=d"), &[&[("pwdAttribute", "userPassword")], more].concat())
    }

    #[test]
    fn what_is_switched_off_asks_for_nothing() {
        let off = [("pwdMinLength", "12"), ("pwdMaxFailure", "3"), ("pwdInHistory", "4")];
        let rules = Rules::of(&row("a", &off)).unwrap();
        assert_eq!((rules.policy.min_length, rules.policy.lockout_threshold, rules.policy.history), (0, 0, 4));
        let on = [off.as_slice(), &[("pwdCheckQuality", "1"), ("pwdLockout", "TRUE")]].concat();
        let rules = Rules::of(&row("a", &on)).unwrap();
        assert_eq!((rules.policy.min_length, rules.policy.lockout_threshold), (12, 3));
        assert_eq!(rules.policy.source, PolicySource::Entry("a".into()));
        assert!(rules.policy.is_certain());
    }

    #[test]
    fn of_a_closed_policy_the_worst_is_assumed_and_nothing_refused() {
        assert!(Rules::of(&Row::made_of("cn=a,dc=d", &[])).is_none());
        let closed = Rules::closed("default").policy;
        assert!(!closed.is_certain());
        assert_eq!((closed.min_length, closed.lockout_threshold, closed.lockout_window_secs), (0, 2, 86_400));
    }

    #[test]
    fn the_default_is_the_only_one_or_called_so() {
        let name = |rows: &[Row]| likely(rows).map(|row| dn::name(&row.dn));
        assert_eq!(name(&[row("staff", &[])]).as_deref(), Some("staff"));
        assert_eq!(name(&[row("staff", &[]), row("Default", &[])]).as_deref(), Some("Default"));
        assert_eq!(name(&[row("staff", &[]), row("labs", &[])]), None);
        assert_eq!(name(&[row("default", &[]), row("default-labs", &[])]), None);
        assert_eq!(name(&[]), None);
    }
}
