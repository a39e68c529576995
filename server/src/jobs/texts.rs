//! Jobs that send one text message each. Tried until the code runs out; what may be sent at all is the
//! budget's business (`sms`).

use super::work::{ConfirmAddress, SendProofCode};
use super::{End, JobFault};
use crate::app_state::AppState;
use crate::methods::{destination_of, method_settings};
use crate::services::language::language_of;
use crate::sms::{self, Unsent};
use latchkey_contract::MethodKind;
use latchkey_contract::settings::SmsSettings;
use latchkey_domain::ids::PersonId;
use latchkey_messages as messages;
use latchkey_methods::phone_number;
use latchkey_store::persons;
use std::sync::Arc;

/// The number is the one that is enrolled *now* (or that the directory has); if it is not the one that
/// the limits were counted on, nothing is sent. For a person who does not exist there is nothing to do.
pub async fn proof_code(app: &Arc<AppState>, job: SendProofCode) -> End {
    if job.until <= app.now() {
        return End::GiveUp(JobFault::TooLate);
    }
    let (person, wanted) = (PersonId(job.person), job.destination);
    let id = person.clone();
    let found = app.store.read(move |tx| {
        let Some(account) = persons::primary_account(tx, &id)? else { return Ok(None) };
        let Some(found) = destination_of(tx, MethodKind::Sms, &id)? else { return Ok(None) };
        let same = tx.digest("destination", &[found.to.expose()]) == wanted;
        Ok(if same { Some((account, method_settings(tx)?.sms, found.to)) } else { None })
    });
    match found.await {
        Ok(Some((row, settings, to))) => {
            let text = messages::sms_code(&app.branding(), language_of(app, Some(&row)), &job.code);
            send(app, settings, to.expose(), &text, &person).await
        }
        Ok(None) => End::Done,
        Err(error) => End::Retry(error.into()),
    }
}

pub async fn confirm_number(app: &Arc<AppState>, job: ConfirmAddress) -> End {
    if job.until <= app.now() {
        return End::GiveUp(JobFault::TooLate);
    }
    let person = PersonId(job.person);
    let id = person.clone();
    match app.store.read(move |tx| Ok((persons::primary_account(tx, &id)?, method_settings(tx)?.sms))).await {
        Ok((row, settings)) => {
            let text = messages::sms_confirm(&app.branding(), language_of(app, row.as_ref()), &job.code);
            send(app, settings, &job.address, &text, &person).await
        }
        Err(error) => End::Retry(error.into()),
    }
}

async fn send(app: &AppState, settings: SmsSettings, to: &str, text: &str, person: &PersonId) -> End {
    // the countries that are served may have changed since it was confirmed
    let Ok(number) = phone_number::parse(to, &settings.countries) else {
        return End::GiveUp(JobFault::BadNumber);
    };
    match sms::send(app, settings, number, text, person).await {
        Ok(()) => End::Done,
        Err(Unsent::Later(said)) => End::Retry(JobFault::NotSent { said }),
        Err(Unsent::Never(said)) => End::GiveUp(JobFault::NotSent { said }),
    }
}
