//! Seats for many people, given or taken back: some hundred in one transaction, so that recoveries go on meanwhile. How
//! far it is stands in the run, and moves in the transaction that does it: taken up again it goes on where it was.
//!
//! Who asked for it is asked for again with each step: an administrator who is none any more lets in nobody.

use super::job::{End, Job};
use super::lanes::Lane;
use super::retry_policy::RetryPolicy;
use crate::app_state::AppState;
use crate::services::policy::profiles_changed;
use crate::work::{BulkRun, JobFault, StopReason};
use latchkey_contract::admin::WorkKind;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::{AdminId, PersonId};
use latchkey_domain::roles::Permission;
use latchkey_store::bulk_runs::{self, BulkKind, BulkRun as Run, Phase, WhyLeftOut};
use latchkey_store::{AuditEvent, StoreResult, Tx, admins, persons};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

/// People in one transaction.
const CHUNK: i64 = 500;

impl Job for BulkRun {
    /// People by the thousand.
    const LANE: Lane = Lane::Bulk;
    const RETRY: RetryPolicy = RetryPolicy::A_DAY;
    const TOLD: WorkKind = WorkKind::BulkRun;

    async fn run(self, app: &Arc<AppState>) -> End {
        loop {
            // of this moment: what the licence says may change while it runs
            let (seats, job) = (app.seats, self.clone());
            match app.store.write(move |tx| step(tx, &job, seats)).await {
                Ok(true) => {}
                Ok(false) => return End::Done,
                Err(error) => return End::Retry(error.into()),
            }
        }
    }

    /// It will never be done. Those who have their seats keep them.
    fn given_up(self, tx: &mut Tx, _tries: i64, why: &JobFault) -> StoreResult<()> {
        match bulk_runs::locked(tx, &self.run)?.filter(|run| run.phase == Phase::Running) {
            Some(mut run) => end(tx, &self, &mut run, Some(&StopReason::Fault(why.clone()))),
            None => Ok(()),
        }
    }
}

/// The next some hundred. `false`: there are no more.
fn step(tx: &mut Tx, job: &BulkRun, seats: i64) -> StoreResult<bool> {
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

fn may_go_on(tx: &mut Tx, job: &BulkRun) -> StoreResult<bool> {
    let admin = admins::by_id(tx, &AdminId(job.admin.clone()))?;
    Ok(admin.is_some_and(|admin| admin.totp.is_some() && admin.role.may(Permission::ManagePeople)))
}

/// `false`: somebody else took the seats that were left.
fn onboard(tx: &mut Tx, run: &mut Run, people: &[PersonId], seats: i64) -> StoreResult<bool> {
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

fn offboard(tx: &mut Tx, run: &mut Run, people: &[PersonId]) -> StoreResult<()> {
    let mut removed = persons::offboard(tx, people)?;
    removed.sort();
    run.dealt_with(tx, &removed);
    let others: Vec<PersonId> = people.iter().filter(|id| removed.binary_search(id).is_err()).cloned().collect();
    run.already += i64::try_from(others.len()).unwrap_or(i64::MAX);
    run.passed_over(tx, &others)
}

fn end(tx: &mut Tx, job: &BulkRun, run: &mut Run, why: Option<&StopReason>) -> StoreResult<()> {
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
