//! Code by text message: to a mobile number that the person confirmed, or to the directory's where the
//! administrator lets it be used.

use super::method::Method;
use super::offer::OfferContext;
use super::proof::{ProofContext, Verdict};
use super::remote::RemoteAnswer;
use super::sent::{self, Channel};
use super::setup::{SetupContext, SetupOutcome, SetupView};
use crate::app_state::AppState;
use crate::sms as out;
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::policy::MethodHindrance;
use latchkey_contract::recover::Ask;
use latchkey_domain::Reason;
use latchkey_domain::independence::{Authenticator, FactorKind};
use latchkey_methods::phone_number;
use latchkey_store::{StoreResult, Tx};
use serde_json::Value;

pub struct Sms;

const CHANNEL: Channel = Channel { kind: MethodKind::Sms, label: "Mobile phone", factor: FactorKind::Phone };

impl Method for Sms {
    fn kind(&self) -> MethodKind {
        MethodKind::Sms
    }

    fn hindrance(&self, app: &AppState, tx: &mut Tx) -> StoreResult<Option<MethodHindrance>> {
        out::hindrance(app, tx)
    }

    fn authenticators(&self, context: &mut OfferContext<'_, '_>) -> StoreResult<Vec<Authenticator>> {
        sent::authenticators(context, &CHANNEL)
    }

    fn ask(&self, at: &mut ProofContext<'_, '_>, again: bool) -> StoreResult<Result<(), Reason>> {
        sent::ask(at, &CHANNEL, again)
    }

    fn page(&self, app: &AppState, secrets: &Value) -> Ask {
        sent::page(app, secrets)
    }

    fn check(&self, at: &mut ProofContext<'_, '_>, given: &ProofInput, _said: Value) -> StoreResult<Verdict> {
        sent::check(at, &CHANNEL, given)
    }

    fn set_up_page(&self, seen: &SetupView<'_>) -> Option<SetUp> {
        sent::set_up_page(seen)
    }

    fn take(
        &self,
        at: &mut SetupContext<'_, '_>,
        given: &ProofInput,
        _outside: RemoteAnswer,
    ) -> StoreResult<SetupOutcome> {
        sent::take(at, &CHANNEL, given, |at, typed| {
            let number = match phone_number::parse(typed, &at.settings.sms.countries) {
                Ok(number) => number,
                Err(problem) => return Ok(Err(problem)),
            };
            // said at once: whoever is here has signed in, and would wait for nothing
            Ok(match out::next_for(at.tx, &at.settings.sms, &number, &at.account.person.id)? {
                Some(until) => Err(Reason::SendLimit { from: until }),
                None => Ok(number.e164),
            })
        })
    }

    fn back(&self, secrets: &mut Value) -> bool {
        sent::back(secrets)
    }
}

#[cfg(test)]
#[path = "sms_tests.rs"]
mod tests;
