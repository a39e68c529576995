//! Background work. The runner leases jobs and stores their ends; here each kind is given to its
//! handler. A job says retry or give up; one that is interrupted comes back when its lease ends, so
//! each handler may run twice and must do its deed once.

mod import;
pub mod invite;
mod lanes;
mod mails;
pub(crate) mod notices;
mod patience;
pub mod policy_members;
mod pulse;
mod runner;
#[cfg(test)]
pub(crate) mod staged;
pub(crate) mod texts;
pub mod work;

pub use pulse::Pulse;
pub use runner::End;

use crate::house::House;
use crate::services;
use async_trait::async_trait;
use latchkey_contract::MethodKind;
use latchkey_domain::ids::{AccountId, DirectoryId, FlowId};
use latchkey_store::jobs::Job;
use latchkey_store::{StoreResult, Tx, admins, audit, flows, imports, invitations, jobs, limits};
use notices::not_told;
use runner::{Hands, Runner};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Background work under way.
pub struct Started {
    /// Ends after `stop` turned true, when what was being worked on is finished.
    pub task: JoinHandle<()>,
    pub pulse: Arc<Pulse>,
}

pub fn start(house: Arc<House>, stop: watch::Receiver<bool>) -> Started {
    let pulse = Arc::new(Pulse::new(house.now()));
    let runner = Arc::new(Runner {
        store: house.store.clone(),
        clock: house.clock.clone(),
        worker: latchkey_domain::entropy::new_id(house.now(), house.entropy.as_ref()),
        hands: Arc::new(HouseHands(house)),
        pulse: pulse.clone(),
    });
    Started { task: tokio::spawn(runner.run(stop)), pulse }
}

struct HouseHands(Arc<House>);

/// Gives a handler what its job carries.
async fn with<T: DeserializeOwned, W: Future<Output = End>>(payload: &str, work: impl FnOnce(T) -> W) -> End {
    match serde_json::from_str(payload) {
        Ok(job) => work(job).await,
        Err(_) => End::GiveUp("unreadable payload".into()),
    }
}

#[async_trait]
impl Hands for HouseHands {
    async fn perform(&self, job: &Job) -> End {
        let (house, payload) = (&self.0, job.payload.expose());
        match job.kind.as_str() {
            work::SEND_PROOF_CODE => with(payload, |job| proof_code(house, job)).await,
            work::CONFIRM_ADDRESS => with(payload, |job| confirm_address(house, job)).await,
            work::NOTICE => with(payload, |job| notices::split(house, job)).await,
            work::NOTICE_TO => with(payload, |job| notices::tell(house, job)).await,
            work::TEST_MAIL => with(payload, |job| mails::test(house, job)).await,
            work::INVITE => with(payload, |job| invite::run(house, job)).await,
            work::IMPORT => import::run(house, payload).await,
            work::POLICY_MEMBERS => with(payload, |job| policy_members::run(house, job)).await,
            work::SETTLE => with(payload, |job| settle(house, job)).await,
            work::CROWD => crowd(house).await,
            // while an update goes round, a newer server beside us may know it
            other => End::Retry(format!("this version has no handler for {other}")),
        }
    }

    fn given_up(&self, tx: &mut Tx, job: &Job, why: &str) -> StoreResult<()> {
        let payload = job.payload.expose();
        // one that cannot be read belongs to nobody: the failed job itself is all there is to show
        match job.kind.as_str() {
            work::NOTICE => read(payload).map_or(Ok(()), |it: work::Notice| not_told(tx, it.account, it.kind, why)),
            work::NOTICE_TO => {
                read(payload).map_or(Ok(()), |it: work::NoticeTo| not_told(tx, it.account, it.kind, why))
            }
            work::INVITE => {
                read(payload).map_or(Ok(()), |it: work::Invite| invitations::mark_failed(tx, &it.invitation, why))
            }
            work::IMPORT => read(payload).map_or(Ok(()), |it: work::Import| {
                imports::fail(tx, &DirectoryId(it.directory), it.run, why).map(drop)
            }),
            work::SETTLE => read(payload).map_or(Ok(()), |it: work::Settle| unresolved(tx, it.flow, job.attempts, why)),
            _ => Ok(()),
        }
    }

    async fn tidy(&self) {
        let tidied = self.0.store.write(|tx| {
            flows::purge(tx)?;
            limits::purge(tx)?;
            jobs::purge(tx)?;
            admins::purge(tx)?;
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

async fn proof_code(house: &Arc<House>, job: work::SendProofCode) -> End {
    match job.kind {
        MethodKind::Sms => texts::proof_code(house, job).await,
        _ => mails::proof_code(house, job).await,
    }
}

async fn confirm_address(house: &Arc<House>, job: work::ConfirmAddress) -> End {
    match job.kind {
        MethodKind::Sms => texts::confirm_number(house, job).await,
        _ => mails::confirm_address(house, job).await,
    }
}

async fn settle(house: &Arc<House>, job: work::Settle) -> End {
    match services::settle(house, &job.flow).await {
        Ok(()) => End::Done,
        Err(fault) => End::Retry(fault.to_string()),
    }
}

async fn crowd(house: &Arc<House>) -> End {
    let counting = house.clone();
    match house.store.write(move |tx| services::policy::count_crowd(&counting, tx)).await {
        Ok(()) => End::Done,
        Err(error) => End::Retry(error.to_string()),
    }
}

/// Nobody knows whether a write happened, and nobody will find out any more.
fn unresolved(tx: &mut Tx, flow: String, tries: i64, why: &str) -> StoreResult<()> {
    let live = flows::by_id(tx, &FlowId(flow))?;
    let account: Option<AccountId> = live.as_ref().and_then(|live| live.account.clone());
    audit::append(
        tx,
        audit::Event {
            kind: "recovery.unresolved",
            actor: "latchkey",
            account: account.as_ref(),
            directory: None,
            address: live.as_ref().map(|live| live.address.as_str()),
            detail: serde_json::json!({ "reason": why, "tries": tries }),
        },
    )
    .map(drop)
}

#[cfg(test)]
mod tests;
