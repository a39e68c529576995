//! Background work. The runner leases jobs and stores their ends; here each kind is given to its
//! handler. A job says retry or give up; one that is interrupted comes back when its lease ends, so
//! each handler may run twice and must do its work once.

pub mod bulk_run;
mod fault;
mod heartbeat;
mod import;
pub mod invite;
pub mod invite_all;
mod lanes;
mod mails;
pub(crate) mod notices;
pub mod policy_members;
mod retry_policy;
mod runner;
#[cfg(test)]
pub(crate) mod staged;
pub mod sync;
pub(crate) mod texts;
pub mod work;

pub use fault::JobFault;
pub use heartbeat::Heartbeat;
pub use runner::End;

use crate::app_state::AppState;
use crate::services;
use async_trait::async_trait;
use latchkey_contract::MethodKind;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::{AccountId, DirectoryId, FlowId};
use latchkey_store::jobs::Job;
use latchkey_store::{AuditEvent, StoreResult, Tx, admins, bulk_runs, flows, imports, invitations, jobs, limits};
use notices::not_told;
use runner::{JobHandlers, Runner};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Background work under way.
pub struct Started {
    /// Ends after `stop` turned true, when what was being worked on is finished.
    pub task: JoinHandle<()>,
    pub heartbeat: Arc<Heartbeat>,
}

pub fn start(app: Arc<AppState>, stop: watch::Receiver<bool>) -> Started {
    let heartbeat = Arc::new(Heartbeat::new(app.now()));
    let runner = Arc::new(Runner {
        store: app.store.clone(),
        clock: app.clock.clone(),
        worker: latchkey_domain::entropy::new_id(app.now(), app.entropy.as_ref()),
        handlers: Arc::new(HouseHands(app)),
        heartbeat: heartbeat.clone(),
    });
    Started { task: tokio::spawn(runner.run(stop)), heartbeat }
}

struct HouseHands(Arc<AppState>);

/// Gives a handler what its job carries.
async fn with<T: DeserializeOwned, W: Future<Output = End>>(payload: &str, work: impl FnOnce(T) -> W) -> End {
    match serde_json::from_str(payload) {
        Ok(job) => work(job).await,
        Err(_) => End::GiveUp(JobFault::Unreadable),
    }
}

#[async_trait]
impl JobHandlers for HouseHands {
    async fn perform(&self, job: &Job) -> End {
        let (app, payload) = (&self.0, job.payload.expose());
        match job.kind.as_str() {
            work::SEND_PROOF_CODE => with(payload, |job| proof_code(app, job)).await,
            work::CONFIRM_ADDRESS => with(payload, |job| confirm_address(app, job)).await,
            work::NOTICE => with(payload, |job| notices::split(app, job)).await,
            work::NOTICE_TO => with(payload, |job| notices::tell(app, job)).await,
            work::TEST_MAIL => with(payload, |job| mails::test(app, job)).await,
            work::INVITE => with(payload, |job| invite::run(app, job)).await,
            work::INVITE_ALL => with(payload, |job| invite_all::run(app, job)).await,
            work::BULK_RUN => with(payload, |job| bulk_run::run(app, job)).await,
            work::IMPORT => import::run(app, payload).await,
            work::SYNC => with(payload, |job| sync::run(app, job)).await,
            work::POLICY_MEMBERS => with(payload, |job| policy_members::run(app, job)).await,
            work::RECONCILE => with(payload, |job| reconcile(app, job)).await,
            work::FINISH_WRITE => with(payload, |job| services::finish_write::run(app, job)).await,
            work::JOIN_ACCOUNTS => match services::joining::run(app).await {
                Ok(()) => End::Done,
                Err(fault) => End::Retry(fault.into()),
            },
            work::COUNT_PROFILES => count_profiles(app).await,
            // while an update goes round, a newer server beside us may know it
            other => End::Retry(JobFault::Unknown { kind: other.to_owned() }),
        }
    }

