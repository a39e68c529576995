//! Code by e-mail: to a private address that the person confirmed, or to the directory's where the
//! administrator lets it be used and it does not open with the lost password.

use super::sent::{self, Channel};
use super::{Having, Method, Outside, Proving, Seen, SettingUp, Taken, Verdict};
use crate::house::House;
use latchkey_app::ports::Given;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::recover::Ask;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::independence::{Dependency, Offer, Thing};
use latchkey_methods::email_code;
use latchkey_store::accounts::Account;
use latchkey_store::{StoreResult, Tx, directories};
use serde_json::Value;

pub struct Email;

const CHANNEL: Channel = Channel { kind: MethodKind::Email, label: "Private e-mail", thing: Thing::Mailbox };

impl Method for Email {
    fn kind(&self) -> MethodKind {
        MethodKind::Email
    }

    fn hindrance(&self, house: &House, _tx: &mut Tx) -> StoreResult<Option<String>> {
        Ok(house.outbox.is_none().then(|| {
            "No mail server is configured, so no code can be sent. Fill in [mail] in the configuration, then start again."
                .to_owned()
        }))
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
            let address = match email_code::address(typed) {
                Ok(address) => address,
                Err(problem) => return Ok(Err(problem)),
            };
            Ok(match opens_with_the_password(at.tx, &at.account, &address)? {
                Some(domain) => Err(Problem::SameMailbox { domain }),
                None => Ok(address),
            })
        })
    }

    fn back(&self, hidden: &mut Value) -> bool {
        sent::back(hidden)
    }
}

/// The domain to name, if that mailbox opens with the very password that would be lost.
pub(super) fn opens_with_the_password(tx: &mut Tx, account: &Account, address: &str) -> StoreResult<Option<String>> {
    let domains: Vec<String> = directories::list(tx)?.into_iter().map(|directory| directory.name).collect();
    Ok(email_code::same_mailbox(address, &domains, account.mail.as_deref()))
}

/// What the directory's own address hangs on: of the organisation's own domain, on the password
/// itself.
pub(super) fn directory_mailbox(tx: &mut Tx, account: &Account) -> StoreResult<Option<(String, Vec<Dependency>)>> {
    let domains: Vec<String> = directories::list(tx)?.into_iter().map(|directory| directory.name).collect();
    Ok(account.mail.as_deref().and_then(|mail| mailbox(tx, mail, &domains)))
}

/// The same where the directories' domains are known.
pub(super) fn mailbox(tx: &Tx, mail: &str, domains: &[String]) -> Option<(String, Vec<Dependency>)> {
    let address = email_code::address(mail).ok()?;
    let mut on = vec![super::hangs_on(tx, Thing::Mailbox, &address.to_ascii_lowercase())];
    // The organisation's mailboxes are those of its domains, and all that are no public provider's.
    if email_code::same_mailbox(&address, domains, None).is_some() || !email_code::is_public_provider(&address) {
        on.push(Dependency::new(Thing::Password, "directory"));
    }
    Some((address, on))
}
