//! Enrolment: the port of the pages behind an invitation. The link names the person, the present
//! directory password proves them, each method is set up with a proof that it works.

mod deeds;
mod open;
mod state;

use crate::house::{self, House};
use crate::services::fault::Fault;
use crate::services::flow;
use async_trait::async_trait;
use latchkey_app::ports::{Caller, EnrolApi};
use latchkey_contract::enrol::{Choice, EnrolGo, EnrolPage};
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::Secret;
use latchkey_methods::totp;
use latchkey_store::{StoreError, StoreResult, Tx, accounts, directories, flows, methods};
use state::{Enrolment, Hidden, Stage};
use std::sync::Arc;

const PAGE: &str = "/enrol";

pub struct EnrolmentService {
    house: Arc<House>,
}

fn here() -> EnrolGo {
    EnrolGo { path: PAGE.into(), cookie: None }
}

impl EnrolmentService {
    pub fn new(house: Arc<House>) -> Self {
        Self { house }
    }

    async fn find(&self, caller: &Caller) -> Result<Option<(flows::Flow, Enrolment)>, Fault> {
        let Some(token) = caller.enrol_cookie.clone() else { return Ok(None) };
        let found = self.house.store.read(move |tx| flows::by_token(tx, flows::FlowKind::Enrol, &token)).await?;
        Ok(match found {
            flows::Found::Live(live) => {
                let state = flow::state(&live)?;
                Some((live, state))
            }
            flows::Found::Expired | flows::Found::None => None,
        })
    }

    /// As in recovery: one transaction, one compare-and-swap, and a note for a form of an older page.
    async fn step<F>(&self, caller: &Caller, version: i64, deed: F) -> EnrolGo
    where
        F: FnOnce(&mut Tx, &mut flows::Flow, &mut Enrolment) -> StoreResult<()> + Send + 'static,
    {
        let Some(token) = caller.enrol_cookie.clone() else { return here() };
        let moved = self
            .house
            .store
            .write(move |tx| {
                let flows::Found::Live(mut live) = flows::by_token(tx, flows::FlowKind::Enrol, &token)? else {
                    return Ok(());
                };
                let mut state: Enrolment = flow::state(&live)?;
                if live.version == version {
                    deed(tx, &mut live, &mut state)?;
                } else if state.problem.is_none() {
                    state.problem = Some(Problem::OutOfDate);
                }
                flow::save(tx, &mut live, &state)
            })
            .await;
        match moved {
            Ok(()) | Err(StoreError::Conflict(_)) => {}
            Err(error) => {
                self.house.report("an enrolment step was not stored", &error.into());
            }
        }
        here()
    }

    async fn page_of(&self, live: flows::Flow, state: Enrolment) -> Result<EnrolPage, Fault> {
        let (version, who, problem) = (live.version, live.who.clone(), state.problem.clone());
        let hidden = Hidden::of(&live)?;
        Ok(match &state.stage {
            Stage::SignIn => {
                let id = live.account.clone().ok_or(Fault::Gone("account"))?;
                let directory = self.house.store.read(move |tx| label(tx, &id)).await?;
                EnrolPage::SignIn { version, who, directory, problem }
            }
            Stage::Choose => {
                let policy = self.house.store.read(house::policy).await?;
                let methods = policy.primary().into_iter().map(|kind| Choice {
                    kind,
                    chosen: state.chosen.contains(&kind) || state.done.contains(&kind),
                    done: state.done.contains(&kind),
                });
                EnrolPage::Choose { version, who, required: policy.required, methods: methods.collect(), problem }
            }
            Stage::Totp => {
                let (nth, of) = state.place(MethodKind::Totp);
                let setup = totp::setup(&Secret::new(hidden.seed), &self.house.organisation, &live.who)
                    .ok_or_else(|| Fault::Other("no QR code could be made".into()))?;
                EnrolPage::Totp { version, who, nth, of, setup, problem }
            }
            Stage::EmailAddress => {
                let (nth, of) = state.place(MethodKind::Email);
                EnrolPage::EmailAddress { version, who, nth, of, typed: state.typed, problem }
            }
            Stage::EmailCode { until } => {
                let (nth, of) = state.place(MethodKind::Email);
                let good_until = self.house.say_time(*until);
                EnrolPage::EmailCode { version, who, nth, of, address: hidden.address, good_until, problem }
            }
            Stage::Codes => EnrolPage::Codes { version, who, codes: hidden.codes },
            Stage::Done => EnrolPage::Done { who, methods: state.done.clone(), has_codes: true },
            Stage::Stopped { why } => EnrolPage::Stopped { why: why.clone() },
        })
    }
}

