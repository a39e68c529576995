//! An account as AD describes it, turned into the domain's words: `Entry` and `AccountState`.

use super::{ids, protected};
use crate::active_directory::ids::{Sid, guid_text};
use crate::ldap::Row;
use latchkey_domain::Timestamp;
use latchkey_domain::directory::{AccountState, Entry, PasswordPolicy};
use latchkey_domain::ids::ObjectId;

/// People: users that are no computers, trusts or managed service accounts (those have other
/// types, MS-SAMR 2.2.1.9), without what AD hides from people (krbtgt). sAMAccountType is indexed.
pub(crate) const PEOPLE: &str = "(sAMAccountType=805306368)(!(showInAdvancedViewOnly=TRUE))";
pub(crate) const NORMAL_ACCOUNT: i64 = 805_306_368;

/// What an `Entry` is made of.
pub(crate) const ENTRY: [&str; 13] = [
    "objectGUID",
    "sAMAccountName",
    "userPrincipalName",
    "displayName",
    "cn",
    "mail",
    "mobile",
    "telephoneNumber",
    "manager",
    "preferredLanguage",
    "userAccountControl",
    "adminCount",
    "primaryGroupID",
];

/// What protection is judged by. Only for a search of scope base: `tokenGroups` is given nowhere else.
pub(crate) const MEMBERSHIP: [&str; 3] = ["sAMAccountType", "objectSid", "tokenGroups"];
/// What the state is worked out from, with the policy.
pub(crate) const STATE: [&str; 4] = ["userAccountControl", "pwdLastSet", "lockoutTime", "accountExpires"];
/// The same as the server works it out, by its own clock. A millisecond each, so asked only where
/// the state itself is the question, or where the policy is closed to us.
pub(crate) const COMPUTED: [&str; 2] = ["msDS-User-Account-Control-Computed", "msDS-UserPasswordExpiryTimeComputed"];
pub(crate) const RESULTANT_PSO: [&str; 1] = ["msDS-ResultantPSO"];

const DISABLED: i64 = 0x2;
const LOCKED: i64 = 0x10;
const NEVER_EXPIRES: i64 = 0x1_0000;
const SMARTCARD: i64 = 0x4_0000;
const EXPIRED: i64 = 0x80_0000;

pub(crate) fn object_id(row: &Row) -> Option<ObjectId> {
    row.bytes("objectGUID").and_then(guid_text).map(ObjectId)
}

pub(crate) fn entry(row: &Row, protected: bool) -> Option<Entry> {
    let login = row.text("sAMAccountName")?.to_owned();
    let display = row.text("displayName").or_else(|| row.text("cn")).map(str::trim).filter(|name| !name.is_empty());
    Some(Entry {
        object_id: object_id(row)?,
        dn: row.dn.clone(),
        upn: row.text("userPrincipalName").map(str::to_owned),
        display_name: display.unwrap_or(&login).to_owned(),
        mail: row.text("mail").map(str::to_owned),
        phone: row.text("mobile").or_else(|| row.text("telephoneNumber")).map(str::to_owned),
        manager_dn: row.text("manager").map(str::to_owned),
        preferred_language: row.text("preferredLanguage").map(str::to_owned),
        same_as: None,
        set_elsewhere: None,
        disabled: row.int("userAccountControl").unwrap_or(0) & DISABLED != 0,
        protected,
        login,
    })
}

pub(crate) fn state(
    row: &Row,
    policy: &PasswordPolicy,
    protected: bool,
    server: String,
    now: Timestamp,
) -> AccountState {
    let flags = row.int("userAccountControl").unwrap_or(0);
    let computed = row.int("msDS-User-Account-Control-Computed");
    let set_at = ids::time(row, "pwdLastSet");
    // Who is exempt from expiry never has to change either (MS-ADTS 3.1.1.4.5.20).
    let exempt = flags & (NEVER_EXPIRES | SMARTCARD) != 0;
    let must_change = row.int("pwdLastSet") == Some(0) && !exempt;
    let by_policy = || set_at.zip(policy.max_age_secs).filter(|_| !exempt).map(|(at, age)| at.plus_secs(age));
    let expires_at = match row.int("msDS-UserPasswordExpiryTimeComputed") {
        Some(ticks) => Timestamp::from_filetime(ticks),
        None => by_policy(),
    };
    let by_age = || expires_at.is_some_and(|at| at <= now);
    let password_expired = !must_change && computed.map_or_else(by_age, |computed| computed & EXPIRED != 0);

    let locked_at = ids::time(row, "lockoutTime");
    // Under a PSO that is closed to us no end is known.
    let known = policy.lockout_secs > 0 && policy.is_certain();
    let ends = locked_at.filter(|_| known).map(|at| at.plus_secs(policy.lockout_secs));
    let by_time = || locked_at.is_some() && ends.is_none_or(|end| now < end);
    let locked = computed.map_or_else(by_time, |computed| computed & LOCKED != 0);
    AccountState {
        disabled: flags & DISABLED != 0,
        locked,
        locked_at: locked_at.filter(|_| locked),
        locked_until: ends.filter(|_| locked),
        password_expired,
        must_change,
        password_set_at: set_at,
        password_expires_at: expires_at,
        account_expired: ids::time(row, "accountExpires").is_some_and(|at| at <= now),
        protected,
        set_elsewhere: None,
        server,
    }
}

