//! Handing a mail to the transport. One that may have been sent is not sent again on purpose: SMTP gives no more than "at
//! least once", and a doubled code or notice harms nobody.

use super::job::End;
use crate::app_state::AppState;
use crate::work::JobFault;
use latchkey_outbox::{Mail, SendError};

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
