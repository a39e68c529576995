//! A code for a recovery, to the address or number that is enrolled *now* (or that the directory has); if it is not the
//! one that the limits were counted on, nothing is sent. For a person who does not exist there is nothing to do.

use super::job::{End, Job};
use super::lanes::Lane;
use super::retry_policy::RetryPolicy;
use super::{mail, text_message};
use crate::app_state::AppState;
use crate::methods::{destination_of, method_settings};
use crate::services::language::language_of;
use crate::work::{JobFault, SendProofCode};
use latchkey_contract::MethodKind;
use latchkey_contract::admin::WorkKind;
use latchkey_domain::Secret;
use latchkey_domain::ids::PersonId;
use latchkey_messages as messages;
use latchkey_store::accounts::Account;
use latchkey_store::{StoreResult, Tx, persons};
use std::sync::Arc;

impl Job for SendProofCode {
    const LANE: Lane = Lane::Prompt;
    /// `run` ends it when the code runs out.
    const RETRY: RetryPolicy = RetryPolicy::WHILE_SOMEBODY_WAITS;
    const TOLD: WorkKind = WorkKind::SendProofCode;

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

/// Whom it goes to, and where.
fn recipient(tx: &mut Tx, kind: MethodKind, id: &PersonId, wanted: &str) -> StoreResult<Option<(Account, Secret)>> {
    let Some(account) = persons::primary_account(tx, id)? else { return Ok(None) };
    let Some(found) = destination_of(tx, kind, id)? else { return Ok(None) };
    let same = tx.digest("destination", &[found.to.expose()]) == wanted;
    Ok(same.then_some((account, found.to)))
}

async fn by_mail(app: &AppState, job: SendProofCode) -> End {
    let (id, wanted) = (PersonId(job.person), job.destination);
    match app.store.read(move |tx| recipient(tx, MethodKind::Email, &id, &wanted)).await {
        Ok(Some((account, to))) => {
            let (locale, until) = (language_of(app, Some(&account)), app.moment(job.until));
            let name = &account.display_name;
            let letter = messages::proof_code(&app.branding(), locale, to.expose(), name, &job.code, until);
            mail::send(app, &letter).await
        }
        Ok(None) => End::Done,
        Err(error) => End::Retry(error.into()),
    }
}

async fn by_text(app: &AppState, job: SendProofCode) -> End {
    let (person, wanted) = (PersonId(job.person), job.destination);
    let id = person.clone();
    let found = app.store.read(move |tx| {
        let Some((account, to)) = recipient(tx, MethodKind::Sms, &id, &wanted)? else { return Ok(None) };
        Ok(Some((account, to, method_settings(tx)?.sms)))
    });
    match found.await {
        Ok(Some((account, to, settings))) => {
            let text = messages::sms_code(&app.branding(), language_of(app, Some(&account)), &job.code);
            text_message::send(app, settings, to.expose(), &text, &person).await
        }
        Ok(None) => End::Done,
        Err(error) => End::Retry(error.into()),
    }
}
