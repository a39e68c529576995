//! The queue runner: looks what is due, leases it into the free slots of its lane, lets each job run
//! on a task of its own, and stores what came of it. Who does the jobs is a parameter, so that
//! this can be tested with work that hangs, fails and panics.

use super::job::End;
use super::lanes::{self, Lane};
use super::retry_policy::RetryPolicy;
use crate::heartbeat::Heartbeat;
use crate::work::JobFault;
use async_trait::async_trait;
use futures::FutureExt as _;
use latchkey_domain::{Clock, Timestamp};
use latchkey_store::jobs::{self, Job};
use latchkey_store::{Store, StoreResult, Tx};
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{Id, JoinSet};
use tokio::time::sleep;

#[async_trait]
pub trait JobHandlers: Send + Sync + 'static {
    fn lane(&self, kind: &str) -> Lane;
    fn retry(&self, kind: &str) -> RetryPolicy;
    /// May be called twice for one job, and must do its work once.
    async fn perform(&self, job: &Job) -> End;
    /// What else is kept when a job is given up, in the same transaction.
    fn given_up(&self, tx: &mut Tx, job: &Job, why: &JobFault) -> StoreResult<()>;
    /// Clears old rows away, now and then.
    async fn tidy(&self);
}

/// After this a job whose server died is taken up by another.
pub const LEASE_SECS: i64 = 60;
const HOLD: Duration = Duration::from_secs(LEASE_SECS.unsigned_abs() / 3);
/// How often the queue is looked at when nothing rings: for what other servers enqueue, and for
/// what is put off.
const LOOK: Duration = Duration::from_secs(1);
/// After the database could not be read.
const AWAY: Duration = Duration::from_secs(2);
const TIDY_EVERY_SECS: i64 = 300;
/// How often it is tried to store what came of a job.
const KEEP_TRIES: u32 = 5;

pub struct Runner {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub handlers: Arc<dyn JobHandlers>,
    /// Another for each process.
    pub worker: String,
    pub heartbeat: Arc<Heartbeat>,
}

/// What is being worked on.
#[derive(Default)]
struct RunningJobs {
    tasks: JoinSet<()>,
    /// `None`: tidying.
    lanes: HashMap<Id, Option<Lane>>,
}

impl RunningJobs {
    fn spawn(&mut self, lane: Option<Lane>, work: impl Future<Output = ()> + Send + 'static) {
        let id = self.tasks.spawn(work).id();
        self.lanes.insert(id, lane);
    }

    fn free(&self, lane: Lane) -> usize {
        lane.slots().saturating_sub(self.lanes.values().filter(|busy| **busy == Some(lane)).count())
    }

    /// Waits for the next one to end.
    async fn ended(&mut self) {
        let id = match self.tasks.join_next_with_id().await {
            None => return,
            Some(Ok((id, ()))) => id,
            Some(Err(error)) => {
                tracing::error!(error = %error, "a background task broke off; its job runs again when its lease ends");
                error.id()
            }
        };
        self.lanes.remove(&id);
    }
}

