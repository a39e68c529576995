//! What people have is counted anew, for what a name that nobody has is shown.

use super::job::{End, Job};
use super::lanes::Lane;
use super::retry_policy::RetryPolicy;
use crate::app_state::AppState;
use crate::services::policy;
use crate::work::CountProfiles;
use latchkey_contract::admin::WorkKind;
use std::sync::Arc;

impl Job for CountProfiles {
    const LANE: Lane = Lane::Prompt;
    const RETRY: RetryPolicy = RetryPolicy::A_DAY;
    const TOLD: WorkKind = WorkKind::CountProfiles;

    async fn run(self, app: &Arc<AppState>) -> End {
        let counting = app.clone();
        app.store.write(move |tx| policy::count_profiles(&counting, tx)).await.into()
    }
}
