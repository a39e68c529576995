//! Code by text message: to a mobile number that the person confirmed, or to the directory's where the
//! administrator lets it be used.

use super::sent::{self, Channel};
use super::{Having, Method, Outside, Proving, Seen, SettingUp, Taken, Verdict};
use crate::house::House;
use crate::sms as out;
use latchkey_app::ports::Given;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::recover::Ask;
use latchkey_contract::settings::SmsSettings;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::independence::{Dependency, Offer, Thing};
use latchkey_methods::phone_number;
use latchkey_store::{StoreResult, Tx};
use serde_json::Value;

pub struct Sms;

const CHANNEL: Channel = Channel { kind: MethodKind::Sms, label: "Mobile phone", thing: Thing::Phone };

impl Method for Sms {
    fn kind(&self) -> MethodKind {
        MethodKind::Sms
    }

    fn hindrance(&self, house: &House, tx: &mut Tx) -> StoreResult<Option<String>> {
        out::hindrance(house, tx)
    }

    fn offers(&self, having: &mut Having<'_, '_>) -> StoreResult<Vec<Offer>> {
        sent::offers(having, &CHANNEL)
    }

    fn ask(&self, at: &mut Proving<'_, '_>, again: bool) -> StoreResult<Result<(), Problem>> {
        sent::ask(at, &CHANNEL, again)
    }

    fn page(&self, house: &House, hidden: &Value) -> Ask {
        sent::page(house, hidden)
    }

    fn check(&self, at: &mut Proving<'_, '_>, given: &Given, _said: Value) -> StoreResult<Verdict> {
        sent::check(at, &CHANNEL, given)
    }

    fn set_up_page(&self, seen: &Seen<'_>) -> Option<SetUp> {
        sent::set_up_page(seen)
    }

    fn take(&self, at: &mut SettingUp<'_, '_>, given: &Given, _outside: Outside) -> StoreResult<Taken> {
        sent::take(at, &CHANNEL, given, |at, typed| {
            let number = match phone_number::parse(typed, &at.settings.sms.countries) {
                Ok(number) => number,
                Err(problem) => return Ok(Err(problem)),
            };
            // said at once: whoever is here has signed in, and would wait for nothing
            Ok(match out::next_for(at.tx, &at.settings.sms, &number, &at.account.id)? {
                Some(until) => Err(Problem::SendLimit { from: at.house.say_time(until) }),
                None => Ok(number.e164),
            })
        })
    }

    fn back(&self, hidden: &mut Value) -> bool {
        sent::back(hidden)
    }
}

/// The directory's own number, where it can get text messages, and what it hangs on: the same phone as
/// one that was confirmed.
pub(super) fn directory_number(tx: &Tx, phone: &str, settings: &SmsSettings) -> Option<(String, Vec<Dependency>)> {
    let number = phone_number::parse(phone, &settings.countries).ok()?;
    let on = vec![super::hangs_on(tx, Thing::Phone, &number.e164)];
    Some((number.e164, on))
}

#[cfg(test)]
#[path = "sms_tests.rs"]
mod tests;
