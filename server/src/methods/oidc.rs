//! Signing in at another identity provider: issuer and subject that come back must be those that were
//! set up. An address that the provider vouches for makes it depend on that mailbox, too.

use super::elsewhere::{self, Away, Step};
use super::method::Method;
use super::offer::depends_on;
use super::proof::{ProofContext, Verdict};
use super::remote::{RemoteAnswer, RemoteRequest};
use super::secrets::kept;
use super::setup::{SetupContext, SetupOutcome, SetupView};
use crate::app_state::AppState;
use crate::providers::{NamedOidc, OidcSettings};
use async_trait::async_trait;
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::policy::MethodHindrance;
use latchkey_contract::recover::Ask;
use latchkey_domain::Reason;
use latchkey_domain::ids::PersonId;
use latchkey_domain::independence::{Dependency, FactorKind};
use latchkey_domain::{Secret, Timestamp};
use latchkey_store::methods::{self, NewMethod};
use latchkey_store::{StoreResult, Tx, providers};
use latchkey_web::ProviderError;
use latchkey_web::oidc::{OidcError, Started};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

pub struct Oidc;

const NAME: &str = "the other provider";

#[derive(Serialize, Deserialize)]
struct Pending {
    state: String,
    nonce: String,
    verifier: String,
    at: Timestamp,
}

/// Who signed in there.
#[derive(Serialize, Deserialize)]
struct Who {
    /// Issuer and subject, one line each.
    account: String,
    email: Option<String>,
    same_password: bool,
}

type Reply = Step<Pending, Who>;

/// Two lines, because a blank may stand in either.
fn account(issuer: &str, subject: &str) -> String {
    format!("{issuer}\n{subject}")
}

async fn step(app: &AppState, asked: &RemoteRequest, given: &ProofInput) -> RemoteAnswer {
    let named = app.provider::<NamedOidc>().await?;
    let redirect = elsewhere::redirect(app, asked.flow).ok_or(Reason::MethodAway)?;
    if given.state.is_empty() {
        let begun = named.client.begin(&redirect, None, app.entropy.as_ref()).await;
        let begun = begun.map_err(|error| app.away(NAME, &error))?;
        let started = Pending {
            state: begun.started.state.expose().to_owned(),
            nonce: begun.started.nonce.expose().to_owned(),
            verifier: begun.started.pkce_verifier.expose().to_owned(),
            at: begun.started.at,
        };
        let away = Away { url: begun.url.expose().to_owned(), name: named.name.clone(), started };
        return elsewhere::said(&Reply::Begun(away));
    }
    let Some(Away { started, .. }) = kept::<Away<Pending>>(&asked.secrets) else {
        return elsewhere::said(&Reply::Refused);
    };
    let known = Started {
        state: Secret::new(started.state),
        nonce: Secret::new(started.nonce),
        pkce_verifier: Secret::new(started.verifier),
        at: started.at,
    };
    if !known.is_state(&given.state) || given.text.is_empty() {
        return elsewhere::said(&Reply::Refused);
    }
    let iss = Some(given.iss.as_str()).filter(|iss| !iss.is_empty());
    match named.client.finish(&redirect, &Secret::new(given.text.clone()), iss, &known).await {
        Ok(who) => elsewhere::said(&Reply::Finished(Who {
            account: account(&who.issuer, &who.subject),
            email: who.email,
            same_password: named.same_password,
        })),
        Err(OidcError::Refused(_)) => elsewhere::said(&Reply::Refused),
        Err(OidcError::Away(text)) => Err(app.away(NAME, &ProviderError::Away(text))),
        Err(OidcError::Setup(text)) => Err(app.away(NAME, &ProviderError::Setup(text))),
    }
}

#[async_trait]
impl Method for Oidc {
    fn kind(&self) -> MethodKind {
        MethodKind::Oidc
    }

    fn hindrance(&self, _house: &AppState, tx: &mut Tx) -> StoreResult<Option<MethodHindrance>> {
        let there = providers::is_there(tx, "oidc")?;
        Ok((!there).then_some(MethodHindrance::NoServer))
    }

    fn is_worthless(&self, tx: &mut Tx, _person: &PersonId) -> StoreResult<bool> {
        let row = providers::get(tx, "oidc")?;
        let settings: Option<OidcSettings> = row.and_then(|row| kept(&row.config));
        Ok(settings.is_some_and(|settings| settings.same_password))
    }

    fn ask(&self, at: &mut ProofContext<'_, '_>, _again: bool) -> StoreResult<Result<(), Reason>> {
        at.secrets = Value::Null;
        Ok(Ok(()))
    }

    fn page(&self, _house: &AppState, secrets: &Value) -> Ask {
        elsewhere::page::<Pending>(secrets, NAME)
    }

    fn needs_remote_check(&self) -> bool {
        true
    }

    async fn ask_remote(&self, app: &Arc<AppState>, asked: RemoteRequest, given: &ProofInput) -> RemoteAnswer {
        // nothing of the person goes there: it is alike for a name that nobody has
        step(app, &asked, given).await
    }

    fn check(&self, at: &mut ProofContext<'_, '_>, _given: &ProofInput, said: Value) -> StoreResult<Verdict> {
        let said = kept::<Reply>(&said);
        if let Some(Step::Begun(away)) = said {
            elsewhere::set_out(&mut at.secrets, &away)?;
            return Ok(Verdict::Redirected);
        }
        // used up, whatever it was
        at.secrets = Value::Null;
        let Some(Step::Finished(who)) = said else { return Ok(Verdict::Wrong(Reason::NotConfirmed)) };
        let row = at.rows.iter().find(|row| row.secret == Secret::new(who.account.clone())).cloned();
        Ok(match row {
            Some(row) => {
                methods::touch(at.tx, &row.id)?;
                Verdict::Right(row.authenticator())
            }
            None => Verdict::Wrong(Reason::NotConfirmed),
        })
    }

    fn set_up_page(&self, seen: &SetupView<'_>) -> Option<SetUp> {
        Some(elsewhere::set_up_page::<Pending>(seen.secrets, NAME))
    }

    fn needs_remote_set_up(&self) -> bool {
        true
    }

    async fn ask_remote_at_set_up(
        &self,
        app: &Arc<AppState>,
        asked: RemoteRequest,
        given: &ProofInput,
    ) -> RemoteAnswer {
        step(app, &asked, given).await
    }

    fn take(
        &self,
        at: &mut SetupContext<'_, '_>,
        _given: &ProofInput,
        outside: RemoteAnswer,
    ) -> StoreResult<SetupOutcome> {
        let said = match outside {
            Ok(value) => kept::<Reply>(&value),
            Err(problem) => return Ok(SetupOutcome::Refused(problem)),
        };
        if let Some(Step::Begun(away)) = said {
            elsewhere::set_out(&mut at.secrets, &away)?;
            return Ok(SetupOutcome::More);
        }
        at.secrets = Value::Null;
        let Some(Step::Finished(who)) = said else { return Ok(SetupOutcome::Refused(Reason::NotConfirmed)) };
        let mut on = vec![depends_on(at.tx, FactorKind::Account, &who.account)];
        if let Some(email) = &who.email {
            on.push(depends_on(at.tx, FactorKind::Mailbox, &email.to_ascii_lowercase()));
        }
        if who.same_password {
            on.push(Dependency::new(FactorKind::Password, "directory"));
        }
        Ok(SetupOutcome::Done(NewMethod {
            kind: MethodKind::Oidc,
            label: "Other account".into(),
            secret: Secret::new(who.account),
            depends_on: on,
            last_step: 0,
        }))
    }
}
