//! Who is in groups, through however many other groups. LDAP has no rule that follows them on the server, and what
//! `memberOf` says depends on an overlay: so the groups are read one by one, each once, which ends in every circle.

use super::schema::Schema;
use crate::ldap::{Ask, Fault, LdapConnection, Row, dn};
use latchkey_domain::directory::{Cursor, DirectoryError};
use ldap3::Scope;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Bound::{Excluded, Unbounded};

/// More groups in one are taken for a fault.
const MOST_GROUPS: usize = 10_000;

/// What no group is named by.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Members {
    /// By a name that can be compared, as the group writes it. Not all of them are people, or there at all.
    pub(super) dns: BTreeMap<String, String>,
    /// By what they sign in with, in lower case.
    pub(super) logins: BTreeSet<String>,
}

/// Whom only administrators help.
#[derive(Debug)]
pub(super) struct Protected {
    members: Members,
    service_account: String,
}

impl Protected {
    /// `service_account`: its name, as it can be compared.
    pub(super) fn new(members: Members, service_account: String) -> Self {
        Self { members, service_account }
    }

    pub(super) fn covers(&self, name: &str, login: &str) -> bool {
        let key = dn::key(name);
        key == self.service_account
            || self.members.dns.contains_key(&key)
            || self.members.logins.contains(&login.to_lowercase())
    }

    /// How many the groups name.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.members.dns.len() + self.members.logins.len()).unwrap_or(u32::MAX)
    }
}

/// Where a listing of members goes on: after these, in their order. The groups are read anew where they were forgotten.
#[derive(Default, Serialize, Deserialize)]
struct Place {
    after_dn: Option<String>,
    after_login: Option<String>,
}

pub(super) fn is_place(cursor: &Cursor) -> bool {
    cursor.0.contains("after_")
}

/// One page of members.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Slice {
    pub(super) dns: Vec<String>,
    pub(super) logins: Vec<String>,
    pub(super) next: Option<Cursor>,
}

impl Members {
    pub(super) fn slice(&self, cursor: Option<&Cursor>, size: usize) -> Slice {
        // A cursor that we cannot read starts from the beginning.
        let place: Place = cursor.and_then(|cursor| serde_json::from_str(&cursor.0).ok()).unwrap_or_default();
        let mut slice = Slice::default();
        let mut last = Place::default();
        if place.after_login.is_none() {
            let from = place.after_dn.map_or(Unbounded, Excluded);
            for (key, dn) in self.dns.range((from, Unbounded)).take(size) {
                slice.dns.push(dn.clone());
                last.after_dn = Some(key.clone());
            }
        }
        let left = size - slice.dns.len();
        let from = place.after_login.map_or(Unbounded, Excluded);
        for login in self.logins.range((from, Unbounded)).take(left) {
            slice.logins.push(login.clone());
            last.after_login = Some(login.clone());
        }
        // one that is full may have been the last; then an empty one follows
        let is_full = slice.dns.len() + slice.logins.len() >= size;
        slice.next = is_full.then(|| serde_json::to_string(&last).ok().map(Cursor)).flatten();
        slice
    }
}

/// Everybody in these groups.
///
/// # Errors
/// `NotFound`: one of `roots` is not there, or closed to us.
pub(super) async fn of_groups(
    connection: &mut LdapConnection,
    schema: &Schema,
    roots: &[String],
) -> Result<Members, Fault> {
    let attributes = schema.member_attributes();
    let mut members = Members::default();
    if roots.is_empty() {
        return Ok(members);
    }
    let groups = if schema.member_dns.is_empty() { HashMap::new() } else { all(connection, schema).await? };
    let mut read: HashSet<String> = roots.iter().map(|root| dn::key(root)).collect();
    let mut queue: Vec<String> = roots.to_vec();
    while let Some(group) = queue.pop() {
        let row = connection.read(&group, &attributes).await?;
        let is_root = roots.contains(&group);
        let Some(row) = row else {
            if is_root {
                return Err(DirectoryError::NotFound.into());
            }
            continue;
        };
        for name in dns_of(&row, schema) {
            let key = dn::key(name);
            match groups.get(&key) {
                None => drop(members.dns.insert(key, name.to_owned())),
                Some(inner) => {
                    if read.insert(key) {
                        queue.push(inner.clone());
                    }
                }
            }
        }
        members.logins.extend(logins_of(&row, schema));
        if read.len() > MOST_GROUPS {
            let detail = format!("more than {MOST_GROUPS} groups within groups");
            return Err(DirectoryError::Other { detail }.into());
        }
    }
    Ok(members)
}

