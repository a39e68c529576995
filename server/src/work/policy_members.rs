//! Who is in the group of a rule is read when the rule is saved, after each import of its directory, and every hour.

use super::kind::Kind;
use super::payload::{Payload, enqueue};
use latchkey_domain::ids::DirectoryId;
use latchkey_store::policies::{self, Rule};
use latchkey_store::{StoreResult, Tx};
use serde::{Deserialize, Serialize};

pub const POLICY_MEMBERS: &str = Kind::PolicyMembers.code();
const HOUR_SECS: i64 = 3600;

#[derive(Serialize, Deserialize)]
pub struct PolicyMembers {
    pub rule: String,
}

impl Payload for PolicyMembers {
    const KIND: Kind = Kind::PolicyMembers;
}

/// At most one is open for each rule.
pub fn members_of_rule(tx: &mut Tx, rule: &str) -> StoreResult<()> {
    let (now, key) = (tx.now(), format!("{POLICY_MEMBERS}:{rule}"));
    enqueue(tx, &PolicyMembers { rule: rule.to_owned() }, now, Some(&key))
}

/// After an import: people who were not known before may be in a group.
pub fn members_after_import(tx: &mut Tx, directory: &DirectoryId) -> StoreResult<()> {
    enqueue_where(tx, |rule| rule.directory == *directory)
}

/// Every hour; people join and leave groups without us.
pub fn members_hourly(tx: &mut Tx) -> StoreResult<()> {
    let now = tx.now();
    enqueue_where(tx, |rule| rule.read_at.is_none_or(|at| now.since(at) >= HOUR_SECS * 1000))
}

fn enqueue_where(tx: &mut Tx, wanted: impl Fn(&Rule) -> bool) -> StoreResult<()> {
    for rule in policies::list(tx)?.into_iter().filter(|rule| wanted(rule)) {
        members_of_rule(tx, &rule.id)?;
    }
    Ok(())
}
