//! A passcode that a RADIUS server checks, also in two steps (challenge). The name at that server is
//! the directory's user name; whether it is theirs is shown once, when it is set up.

use super::method::Method;
use super::proof::{ProofContext, Verdict};
use super::remote::{RemoteAnswer, RemoteRequest};
use super::secrets::{keep, kept};
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
use latchkey_providers::radius::{Answer, Challenge, Radius as Client};
use latchkey_store::methods::{self, NewMethod};
use latchkey_store::{StoreResult, Tx, providers};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

pub struct Radius;

/// Asked for in the second step.
#[derive(Serialize, Deserialize)]
struct Second {
    challenge: Challenge,
    message: Option<String>,
}

/// What the server said, between two transactions.
#[derive(Serialize, Deserialize)]
enum Reply {
    Accept,
    Reject,
    Challenge(Second),
}

async fn asked(app: &AppState, name: &str, secrets: &Value, given: &ProofInput) -> RemoteAnswer {
    let client = app.provider::<Client>().await?;
    let second: Option<Second> = kept(secrets);
    let passcode = Secret::new(given.text.trim().to_owned());
    let answer = client.ask(name, &passcode, second.as_ref().map(|second| &second.challenge)).await;
    let said = match answer {
        Ok(Answer::Accept) => Reply::Accept,
        Ok(Answer::Reject { .. }) => Reply::Reject,
        Ok(Answer::Challenge { challenge, message }) => Reply::Challenge(Second { challenge, message }),
        Err(error) => return Err(app.away("RADIUS", &error)),
    };
    keep(&said).map_err(|_| Reason::MethodAway)
}

fn prompt(secrets: &Value) -> Option<String> {
    kept::<Second>(secrets).and_then(|second| second.message)
}

#[async_trait]
impl Method for Radius {
    fn kind(&self) -> MethodKind {
        MethodKind::Radius
    }

    fn hindrance(&self, _house: &AppState, tx: &mut Tx) -> StoreResult<Option<MethodHindrance>> {
        let there = providers::is_there(tx, "radius")?;
        Ok((!there).then_some(MethodHindrance::NoServer))
    }

    fn ask(&self, at: &mut ProofContext<'_, '_>, _again: bool) -> StoreResult<Result<(), Reason>> {
        at.secrets = Value::Null;
        Ok(Ok(()))
    }

    fn page(&self, _house: &AppState, secrets: &Value) -> Ask {
        Ask::TextField { prompt: prompt(secrets) }
    }

    fn needs_remote_check(&self) -> bool {
        true
    }

    async fn ask_remote(&self, app: &Arc<AppState>, asked_for: RemoteRequest, given: &ProofInput) -> RemoteAnswer {
        // for a name that nobody has, or has not set this up, the server is asked about nobody: it
        // takes as long, and nobody's passcodes there are guessed at
        let name = match (&asked_for.account, asked_for.rows.first()) {
            (Some(_), Some(row)) => row.secret.expose().to_owned(),
            _ => format!("nobody-{}", latchkey_domain::entropy::new_readable(12, app.entropy.as_ref()).expose()),
        };
        asked(app, &name, &asked_for.secrets, given).await
    }

    fn check(&self, at: &mut ProofContext<'_, '_>, _given: &ProofInput, said: Value) -> StoreResult<Verdict> {
        let said = kept::<Reply>(&said);
        let row = at.rows.first().cloned();
        Ok(match (said, row) {
            (Some(Reply::Accept), Some(row)) => {
                at.secrets = Value::Null;
                methods::touch(at.tx, &row.id)?;
                Verdict::Right(row.authenticator())
            }
            (Some(Reply::Challenge(second)), _) => {
                at.secrets = keep(&second)?;
                Verdict::NextChallenge
            }
            _ => {
                at.secrets = Value::Null;
                Verdict::Wrong(Reason::WrongCode)
            }
        })
    }

    fn set_up_page(&self, seen: &SetupView<'_>) -> Option<SetUp> {
        Some(SetUp::TextField { prompt: prompt(seen.secrets) })
    }

    fn needs_remote_set_up(&self) -> bool {
        true
    }

    async fn ask_remote_at_set_up(
        &self,
        app: &Arc<AppState>,
        asked_for: RemoteRequest,
        given: &ProofInput,
    ) -> RemoteAnswer {
        let Some(account) = &asked_for.account else { return Err(Reason::NotPossible) };
        asked(app, &account.login, &asked_for.secrets, given).await
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
            Some(Reply::Accept) => SetupOutcome::Done(NewMethod {
                kind: MethodKind::Radius,
                label: "Passcode".into(),
                secret: Secret::new(at.account.login.clone()),
                depends_on: Vec::new(),
                last_step: 0,
            }),
            Some(Reply::Challenge(second)) => {
                at.secrets = keep(&second)?;
                SetupOutcome::More
            }
            _ => {
                at.secrets = Value::Null;
                SetupOutcome::Refused(Reason::WrongCode)
            }
        })
    }
}
