//! A code that a YubiKey types when it is touched: one key or several, bound by their public id when
//! they are set up. The validation server takes each code once.

use super::method::Method;
use super::offer::depends_on;
use super::proof::{ProofContext, Verdict};
use super::remote::{RemoteAnswer, RemoteRequest};
use super::secrets::{keep, kept};
use super::setup::{SetupContext, SetupOutcome, SetupView, label_or};
use crate::app_state::AppState;
use async_trait::async_trait;
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::policy::MethodHindrance;
use latchkey_contract::recover::Ask;
use latchkey_domain::Reason;
use latchkey_domain::Secret;
use latchkey_domain::independence::FactorKind;
use latchkey_providers::yubikey::{Otp, Verdict as Answer, Yubikey as Client};
use latchkey_store::methods::{self, NewMethod};
use latchkey_store::{StoreResult, Tx, providers};
use serde_json::Value;
use std::sync::Arc;

pub struct YubiKey;

/// The public id of the key that was touched; nothing when the server refuses the code.
async fn touched(app: &AppState, given: &ProofInput) -> RemoteAnswer {
    let client = app.provider::<Client>().await?;
    match client.verify(&Secret::new(given.text.trim().to_owned())).await {
        Ok(Answer::Good { public_id }) => keep(&Some(public_id)).map_err(|_| Reason::MethodAway),
        Ok(Answer::Refused) => Ok(Value::Null),
        Err(error) => Err(app.away("YubiKey validation", &error)),
    }
}

#[async_trait]
impl Method for YubiKey {
    fn kind(&self) -> MethodKind {
        MethodKind::YubiKey
    }

    fn several(&self) -> bool {
        true
    }

    fn hindrance(&self, _house: &AppState, tx: &mut Tx) -> StoreResult<Option<MethodHindrance>> {
        let there = providers::is_there(tx, "yubikey")?;
        Ok((!there).then_some(MethodHindrance::NoServer))
    }

    fn page(&self, _house: &AppState, _hidden: &Value) -> Ask {
        Ask::TextField { prompt: None }
    }

    fn needs_remote_check(&self) -> bool {
        true
    }

    async fn ask_remote(&self, app: &Arc<AppState>, asked: RemoteRequest, given: &ProofInput) -> RemoteAnswer {
        // A code of another key is not shown to the server: it would use it up. The rows are read for
        // a name that nobody has, too, and there are none.
        let typed = Otp::parse(&Secret::new(given.text.trim().to_owned()));
        let known = typed.is_some_and(|otp| asked.rows.iter().any(|row| row.secret.expose() == otp.public_id()));
        if known { touched(app, given).await } else { Ok(Value::Null) }
    }

    fn check(&self, at: &mut ProofContext<'_, '_>, _given: &ProofInput, said: Value) -> StoreResult<Verdict> {
        let id = kept::<Option<String>>(&said).flatten();
        let row = id.and_then(|id| at.rows.iter().find(|row| row.secret.expose() == id).cloned());
        Ok(match row {
            Some(row) => {
                methods::touch(at.tx, &row.id)?;
                Verdict::Right(row.authenticator())
            }
            None => Verdict::Wrong(Reason::WrongCode),
        })
    }

    fn set_up_page(&self, _seen: &SetupView<'_>) -> Option<SetUp> {
        Some(SetUp::TextField { prompt: None })
    }

    fn needs_remote_set_up(&self) -> bool {
        true
    }

    async fn ask_remote_at_set_up(
        &self,
        app: &Arc<AppState>,
        _asked: RemoteRequest,
        given: &ProofInput,
    ) -> RemoteAnswer {
        touched(app, given).await
    }

    fn take(
        &self,
        at: &mut SetupContext<'_, '_>,
        given: &ProofInput,
        outside: RemoteAnswer,
    ) -> StoreResult<SetupOutcome> {
        let id = match outside {
            Ok(value) => kept::<Option<String>>(&value).flatten(),
            Err(problem) => return Ok(SetupOutcome::Refused(problem)),
        };
        let Some(id) = id else { return Ok(SetupOutcome::Refused(Reason::WrongCode)) };
        let there = at.have.iter().filter(|had| had.kind == MethodKind::YubiKey);
        if there.clone().any(|had| had.secret.expose() == id) {
            return Ok(SetupOutcome::Refused(Reason::AlreadyThere));
        }
        let number = there.count();
        Ok(SetupOutcome::Done(NewMethod {
            kind: MethodKind::YubiKey,
            label: label_or(&given.name, || {
                if number == 0 { "YubiKey".into() } else { format!("YubiKey {}", number + 1) }
            }),
            depends_on: vec![depends_on(at.tx, FactorKind::Device, &format!("yubikey:{id}"))],
            secret: Secret::new(id),
            last_step: 0,
        }))
    }
}