/// The directory's name as people know it.
fn label(tx: &mut Tx, account: &latchkey_domain::ids::AccountId) -> StoreResult<String> {
    let Some(account) = accounts::by_id(tx, account)? else { return Ok(String::new()) };
    let row = directories::get(tx, &account.directory)?;
    Ok(row.map_or_else(String::new, |row| if row.label.is_empty() { row.name } else { row.label }))
}

/// Methods that are set up already and that the policy still asks for.
fn set_up(tx: &mut Tx, account: &latchkey_domain::ids::AccountId) -> StoreResult<Vec<MethodKind>> {
    let policy = house::policy(tx)?;
    let rows = methods::of(tx, account)?;
    Ok(policy.primary().into_iter().filter(|kind| rows.iter().any(|row| row.kind == *kind)).collect())
}

#[async_trait]
impl EnrolApi for EnrolmentService {
    async fn page(&self, caller: &Caller) -> EnrolPage {
        let page = match self.find(caller).await {
            Ok(Some((live, state))) => self.page_of(live, state).await,
            Ok(None) if caller.enrol_cookie.is_some() => Ok(EnrolPage::Start { problem: Some(Problem::Expired) }),
            Ok(None) => Ok(EnrolPage::Start { problem: None }),
            Err(fault) => Err(fault),
        };
        page.unwrap_or_else(|fault| {
            let faulty = self.house.report("an enrolment page could not be made", &fault);
            EnrolPage::Stopped { why: faulty.into() }
        })
    }

    async fn open_link(&self, caller: &Caller, token: &str) -> EnrolGo {
        self.by_link(caller, token).await
    }

    async fn open_code(&self, caller: &Caller, name: &str, code: &str) -> Result<EnrolGo, Problem> {
        self.by_code(caller, name, code).await
    }

    async fn sign_in(&self, caller: &Caller, version: i64, password: String) -> EnrolGo {
        self.sign_in_with(caller, version, Secret::new(password)).await
    }

    async fn choose(&self, caller: &Caller, version: i64, wanted: Vec<MethodKind>) -> EnrolGo {
        let house = self.house.clone();
        self.step(caller, version, move |tx, live, state| {
            if matches!(state.stage, Stage::Choose) {
                let policy = house::policy(tx)?;
                state.choose(&wanted, &policy);
                deeds::prepare(&house, tx, live, state)?;
            }
            Ok(())
        })
        .await
    }

    async fn totp(&self, caller: &Caller, version: i64, code: &str) -> EnrolGo {
        let (house, code) = (self.house.clone(), short(code));
        self.step(caller, version, move |tx, live, state| deeds::totp(&house, tx, live, state, &code)).await
    }

    async fn email_address(&self, caller: &Caller, version: i64, address: &str) -> EnrolGo {
        let (house, typed) = (self.house.clone(), address.chars().take(320).collect::<String>());
        self.step(caller, version, move |tx, live, state| deeds::email_address(&house, tx, live, state, &typed)).await
    }

    async fn email_code(&self, caller: &Caller, version: i64, code: &str) -> EnrolGo {
        let (house, code) = (self.house.clone(), short(code));
        self.step(caller, version, move |tx, live, state| deeds::email_code(&house, tx, live, state, &code)).await
    }

    async fn back(&self, caller: &Caller, version: i64) -> EnrolGo {
        self.step(caller, version, |_, _, state| {
            state.problem = None;
            state.stage = match &state.stage {
                Stage::EmailCode { .. } => Stage::EmailAddress,
                Stage::Totp | Stage::EmailAddress => Stage::Choose,
                other => other.clone(),
            };
            Ok(())
        })
        .await
    }

    async fn codes_kept(&self, caller: &Caller, version: i64) -> EnrolGo {
        self.step(caller, version, deeds::codes_kept).await
    }

    async fn leave(&self, caller: &Caller) -> EnrolGo {
        if let Ok(Some((live, _))) = self.find(caller).await {
            // what is set up stays; the link opens it again
            let gone = self.step(caller, live.version, |_, _, state| {
                if !matches!(state.stage, Stage::Done) {
                    state.stop(Problem::Expired);
                }
                Ok(())
            });
            gone.await;
        }
        EnrolGo { path: PAGE.into(), cookie: Some(String::new()) }
    }
}

fn short(typed: &str) -> String {
    typed.chars().take(64).collect()
}
