//! Enrolment: the port of the pages behind an invitation. The link names the person, the present
//! directory password proves them, each method is set up with a proof that it works.

mod actions;
mod open;
mod redirect;
#[cfg(test)]
mod redirect_tests;
mod state;
#[cfg(test)]
mod tests;

use crate::app_state::AppState;
use crate::fault::Fault;
use crate::methods::{self, SetupView};
use crate::services::flow::{self, ENROLMENT_SECS};
use crate::services::language::choice;
use crate::services::policy;
use crate::services::recovery::{is_empty, shares};
use crate::services::redirect::label;
use crate::services::view;
use async_trait::async_trait;
use latchkey_app::ports::{Caller, EnrolApi, Onward, ProofInput};
use latchkey_contract::MethodKind;
use latchkey_contract::Problem;
use latchkey_contract::enrol::{Choice, EnrolGo, EnrolPage, SignInWay};
use latchkey_domain::Reason;
use latchkey_domain::Secret;
use latchkey_domain::directory::SignIn;
use latchkey_domain::ids::PersonId;
use latchkey_domain::independence::{FactorKind, Shared};
use latchkey_store::{StoreError, StoreResult, Tx, accounts, flows};
pub use state::{Enrolment, Purpose};
use state::{Hidden, Stage};
use std::sync::Arc;

const PAGE: &str = "/enrol";
/// Where somebody came from who is adding a method.
const ACCOUNT: &str = "/account";

pub struct EnrolmentService {
    app: Arc<AppState>,
}

fn here() -> EnrolGo {
    EnrolGo { path: PAGE.into(), cookie: None }
}

impl EnrolmentService {
    pub fn new(app: Arc<AppState>) -> Self {
        Self { app }
    }

    async fn find(&self, caller: &Caller) -> Result<Option<(flows::Flow, Enrolment)>, Fault> {
        let Some(token) = caller.enrol_cookie.clone() else { return Ok(None) };
        let found = self.app.store.read(move |tx| flows::by_token(tx, flows::FlowKind::Enrol, &token)).await?;
        Ok(match found {
            flows::Found::Live(live) => {
                let state = flow::state(&live)?;
                Some((live, state))
            }
            flows::Found::Expired | flows::Found::None => None,
        })
    }

    /// [`Self::stepped`], where nothing but the page follows.
    async fn step<F>(&self, caller: &Caller, version: i64, action: F) -> EnrolGo
    where
        F: FnOnce(&mut Tx, &mut flows::Flow, &mut Enrolment) -> StoreResult<()> + Send + 'static,
    {
        self.stepped(caller, version, action).await.map_or_else(|gone| gone, |_| here())
    }

