//! The port. Each form is one call of the engine.

use super::finish::codes_kept;
use super::hidden::Hidden;
use super::pages::options;
use super::prepare::prepare;
use super::redirect::SignInAnswer;
use super::returned::Returned;
use super::service::{EnrolmentService, PAGE};
use super::set_up::SetUpForm;
use crate::app_state::AppState;
use crate::flows::{self, Form, Found, Step};
use crate::methods;
use crate::services::view;
use async_trait::async_trait;
use latchkey_app::ports::{Caller, EnrolApi, Onward, ProofInput};
use latchkey_contract::enrol::{EnrolGo, EnrolPage};
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::Secret;
use latchkey_domain::enrolment::{Enrolment, Stage};
use latchkey_domain::limits::address_key;
use latchkey_store::StoreResult;
use serde_json::Value;
use std::sync::Arc;

/// Where somebody came from who is adding a method.
pub(super) const ACCOUNT: &str = "/account";

#[async_trait]
impl EnrolApi for EnrolmentService {
    async fn page(&self, caller: &Caller) -> EnrolPage {
        let page = match flows::find(&self.app, caller).await {
            Ok(Found::Live(begun)) => self.page_of(begun).await,
            Ok(Found::Gone) => Ok(EnrolPage::Start { problem: Some(Problem::Expired) }),
            Ok(Found::NoCookie) => Ok(EnrolPage::Start { problem: None }),
            Err(error) => Err(error.into()),
        };
        page.unwrap_or_else(|fault| {
            let faulty = self.app.report("an enrolment page could not be made", &fault);
            EnrolPage::Stopped { why: faulty.into() }
        })
    }

    async fn open_link(&self, caller: &Caller, token: &str) -> Result<EnrolGo, Problem> {
        self.by_link(caller, token).await.map_err(|reason| view::problem(&self.app, &reason))
    }

    async fn open_code(&self, caller: &Caller, name: &str, code: &str) -> Result<EnrolGo, Problem> {
        self.by_code(caller, name, code).await.map_err(|reason| view::problem(&self.app, &reason))
    }

    async fn sign_in(&self, caller: &Caller, version: i64, password: String) -> EnrolGo {
        self.sign_in_with(caller, version, Secret::new(password)).await
    }

    async fn redirect(&self, caller: &Caller, version: i64) -> Onward<EnrolGo> {
        self.begins_redirect(caller, version).await
    }

    async fn choose(&self, caller: &Caller, version: i64, wanted: Vec<MethodKind>) -> EnrolGo {
        let app = self.app.clone();
        self.step(caller, version, move |step| choose(&app, step, &wanted)).await
    }

    async fn give(&self, caller: &Caller, version: i64, given: ProofInput) -> EnrolGo {
        let form = SetUpForm { app: self.app.clone(), given };
        let answered = flows::in_two_phases(&self.app, caller, Form::Page(version), form).await;
        self.after(answered.moved).1
    }

    async fn returned(&self, caller: &Caller, given: ProofInput) -> EnrolGo {
        let sign_in = SignInAnswer { given: given.clone(), address: address_key(caller.address) };
        let form = Returned { sign_in, set_up: SetUpForm { app: self.app.clone(), given } };
        let answered = flows::in_two_phases(&self.app, caller, Form::Return, form).await;
        self.after(answered.moved).1
    }

    async fn back(&self, caller: &Caller, version: i64) -> EnrolGo {
        let app = self.app.clone();
        let moved = flows::step(&self.app, caller, Form::Page(version), move |step| back(&app, step)).await;
        match self.after(moved) {
            // not the cookie: whoever comes to this page again reads where they are
            (Some(true), _) => EnrolGo { path: ACCOUNT.into(), cookie: None },
            (_, go) => go,
        }
    }

    async fn codes_kept(&self, caller: &Caller, version: i64) -> EnrolGo {
        self.step(caller, version, |step| codes_kept(step.tx, step.flow, step.state)).await
    }

    async fn leave(&self, caller: &Caller) -> EnrolGo {
        let left = flows::step(&self.app, caller, Form::Any, |step: &mut Step<'_, '_, Enrolment>| {
            // what is set up stays; the link opens it again
            if step.state.stage != Stage::Done {
                step.state.leave();
            }
            Ok(())
        });
        // not stored, it ends by its time
        self.after(left.await);
        EnrolGo { path: PAGE.into(), cookie: Some(String::new()) }
    }
}

fn choose(app: &Arc<AppState>, step: &mut Step<'_, '_, Enrolment>, wanted: &[MethodKind]) -> StoreResult<()> {
    let Some(person) = step.flow.person.clone().filter(|_| step.state.stage == Stage::Choose) else { return Ok(()) };
    let (policy, options) = options(app, step.tx, &person)?;
    let open = |kind: &MethodKind| options.iter().any(|(one, unavailable)| one == kind && unavailable.is_none());
    let wanted: Vec<MethodKind> = wanted.iter().copied().filter(open).collect();
    step.state.choose(&wanted, &policy);
    prepare(app, step.tx, step.flow, step.state)
}

/// `true`: out of it, to where they came from.
fn back(app: &Arc<AppState>, step: &mut Step<'_, '_, Enrolment>) -> StoreResult<bool> {
    step.state.problem = None;
    let Stage::SetUp { kind } = step.state.stage else { return Ok(step.state.stage == Stage::Left) };
    let mut hidden = Hidden::of(step.flow)?;
    let mut left = hidden.secrets.get(kind);
    let within = methods::of(kind).is_some_and(|method| method.back(&mut left));
    hidden.secrets.put(kind, if within { left } else { Value::Null });
    hidden.put(step.flow)?;
    if !within {
        step.state.go_back();
    }
    prepare(app, step.tx, step.flow, step.state)?;
    Ok(step.state.stage == Stage::Left)
}
