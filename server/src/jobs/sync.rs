//! Reading a directory again by itself. One job waits for each directory's next time; at that time it begins a run, and
//! the import does the rest. The tidying puts in again what was lost.

use super::job::{End, Job};
use super::lanes::Lane;
use super::retry_policy::RetryPolicy;
use crate::app_state::AppState;
use crate::work::{JobFault, SyncDue, enqueue_next, enqueue_run};
use latchkey_contract::admin::WorkKind;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::directory::DirectoryError;
use latchkey_domain::ids::DirectoryId;
use latchkey_store::imports::Ended;
use latchkey_store::{AuditEvent, StoreResult, Tx, accounts, imports, sync};
use std::sync::Arc;

impl Job for SyncDue {
    const LANE: Lane = Lane::Prompt;
    const RETRY: RetryPolicy = RetryPolicy::A_DAY;
    const TOLD: WorkKind = WorkKind::Sync;

    async fn run(self, app: &Arc<AppState>) -> End {
        let begun = app.store.write(move |tx| {
            let id = DirectoryId(self.directory);
            // as many as there are here now: nobody is asked for a number
            let expected = accounts::count(tx, &id)?;
            if let Some(import) = imports::start_due(tx, &id, self.at, expected)? {
                enqueue_run(tx, &import)?;
            }
            enqueue_next(tx, &id)
        });
        begun.await.into()
    }
}

/// What is written down of a run that read all of a directory.
pub fn ended(tx: &mut Tx, id: &DirectoryId, run: i64, is_first: bool, how: &Ended) -> StoreResult<()> {
    enqueue_next(tx, id)?;
    let Some(row) = sync::get(tx, id, run)? else { return Ok(()) };
    let detail = if is_first {
        serde_json::json!({ "people": row.seen })
    } else {
        serde_json::json!({ "run": run, "trigger": row.trigger.code(), "people": row.seen, "found": row.counts })
    };
    note(tx, id, if is_first { AuditKind::DirectoryImported } else { AuditKind::DirectorySynced }, detail);
    if let Ended::Asking { counts, anew: true } = how {
        note(tx, id, AuditKind::SyncAsked, serde_json::json!({ "run": run, "missing": counts.held }));
    }
    Ok(())
}

/// Once all of a directory was read, a run that breaks off is no work that was given up: the next one comes at its
/// time. The first import waits for an administrator.
pub async fn broke_off(app: &Arc<AppState>, id: &DirectoryId, run: i64, error: DirectoryError) -> End {
    let (id, why) = (id.clone(), JobFault::Directory(error));
    let reason = why.clone();
    let kept = app.store.write(move |tx| {
        if imports::get(tx, &id)?.is_none_or(|import| import.finished_at.is_none()) {
            return Ok(false);
        }
        if imports::fail(tx, &id, run, &reason.kept())? {
            note(tx, &id, AuditKind::SyncFailed, serde_json::json!({ "run": run, "reason": reason }));
        }
        Ok(true)
    });
    match kept.await {
        Ok(true) => {
            tracing::warn!(reason = %why, "a directory could not be read again; the next run comes at its time");
            End::Done
        }
        Ok(false) => End::GiveUp(why),
        Err(error) => End::Retry(error.into()),
    }
}

fn note(tx: &mut Tx, id: &DirectoryId, kind: AuditKind, detail: serde_json::Value) {
    tx.audit(kind, Actor::Import, AuditEvent::default().directory(id).detail(detail));
}

#[cfg(test)]
mod tests;
