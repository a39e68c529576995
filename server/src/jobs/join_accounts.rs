//! Accounts that are one person's are found, after people were imported or the setting changed.

use super::job::{End, Job};
use super::lanes::Lane;
use super::retry_policy::RetryPolicy;
use crate::app_state::AppState;
use crate::services::joining;
use crate::work::JoinAccounts;
use latchkey_contract::admin::WorkKind;
use std::sync::Arc;

impl Job for JoinAccounts {
    const LANE: Lane = Lane::Bulk;
    const RETRY: RetryPolicy = RetryPolicy::A_DAY;
    const TOLD: WorkKind = WorkKind::JoinAccounts;

    async fn run(self, app: &Arc<AppState>) -> End {
        joining::run(app).await.into()
    }
}
