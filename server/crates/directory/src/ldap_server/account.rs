//! An account as an LDAP server describes it, turned into the domain's words: `Entry` and `AccountState`.

use super::schema::Schema;
use super::time;
use crate::ldap::Row;
use latchkey_domain::Timestamp;
use latchkey_domain::directory::{AccountState, Entry, PasswordPolicy};
use latchkey_domain::ids::ObjectId;

/// What the state is worked out from, with the policy: draft-behera's attributes as OpenLDAP has them, and those of
/// 389 Directory Server and FreeIPA. What a server does not know it leaves out.
const STATE: [&str; 10] = [
    "pwdReset",
    "pwdChangedTime",
    "pwdFailureTime",
    "pwdPolicySubentry",
    "pwdStartTime",
    "pwdEndTime",
    "passwordExpirationTime",
    "accountUnlockTime",
    "krbLastPwdChange",
    "krbPasswordExpiration",
];
const LOCKED: &str = "pwdAccountLockedTime";
const DISABLED: &str = "nsAccountLock";
/// Longer ones are no ids of any server that we know of.
const LONGEST_ID: usize = 128;

/// What an `Entry` is made of.
pub(super) fn entry_attributes(schema: &Schema) -> Vec<&str> {
    let own = [&schema.id, &schema.login, &schema.name, &schema.mail, &schema.phone].map(String::as_str);
    let fixed = ["displayName", "cn", "telephoneNumber", "manager", "preferredLanguage", LOCKED, DISABLED];
    let mut all: Vec<&str> = own.into_iter().chain(fixed).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The same with what the state is worked out from.
pub(super) fn all_attributes(schema: &Schema) -> Vec<&str> {
    let mut all = entry_attributes(schema);
    all.extend(STATE);
    all
}

/// What `state_after` needs of an account whose entry is known.
pub(super) fn state_attributes() -> Vec<&'static str> {
    STATE.into_iter().chain([LOCKED, DISABLED]).collect()
}

/// An id that can be stored and looked up again.
pub(super) fn id<'a>(row: &'a Row, attribute: &str) -> Option<&'a str> {
    row.text(attribute).filter(|id| id.len() <= LONGEST_ID && id.bytes().all(|byte| byte.is_ascii_graphic()))
}

/// `None`: not somebody who can be told from others, or who could sign in.
pub(super) fn entry(row: &Row, schema: &Schema, protected: bool) -> Option<Entry> {
    let text = |attribute: &str| row.text(attribute).map(str::trim).filter(|text| !text.is_empty());
    let login = text(&schema.login)?.to_owned();
    let display = text(&schema.name).or_else(|| text("displayName")).or_else(|| text("cn"));
    Some(Entry {
        object_id: ObjectId(id(row, &schema.id)?.to_owned()),
        dn: row.dn.clone(),
        upn: None,
        display_name: display.unwrap_or(&login).to_owned(),
        mail: text(&schema.mail).map(str::to_owned),
        phone: text(&schema.phone).or_else(|| text("telephoneNumber")).map(str::to_owned),
        manager_dn: text("manager").map(str::to_owned),
        preferred_language: text("preferredLanguage").map(str::to_owned),
        same_as: None,
        set_elsewhere: None,
        disabled: is_disabled(row),
        protected,
        login,
    })
}

/// A lock without end is an administrator's: nobody ends it but them.
fn is_disabled(row: &Row) -> bool {
    time::is_for_good(row, LOCKED) || row.text(DISABLED).is_some_and(|text| text.eq_ignore_ascii_case("TRUE"))
}

pub(super) fn must_change(row: &Row) -> bool {
    // 389 Directory Server: a password that expired before there were any has to be changed
    let at_once = time::first(row, "passwordExpirationTime").is_some_and(|at| at.secs() == 0);
    at_once || row.text("pwdReset").is_some_and(|text| text.eq_ignore_ascii_case("TRUE"))
}

/// Whether a lock stands in the entry, over or not.
pub(super) fn has_lock(row: &Row) -> bool {
    !row.values(LOCKED).is_empty()
}

/// When somebody was refused, as the server keeps it.
pub(super) fn failures(row: &Row) -> Vec<Timestamp> {
    time::all(row, "pwdFailureTime")
}

pub(super) fn policy_dn(row: &Row) -> Option<&str> {
    row.text("pwdPolicySubentry")
}

