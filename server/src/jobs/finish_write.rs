//! A new password that was kept, set in the directory that could not take it before.

use super::job::{End, Job};
use super::lanes::Lane;
use super::retry_policy::RetryPolicy;
use crate::app_state::AppState;
use crate::services::finish_write;
use crate::work::{FinishWrite, JobFault};
use latchkey_contract::admin::WorkKind;
use latchkey_store::{StoreResult, Tx};
use std::sync::Arc;

impl Job for FinishWrite {
    const LANE: Lane = Lane::Reconcile;
    /// `run` ends it when the password is kept no longer.
    const RETRY: RetryPolicy = RetryPolicy::WHILE_SOMEBODY_WAITS;
    const TOLD: WorkKind = WorkKind::FinishWrite;

    async fn run(self, app: &Arc<AppState>) -> End {
        match finish_write::finish(app, &self).await {
            Ok(None) => End::Done,
            Ok(Some(why)) => End::Retry(why),
            Err(fault) => End::Retry(fault.into()),
        }
    }

    fn given_up(self, tx: &mut Tx, _tries: i64, _why: &JobFault) -> StoreResult<()> {
        finish_write::is_over(tx, &self)
    }
}
