//! Sets a new password that was kept (`kept_password`) in the directory that could not take it before, or says that it is
//! kept no longer.

use super::directory_write::{Write, expect_answer};
use super::recovery::{self, Answer};
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::flows::stored;
use crate::work::{self, FinishWrite, JobFault, Notice, NoticeKind};
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::{AccountId, FlowId};
use latchkey_domain::recovery::{Progress, Recovery};
use latchkey_domain::{Reason, Timestamp};
use latchkey_store::halves::{self, Halved};
use latchkey_store::{AuditEvent, StoreError, StoreResult, Tx, flows};
use std::sync::Arc;

/// Sets it. `Some`: to be tried again.
pub async fn finish(app: &Arc<AppState>, job: &FinishWrite) -> Result<Option<JobFault>, Fault> {
    let again = finished(app, job).await?;
    if again.is_none() {
        app.kept.forget(&job.id);
    }
    Ok(again)
}

/// It is kept no longer: the flow says so, and the person is told.
pub fn is_over(tx: &mut Tx, job: &FinishWrite) -> StoreResult<()> {
    let Some(mut live) = flows::by_id(tx, &FlowId(job.flow.clone()))? else { return Ok(()) };
    let mut recovery: Recovery = stored::state(&live)?;
    let account = AccountId(job.account.clone());
    let Some(planned) = recovery.plan.get(&account).cloned() else { return Ok(()) };
    if !recovery.forget_kept(&account, job.until) {
        return Ok(());
    }
    stored::save(tx, &mut live, &recovery)?;
    let now = tx.now();
    tx.audit(AuditKind::RecoveryUnfinished, Actor::Latchkey, AuditEvent::default().account(&account));
    // whoever closed the page would not learn of it
    let Some(person) = live.person else { return Ok(()) };
    let kind = NoticeKind::NotEverywhere { directory: planned.directory };
    work::enqueue(tx, &Notice { person: person.0, kind, at: now }, now, None)
}

const UNKNOWN: &str = "what became of an earlier write is not known yet";

fn later(why: &str) -> JobFault {
    Fault::Other(why.to_owned()).into()
}

async fn finished(app: &Arc<AppState>, job: &FinishWrite) -> Result<Option<JobFault>, Fault> {
    let (flow, account, now) = (FlowId(job.flow.clone()), AccountId(job.account.clone()), app.now());
    let stored = Halved { half: job.half.clone(), sealed: job.sealed.clone() };
    let new = app.kept.get(&job.id, now).and_then(|half| halves::open(&half, &stored));
    let Some(new) = new else {
        if now < job.until && app.store.is_shared() {
            // the server beside us that holds the other half finishes it
            return Ok(Some(later("the server that holds the other half finishes it")));
        }
        let job = job.clone();
        app.store.write(move |tx| is_over(tx, &job)).await?;
        return Ok(None);
    };
    match claimed(app, &flow, &account, job.until).await? {
        Claim::Ours => {}
        Claim::Open => return Ok(Some(later(UNKNOWN))),
        Claim::Over => return Ok(None),
    }
    let write = Write::Reset(new);
    let answer = recovery::send(app, &flow, &account, write).await?;
    let again = match &answer {
        Answer::NotDone(Reason::DirectoryAway, error) => {
            let error = error.clone();
            Some(error.map_or_else(|| later(UNKNOWN), JobFault::Directory))
        }
        Answer::Lost(_) => Some(later(UNKNOWN)),
        Answer::Done(..) | Answer::NotDone(..) => None,
    };
    recovery::stored_later(app, &flow, &account, answer, job.until).await?;
    Ok(again)
}

enum Claim {
    Ours,
    /// What became of an earlier write is being found out.
    Open,
    Over,
}

async fn claimed(app: &AppState, flow: &FlowId, account: &AccountId, until: Timestamp) -> Result<Claim, Fault> {
    let (flow, account) = (flow.clone(), account.clone());
    let claimed = app.store.write(move |tx| {
        let Some(mut live) = flows::by_id(tx, &flow)? else { return Ok(Claim::Over) };
        let mut recovery: Recovery = stored::state(&live)?;
        if !recovery.claim_kept(&account, until, tx.now()) {
            let progress = recovery.plan.get(&account).map(|planned| &planned.progress);
            let open = matches!(progress, Some(Progress::Writing { retry_until, .. }) if *retry_until == Some(until));
            return Ok(if open && tx.now() < until { Claim::Open } else { Claim::Over });
        }
        stored::save(tx, &mut live, &recovery)?;
        expect_answer(tx, &live)?;
        Ok(Claim::Ours)
    });
    match claimed.await {
        Err(StoreError::Conflict(_)) => Ok(Claim::Open),
        other => Ok(other?),
    }
}
