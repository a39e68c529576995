//! A new password that one of a person's directories could not take yet. KeptPassword for a quarter of an hour at most, so that
//! the job finishes what the person came for; then, and when the process that holds its half of the key ends, it is gone,
//! and the result page offers to set it there by hand. Why it is kept as it is: docs/decisions/0022.

use super::directory_write::{Write, expect_answer};
use super::fault::Fault;
use super::recovery::{self, Answer};
use crate::app_state::AppState;
use crate::flows::stored;
use crate::jobs::work::{FINISH_WRITE, FinishWrite, NOTICE, Notice, NoticeKind};
use crate::jobs::{End, JobFault};
use crate::methods;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::{AccountId, FlowId};
use latchkey_domain::recovery::{Progress, Recovery};
use latchkey_domain::{Reason, Secret, Timestamp, entropy};
use latchkey_store::halves::{self, Half, Halved};
use latchkey_store::{AuditEvent, StoreError, StoreResult, Tx, flows, jobs};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

pub const KEPT_SECS: i64 = 15 * 60;
/// More than there will ever be at once; beyond, nothing more is kept.
const MOST: usize = 10_000;

/// The halves that stand in no database. They end with this process.
#[derive(Default)]
pub struct KeptHalves(Mutex<HashMap<String, (Half, Timestamp)>>);

impl KeptHalves {
    fn put(&self, id: &str, half: Half, until: Timestamp, now: Timestamp) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (_, until)| *until > now);
        let room = all.len() < MOST;
        if room {
            all.insert(id.to_owned(), (half, until));
        }
        room
    }

    fn get(&self, id: &str, now: Timestamp) -> Option<Half> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(id).filter(|(_, until)| *until > now).map(|(half, _)| half.clone())
    }

    /// Overwritten as it is dropped.
    fn forget(&self, id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    /// As when this process ends.
    #[cfg(test)]
    pub fn end(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// Until when, and the job that goes with it; none where it was put down earlier.
#[derive(Clone)]
pub struct KeptPassword {
    until: Timestamp,
    job: Option<FinishWrite>,
}

impl KeptPassword {
    pub const fn earlier(until: Timestamp) -> Self {
        Self { until, job: None }
    }

    pub const fn until(&self) -> Timestamp {
        self.until
    }

    /// In the transaction that says so in the flow.
    pub fn enqueue(&self, tx: &mut Tx) -> StoreResult<()> {
        let Some(job) = &self.job else { return Ok(()) };
        let soon = tx.now().plus_secs(5);
        jobs::enqueue(tx, FINISH_WRITE, job, soon, Some(&format!("{FINISH_WRITE}:{}", job.id)))
    }
}

/// Where the organisation lets it, and the person has other accounts that got it: whoever has one only is asked again.
pub async fn keep(
    app: &AppState,
    flow: &FlowId,
    account: &AccountId,
    new: &Secret,
) -> Result<Option<KeptPassword>, Fault> {
    let id = flow.clone();
    let read = app.store.read(move |tx| {
        let settings = methods::method_settings(tx)?;
        let Some(live) = flows::by_id(tx, &id)? else { return Ok(false) };
        let recovery: Recovery = stored::state(&live)?;
        Ok(settings.accounts.keep_password && recovery.plan.0.len() > 1)
    });
    if !read.await? {
        return Ok(None);
    }
    let (now, id) = (app.now(), entropy::new_id(app.now(), app.entropy.as_ref()));
    let until = now.plus_secs(KEPT_SECS);
    let (half, Halved { half: theirs, sealed }) = halves::seal(new, app.entropy.as_ref())?;
    if !app.kept.put(&id, half, until, now) {
        return Ok(None);
    }
    let job = FinishWrite { id, flow: flow.0.clone(), account: account.0.clone(), until, half: theirs, sealed };
    Ok(Some(KeptPassword { until, job: Some(job) }))
}

pub async fn run(app: &Arc<AppState>, job: FinishWrite) -> End {
    match finished(app, &job).await {
        Ok(Some(why)) => End::Retry(why),
        Ok(None) => {
            app.kept.forget(&job.id);
            End::Done
        }
        Err(fault) => End::Retry(fault.into()),
    }
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
    jobs::enqueue(tx, NOTICE, &Notice { person: person.0, kind, at: now }, now, None)
}

const UNKNOWN: &str = "what became of an earlier write is not known yet";

fn later(why: &str) -> JobFault {
    Fault::Other(why.to_owned()).into()
}

/// `Some`: to be tried again.
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
