//! Duo Universal Prompt: the name at Duo is the directory's user name, shown to be theirs when it is
//! set up.

use super::elsewhere::{self, Away, Step};
use super::method::Method;
use super::proof::{ProofContext, Verdict};
use super::remote::{RemoteAnswer, RemoteRequest};
use super::secrets::kept;
use super::setup::{SetupContext, SetupOutcome, SetupView};
use crate::app_state::AppState;
use async_trait::async_trait;
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::policy::MethodHindrance;
use latchkey_contract::recover::Ask;
use latchkey_domain::Reason;
use latchkey_domain::Secret;
use latchkey_providers::duo::{Duo as Client, DuoError, Started};
use latchkey_store::flows::FlowKind;
use latchkey_store::methods::{self, NewMethod};
use latchkey_store::{StoreResult, Tx, providers};
use latchkey_web::ProviderError;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

pub struct Duo;

const NAME: &str = "Duo";

/// What is kept meanwhile. The name goes into the state of the flow, so that nobody comes back as
/// somebody else.
#[derive(Serialize, Deserialize)]
struct Pending {
    state: String,
    nonce: String,
    user: String,
}

type Reply = Step<Pending, ()>;

async fn step(app: &AppState, kind: FlowKind, user: &str, secrets: &Value, given: &ProofInput) -> RemoteAnswer {
    let client = app.provider::<Client>().await?;
    let redirect = elsewhere::redirect(app, kind).ok_or(Reason::MethodAway)?;
    if given.state.is_empty() {
        client.health_check(app.entropy.as_ref()).await.map_err(|error| app.away(NAME, &error))?;
        let begun = client.begin(&redirect, user, app.entropy.as_ref()).map_err(|error| app.away(NAME, &error))?;
        let started = Pending {
            state: begun.started.state.expose().to_owned(),
            nonce: begun.started.nonce.expose().to_owned(),
            user: user.to_owned(),
        };
        let away = Away { url: begun.url.expose().to_owned(), name: NAME.into(), started };
        return elsewhere::said(&Reply::Begun(away));
    }
    let Some(Away { started, .. }) = kept::<Away<Pending>>(secrets) else { return elsewhere::said(&Reply::Refused) };
    let known = Started { state: Secret::new(started.state), nonce: Secret::new(started.nonce) };
    if !known.is_state(&given.state) || started.user != user || given.text.is_empty() {
        return elsewhere::said(&Reply::Refused);
    }
    let code = Secret::new(given.text.clone());
    match client.exchange(&redirect, &code, user, &known, app.entropy.as_ref()).await {
        Ok(_) => elsewhere::said(&Reply::Finished(())),
        Err(DuoError::Refused(_)) => elsewhere::said(&Reply::Refused),
        Err(DuoError::Away(text)) => Err(app.away(NAME, &ProviderError::Away(text))),
        Err(DuoError::Setup(text)) => Err(app.away(NAME, &ProviderError::Setup(text))),
    }
}

#[async_trait]
impl Method for Duo {
    fn kind(&self) -> MethodKind {
        MethodKind::Duo
    }

    fn hindrance(&self, _house: &AppState, tx: &mut Tx) -> StoreResult<Option<MethodHindrance>> {
        let there = providers::is_there(tx, "duo")?;
        Ok((!there).then_some(MethodHindrance::NoServer))
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
        // for a name that nobody has, Duo is asked about that name, as for everybody
        let user = asked.rows.first().map_or_else(|| asked.who.clone(), |row| row.secret.expose().to_owned());
        step(app, asked.flow, &user, &asked.secrets, given).await
    }

    fn check(&self, at: &mut ProofContext<'_, '_>, _given: &ProofInput, said: Value) -> StoreResult<Verdict> {
        let said = kept::<Reply>(&said);
        let row = at.rows.first().cloned();
        Ok(match (said, row) {
            (Some(Step::Begun(away)), _) => {
                elsewhere::set_out(&mut at.secrets, &away)?;
                Verdict::Redirected
            }
            (Some(Step::Finished(())), Some(row)) => {
                at.secrets = Value::Null;
                methods::touch(at.tx, &row.id)?;
                Verdict::Right(row.authenticator())
            }
            _ => {
                at.secrets = Value::Null;
                Verdict::Wrong(Reason::NotConfirmed)
            }
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
        let Some(account) = &asked.account else { return Err(Reason::NotPossible) };
        step(app, asked.flow, &account.login, &asked.secrets, given).await
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
        Ok(match said {
            Some(Step::Begun(away)) => {
                elsewhere::set_out(&mut at.secrets, &away)?;
                SetupOutcome::More
            }
            Some(Step::Finished(())) => SetupOutcome::Done(NewMethod {
                kind: MethodKind::Duo,
                label: NAME.into(),
                secret: Secret::new(at.account.login.clone()),
                depends_on: Vec::new(),
                last_step: 0,
            }),
            _ => {
                at.secrets = Value::Null;
                SetupOutcome::Refused(Reason::NotConfirmed)
            }
        })
    }
}
