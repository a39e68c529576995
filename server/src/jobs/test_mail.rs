//! A mail that an administrator sends to see whether one arrives.

use super::job::{End, Job};
use super::lanes::Lane;
use super::mail;
use super::retry_policy::RetryPolicy;
use crate::app_state::AppState;
use crate::work::TestMail;
use latchkey_contract::admin::WorkKind;
use latchkey_messages as messages;
use std::sync::Arc;

impl Job for TestMail {
    const LANE: Lane = Lane::Prompt;
    const RETRY: RetryPolicy = RetryPolicy::TEN_MINUTES;
    const TOLD: WorkKind = WorkKind::TestMail;

    async fn run(self, app: &Arc<AppState>) -> End {
        mail::send(app, &messages::test(&app.branding(), app.language, &self.address)).await
    }
}
