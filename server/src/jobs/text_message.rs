//! Handing a text message to the gateway; what may be sent at all is the budget's business (`sms`).

use super::job::End;
use crate::app_state::AppState;
use crate::sms::{self, Unsent};
use crate::work::JobFault;
use latchkey_contract::settings::SmsSettings;
use latchkey_domain::ids::PersonId;
use latchkey_methods::phone_number;

pub async fn send(app: &AppState, settings: SmsSettings, to: &str, text: &str, person: &PersonId) -> End {
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
