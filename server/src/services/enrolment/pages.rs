//! Which page an enrolment shows, and what stands on it.

use super::hidden::Hidden;
use super::service::EnrolmentService;
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::flows::Begun;
use crate::methods::{self, SetupView};
use crate::services::{policy, redirect, view};
use latchkey_contract::MethodKind;
use latchkey_contract::enrol::{Choice, EnrolPage, SignInWay};
use latchkey_contract::recover::Shares;
use latchkey_domain::directory::SignIn;
use latchkey_domain::enrolment::{Enrolment, Purpose, Stage};
use latchkey_domain::ids::PersonId;
use latchkey_domain::independence::{FactorKind, Shared};
use latchkey_domain::policy::MethodPolicy;
use latchkey_store::{StoreResult, Tx, accounts};

impl EnrolmentService {
    pub(super) async fn page_of(&self, Begun { flow: live, state }: Begun<Enrolment>) -> Result<EnrolPage, Fault> {
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
                EnrolPage::SignIn { version, who, directory: redirect::label(row), way, problem }
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
type Options = (MethodPolicy, Vec<(MethodKind, Option<Shares>)>);

pub(super) fn options(app: &AppState, tx: &mut Tx, id: &PersonId) -> StoreResult<Options> {
    let policy = policy::of(tx, id)?;
    let mut options = Vec::new();
    for kind in policy.primary() {
        let Some(method) = methods::of(kind) else { continue };
        if method.hindrance(app, tx)?.is_some() {
            continue;
        }
        let worthless = method.is_worthless(tx, id)?;
        options.push((kind, worthless.then_some(view::shares(Shared::FactorKind(FactorKind::Password)))));
    }
    Ok((policy, options))
}
