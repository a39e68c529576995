//! Signing in at another identity provider: issuer and subject that come back must be those that were
//! set up. An address that the provider vouches for makes it hang on that mailbox, too.

use super::elsewhere::{self, Away, Step};
use super::{Method, Outer, Outside, Proving, Seen, SettingUp, Taken, Verdict, hangs_on, kept};
use crate::house::House;
use crate::providers::{NamedOidc, OidcSettings};
use async_trait::async_trait;
use latchkey_app::ports::Given;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::recover::Ask;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::ids::AccountId;
use latchkey_domain::independence::{Dependency, Thing};
use latchkey_domain::{Secret, Timestamp};
use latchkey_providers::ProviderError;
use latchkey_providers::oidc::{OidcError, Started};
use latchkey_store::methods::{self, NewMethod};
use latchkey_store::{StoreResult, Tx, providers};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

pub struct Oidc;

const NAME: &str = "the other provider";

#[derive(Serialize, Deserialize)]
struct Kept {
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

type Said = Step<Kept, Who>;

/// Two lines, because a blank may stand in either.
fn account(issuer: &str, subject: &str) -> String {
    format!("{issuer}\n{subject}")
}

async fn step(house: &House, asked: &Outer, given: &Given) -> Outside {
    let named = house.provider::<NamedOidc>().await?;
    let redirect = elsewhere::redirect(house, asked.flow).ok_or(Problem::MethodAway)?;
    if given.state.is_empty() {
        let begun = named.client.begin(&redirect, None, house.entropy.as_ref()).await;
        let begun = begun.map_err(|error| house.away(NAME, &error))?;
        let started = Kept {
            state: begun.started.state.expose().to_owned(),
            nonce: begun.started.nonce.expose().to_owned(),
            verifier: begun.started.pkce_verifier.expose().to_owned(),
            at: begun.started.at,
        };
        let away = Away { url: begun.url.expose().to_owned(), name: named.name.clone(), started };
        return elsewhere::said(&Said::Begun(away));
    }
    let Some(Away { started, .. }) = kept::<Away<Kept>>(&asked.hidden) else { return elsewhere::said(&Said::Refused) };
    let known = Started {
        state: Secret::new(started.state),
        nonce: Secret::new(started.nonce),
        pkce_verifier: Secret::new(started.verifier),
        at: started.at,
    };
    if !known.is_state(&given.state) || given.text.is_empty() {
        return elsewhere::said(&Said::Refused);
    }
    let iss = Some(given.iss.as_str()).filter(|iss| !iss.is_empty());
    match named.client.finish(&redirect, &Secret::new(given.text.clone()), iss, &known).await {
        Ok(who) => elsewhere::said(&Said::Finished(Who {
            account: account(&who.issuer, &who.subject),
            email: who.email,
            same_password: named.same_password,
        })),
        Err(OidcError::Refused(_)) => elsewhere::said(&Said::Refused),
        Err(OidcError::Away(text)) => Err(house.away(NAME, &ProviderError::Away(text))),
        Err(OidcError::Setup(text)) => Err(house.away(NAME, &ProviderError::Setup(text))),
    }
}

#[async_trait]
impl Method for Oidc {
    fn kind(&self) -> MethodKind {
        MethodKind::Oidc
    }

    fn hindrance(&self, _house: &House, tx: &mut Tx) -> StoreResult<Option<String>> {
        let there = providers::is_there(tx, "oidc")?;
        Ok((!there).then(|| "No other identity provider is set up.".to_owned()))
    }

    fn is_worthless(&self, tx: &mut Tx, _account: &AccountId) -> StoreResult<bool> {
        let row = providers::get(tx, "oidc")?;
        let settings: Option<OidcSettings> = row.and_then(|row| kept(&row.config));
        Ok(settings.is_some_and(|settings| settings.same_password))
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
        // nothing of the person goes there: it is alike for a name that nobody has
        step(house, &asked, given).await
    }

    fn check(&self, at: &mut Proving<'_, '_>, _given: &Given, said: Value) -> StoreResult<Verdict> {
        let said = kept::<Said>(&said);
        if let Some(Step::Begun(away)) = said {
            elsewhere::set_out(&mut at.hidden, &away)?;
            return Ok(Verdict::Asked);
        }
        // used up, whatever it was
        at.hidden = Value::Null;
        let Some(Step::Finished(who)) = said else { return Ok(Verdict::Wrong(Problem::NotConfirmed)) };
        let row = at.rows.iter().find(|row| row.secret == Secret::new(who.account.clone())).cloned();
        Ok(match row {
            Some(row) => {
                methods::touch(at.tx, &row.id)?;
                Verdict::Right(row.offer())
            }
            None => Verdict::Wrong(Problem::NotConfirmed),
        })
    }

    fn set_up_page(&self, seen: &Seen<'_>) -> Option<SetUp> {
        Some(elsewhere::set_up_page::<Kept>(seen.hidden, NAME))
    }

    fn sets_up_outside(&self) -> bool {
        true
    }

    async fn outside_set_up(&self, house: &Arc<House>, asked: Outer, given: &Given) -> Outside {
        step(house, &asked, given).await
    }

    fn take(&self, at: &mut SettingUp<'_, '_>, _given: &Given, outside: Outside) -> StoreResult<Taken> {
        let said = match outside {
            Ok(value) => kept::<Said>(&value),
            Err(problem) => return Ok(Taken::Problem(problem)),
        };
        if let Some(Step::Begun(away)) = said {
            elsewhere::set_out(&mut at.hidden, &away)?;
            return Ok(Taken::More);
        }
        at.hidden = Value::Null;
        let Some(Step::Finished(who)) = said else { return Ok(Taken::Problem(Problem::NotConfirmed)) };
        let mut on = vec![hangs_on(at.tx, Thing::Account, &who.account)];
        if let Some(email) = &who.email {
            on.push(hangs_on(at.tx, Thing::Mailbox, &email.to_ascii_lowercase()));
        }
        if who.same_password {
            on.push(Dependency::new(Thing::Password, "directory"));
        }
        Ok(Taken::Done(NewMethod {
            kind: MethodKind::Oidc,
            label: "Other account".into(),
            secret: Secret::new(who.account),
            hangs_on: on,
            last_step: 0,
        }))
    }
}