pub(super) fn state(
    row: &Row,
    policy: &PasswordPolicy,
    protected: bool,
    server: String,
    now: Timestamp,
) -> AccountState {
    let disabled = is_disabled(row);
    let set_at = time::first(row, "pwdChangedTime").or_else(|| time::first(row, "krbLastPwdChange"));
    let must_change = must_change(row);
    let by_server = time::first(row, "passwordExpirationTime").or_else(|| time::first(row, "krbPasswordExpiration"));
    let by_policy = set_at.zip(policy.max_age_secs).map(|(at, age)| at.plus_secs(age));
    let expires_at = by_server.filter(|at| at.secs() != 0).or(by_policy);

    let locked_at = time::first(row, LOCKED).filter(|_| !disabled);
    // Under a policy that is closed to us no end is known.
    let known = policy.lockout_secs > 0 && policy.is_certain();
    let ends = locked_at.filter(|_| known).map(|at| at.plus_secs(policy.lockout_secs));
    let unlocks_at = time::first(row, "accountUnlockTime").filter(|at| *at > now);
    let locked = unlocks_at.is_some() || (locked_at.is_some() && ends.is_none_or(|end| now < end));
    let ended = time::first(row, "pwdEndTime").is_some_and(|at| at <= now);
    let begins_later = time::first(row, "pwdStartTime").is_some_and(|at| at > now);
    AccountState {
        disabled,
        locked,
        locked_at: locked_at.filter(|_| locked),
        locked_until: unlocks_at.or(ends).filter(|_| locked),
        password_expired: !must_change && expires_at.is_some_and(|at| at <= now),
        must_change,
        password_set_at: set_at,
        password_expires_at: expires_at,
        account_expired: ended || begins_later,
        protected,
        set_elsewhere: None,
        server,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::policy::Rules;
    use super::*;

    fn now() -> Timestamp {
        time::first(&Row::made_of("cn=a", &[("t", "20260601120000Z")]), "t").unwrap()
    }
    fn read(attributes: &[(&str, &str)], lockout_secs: i64, max_age_secs: Option<i64>) -> AccountState {
        let policy = PasswordPolicy { lockout_secs, max_age_secs, ..Rules::none().policy };
        state(&Row::made_of("uid=a,dc=d", attributes), &policy, false, "ldap1".into(), now())
    }

    #[test]
    fn locked_for_a_while_until_somebody_ends_it_or_by_an_administrator() {
        let at = [("pwdAccountLockedTime", "20260601115900Z")];
        let timed = read(&at, 1800, None);
        assert_eq!((timed.locked, timed.locked_until), (true, Some(now().plus_secs(1740))));
        let until_ended = read(&at, 0, None);
        assert_eq!((until_ended.locked, until_ended.locked_until, until_ended.disabled), (true, None, false));
        let over = read(&at, 60, None);
        assert_eq!((over.locked, over.locked_at), (false, None), "the attribute stays after the lock has ended");
        let by_hand = read(&[("pwdAccountLockedTime", "000001010000Z")], 1800, None);
        assert_eq!((by_hand.locked, by_hand.disabled), (false, true));
        assert!(read(&[("nsAccountLock", "true")], 0, None).disabled);
    }

    #[test]
    fn must_change_is_not_expired() {
        let state = read(&[("pwdReset", "TRUE"), ("pwdChangedTime", "20260101000000Z")], 0, Some(60));
        assert_eq!((state.must_change, state.password_expired), (true, false));
        let state = read(&[("pwdChangedTime", "20260101000000Z")], 0, Some(60));
        assert_eq!((state.must_change, state.password_expired), (false, true));
        let state = read(&[("passwordExpirationTime", "19700101000000Z")], 0, None);
        assert_eq!((state.must_change, state.password_expires_at), (true, None));
        assert!(read(&[("krbPasswordExpiration", "20260601115959Z")], 0, None).password_expired);
        assert!(read(&[("pwdEndTime", "20260601115959Z")], 0, None).account_expired);
    }

    #[test]
    fn who_has_no_id_or_no_name_to_sign_in_with_is_nobody() {
        let schema = Schema::default();
        let entry_of = |attributes: &[(&str, &str)]| entry(&Row::made_of("uid=a,dc=d", attributes), &schema, false);
        let anna = entry_of(&[("entryUUID", "36318a4c"), ("uid", "anna"), ("cn", " "), ("mail", "")]).unwrap();
        assert_eq!((anna.display_name.as_str(), anna.mail), ("anna", None));
        for odd in [
            [("entryUUID", ""), ("uid", "anna")],
            [("entryUUID", "36318a4c"), ("uid", " ")],
            [("entryUUID", "3631 8a4c"), ("uid", "anna")],
        ] {
            assert!(entry_of(&odd).is_none(), "{odd:?}");
        }
        assert!(entry_of(&[("uid", "anna")]).is_none(), "the id is not served to us");
    }
}
