//! Code by e-mail: to a private address that the person confirmed, or to the directory's where the
//! administrator lets it be used and it does not open with the lost password.

use super::sent::{self, Channel};
use super::{Method, OfferContext, ProofContext, RemoteAnswer, SetupContext, SetupOutcome, SetupView, Verdict};
use crate::app_state::AppState;
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::policy::MethodHindrance;
use latchkey_contract::recover::Ask;
use latchkey_domain::Reason;
use latchkey_domain::independence::{Authenticator, Dependency, FactorKind};
use latchkey_methods::email_code;
use latchkey_store::accounts::Account;
use latchkey_store::{StoreResult, Tx, directories};
use serde_json::Value;

pub struct Email;

const CHANNEL: Channel = Channel { kind: MethodKind::Email, label: "Private e-mail", factor: FactorKind::Mailbox };

impl Method for Email {
    fn kind(&self) -> MethodKind {
        MethodKind::Email
    }

    fn hindrance(&self, app: &AppState, _tx: &mut Tx) -> StoreResult<Option<MethodHindrance>> {
        Ok(app.outbox.is_none().then_some(MethodHindrance::NoMailServer))
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
            let address = match email_code::address(typed) {
                Ok(address) => address,
                Err(problem) => return Ok(Err(problem)),
            };
            Ok(match opens_with_the_password(at.tx, &at.account, &address)? {
                Some(domain) => Err(Reason::SameMailbox { domain }),
                None => Ok(address),
            })
        })
    }

    fn back(&self, secrets: &mut Value) -> bool {
        sent::back(secrets)
    }
}

/// The domain to name, if that mailbox opens with the very password that would be lost.
pub(super) fn opens_with_the_password(tx: &mut Tx, account: &Account, address: &str) -> StoreResult<Option<String>> {
    let domains: Vec<String> = directories::list(tx)?.into_iter().map(|directory| directory.name).collect();
    Ok(email_code::same_mailbox(address, &domains, account.mail.as_deref()))
}

/// What the directory's own address depends on: of the organisation's own domain, on the password
/// itself.
pub(super) fn directory_mailbox(tx: &mut Tx, account: &Account) -> StoreResult<Option<(String, Vec<Dependency>)>> {
    let domains: Vec<String> = directories::list(tx)?.into_iter().map(|directory| directory.name).collect();
    Ok(account.mail.as_deref().and_then(|mail| mailbox(tx, mail, &domains)))
}

/// The same where the directories' domains are known.
pub(super) fn mailbox(tx: &Tx, mail: &str, domains: &[String]) -> Option<(String, Vec<Dependency>)> {
    let address = email_code::address(mail).ok()?;
    let mut on = vec![super::depends_on(tx, FactorKind::Mailbox, &address.to_ascii_lowercase())];
    // The organisation's mailboxes are those of its domains, and all that are no public provider's.
    if email_code::same_mailbox(&address, domains, None).is_some() || !email_code::is_public_provider(&address) {
        on.push(Dependency::new(FactorKind::Password, "directory"));
    }
    Some((address, on))
}
