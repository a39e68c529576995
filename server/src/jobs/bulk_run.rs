//! Seats for many people, given or taken back: some hundred in one transaction, so that recoveries go on meanwhile. How
//! far it is stands in the run, and moves in the transaction that does it: taken up again it goes on where it was.
//!
//! Who asked for it is asked for again with each step: an administrator who is none any more lets in nobody.

use super::work::{BULK_RUN, BulkRun as Job};
use super::{End, JobFault};
use crate::app_state::AppState;
use crate::services::policy::profiles_changed;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::{AdminId, PersonId};
use latchkey_domain::roles::Permission;
use latchkey_store::bulk_runs::{self, BulkKind, BulkRun, Phase, WhyLeftOut};
use latchkey_store::{AuditEvent, StoreResult, Tx, admins, jobs, persons};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

/// People in one transaction.
const CHUNK: i64 = 500;

/// Why it stopped. Stored, so a case may be added and none renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopReason {
    NoSeats,
    NotAllowed,
    Fault(JobFault),
}

impl StopReason {
    fn kept(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// What cannot be read is a fault that is shown as it stands there.
    pub fn stored(text: Option<&str>) -> Self {
        let text = text.unwrap_or_default();
        serde_json::from_str(text).unwrap_or_else(|_| Self::Fault(JobFault::Other { said: text.to_owned() }))
    }
}

/// Puts it on the queue, in the transaction that wrote down whom it is about.
pub fn begin(tx: &mut Tx, run: &BulkRun, job: &Job) -> StoreResult<()> {
    let detail = json!({
        "run": run.id, "action": run.kind.code(), "selection": run.selection, "people": run.total,
    });
    let event = AuditEvent::at(&job.address).detail(detail);
    tx.audit(AuditKind::PeopleBulkBegun, Actor::Administrator(&job.actor), event);
    let (now, key) = (tx.now(), format!("{BULK_RUN}:{}", run.id));
    jobs::enqueue(tx, BULK_RUN, job, now, Some(&key))
}

pub async fn run(app: &Arc<AppState>, job: Job) -> End {
    loop {
        // of this moment: what the licence says may change while it runs
        let (seats, job) = (app.seats, job.clone());
        match app.store.write(move |tx| step(tx, &job, seats)).await {
            Ok(true) => {}
            Ok(false) => return End::Done,
            Err(error) => return End::Retry(error.into()),
        }
    }
}

/// It will never be done. Those who have their seats keep them.
pub fn given_up(tx: &mut Tx, job: &Job, why: &JobFault) -> StoreResult<()> {
    match bulk_runs::locked(tx, &job.run)?.filter(|run| run.phase == Phase::Running) {
        Some(mut run) => end(tx, job, &mut run, Some(&StopReason::Fault(why.clone()))),
        None => Ok(()),
    }
}

/// The next some hundred. `false`: there are no more.
fn step(tx: &mut Tx, job: &Job, seats: i64) -> StoreResult<bool> {
    let found = bulk_runs::locked(tx, &job.run)?.filter(|run| run.phase == Phase::Running);
    let Some(mut run) = found else { return Ok(false) };
    if !may_go_on(tx, job)? {
        end(tx, job, &mut run, Some(&StopReason::NotAllowed))?;
        return Ok(false);
    }
    let people = bulk_runs::next(tx, &run, CHUNK)?;
    let Some(last) = people.last() else {
        end(tx, job, &mut run, None)?;
        return Ok(false);
    };
    run.done_to = last.0.clone();
    let enough = match run.kind {
        BulkKind::Onboard => onboard(tx, &mut run, &people, seats)?,
        BulkKind::Offboard => offboard(tx, &mut run, &people).map(|()| true)?,
    };
    if enough {
        bulk_runs::save(tx, &run)?;
    } else {
        end(tx, job, &mut run, Some(&StopReason::NoSeats))?;
    }
    Ok(enough)
}

fn may_go_on(tx: &mut Tx, job: &Job) -> StoreResult<bool> {
    let admin = admins::by_id(tx, &AdminId(job.admin.clone()))?;
    Ok(admin.is_some_and(|admin| admin.totp.is_some() && admin.role.may(Permission::ManagePeople)))
}

/// `false`: somebody else took the seats that were left.
fn onboard(tx: &mut Tx, run: &mut BulkRun, people: &[PersonId], seats: i64) -> StoreResult<bool> {
    let rows = persons::onboard_fitting(tx, people, seats)?;
    run.dealt_with(tx, &rows.added);
    run.already += i64::try_from(rows.already.len()).unwrap_or(i64::MAX);
    let known: BTreeSet<&PersonId> = [&rows.added, &rows.already, &rows.without].into_iter().flatten().collect();
    let gone: Vec<PersonId> = people.iter().filter(|id| !known.contains(id)).cloned().collect();
    let named = persons::primary_accounts(tx, &gone)?;
    // of some nothing is left but the id
    run.left_out.count(WhyLeftOut::Gone, i64::try_from(gone.len() - named.len()).unwrap_or(0));
    named.into_iter().for_each(|account| run.left_out.add(account.display_name, WhyLeftOut::Gone));
    let passed_over = [rows.already, rows.without.clone(), gone].concat();
    run.passed_over(tx, &passed_over)?;
    Ok(rows.without.is_empty())
}

fn offboard(tx: &mut Tx, run: &mut BulkRun, people: &[PersonId]) -> StoreResult<()> {
    let mut removed = persons::offboard(tx, people)?;
    removed.sort();
    run.dealt_with(tx, &removed);
    let others: Vec<PersonId> = people.iter().filter(|id| removed.binary_search(id).is_err()).cloned().collect();
    run.already += i64::try_from(others.len()).unwrap_or(i64::MAX);
    run.passed_over(tx, &others)
}

fn end(tx: &mut Tx, job: &Job, run: &mut BulkRun, why: Option<&StopReason>) -> StoreResult<()> {
    let phase = if why.is_none() { Phase::Finished } else { Phase::Stopped };
    bulk_runs::end(tx, run, phase, why.and_then(StopReason::kept))?;
    if run.kind == BulkKind::Offboard {
        profiles_changed(tx)?;
    }
    let detail = json!({
        "run": run.id, "action": run.kind.code(), "people": run.done, "not": run.total - run.done,
        "left_out": run.left_out.counts, "stopped": why, "digest": run.digest,
    });
    let event = AuditEvent::at(&job.address).detail(detail);
    tx.audit(AuditKind::PeopleBulkEnded, Actor::Administrator(&job.actor), event);
    Ok(())
}

#[cfg(test)]
mod tests;
