//! Reads who is in the group of a rule, and keeps it: whose policy holds is decided without asking a
//! directory. Done when a rule is saved, after each import of its directory, and every hour.

use super::End;
use super::work::{POLICY_MEMBERS, PolicyMembers};
use crate::house::House;
use crate::services::fault::Fault;
use latchkey_domain::ids::{DirectoryId, ObjectId};
use latchkey_store::policies::{self, Rule};
use latchkey_store::{StoreResult, Tx, jobs};
use std::sync::Arc;

const HOUR_SECS: i64 = 3600;

/// At most one is open for each rule.
pub fn enqueue(tx: &mut Tx, rule: &str) -> StoreResult<()> {
    let (now, key) = (tx.now(), format!("{POLICY_MEMBERS}:{rule}"));
    jobs::enqueue(tx, POLICY_MEMBERS, &PolicyMembers { rule: rule.to_owned() }, now, Some(&key))
}

/// After an import: people who were not known before may be in a group.
pub fn after_import(tx: &mut Tx, directory: &DirectoryId) -> StoreResult<()> {
    enqueue_where(tx, |rule| rule.directory == *directory)
}

/// Every hour; people join and leave groups without us.
pub fn hourly(tx: &mut Tx) -> StoreResult<()> {
    let now = tx.now();
    enqueue_where(tx, |rule| rule.read_at.is_none_or(|at| now.since(at) >= HOUR_SECS * 1000))
}

fn enqueue_where(tx: &mut Tx, wanted: impl Fn(&Rule) -> bool) -> StoreResult<()> {
    for rule in policies::list(tx)?.into_iter().filter(|rule| wanted(rule)) {
        enqueue(tx, &rule.id)?;
    }
    Ok(())
}

/// A group that cannot be read keeps its last members: a line that is down must not put privileged
/// people under the policy of everybody.
pub async fn run(house: &Arc<House>, job: PolicyMembers) -> End {
    match read(house, &job.rule).await {
        Ok(()) | Err(Fault::Gone(_)) => End::Done,
        Err(fault) => End::Retry(format!("{fault}; its last members still count")),
    }
}

async fn read(house: &Arc<House>, id: &str) -> Result<(), Fault> {
    let wanted = id.to_owned();
    let rule = house.store.read(move |tx| policies::get(tx, &wanted)).await?.ok_or(Fault::Gone("rule"))?;
    let (_, directory) = house.directory(&rule.directory).await?;
    let members = directory.members(&rule.group).await?;
    let objects: Vec<ObjectId> = members.into_iter().map(|entry| entry.object_id).collect();
    house.store.write(move |tx| keep(tx, &rule, &objects)).await?;
    Ok(())
}

/// Not of a rule that went away meanwhile.
fn keep(tx: &mut Tx, rule: &Rule, objects: &[ObjectId]) -> StoreResult<()> {
    if policies::get(tx, &rule.id)?.is_none() {
        return Ok(());
    }
    let known = policies::known(tx, &rule.directory, objects)?;
    policies::set_members(tx, &rule.id, &known)
}
