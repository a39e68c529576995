//! Jobs that send one mail each. A mail that may have been sent is not sent again on purpose:
//! SMTP gives no more than "at least once", and a doubled code or notice harms nobody.

use super::work::{ConfirmAddress, SendProofCode, TestMail};
use super::{End, JobFault};
use crate::app_state::AppState;
use crate::methods::destination_of;
use crate::services::language::language_of;
use latchkey_contract::MethodKind;
use latchkey_domain::ids::PersonId;
use latchkey_messages as messages;
use latchkey_outbox::{Mail, SendError};
use latchkey_store::persons;
use std::sync::Arc;

/// Hands a mail to the transport.
pub async fn send(app: &AppState, mail: &Mail) -> End {
    let Some(outbox) = &app.outbox else {
        return End::GiveUp(JobFault::NoMail);
    };
    match outbox.send(mail).await {
        Ok(()) => End::Done,
        Err(SendError::Temporary(said) | SendError::Setup(said)) => End::Retry(JobFault::NotSent { said }),
        Err(SendError::Permanent(said)) => End::GiveUp(JobFault::NotSent { said }),
    }
}

/// The address is the one that is enrolled *now*; if it is not the one that the limits were
/// counted on, nothing is sent. For a person who does not exist there is nothing to do.
pub async fn proof_code(app: &Arc<AppState>, job: SendProofCode) -> End {
    if job.until <= app.now() {
        return End::GiveUp(JobFault::TooLate);
    }
    let id = PersonId(job.person);
    let wanted = job.destination;
    let found = app
        .store
        .read(move |tx| {
            let Some(account) = persons::primary_account(tx, &id)? else { return Ok(None) };
            let Some(found) = destination_of(tx, MethodKind::Email, &id)? else { return Ok(None) };
            let same = tx.digest("destination", &[found.to.expose()]) == wanted;
            Ok(same.then_some((account, found.to)))
        })
        .await;
    match found {
        Ok(Some((account, to))) => {
            let (locale, until) = (language_of(app, Some(&account)), app.moment(job.until));
            let name = &account.display_name;
            let mail = messages::proof_code(&app.branding(), locale, to.expose(), name, &job.code, until);
            send(app, &mail).await
        }
        Ok(None) => End::Done,
        Err(error) => End::Retry(error.into()),
    }
}

pub async fn confirm_address(app: &Arc<AppState>, job: ConfirmAddress) -> End {
    if job.until <= app.now() {
        return End::GiveUp(JobFault::TooLate);
    }
    let id = PersonId(job.person);
    let account = match app.store.read(move |tx| persons::primary_account(tx, &id)).await {
        Ok(account) => account,
        Err(error) => return End::Retry(error.into()),
    };
    let (locale, until) = (language_of(app, account.as_ref()), app.moment(job.until));
    send(app, &messages::confirm_address(&app.branding(), locale, &job.address, &job.code, until)).await
}

pub async fn test(app: &Arc<AppState>, job: TestMail) -> End {
    send(app, &messages::test(&app.branding(), app.language, &job.address)).await
}
