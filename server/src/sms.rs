//! The one place that sends text messages: by the gateway that an administrator set up (in practice mode,
//! to the phone on the page), and within a budget, because each costs money and somebody may live on
//! making others send them. Called by jobs only.

mod budget;
mod gateway;
mod unsent;

pub use budget::{Whose, full_until};
pub use gateway::{Gateway, GatewayConfig};
pub use unsent::Unsent;

use crate::app_state::AppState;
use budget::Budgeted;
use latchkey_contract::policy::MethodHindrance;
use latchkey_contract::settings::SmsSettings;
use latchkey_domain::Timestamp;
use latchkey_domain::ids::PersonId;
use latchkey_methods::phone_number::Number;
use latchkey_outbox::SmsOutbox;
use latchkey_store::{StoreResult, Tx, providers};
use std::sync::Arc;

/// Why nobody can get a text message, in a sentence for administrators.
pub fn hindrance(app: &AppState, tx: &mut Tx) -> StoreResult<Option<MethodHindrance>> {
    let there = app.texts.is_some() || providers::is_there(tx, <Gateway as crate::providers::Client>::NAME)?;
    Ok((!there).then_some(MethodHindrance::NoGateway))
}

/// When this person can be sent the next one, if not now. For who has signed in: to others it would say
/// whose number it is.
pub fn next_for(tx: &mut Tx, settings: &SmsSettings, to: &Number, person: &PersonId) -> StoreResult<Option<Timestamp>> {
    full_until(tx, settings, &Whose { country: &to.country, person })
}

/// Counts it, sends it, and counts it back where it surely did not go.
pub async fn send(
    app: &AppState,
    settings: SmsSettings,
    to: Number,
    text: &str,
    person: &PersonId,
) -> Result<(), Unsent> {
    let gateway = match &app.texts {
        Some(phone) => Arc::new(Gateway::Out(SmsOutbox::Memory(phone.clone()))),
        None => app.client::<Gateway>().await.map_err(|error| Unsent::Later(error.to_string()))?,
    };
    let (limits, country, whose) = (settings.clone(), to.country.clone(), person.clone());
    let taken = app.store.write(move |tx| budget::take(tx, &limits, &Whose { country: &country, person: &whose }));
    match taken.await {
        Ok(Budgeted::Within(alerts)) => tell(app, alerts),
        Ok(Budgeted::Over { budget, alerts }) => {
            tell(app, alerts);
            return Err(Unsent::Never(format!("{budget} is used up; nothing was sent")));
        }
        Err(error) => return Err(Unsent::Later(error.to_string())),
    }
    let Err(failure) = gateway.send(&to.e164, text).await else { return Ok(()) };
    if !failure.perhaps_sent {
        let whose = person.clone();
        let given_back = app
            .store
            .write(move |tx| budget::give_back(tx, &settings, &Whose { country: &to.country, person: &whose }));
        if let Err(error) = given_back.await {
            tracing::warn!(error = %error, "a text message that did not go stays counted for a day");
        }
    }
    Err(failure.why)
}

/// What the overview shows. The audit rows are there already.
fn tell(app: &AppState, alerts: Vec<String>) {
    for what in alerts {
        let reference = app.reference();
        tracing::warn!(reference, "{what}");
        app.tell(&reference, &what);
    }
}

#[cfg(test)]
mod tests;