    /// As in recovery: one transaction, one compare-and-swap, and a note for a form of an older page.
    /// What `action` gives is there when it was kept, and not otherwise.
    async fn stepped<T, F>(&self, caller: &Caller, version: i64, action: F) -> Result<Option<T>, EnrolGo>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx, &mut flows::Flow, &mut Enrolment) -> StoreResult<T> + Send + 'static,
    {
        let Some(token) = caller.enrol_cookie.clone() else { return Err(here()) };
        let locale = caller.locale;
        let moved = self
            .app
            .store
            .write(move |tx| {
                let flows::Found::Live(mut live) = flows::by_token(tx, flows::FlowKind::Enrol, &token)? else {
                    return Ok(None);
                };
                let mut state: Enrolment = flow::state(&live)?;
                let mut done = None;
                if live.version == version {
                    done = Some(action(tx, &mut live, &mut state)?);
                    if let (Stage::Done, Some(id)) = (&state.stage, &live.account)
                        && let Some(account) = accounts::by_id(tx, id)?
                    {
                        choice::read_in(tx, &account, locale)?;
                    }
                    flows::extend(tx, &live.id, ENROLMENT_SECS)?;
                } else if state.problem.is_none() {
                    state.problem = Some(Reason::OutOfDate);
                } else {
                    return Ok(None);
                }
                flow::save(tx, &mut live, &state)?;
                Ok(done)
            })
            .await;
        match moved {
            Ok(done) => Ok(done),
            Err(StoreError::Conflict(_)) => Ok(None),
            Err(error) => {
                let faulty = self.app.report("an enrolment step was not stored", &error.into());
                Err(EnrolGo { path: format!("{PAGE}?again=fault&reference={}", faulty.reference), cookie: None })
            }
        }
    }

    /// One form of the method that is being set up. Where another server has a say it is counted and
    /// claimed first, then asked, then decided.
    async fn gives(&self, caller: &Caller, version: i64, given: ProofInput) -> EnrolGo {
        let (app, sent) = (self.app.clone(), given.clone());
        let first = self.stepped(caller, version, move |tx, live, state| {
            let Stage::SetUp { kind } = state.stage else { return Ok(None) };
            let Some(method) = methods::of(kind) else { return Ok(None) };
            if is_empty(&sent) {
                state.problem = Some(Reason::Empty);
                return Ok(None);
            }
            if !actions::allowed(tx, live, state)? {
                return Ok(None);
            }
            if method.needs_remote_set_up() {
                // as in recovery: a second click finds it said, and moves nothing on meanwhile
                state.problem = Some(Reason::OutOfDate);
                return Ok(Some((method, actions::outer(tx, live, kind, &sent)?)));
            }
            actions::take(&app, tx, live, state, &sent, Ok(serde_json::Value::Null)).map(|()| None)
        });
        let (method, outer) = match first.await {
            Ok(Some(Some(claimed))) => claimed,
            Ok(_) => return here(),
            Err(gone) => return gone,
        };
        let outside = method.ask_remote_at_set_up(&self.app, outer, &given).await;
        let app = self.app.clone();
        self.step(caller, version + 1, move |tx, live, state| {
            state.problem = None;
            actions::take(&app, tx, live, state, &given, outside)
        })
        .await
    }

    async fn page_of(&self, live: flows::Flow, state: Enrolment) -> Result<EnrolPage, Fault> {
        let (version, who) = (live.version, live.who.clone());
        let problem = view::told(&self.app, state.problem.as_ref());
        let secrets = Hidden::of(&live)?;
        Ok(match &state.stage {
            Stage::SignIn => {
                let id = live.account.clone().ok_or(Fault::Gone("account"))?;
                let account = self.app.store.read(move |tx| accounts::by_id(tx, &id)).await?;
                let (row, directory) = self.app.directory(&account.ok_or(Fault::Gone("account"))?.directory).await?;
                let way = match directory.sign_in() {
                    SignIn::Password(_) => SignInWay::Password,
                    SignIn::Redirect(_) => SignInWay::Redirect,
                };
                EnrolPage::SignIn { version, who, directory: label(row), way, problem }
            }
            Stage::Choose => {
                let id = live.person.clone().ok_or(Fault::Gone("person"))?;
                let app = self.app.clone();
                let (policy, options) = self.app.store.read(move |tx| options(&app, tx, &id)).await?;
                let methods = options.into_iter().map(|(kind, unavailable)| Choice {
                    kind,
                    chosen: state.chosen.contains(&kind) || state.done.contains(&kind),
                    done: state.done.contains(&kind),
                    mandatory: policy.mandatory.contains(&kind),
                    unavailable,
                });
                EnrolPage::Choose { version, who, required: policy.required, methods: methods.collect(), problem }
            }
            Stage::SetUp { kind } => {
                let (nth, of) = state.place(*kind);
                let language = self.app.language;
                let settings = self.app.store.read(move |tx| methods::settings_and_questions(tx, language)).await?;
                let seen = SetupView {
                    app: &self.app,
                    who: &live.who,
                    settings: &settings,
                    secrets: &secrets.secrets.get(*kind),
                };
                let step = methods::of(*kind)
                    .and_then(|method| method.set_up_page(&seen))
                    .ok_or_else(|| Fault::Other(format!("no page for setting up {}", kind.code())))?;
                EnrolPage::SetUp { version, who, nth, of, method: *kind, step, problem }
            }
            Stage::Codes => EnrolPage::Codes { version, who, codes: secrets.codes },
            Stage::Done => EnrolPage::Done {
                who,
                methods: state.done.clone(),
                has_codes: !matches!(state.purpose, Purpose::Add),
                from_account: state.purpose.is_from_account(),
            },
            Stage::Left if state.purpose.is_from_account() => EnrolPage::Left { who },
            Stage::Left => EnrolPage::Start { problem: None },
            Stage::Stopped { why } => EnrolPage::Stopped { why: view::problem(&self.app, why) },
        })
    }
}

/// What this person may choose from, and what would be worth nothing to them.
type Options = (latchkey_domain::policy::MethodPolicy, Vec<(MethodKind, Option<latchkey_contract::recover::Shares>)>);

fn options(app: &AppState, tx: &mut Tx, id: &PersonId) -> StoreResult<Options> {
    let policy = policy::of(tx, id)?;
    let mut options = Vec::new();
    for kind in policy.primary() {
        let Some(method) = methods::of(kind) else { continue };
        if method.hindrance(app, tx)?.is_some() {
            continue;
        }
        let worthless = method.is_worthless(tx, id)?;
        options.push((kind, worthless.then_some(shares(Shared::FactorKind(FactorKind::Password)))));
    }
    Ok((policy, options))
}