    fn given_up(&self, tx: &mut Tx, job: &Job, why: &JobFault) -> StoreResult<()> {
        let payload = job.payload.expose();
        // one that cannot be read belongs to nobody: the failed job itself is all there is to show
        match job.kind.as_str() {
            work::NOTICE => read(payload).map_or(Ok(()), |it: work::Notice| not_told(tx, it.person, it.kind, why)),
            work::NOTICE_TO => read(payload).map_or(Ok(()), |it: work::NoticeTo| not_told(tx, it.person, it.kind, why)),
            work::INVITE => read(payload)
                .map_or(Ok(()), |it: work::Invite| invitations::mark_failed(tx, &it.invitation, &why.kept())),
            work::BULK_RUN => read(payload).map_or(Ok(()), |it: work::BulkRun| bulk_run::given_up(tx, &it, why)),
            work::IMPORT => read(payload).map_or(Ok(()), |it: work::Import| {
                imports::fail(tx, &DirectoryId(it.directory), it.run, &why.kept()).map(drop)
            }),
            work::FINISH_WRITE => {
                read(payload).map_or(Ok(()), |it: work::FinishWrite| services::finish_write::is_over(tx, &it))
            }
            work::RECONCILE => {
                read(payload).map_or(Ok(()), |it: work::Reconcile| unresolved(tx, it.flow, job.attempts, why))
            }
            _ => Ok(()),
        }
    }

    async fn tidy(&self) {
        let tidied = self.0.store.write(|tx| {
            flows::purge(tx)?;
            limits::purge(tx)?;
            jobs::purge(tx)?;
            admins::purge(tx)?;
            bulk_runs::purge(tx)?;
            latchkey_store::sync::purge(tx)?;
            latchkey_store::shared_state::purge(tx)?;
            sync::enqueue_all(tx)?;
            policy_members::hourly(tx)
        });
        if let Err(error) = tidied.await {
            tracing::warn!(error = %error, "old rows could not be cleared away; trying again later");
        }
    }
}

fn read<T: DeserializeOwned>(payload: &str) -> Option<T> {
    serde_json::from_str(payload).ok()
}

async fn proof_code(app: &Arc<AppState>, job: work::SendProofCode) -> End {
    match job.kind {
        MethodKind::Sms => texts::proof_code(app, job).await,
        _ => mails::proof_code(app, job).await,
    }
}

async fn confirm_address(app: &Arc<AppState>, job: work::ConfirmAddress) -> End {
    match job.kind {
        MethodKind::Sms => texts::confirm_number(app, job).await,
        _ => mails::confirm_address(app, job).await,
    }
}

async fn reconcile(app: &Arc<AppState>, job: work::Reconcile) -> End {
    match services::reconcile(app, &job.flow).await {
        Ok(()) => End::Done,
        Err(fault) => End::Retry(fault.into()),
    }
}

async fn count_profiles(app: &Arc<AppState>) -> End {
    let counting = app.clone();
    match app.store.write(move |tx| services::policy::count_profiles(&counting, tx)).await {
        Ok(()) => End::Done,
        Err(error) => End::Retry(error.into()),
    }
}

/// Nobody knows whether a write happened, and nobody will find out any more.
fn unresolved(tx: &mut Tx, flow: String, tries: i64, why: &JobFault) -> StoreResult<()> {
    let live = flows::by_id(tx, &FlowId(flow))?;
    let account: Option<AccountId> = live.as_ref().and_then(|live| live.account.clone());
    let own = live.as_ref().is_some_and(|live| live.kind == flows::FlowKind::Account);
    let event = live.as_ref().map_or_else(AuditEvent::default, |live| AuditEvent::at(&live.address));
    let event = event.account(account.as_ref()).detail(serde_json::json!({ "reason": why, "tries": tries }));
    let kind = if own { AuditKind::PasswordUnresolved } else { AuditKind::RecoveryUnresolved };
    tx.audit(kind, Actor::Latchkey, event);
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests;
