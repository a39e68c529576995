//! Code by e-mail: to a private address that the person confirmed, or to the directory's where the
//! administrator lets it be used and it does not open with the lost password.

use super::mailbox;
use super::method::Method;
use super::offer::OfferContext;
use super::proof::{ProofContext, Verdict};
use super::remote::RemoteAnswer;
use super::sent::{self, Channel};
use super::setup::{SetupContext, SetupOutcome, SetupView};
use crate::app_state::AppState;
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::policy::MethodHindrance;
use latchkey_contract::recover::Ask;
use latchkey_domain::Reason;
use latchkey_domain::independence::{Authenticator, FactorKind};
use latchkey_methods::email_code;
use latchkey_store::{StoreResult, Tx};
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
            Ok(match mailbox::opens_with_the_password(at.tx, &at.account, &address)? {
                Some(domain) => Err(Reason::SameMailbox { domain }),
                None => Ok(address),
            })
        })
    }

    fn back(&self, secrets: &mut Value) -> bool {
        sent::back(secrets)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;
    use crate::methods::stage::{Stage, practice};
    use latchkey_contract::Problem;
    use latchkey_contract::settings::MethodSettings;
    use latchkey_domain::ids::DirectoryId;
    use latchkey_store::accounts::{self, Account};
    use latchkey_store::directories::{self, DirectoryRow};

    /// Anna's directory has a UPN suffix, and there is another directory besides.
    async fn stage() -> Stage {
        let allowed = [MethodKind::Totp, MethodKind::Email, MethodKind::RecoveryCode];
        let stage = Stage::new(&allowed, MethodSettings::default()).await;
        stage
            .write(|tx| {
                let other = DirectoryId("lab".into());
                let domains = vec!["lab.example".to_owned(), "labs-group.example".to_owned()];
                let row = DirectoryRow { kind: "lab".into(), name: "lab.example".into(), domains, ..practice(&other) };
                directories::insert(tx, &row)?;
                let own = directories::list(tx)?.into_iter().find(|row| row.id != other).unwrap().id;
                directories::set_domains(tx, &own, &["practice.example".into(), "northwind.example".into()])
            })
            .await;
        stage
    }

    #[tokio::test]
    async fn no_address_of_the_organisation_is_a_private_one() {
        let stage = stage().await;
        let caller = stage.enrolling(MethodKind::Email).await;
        for (address, refused) in [
            ("anna@northwind.example", Some("northwind.example")),
            ("anna@mail.northwind.example", Some("mail.northwind.example")),
            ("anna@lab.example", Some("lab.example")),
            ("anna@labs-group.example", Some("labs-group.example")),
            ("anna@practice.example", Some("practice.example")),
            ("anna@notnorthwind.example", None),
        ] {
            let (_, problem) = stage.give(&caller, ProofInput::text(address)).await.unwrap();
            let expected = refused.map(|domain| Problem::SameMailbox { domain: domain.into() });
            assert_eq!(problem, expected, "{address}");
        }
    }

    /// Also the directory's own address: what opens with the password is no second proof.
    #[tokio::test]
    async fn an_address_in_a_suffix_depends_on_the_password() {
        let stage = stage().await;
        let who = stage.account.clone();
        let on = |mail: &'static str| {
            let who = who.clone();
            stage.write(move |tx| {
                let account = Account { mail: Some(mail.into()), ..accounts::by_id(tx, &who)?.unwrap() };
                let (_, on) = mailbox::directory_mailbox(tx, &account)?.unwrap();
                Ok(on.iter().any(|dependency| dependency.factor == FactorKind::Password))
            })
        };
        assert!(on("anna@northwind.example").await);
        assert!(on("anna@labs-group.example").await);
        assert!(!on("anna.private@gmail.com").await);
    }
}