/// Opens the way to one more method, to what the policy asks for, or to new codes, for somebody who
/// proved on the account page who they are.
pub fn open_from_account(
    app: &Arc<AppState>,
    tx: &mut Tx,
    account: &accounts::Account,
    purpose: Purpose,
    kind: Option<MethodKind>,
    address: &str,
    token: &Secret,
) -> StoreResult<()> {
    let rows = latchkey_store::methods::of(tx, &account.person.id)?;
    let mut done: Vec<MethodKind> = rows.iter().map(|row| row.kind).collect();
    done.dedup();
    let stage = match (&purpose, kind) {
        (Purpose::NewCodes, _) => Stage::Codes,
        (_, Some(kind)) => Stage::SetUp { kind },
        _ => Stage::Choose,
    };
    let mut state = Enrolment::new(purpose, stage, if kind.is_some() { Vec::new() } else { done });
    state.chosen = kind.into_iter().collect();
    flows::end_for_person(tx, &account.person.id, flows::FlowKind::Enrol, None)?;
    let new = flows::NewFlow {
        kind: flows::FlowKind::Enrol,
        person: Some(account.person.id.clone()),
        account: Some(account.id.clone()),
        who: account.login.clone(),
        name_key: latchkey_domain::names::comparable(&account.login),
        address: address.to_owned(),
        state: serde_json::Value::Null,
        sealed: Secret::default(),
        ttl_secs: ENROLMENT_SECS,
    };
    let mut live = flows::create(tx, new, token)?;
    actions::prepare(app, tx, &mut live, &mut state)?;
    flow::save(tx, &mut live, &state)
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
        self.step(caller, version, move |tx, live, state| {
            if matches!(state.stage, Stage::Choose)
                && let Some(person) = live.person.clone()
            {
                let (policy, options) = options(&app, tx, &person)?;
                let open: Vec<MethodKind> = options
                    .into_iter()
                    .filter(|(_, unavailable)| unavailable.is_none())
                    .map(|(kind, _)| kind)
                    .collect();
                let wanted: Vec<MethodKind> = wanted.into_iter().filter(|kind| open.contains(kind)).collect();
                state.choose(&wanted, &policy);
                actions::prepare(&app, tx, live, state)?;
            }
            Ok(())
        })
        .await
    }

    async fn give(&self, caller: &Caller, version: i64, given: ProofInput) -> EnrolGo {
        self.gives(caller, version, given).await
    }

    async fn returned(&self, caller: &Caller, given: ProofInput) -> EnrolGo {
        let Ok(Some((live, state))) = self.find(caller).await else { return here() };
        if !given.state.is_empty() && Self::awaits_redirect(&live, &state.stage) {
            return self.redirect_answered(caller, live.version, given).await;
        }
        let secrets = Hidden::of(&live).unwrap_or_default();
        let awaits = matches!(state.stage, Stage::SetUp { kind } if secrets.secrets.awaits(kind));
        if given.state.is_empty() || !awaits { here() } else { self.gives(caller, live.version, given).await }
    }

    async fn back(&self, caller: &Caller, version: i64) -> EnrolGo {
        let app = self.app.clone();
        let moved = self.stepped(caller, version, move |tx, live, state| {
            state.problem = None;
            let Stage::SetUp { kind } = state.stage else { return Ok(state.stage == Stage::Left) };
            let mut secrets = Hidden::of(live)?;
            let mut left = secrets.secrets.get(kind);
            let within = methods::of(kind).is_some_and(|method| method.back(&mut left));
            secrets.secrets.put(kind, if within { left } else { serde_json::Value::Null });
            secrets.put(live)?;
            if !within {
                state.go_back();
            }
            actions::prepare(&app, tx, live, state)?;
            Ok(state.stage == Stage::Left)
        });
        match moved.await {
            // not the cookie: whoever comes to this page again reads where they are
            Ok(Some(true)) => EnrolGo { path: ACCOUNT.into(), cookie: None },
            Ok(_) => here(),
            Err(gone) => gone,
        }
    }

    async fn codes_kept(&self, caller: &Caller, version: i64) -> EnrolGo {
        self.step(caller, version, actions::codes_kept).await
    }

    async fn leave(&self, caller: &Caller) -> EnrolGo {
        if let Ok(Some((live, _))) = self.find(caller).await {
            // what is set up stays; the link opens it again
            let gone = self.step(caller, live.version, |_, _, state| {
                if !matches!(state.stage, Stage::Done) {
                    state.leave();
                }
                Ok(())
            });
            gone.await;
        }
        EnrolGo { path: PAGE.into(), cookie: Some(String::new()) }
    }
}
