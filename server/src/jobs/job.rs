//! What a kind of work is. All that is to be known of one stands in the file that implements this: which lane it waits
//! in, how long it is tried, what is done, what is kept when it is given up, and what administrators read while it fails.

use super::lanes::Lane;
use super::retry_policy::RetryPolicy;
use crate::app_state::AppState;
use crate::work::{JobFault, Payload};
use latchkey_contract::admin::WorkKind;
use latchkey_store::{StoreResult, Tx};
use std::sync::Arc;

/// How a job ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    Done,
    /// Done, and these, kind and payload, are to be done in its place: one transaction.
    Instead(Vec<(&'static str, serde_json::Value)>),
    /// Try again later.
    Retry(JobFault),
    /// It will never work.
    GiveUp(JobFault),
}

/// Done, or again when what it stumbled over is mended.
impl<F: Into<JobFault>> From<Result<(), F>> for End {
    fn from(result: Result<(), F>) -> Self {
        match result {
            Ok(()) => Self::Done,
            Err(fault) => Self::Retry(fault.into()),
        }
    }
}

pub trait Job: Payload {
    const LANE: Lane;
    const RETRY: RetryPolicy;
    const TOLD: WorkKind;

    /// One that is interrupted comes back when its lease ends: it may be called twice for one job, and must do its work
    /// once.
    fn run(self, app: &Arc<AppState>) -> impl Future<Output = End> + Send;

    /// What else is kept when it is given up, in the same transaction. `tries`: how often it was begun.
    fn given_up(self, _tx: &mut Tx, _tries: i64, _why: &JobFault) -> StoreResult<()> {
        Ok(())
    }
}
