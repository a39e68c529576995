//! A code to an address or a number that is being set up.

use super::job::{End, Job};
use super::lanes::Lane;
use super::retry_policy::RetryPolicy;
use super::{mail, text_message};
use crate::app_state::AppState;
use crate::methods::method_settings;
use crate::services::language::language_of;
use crate::work::{ConfirmAddress, JobFault};
use latchkey_contract::MethodKind;
use latchkey_contract::admin::WorkKind;
use latchkey_domain::ids::PersonId;
use latchkey_messages as messages;
use latchkey_store::persons;
use std::sync::Arc;

impl Job for ConfirmAddress {
    const LANE: Lane = Lane::Prompt;
    /// `run` ends it when the code runs out.
    const RETRY: RetryPolicy = RetryPolicy::WHILE_SOMEBODY_WAITS;
    const TOLD: WorkKind = WorkKind::ConfirmAddress;

    async fn run(self, app: &Arc<AppState>) -> End {
        if self.until <= app.now() {
            return End::GiveUp(JobFault::TooLate);
        }
        match self.kind {
            MethodKind::Sms => by_text(app, self).await,
            _ => by_mail(app, self).await,
        }
    }
}

async fn by_mail(app: &AppState, job: ConfirmAddress) -> End {
    let id = PersonId(job.person);
    match app.store.read(move |tx| persons::primary_account(tx, &id)).await {
        Ok(account) => {
            let (locale, until) = (language_of(app, account.as_ref()), app.moment(job.until));
            let letter = messages::confirm_address(&app.branding(), locale, &job.address, &job.code, until);
            mail::send(app, &letter).await
        }
        Err(error) => End::Retry(error.into()),
    }
}

async fn by_text(app: &AppState, job: ConfirmAddress) -> End {
    let person = PersonId(job.person);
    let id = person.clone();
    match app.store.read(move |tx| Ok((persons::primary_account(tx, &id)?, method_settings(tx)?.sms))).await {
        Ok((account, settings)) => {
            let text = messages::sms_confirm(&app.branding(), language_of(app, account.as_ref()), &job.code);
            text_message::send(app, settings, &job.address, &text, &person).await
        }
        Err(error) => End::Retry(error.into()),
    }
}