/// The groups that there are.
async fn all(connection: &mut LdapConnection, schema: &Schema) -> Result<HashMap<String, String>, Fault> {
    let root = connection.root.clone();
    let ask = Ask { base: &root.base, scope: Scope::Subtree, filter: &schema.group_filter, attributes: &["1.1"] };
    let rows = connection.search_paged(ask).await?;
    Ok(rows.into_iter().map(|row| (dn::key(&row.dn), row.dn)).collect())
}

fn dns_of<'a>(row: &'a Row, schema: &'a Schema) -> impl Iterator<Item = &'a str> {
    schema.member_dns.iter().flat_map(|attribute| row.texts(attribute)).map(without_uid).filter(|dn| dn.contains('='))
}

fn logins_of<'a>(row: &'a Row, schema: &'a Schema) -> impl Iterator<Item = String> + 'a {
    let all = schema.member_logins.iter().flat_map(|attribute| row.texts(attribute));
    all.map(|login| login.trim().to_lowercase()).filter(|login| !login.is_empty())
}

/// A value of `uniqueMember` may end with a bit string (RFC 4517 3.3.21): `uid=a,dc=d#'0101'B`.
fn without_uid(value: &str) -> &str {
    let bits = |rest: &str| {
        rest.strip_prefix('\'')
            .and_then(|rest| rest.strip_suffix("'B"))
            .is_some_and(|bits| bits.bytes().all(|bit| matches!(bit, b'0' | b'1')))
    };
    value.rsplit_once('#').filter(|(_, rest)| bits(rest)).map_or(value, |(dn, _)| dn)
}

/// How many members a group states itself.
pub(super) fn count(row: &Row, schema: &Schema) -> u32 {
    let count: usize = schema.member_attributes().iter().map(|attribute| row.values(attribute).len()).sum();
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn members(dns: &[&str], logins: &[&str]) -> Members {
        Members {
            dns: dns.iter().map(|dn| (dn::key(dn), (*dn).to_owned())).collect(),
            logins: logins.iter().map(|login| (*login).to_owned()).collect(),
        }
    }

    #[test]
    fn pages_hold_everybody_once_whatever_their_size() {
        let all = members(&["uid=a,dc=d", "uid=b,dc=d", "uid=c,dc=d"], &["d", "e"]);
        for size in 1..=6 {
            let (mut seen, mut cursor, mut pages) = (Vec::new(), None, 0);
            loop {
                let slice = all.slice(cursor.as_ref(), size);
                seen.extend(slice.dns.into_iter().chain(slice.logins));
                pages += 1;
                match slice.next {
                    // as another process reads it
                    Some(next) => cursor = Some(Cursor(next.0)),
                    None => break,
                }
            }
            assert_eq!(seen, ["uid=a,dc=d", "uid=b,dc=d", "uid=c,dc=d", "d", "e"], "{size} a page");
            assert!(pages <= 6);
        }
    }

    #[test]
    fn who_left_meanwhile_moves_nobody() {
        let place = members(&["uid=a,dc=d", "uid=b,dc=d"], &[]).slice(None, 2).next;
        let slice = members(&["uid=a,dc=d", "uid=c,dc=d"], &["d"]).slice(place.as_ref(), 5);
        assert_eq!((slice.dns, slice.logins, slice.next), (vec!["uid=c,dc=d".to_owned()], vec!["d".to_owned()], None));
        let odd = Cursor("not ours".into());
        assert_eq!(members(&["uid=a,dc=d"], &[]).slice(Some(&odd), 5).dns.len(), 1, "from the beginning");
    }

    #[test]
    fn values_of_unique_member() {
        assert_eq!(without_uid("uid=a,dc=d#'0101'B"), "uid=a,dc=d");
        for whole in ["uid=a,dc=d", "uid=a#1,dc=d", "uid=a,dc=d#'01x'B", "#"] {
            assert_eq!(without_uid(whole), whole);
        }
    }
}