impl Runner {
    /// Runs until `stop` turns true or is dropped; what is being worked on is finished first.
    pub async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut running = RunningJobs::default();
        let (mut tidied, mut away) = (Timestamp(0), false);
        while !*stop.borrow() {
            let now = self.clock.now();
            self.heartbeat.beat(now);
            if now.since(tidied) > TIDY_EVERY_SECS * 1000 && !running.lanes.values().any(Option::is_none) {
                tidied = now;
                let handlers = self.handlers.clone();
                running.spawn(None, async move { handlers.tidy().await });
            }
            let wait = match self.fill(&mut running).await {
                Ok(wait) => {
                    away = false;
                    wait
                }
                Err(error) => {
                    // said once, not all the time
                    if !std::mem::replace(&mut away, true) {
                        tracing::error!(error = %error, "the job queue cannot be read; trying again");
                    }
                    AWAY
                }
            };
            tokio::select! {
                () = sleep(wait) => {}
                () = self.store.job_enqueued() => {}
                () = running.ended(), if !running.tasks.is_empty() => {}
                changed = stop.changed() => if changed.is_err() { break },
            }
        }
        while !running.tasks.is_empty() {
            running.ended().await;
        }
    }

    /// Sets everything to work that is due and has a slot. Gives the time until the next look.
    async fn fill(self: &Arc<Self>, running: &mut RunningJobs) -> StoreResult<Duration> {
        let due = self.store.read(jobs::next_due).await?;
        let now = self.clock.now();
        let lease_requests =
            lanes::lease_requests(&due, |kind| self.handlers.lane(kind), |lane| running.free(lane), now);
        if !lease_requests.is_empty() {
            let worker = self.worker.clone();
            let leased = self.store.write(move |tx| {
                let mut all = Vec::new();
                for request in &lease_requests {
                    let kinds: Vec<&str> = request.kinds.iter().map(String::as_str).collect();
                    let limit = i64::try_from(request.limit).unwrap_or(1);
                    all.extend(jobs::lease(tx, &worker, LEASE_SECS, limit, &kinds)?);
                }
                Ok(all)
            });
            for job in leased.await? {
                let lane = self.handlers.lane(&job.kind);
                running.spawn(Some(lane), self.clone().one(job));
            }
        }
        let soonest = due.iter().map(|(_, at)| at.since(now)).filter(|millis| *millis > 0).min();
        Ok(soonest.and_then(|millis| u64::try_from(millis).ok()).map_or(LOOK, Duration::from_millis).min(LOOK))
    }

    /// One job, from its lease to its end.
    async fn one(self: Arc<Self>, job: Job) {
        // dropped, and with it the holding, when the end has been stored
        let mut holding = JoinSet::new();
        holding.spawn(self.clone().hold(job.clone()));
        let done = AssertUnwindSafe(self.handlers.perform(&job)).catch_unwind().await;
        let end = done.unwrap_or(End::Retry(JobFault::Program));
        if let End::Retry(why) = &end {
            tracing::warn!(kind = job.kind, tries = job.attempts, reason = %why, "a job failed");
        }
        for tries in 1.. {
            let (runner, job, end) = (self.clone(), job.clone(), end.clone());
            let kind = job.kind.clone();
            match self.store.write(move |tx| runner.keep(tx, &job, end)).await {
                Ok(()) => return,
                Err(error) if tries >= KEEP_TRIES => {
                    tracing::error!(kind, error = %error, "a job's end was not stored; it runs again when its lease ends");
                    return;
                }
                // done once, it should not be done again because the database was away for a moment
                Err(_) => sleep(AWAY).await,
            }
        }
    }

    fn keep(&self, tx: &mut Tx, job: &Job, end: End) -> StoreResult<()> {
        match end {
            End::Done => jobs::done(tx, job).map(drop),
            End::Instead(others) => {
                if jobs::done(tx, job)? {
                    let now = tx.now();
                    for (kind, payload) in others {
                        jobs::enqueue(tx, kind, &payload, now, None)?;
                    }
                }
                Ok(())
            }
            End::Retry(why) => match self.handlers.retry(&job.kind).next_try(job, tx.now()) {
                Some(at) => jobs::retry(tx, job, &why.kept(), at).map(drop),
                None => self.give_up(tx, job, &why),
            },
            End::GiveUp(why) => self.give_up(tx, job, &why),
        }
    }

    fn give_up(&self, tx: &mut Tx, job: &Job, why: &JobFault) -> StoreResult<()> {
        if jobs::give_up(tx, job, &why.kept())? {
            tracing::error!(kind = job.kind, tries = job.attempts, reason = %why, "a job was given up");
            self.handlers.given_up(tx, job, why)?;
        }
        Ok(())
    }

    /// Keeps the lease while the job runs, so that a long one is not begun by a second server.
    async fn hold(self: Arc<Self>, job: Job) {
        loop {
            sleep(HOLD).await;
            let held = job.clone();
            match self.store.write(move |tx| jobs::extend(tx, &held, LEASE_SECS)).await {
                Ok(true) => {}
                Ok(false) => {
                    tracing::warn!(kind = job.kind, "a job's lease was lost to another server; it may be done twice");
                    return;
                }
                Err(error) => tracing::warn!(kind = job.kind, error = %error, "a job's lease was not renewed"),
            }
        }
    }
}

#[cfg(test)]
mod tests;
