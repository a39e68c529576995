//! Duo Universal Prompt: the name at Duo is the directory's user name, shown to be theirs when it is
//! set up.

use super::elsewhere::{self, Away, Step};
use super::{Method, Outer, Outside, Proving, Seen, SettingUp, Taken, Verdict, kept};
use crate::house::House;
use async_trait::async_trait;
use latchkey_app::ports::Given;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::recover::Ask;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::Secret;
use latchkey_providers::ProviderError;
use latchkey_providers::duo::{Duo as Client, DuoError, Started};
use latchkey_store::flows::FlowKind;
use latchkey_store::methods::{self, NewMethod};
use latchkey_store::{StoreResult, Tx, providers};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

pub struct Duo;

const NAME: &str = "Duo";

/// What is kept meanwhile. The name goes into the state of the flow, so that nobody comes back as
/// somebody else.
#[derive(Serialize, Deserialize)]
struct Kept {
    state: String,
    nonce: String,
    user: String,
}

type Said = Step<Kept, ()>;

async fn step(house: &House, kind: FlowKind, user: &str, hidden: &Value, given: &Given) -> Outside {
    let client = house.provider::<Client>().await?;
    let redirect = elsewhere::redirect(house, kind).ok_or(Problem::MethodAway)?;
    if given.state.is_empty() {
        client.health_check(house.entropy.as_ref()).await.map_err(|error| house.away(NAME, &error))?;
        let begun = client.begin(&redirect, user, house.entropy.as_ref()).map_err(|error| house.away(NAME, &error))?;
        let started = Kept {
            state: begun.started.state.expose().to_owned(),
            nonce: begun.started.nonce.expose().to_owned(),
            user: user.to_owned(),
        };
        let away = Away { url: begun.url.expose().to_owned(), name: NAME.into(), started };
        return elsewhere::said(&Said::Begun(away));
    }
    let Some(Away { started, .. }) = kept::<Away<Kept>>(hidden) else { return elsewhere::said(&Said::Refused) };
    let known = Started { state: Secret::new(started.state), nonce: Secret::new(started.nonce) };
    if !known.is_state(&given.state) || started.user != user || given.text.is_empty() {
        return elsewhere::said(&Said::Refused);
    }
    let code = Secret::new(given.text.clone());
    match client.exchange(&redirect, &code, user, &known, house.entropy.as_ref()).await {
        Ok(_) => elsewhere::said(&Said::Finished(())),
        Err(DuoError::Refused(_)) => elsewhere::said(&Said::Refused),
        Err(DuoError::Away(text)) => Err(house.away(NAME, &ProviderError::Away(text))),
        Err(DuoError::Setup(text)) => Err(house.away(NAME, &ProviderError::Setup(text))),
    }
}

#[async_trait]
impl Method for Duo {
    fn kind(&self) -> MethodKind {
        MethodKind::Duo
    }

    fn hindrance(&self, _house: &House, tx: &mut Tx) -> StoreResult<Option<String>> {
        let there = providers::is_there(tx, "duo")?;
        Ok((!there).then(|| "Duo is not set up.".to_owned()))
    }

    fn ask(&self, at: &mut Proving<'_, '_>, _again: bool) -> StoreResult<Result<(), Problem>> {
        at.hidden = Value::Null;
        Ok(Ok(()))
    }

    fn page(&self, _house: &House, hidden: &Value) -> Ask {
        elsewhere::page::<Kept>(hidden, NAME)
    }

    fn asks_outside(&self) -> bool {
        true
    }

    async fn outside(&self, house: &Arc<House>, asked: Outer, given: &Given) -> Outside {
        // for a name that nobody has, Duo is asked about that name, as for everybody
        let user = asked.rows.first().map_or_else(|| asked.who.clone(), |row| row.secret.expose().to_owned());
        step(house, asked.flow, &user, &asked.hidden, given).await
    }

    fn check(&self, at: &mut Proving<'_, '_>, _given: &Given, said: Value) -> StoreResult<Verdict> {
        let said = kept::<Said>(&said);
        let row = at.rows.first().cloned();
        Ok(match (said, row) {
            (Some(Step::Begun(away)), _) => {
                elsewhere::set_out(&mut at.hidden, &away)?;
                Verdict::Asked
            }
            (Some(Step::Finished(())), Some(row)) => {
                at.hidden = Value::Null;
                methods::touch(at.tx, &row.id)?;
                Verdict::Right(row.offer())
            }
            _ => {
                at.hidden = Value::Null;
                Verdict::Wrong(Problem::NotConfirmed)
            }
        })
    }

    fn set_up_page(&self, seen: &Seen<'_>) -> Option<SetUp> {
        Some(elsewhere::set_up_page::<Kept>(seen.hidden, NAME))
    }

    fn sets_up_outside(&self) -> bool {
        true
    }

    async fn outside_set_up(&self, house: &Arc<House>, asked: Outer, given: &Given) -> Outside {
        let Some(account) = &asked.account else { return Err(Problem::NotPossible) };
        step(house, asked.flow, &account.login, &asked.hidden, given).await
    }

    fn take(&self, at: &mut SettingUp<'_, '_>, _given: &Given, outside: Outside) -> StoreResult<Taken> {
        let said = match outside {
            Ok(value) => kept::<Said>(&value),
            Err(problem) => return Ok(Taken::Problem(problem)),
        };
        Ok(match said {
            Some(Step::Begun(away)) => {
                elsewhere::set_out(&mut at.hidden, &away)?;
                Taken::More
            }
            Some(Step::Finished(())) => Taken::Done(NewMethod {
                kind: MethodKind::Duo,
                label: NAME.into(),
                secret: Secret::new(at.account.login.clone()),
                hangs_on: Vec::new(),
                last_step: 0,
            }),
            _ => {
                at.hidden = Value::Null;
                Taken::Problem(Problem::NotConfirmed)
            }
        })
    }
}
