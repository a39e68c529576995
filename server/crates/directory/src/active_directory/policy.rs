//! The rules for a password: the domain's, or those of the resultant password settings object
//! (PSO) of one account (MS-ADTS 3.1.1.4.5.36).

use crate::active_directory::ids::Sid;
use crate::ldap::Row;
use crate::ldap::dn;
use latchkey_domain::directory::{DirectoryError, PasswordPolicy, PolicySource};

pub(crate) const DOMAIN: [&str; 10] = [
    "objectSid",
    "minPwdLength",
    "pwdHistoryLength",
    "pwdProperties",
    "minPwdAge",
    "maxPwdAge",
    "lockoutThreshold",
    "lockoutDuration",
    "lockOutObservationWindow",
    "fSMORoleOwner",
];
pub(crate) const PSO: [&str; 9] = [
    "cn",
    "msDS-MinimumPasswordLength",
    "msDS-PasswordHistoryLength",
    "msDS-PasswordComplexityEnabled",
    "msDS-MinimumPasswordAge",
    "msDS-MaximumPasswordAge",
    "msDS-LockoutThreshold",
    "msDS-LockoutDuration",
    "msDS-LockoutObservationWindow",
];

/// What is assumed of a PSO that is closed to us: the strictest threshold that leaves a try, and a
/// window that hardly any goes beyond.
const CLOSED_THRESHOLD: u32 = 2;
const CLOSED_WINDOW_SECS: i64 = 24 * 3600;

/// What Windows' own dialogs accept; AD itself takes 256.
const MAX_LENGTH: u32 = 127;
const DOMAIN_PASSWORD_COMPLEX: i64 = 1;

/// A duration as AD keeps it, negative 100-nanosecond ticks, in seconds. `None`: never, or none.
fn duration(ticks: Option<i64>) -> Option<i64> {
    let ticks = ticks.filter(|ticks| *ticks < 0 && *ticks != i64::MIN)?;
    Some(ticks.checked_neg()? / 10_000_000)
}

fn count(row: &Row, name: &str) -> u32 {
    row.int(name).and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
}

pub(crate) struct Domain {
    pub(crate) sid: Sid,
    /// `CORP`, as in `CORP\anna`; `None` where the forest's list of domains is closed to us.
    pub(crate) netbios: Option<String>,
    /// The short name of the controller that every wrong password is also counted at: the owner of
    /// the PDC role (MS-ADTS 6.1.5.3).
    pub(crate) pdc: Option<String>,
    pub(crate) policy: PasswordPolicy,
}

pub(crate) fn of_domain(row: &Row, netbios: Option<String>) -> Result<Domain, DirectoryError> {
    let closed = || DirectoryError::NotPermitted { right: "Read (the domain object)".to_owned() };
    if row.text("minPwdLength").is_none() {
        return Err(closed());
    }
    Ok(Domain {
        sid: row.bytes("objectSid").and_then(Sid::read).ok_or_else(closed)?,
        netbios,
        pdc: row.text("fSMORoleOwner").and_then(dn::parent).map(dn::name),
        policy: PasswordPolicy {
            source: PolicySource::Domain,
            min_length: count(row, "minPwdLength"),
            max_length: Some(MAX_LENGTH),
            complexity: row.int("pwdProperties").unwrap_or(0) & DOMAIN_PASSWORD_COMPLEX != 0,
            history: count(row, "pwdHistoryLength"),
            min_age_secs: duration(row.int("minPwdAge")).unwrap_or(0),
            max_age_secs: duration(row.int("maxPwdAge")),
            lockout_threshold: count(row, "lockoutThreshold"),
            lockout_secs: duration(row.int("lockoutDuration")).unwrap_or(0),
            lockout_window_secs: duration(row.int("lockOutObservationWindow")).unwrap_or(0),
        },
    })
}

/// `None`: its contents are closed to us (by default only administrators read them).
pub(crate) fn of_pso(row: &Row) -> Option<PasswordPolicy> {
    row.text("msDS-MinimumPasswordLength")?;
    Some(PasswordPolicy {
        source: PolicySource::Pso(row.text("cn").unwrap_or(&row.dn).to_owned()),
        min_length: count(row, "msDS-MinimumPasswordLength"),
        max_length: Some(MAX_LENGTH),
        complexity: row.text("msDS-PasswordComplexityEnabled") == Some("TRUE"),
        history: count(row, "msDS-PasswordHistoryLength"),
        min_age_secs: duration(row.int("msDS-MinimumPasswordAge")).unwrap_or(0),
        max_age_secs: duration(row.int("msDS-MaximumPasswordAge")),
        lockout_threshold: count(row, "msDS-LockoutThreshold"),
        lockout_secs: duration(row.int("msDS-LockoutDuration")).unwrap_or(0),
        lockout_window_secs: duration(row.int("msDS-LockoutObservationWindow")).unwrap_or(0),
    })
}

/// Where a PSO holds whose contents are closed to us: the domain's values as advice, and as little
/// of the person's tries as can be.
pub(crate) fn of_closed_pso(pso: &str, domain: &PasswordPolicy) -> PasswordPolicy {
    PasswordPolicy {
        source: PolicySource::UnreadablePso(dn::name(pso)),
        lockout_threshold: if domain.lockout_threshold == 1 { 1 } else { CLOSED_THRESHOLD },
        lockout_window_secs: match domain.lockout_window_secs {
            0 if domain.lockout_threshold > 0 => 0,
            window => window.max(CLOSED_WINDOW_SECS),
        },
        ..domain.clone()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    #[test]
    fn durations() {
        assert_eq!(duration(Some(-18_000_000_000)), Some(1800));
        for none in [None, Some(0), Some(i64::MIN), Some(5)] {
            assert_eq!(duration(none), None);
        }
    }
    #[test]
    fn of_a_closed_pso_the_worst_is_assumed() {
        let row = Row::made_of("CN=x", &[("msDS-MinimumPasswordLength", "7"), ("msDS-LockoutThreshold", "10")]);
        let domain = of_pso(&row).unwrap();
        let closed = |domain: &PasswordPolicy| of_closed_pso("CN=PSO-Staff,CN=System,DC=d", domain);
        let policy = closed(&PasswordPolicy { lockout_window_secs: 600, ..domain.clone() });
        assert_eq!(policy.source, PolicySource::UnreadablePso("PSO-Staff".to_owned()));
        assert!(!policy.is_certain());
        assert_eq!((policy.lockout_threshold, policy.lockout_window_secs), (2, 86_400));
        assert_eq!(closed(&PasswordPolicy { lockout_threshold: 0, ..domain.clone() }).lockout_threshold, 2);
        assert_eq!(closed(&PasswordPolicy { lockout_threshold: 1, ..domain }).lockout_threshold, 1);
    }
    #[test]
    fn an_empty_row_is_a_closed_one() {
        assert!(of_pso(&Row::made_of("CN=x", &[])).is_none());
        assert!(of_domain(&Row::made_of("DC=x", &[]), None).is_err());
    }
}
