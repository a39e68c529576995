//! Jobs that send one text message each. Tried until the code runs out; what may be sent at all is the
//! budget's business (`sms`).

use super::work::{ConfirmAddress, SendProofCode};
use super::{End, JobFault};
use crate::app_state::AppState;
use crate::methods::{destination_of, method_settings};
use crate::sms::{self, Unsent};
use latchkey_contract::MethodKind;
use latchkey_contract::settings::SmsSettings;
use latchkey_domain::ids::AccountId;
use latchkey_methods::phone_number;
use latchkey_outbox::templates;
use latchkey_store::accounts;
use std::sync::Arc;

/// The number is the one that is enrolled *now* (or that the directory has); if it is not the one that
/// the limits were counted on, nothing is sent. For an account that does not exist there is nothing to do.
pub async fn proof_code(app: &Arc<AppState>, job: SendProofCode) -> End {
    if job.until <= app.now() {
        return End::GiveUp(JobFault::TooLate);
    }
    let (account, wanted) = (AccountId(job.account), job.destination);
    let id = account.clone();
    let found = app.store.read(move |tx| {
        if accounts::by_id(tx, &id)?.is_none() {
            return Ok(None);
        }
        let Some(found) = destination_of(tx, MethodKind::Sms, &id)? else { return Ok(None) };
        let same = tx.digest("destination", &[found.to.expose()]) == wanted;
        Ok(if same { Some((method_settings(tx)?.sms, found.to)) } else { None })
    });
    match found.await {
        Ok(Some((settings, to))) => {
            send(app, settings, to.expose(), &templates::sms_code(&app.templates(), &job.code), &account).await
        }
        Ok(None) => End::Done,
        Err(error) => End::Retry(error.into()),
    }
}

pub async fn confirm_number(app: &Arc<AppState>, job: ConfirmAddress) -> End {
    if job.until <= app.now() {
        return End::GiveUp(JobFault::TooLate);
    }
    match app.store.read(method_settings).await {
        Ok(settings) => {
            let text = templates::sms_confirm(&app.templates(), &job.code);
            send(app, settings.sms, &job.address, &text, &AccountId(job.account)).await
        }
        Err(error) => End::Retry(error.into()),
    }
}

async fn send(app: &AppState, settings: SmsSettings, to: &str, text: &str, account: &AccountId) -> End {
    // the countries that are served may have changed since it was confirmed
    let Ok(number) = phone_number::parse(to, &settings.countries) else {
        return End::GiveUp(JobFault::BadNumber);
    };
    match sms::send(app, settings, number, text, account).await {
        Ok(()) => End::Done,
        Err(Unsent::Later(said)) => End::Retry(JobFault::NotSent { said }),
        Err(Unsent::Never(said)) => End::GiveUp(JobFault::NotSent { said }),
    }
}
