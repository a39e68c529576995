//! A code that a YubiKey types when it is touched: one key or several, bound by their public id when
//! they are set up. The validation server takes each code once.

use super::{Method, Outer, Outside, Proving, Seen, SettingUp, Taken, Verdict, hangs_on, keep, kept, label_or};
use crate::house::House;
use async_trait::async_trait;
use latchkey_app::ports::Given;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::recover::Ask;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::Secret;
use latchkey_domain::independence::Thing;
use latchkey_providers::yubikey::{Otp, Verdict as Answer, Yubikey as Client};
use latchkey_store::methods::{self, NewMethod};
use latchkey_store::{StoreResult, Tx, providers};
use serde_json::Value;
use std::sync::Arc;

pub struct YubiKey;

/// The public id of the key that was touched; nothing when the server refuses the code.
async fn touched(house: &House, given: &Given) -> Outside {
    let client = house.provider::<Client>().await?;
    match client.verify(&Secret::new(given.text.trim().to_owned())).await {
        Ok(Answer::Good { public_id }) => keep(&Some(public_id)).map_err(|_| Problem::MethodAway),
        Ok(Answer::Refused) => Ok(Value::Null),
        Err(error) => Err(house.away("YubiKey validation", &error)),
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

    fn hindrance(&self, _house: &House, tx: &mut Tx) -> StoreResult<Option<String>> {
        let there = providers::is_there(tx, "yubikey")?;
        Ok((!there).then(|| "No validation server for YubiKeys is set up.".to_owned()))
    }

    fn page(&self, _house: &House, _hidden: &Value) -> Ask {
        Ask::Line { prompt: None }
    }

    fn asks_outside(&self) -> bool {
        true
    }

    async fn outside(&self, house: &Arc<House>, asked: Outer, given: &Given) -> Outside {
        // A code of another key is not shown to the server: it would use it up. The rows are read for
        // a name that nobody has, too, and there are none.
        let typed = Otp::parse(&Secret::new(given.text.trim().to_owned()));
        let known = typed.is_some_and(|otp| asked.rows.iter().any(|row| row.secret.expose() == otp.public_id()));
        if known { touched(house, given).await } else { Ok(Value::Null) }
    }

    fn check(&self, at: &mut Proving<'_, '_>, _given: &Given, said: Value) -> StoreResult<Verdict> {
        let id = kept::<Option<String>>(&said).flatten();
        let row = id.and_then(|id| at.rows.iter().find(|row| row.secret.expose() == id).cloned());
        Ok(match row {
            Some(row) => {
                methods::touch(at.tx, &row.id)?;
                Verdict::Right(row.offer())
            }
            None => Verdict::Wrong(Problem::WrongCode),
        })
    }

    fn set_up_page(&self, _seen: &Seen<'_>) -> Option<SetUp> {
        Some(SetUp::Line { prompt: None })
    }

    fn sets_up_outside(&self) -> bool {
        true
    }

    async fn outside_set_up(&self, house: &Arc<House>, _asked: Outer, given: &Given) -> Outside {
        touched(house, given).await
    }

    fn take(&self, at: &mut SettingUp<'_, '_>, given: &Given, outside: Outside) -> StoreResult<Taken> {
        let id = match outside {
            Ok(value) => kept::<Option<String>>(&value).flatten(),
            Err(problem) => return Ok(Taken::Problem(problem)),
        };
        let Some(id) = id else { return Ok(Taken::Problem(Problem::WrongCode)) };
        let there = at.have.iter().filter(|had| had.kind == MethodKind::YubiKey);
        if there.clone().any(|had| had.secret.expose() == id) {
            return Ok(Taken::Problem(Problem::AlreadyThere));
        }
        let number = there.count();
        Ok(Taken::Done(NewMethod {
            kind: MethodKind::YubiKey,
            label: label_or(&given.name, || {
                if number == 0 { "YubiKey".into() } else { format!("YubiKey {}", number + 1) }
            }),
            hangs_on: vec![hangs_on(at.tx, Thing::Device, &format!("yubikey:{id}"))],
            secret: Secret::new(id),
            last_step: 0,
        }))
    }
}