/// As the server works it out; `None` where that is closed to us.
pub(crate) fn is_locked(row: &Row) -> Option<bool> {
    Some(row.int("msDS-User-Account-Control-Computed")? & LOCKED != 0)
}

/// As far as the account's own row tells. `None`: its group memberships are closed to us, so the
/// groups have to be asked.
pub(crate) fn protected_by_row(row: &Row) -> Option<bool> {
    if row.int("adminCount").unwrap_or(0) > 0 {
        return Some(true);
    }
    let own = row.bytes("objectSid").and_then(Sid::read);
    if own.is_some_and(|sid| protected::account(&sid)) {
        return Some(true);
    }
    if row.int("primaryGroupID").and_then(|rid| u32::try_from(rid).ok()).is_some_and(protected::domain_rid) {
        return Some(true);
    }
    let groups = row.values("tokenGroups");
    if groups.is_empty() {
        return None;
    }
    Some(groups.iter().filter_map(|sid| Sid::read(sid)).any(|sid| protected::group(&sid)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use latchkey_domain::directory::PolicySource;

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

    fn ticks(secs_from_now: i64) -> String {
        let since_1601 = NOW.plus_secs(secs_from_now).secs() + 11_644_473_600;
        (since_1601 * 10_000_000).to_string()
    }
    fn read(attributes: &[(&str, &str)], lockout_secs: i64) -> AccountState {
        let policy = PasswordPolicy {
            source: PolicySource::Domain,
            min_length: 7,
            max_length: None,
            complexity: true,
            history: 0,
            min_age_secs: 0,
            max_age_secs: Some(100),
            lockout_threshold: 3,
            lockout_secs,
            lockout_window_secs: 0,
        };
        state(&Row::made_of("CN=a", attributes), &policy, false, "dc".into(), NOW)
    }

    #[test]
    fn locked_for_a_while_or_for_good() {
        let at = ticks(-60);
        let timed = read(&[("lockoutTime", &at), ("msDS-User-Account-Control-Computed", "16")], 1800);
        assert_eq!((timed.locked, timed.locked_until), (true, Some(NOW.plus_secs(1740))));
        let for_good = read(&[("lockoutTime", &at), ("msDS-User-Account-Control-Computed", "16")], 0);
        assert_eq!((for_good.locked, for_good.locked_until), (true, None));
        let over = read(&[("lockoutTime", &at), ("msDS-User-Account-Control-Computed", "0")], 30);
        assert_eq!((over.locked, over.locked_at), (false, None), "lockoutTime stays after the lock has ended");
        let unreadable = read(&[("lockoutTime", &at)], 1800);
        assert!(unreadable.locked, "worked out where the computed attribute is closed");
    }

    #[test]
    fn must_change_is_not_expired() {
        let state = read(&[("pwdLastSet", "0"), ("msDS-User-Account-Control-Computed", "8388608")], 0);
        assert_eq!((state.must_change, state.password_expired, state.password_set_at), (true, false, None));
        let exempt = read(
            &[("pwdLastSet", "0"), ("userAccountControl", "66048"), ("msDS-User-Account-Control-Computed", "0")],
            0,
        );
        assert!(!exempt.must_change);
    }

    #[test]
    fn expiry() {
        let past = ticks(-10);
        let expired = read(&[("pwdLastSet", &ticks(-99)), ("msDS-User-Account-Control-Computed", "8388608")], 0);
        assert!(expired.password_expired && !expired.must_change);
        let by_age = read(&[("pwdLastSet", &ticks(-99))], 0);
        assert!(
            !by_age.password_expired && by_age.password_expires_at == Some(NOW.plus_secs(1)),
            "by the policy's 100 seconds"
        );
        let by_age = read(&[("pwdLastSet", &ticks(-101))], 0);
        assert!(by_age.password_expired);
        let exempt = read(&[("pwdLastSet", &ticks(-101)), ("userAccountControl", "66048")], 0);
        assert!(!exempt.password_expired && exempt.password_expires_at.is_none());
        let gone = read(&[("accountExpires", &past)], 0);
        assert!(gone.account_expired);
        for never in ["0", "9223372036854775807"] {
            assert!(!read(&[("accountExpires", never)], 0).account_expired);
        }
    }
}
