//! The rules for a password: the domain's, or those of the resultant password settings object
//! (PSO) of one account (MS-ADTS 3.1.1.4.5.36).

use super::row::{Row, Sid};
use latchkey_domain::directory::{DirectoryError, PasswordPolicy, PolicySource};

pub(crate) const DOMAIN: [&str; 8] = [
    "objectSid",
    "minPwdLength",
    "pwdHistoryLength",
    "pwdProperties",
    "minPwdAge",
    "maxPwdAge",
    "lockoutThreshold",
    "lockoutDuration",
];
pub(crate) const PSO: [&str; 8] = [
    "cn",
    "msDS-MinimumPasswordLength",
    "msDS-PasswordHistoryLength",
    "msDS-PasswordComplexityEnabled",
    "msDS-MinimumPasswordAge",
    "msDS-MaximumPasswordAge",
    "msDS-LockoutThreshold",
    "msDS-LockoutDuration",
];

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
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn durations() {
        assert_eq!(duration(Some(-18_000_000_000)), Some(1800));
        for none in [None, Some(0), Some(i64::MIN), Some(5)] {
            assert_eq!(duration(none), None);
        }
    }
    #[test]
    fn an_empty_row_is_a_closed_one() {
        assert!(of_pso(&Row::made_of("CN=x", &[])).is_none());
        assert!(of_domain(&Row::made_of("DC=x", &[]), None).is_err());
    }
}
