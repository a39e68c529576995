//! A passcode that a RADIUS server checks, also in two steps (challenge). The name at that server is
//! the directory's user name; whether it is theirs is shown once, when it is set up.

use super::{Method, Outer, Outside, Proving, Seen, SettingUp, Taken, Verdict, keep, kept};
use crate::house::House;
use async_trait::async_trait;
use latchkey_app::ports::Given;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::recover::Ask;
use latchkey_contract::{MethodKind, Problem};
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
enum Said {
    Accept,
    Reject,
    Challenge(Second),
}

async fn asked(house: &House, name: &str, hidden: &Value, given: &Given) -> Outside {
    let client = house.provider::<Client>().await?;
    let second: Option<Second> = kept(hidden);
    let passcode = Secret::new(given.text.trim().to_owned());
    let answer = client.ask(name, &passcode, second.as_ref().map(|second| &second.challenge)).await;
    let said = match answer {
        Ok(Answer::Accept) => Said::Accept,
        Ok(Answer::Reject { .. }) => Said::Reject,
        Ok(Answer::Challenge { challenge, message }) => Said::Challenge(Second { challenge, message }),
        Err(error) => return Err(house.away("RADIUS", &error)),
    };
    keep(&said).map_err(|_| Problem::MethodAway)
}

fn prompt(hidden: &Value) -> Option<String> {
    kept::<Second>(hidden).and_then(|second| second.message)
}

#[async_trait]
impl Method for Radius {
    fn kind(&self) -> MethodKind {
        MethodKind::Radius
    }

    fn hindrance(&self, _house: &House, tx: &mut Tx) -> StoreResult<Option<String>> {
        let there = providers::is_there(tx, "radius")?;
        Ok((!there).then(|| "No RADIUS server is set up.".to_owned()))
    }

    fn ask(&self, at: &mut Proving<'_, '_>, _again: bool) -> StoreResult<Result<(), Problem>> {
        at.hidden = Value::Null;
        Ok(Ok(()))
    }

    fn page(&self, _house: &House, hidden: &Value) -> Ask {
        Ask::Line { prompt: prompt(hidden) }
    }

    fn asks_outside(&self) -> bool {
        true
    }

    async fn outside(&self, house: &Arc<House>, asked_for: Outer, given: &Given) -> Outside {
        // for a name that nobody has, or has not set this up, the server is asked about nobody: it
        // takes as long, and nobody's passcodes there are guessed at
        let name = match (&asked_for.account, asked_for.rows.first()) {
            (Some(_), Some(row)) => row.secret.expose().to_owned(),
            _ => format!("nobody-{}", latchkey_domain::entropy::new_readable(12, house.entropy.as_ref()).expose()),
        };
        asked(house, &name, &asked_for.hidden, given).await
    }

    fn check(&self, at: &mut Proving<'_, '_>, _given: &Given, said: Value) -> StoreResult<Verdict> {
        let said = kept::<Said>(&said);
        let row = at.rows.first().cloned();
        Ok(match (said, row) {
            (Some(Said::Accept), Some(row)) => {
                at.hidden = Value::Null;
                methods::touch(at.tx, &row.id)?;
                Verdict::Right(row.offer())
            }
            (Some(Said::Challenge(second)), _) => {
                at.hidden = keep(&second)?;
                Verdict::More
            }
            _ => {
                at.hidden = Value::Null;
                Verdict::Wrong(Problem::WrongCode)
            }
        })
    }

    fn set_up_page(&self, seen: &Seen<'_>) -> Option<SetUp> {
        Some(SetUp::Line { prompt: prompt(seen.hidden) })
    }

    fn sets_up_outside(&self) -> bool {
        true
    }

    async fn outside_set_up(&self, house: &Arc<House>, asked_for: Outer, given: &Given) -> Outside {
        let Some(account) = &asked_for.account else { return Err(Problem::NotPossible) };
        asked(house, &account.login, &asked_for.hidden, given).await
    }

    fn take(&self, at: &mut SettingUp<'_, '_>, _given: &Given, outside: Outside) -> StoreResult<Taken> {
        let said = match outside {
            Ok(value) => kept::<Said>(&value),
            Err(problem) => return Ok(Taken::Problem(problem)),
        };
        Ok(match said {
            Some(Said::Accept) => Taken::Done(NewMethod {
                kind: MethodKind::Radius,
                label: "Passcode".into(),
                secret: Secret::new(at.account.login.clone()),
                hangs_on: Vec::new(),
                last_step: 0,
            }),
            Some(Said::Challenge(second)) => {
                at.hidden = keep(&second)?;
                Taken::More
            }
            _ => {
                at.hidden = Value::Null;
                Taken::Problem(Problem::WrongCode)
            }
        })
    }
}
