//! The queue runner: leases jobs, runs each with its own handler, and stores what came of it.
//! A job says retry or give up; a handler that is interrupted comes back when its lease ends, so
//! each handler may run twice and must do its deed once.

mod import;
pub mod invite;
mod mails;
pub mod work;

use crate::house::House;
use crate::services;
use latchkey_domain::Timestamp;
use latchkey_store::{flows, jobs, limits};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How a job ended.
pub enum End {
    Done,
    /// Try again later; the sentence is for the administrator.
    Retry(String),
    /// It will never work.
    GiveUp(String),
}

const LEASE_SECS: i64 = 120;
const AT_ONCE: i64 = 8;
const MAX_ATTEMPTS: i64 = 8;
/// How often the queue is looked at when nothing rings.
const PAUSE: Duration = Duration::from_millis(250);
const TIDY_EVERY_SECS: i64 = 300;

/// Runs until `stop` turns true; what is being worked on is finished first.
pub async fn run(house: Arc<House>, mut stop: watch::Receiver<bool>) {
    let worker = latchkey_domain::entropy::new_id(house.now(), house.entropy.as_ref());
    let mut tidied = Timestamp(0);
    let mut away = false;
    while !*stop.borrow() {
        if house.now().since(tidied) > TIDY_EVERY_SECS * 1000 {
            tidied = house.now();
            tidy(&house).await;
        }
        let name = worker.clone();
        let leased = house.store.write(move |tx| jobs::lease(tx, &name, LEASE_SECS, AT_ONCE)).await;
        let busy = match leased {
            Ok(list) if list.is_empty() => false,
            Ok(list) => {
                futures::future::join_all(list.into_iter().map(|job| one(&house, job))).await;
                true
            }
            Err(error) => {
                // said once, not four times a second
                if !std::mem::replace(&mut away, true) {
                    tracing::error!(error = %error, "the job queue cannot be read; trying again");
                }
                tokio::time::sleep(Duration::from_secs(2)).await;
                continue;
            }
        };
        away = false;
        if !busy {
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                _ = stop.changed() => {}
            }
        }
    }
}

async fn one(house: &Arc<House>, job: jobs::Job) {
    let end = perform(house, &job).await;
    let (id, attempts) = (job.id.clone(), job.attempts);
    let stored = house
        .store
        .write(move |tx| match end {
            End::Done => jobs::done(tx, &id),
            End::Retry(error) if attempts < MAX_ATTEMPTS => {
                let at = tx.now().plus_secs(backoff(attempts));
                jobs::retry(tx, &id, &error, at)
            }
            End::Retry(error) | End::GiveUp(error) => jobs::give_up(tx, &id, &error),
        })
        .await;
    if let Err(error) = stored {
        tracing::error!(kind = job.kind, error = %error, "a job's end was not stored; it runs again when its lease ends");
    }
}

/// 2, 4, 8 … seconds, at most ten minutes.
fn backoff(attempts: i64) -> i64 {
    2_i64.pow(u32::try_from(attempts.clamp(1, 9)).unwrap_or(1)).min(600)
}

async fn perform(house: &Arc<House>, job: &jobs::Job) -> End {
    let payload = job.payload.expose();
    match job.kind.as_str() {
        work::SEND_PROOF_CODE => mails::proof_code(house, payload).await,
        work::CONFIRM_ADDRESS => mails::confirm_address(house, payload).await,
        work::NOTICE => mails::notice(house, payload).await,
        work::TEST_MAIL => mails::test(house, payload).await,
        work::INVITE => invite::run(house, payload, job.attempts >= MAX_ATTEMPTS).await,
        work::IMPORT => import::run(house, payload).await,
        work::SETTLE => match serde_json::from_str::<work::Settle>(payload) {
            Ok(settle) => match services::settle(house, &settle.flow).await {
                Ok(()) => End::Done,
                Err(fault) => End::Retry(fault.to_string()),
            },
            Err(_) => End::GiveUp("unreadable payload".into()),
        },
        other => End::GiveUp(format!("no handler for {other}")),
    }
}

async fn tidy(house: &Arc<House>) {
    let tidied = house
        .store
        .write(|tx| {
            flows::purge(tx)?;
            limits::purge(tx)?;
            jobs::purge(tx)?;
            Ok(())
        })
        .await;
    if let Err(error) = tidied {
        tracing::warn!(error = %error, "old rows could not be cleared away; trying again later");
    }
}

#[cfg(test)]
mod tests {
    use super::backoff;
    #[test]
    fn longer_each_time() {
        assert_eq!((backoff(0), backoff(1), backoff(3), backoff(99)), (2, 2, 8, 512));
    }
}
