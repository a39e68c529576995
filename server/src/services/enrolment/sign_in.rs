//! The present directory password: claimed before it is tried, so that of many posts of one form one is.

use super::service::EnrolmentService;
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::flows::{self, Claimed, Form, Step, TwoPhase};
use crate::services::bind::{self, Tried};
use latchkey_app::ports::Caller;
use latchkey_contract::enrol::EnrolGo;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::enrolment::{Enrolment, Stage};
use latchkey_domain::limits::address_key;
use latchkey_domain::{Reason, Secret};
use latchkey_store::accounts::Account;
use latchkey_store::{AuditEvent, StoreResult};
use std::sync::Arc;

struct Password {
    password: Secret,
    /// The network that it came from.
    address: String,
}

/// What came of it.
enum Checked {
    Right,
    Refused(Reason),
    /// No password is tried in this directory: no page of ours asks for one, so nothing is noted either.
    NotAsked,
    /// It could not be tried.
    Broken(Reason),
}

impl TwoPhase<Enrolment> for Password {
    type Claim = Account;
    type Answer = Checked;
    type Outcome = ();

    fn claim(&self, step: &mut Step<'_, '_, Enrolment>) -> StoreResult<Claimed<Account, ()>> {
        Ok(match step.whose {
            Some(account) if step.state.stage == Stage::SignIn => Claimed::Ask(account.clone()),
            _ => Claimed::Done(()),
        })
    }

    async fn ask(&self, app: &Arc<AppState>, account: Account) -> Checked {
        let checked = checked(app, &account, &self.password, &self.address).await;
        checked.unwrap_or_else(|fault| Checked::Broken(app.report("a sign-in could not be checked", &fault).into()))
    }

    fn decide(&self, step: &mut Step<'_, '_, Enrolment>, checked: Checked) -> StoreResult<()> {
        let (audited, problem) = match checked {
            Checked::Right => (AuditKind::EnrolmentSignedIn, None),
            Checked::Refused(why) => (AuditKind::EnrolmentSignInRefused, Some(why)),
            Checked::NotAsked => return Ok(()),
            Checked::Broken(why) => {
                step.state.problem = Some(why);
                return Ok(());
            }
        };
        let event = AuditEvent::at(&self.address).account(step.flow.account.as_ref());
        step.tx.audit(audited, Actor::Anyone, event);
        if problem.is_none() {
            step.state.stage = Stage::Choose;
        }
        step.state.problem = problem;
        Ok(())
    }
}

async fn checked(app: &AppState, account: &Account, password: &Secret, address: &str) -> Result<Checked, Fault> {
    if app.directory(&account.directory).await?.1.verifier().is_none() {
        return Ok(Checked::NotAsked);
    }
    Ok(match bind::try_password(app, account, password, address).await? {
        Tried::Right => Checked::Right,
        Tried::No(why) => Checked::Refused(why),
        Tried::Budget(until) => Checked::Refused(Reason::TryLater { from: until }),
    })
}

impl EnrolmentService {
    pub(super) async fn sign_in_with(&self, caller: &Caller, version: i64, password: Secret) -> EnrolGo {
        let form = Password { password, address: address_key(caller.address) };
        let answered = flows::in_two_phases(&self.app, caller, Form::Page(version), form).await;
        self.after(answered.moved).1
    }
}
