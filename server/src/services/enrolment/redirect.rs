//! The sign-in of an invitation whose directory has a page of its own for it.

use super::hidden::Hidden;
use super::service::EnrolmentService;
use crate::app_state::AppState;
use crate::flows::{self, Begun, Claimed, Form, Step, TwoPhase};
use crate::services::redirect::{self, BegunSignIn};
use latchkey_app::ports::{Caller, Onward, ProofInput};
use latchkey_contract::enrol::EnrolGo;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::enrolment::{Enrolment, Stage};
use latchkey_domain::ids::{DirectoryId, ObjectId};
use latchkey_domain::limits::address_key;
use latchkey_domain::{Reason, limits};
use latchkey_store::accounts::Account;
use latchkey_store::flows::{Flow, FlowKind};
use latchkey_store::limits as count;
use latchkey_store::{AuditEvent, StoreResult, Tx};
use std::sync::Arc;

impl EnrolmentService {
    /// Counted and kept before the directory hears of it.
    pub(super) async fn begins_redirect(&self, caller: &Caller, version: i64) -> Onward<EnrolGo> {
        let (begun, network) = (BegunSignIn::new(&self.app), address_key(caller.address));
        let kept = flows::step(&self.app, caller, Form::Page(version), move |step: &mut Step<'_, '_, Enrolment>| {
            let Step { tx, flow, state, whose } = step;
            let Some(account) = whose.as_ref().filter(|_| state.stage == Stage::SignIn) else { return Ok(None) };
            let person = count::hit(tx, &limits::REDIRECT_PER_ACCOUNT, account.id.as_str())?;
            let network = count::hit(tx, &limits::BIND_PER_ADDRESS, &network)?;
            if let Some(hit) = [person, network].into_iter().find(|hit| !hit.allowed) {
                state.problem = Some(Reason::TryLater { from: hit.retry_at });
                return Ok(None);
            }
            state.problem = None;
            let mut hidden = Hidden::of(flow)?;
            let sign_in = hidden.sign_in.insert(begun);
            let copy = sign_in.clone();
            hidden.put(flow)?;
            Ok(Some((account.directory.clone(), copy)))
        });
        let (directory, begun) = match self.after(kept.await) {
            (Some(Some(kept)), _) => kept,
            (_, go) => return Onward::Here(go),
        };
        let problem = match redirect::set_out(&self.app, &directory, &begun, FlowKind::Enrol).await {
            Ok((address, directory)) => return Onward::Away { address, directory, cookie: None },
            Err(problem) => problem,
        };
        let said = self.step(caller, version + 1, move |step| {
            step.state.problem = Some(problem);
            forget(step.flow)
        });
        Onward::Here(said.await)
    }
}

/// Back from there. The answer is spent before the directory is asked what it is worth, so that of two that come at
/// once only one is.
pub(super) struct SignInAnswer {
    pub given: ProofInput,
    /// The network that it came from.
    pub address: String,
}

impl TwoPhase<Enrolment> for SignInAnswer {
    type Claim = DirectoryId;
    type Answer = Result<ObjectId, Reason>;
    type Outcome = ();

    fn is_awaited(&self, begun: &Begun<Enrolment>) -> bool {
        !self.given.state.is_empty()
            && begun.state.stage == Stage::SignIn
            && Hidden::of(&begun.flow).is_ok_and(|hidden| hidden.sign_in.is_some())
    }

    fn claim(&self, step: &mut Step<'_, '_, Enrolment>) -> StoreResult<Claimed<DirectoryId, ()>> {
        let now = step.tx.now();
        let hidden = Hidden::of(step.flow)?;
        let fits = hidden.sign_in.as_ref().is_some_and(|begun| begun.is_answered_by(&self.given, now));
        if step.state.stage != Stage::SignIn || !fits {
            step.state.problem = Some(Reason::SignInUnfinished);
            return Ok(Claimed::Done(()));
        }
        forget(step.flow)?;
        let account = step.whose.as_ref();
        Ok(account.map_or(Claimed::Done(()), |account| Claimed::Ask(account.directory.clone())))
    }

    async fn ask(&self, app: &Arc<AppState>, directory: DirectoryId) -> Result<ObjectId, Reason> {
        redirect::finish(app, &directory, &self.given).await
    }

    fn decide(&self, step: &mut Step<'_, '_, Enrolment>, answer: Result<ObjectId, Reason>) -> StoreResult<()> {
        if step.state.stage != Stage::SignIn {
            return Ok(());
        }
        let opened = admit(step.tx, step.whose.as_ref(), answer)?;
        let kind = if opened.is_ok() { AuditKind::EnrolmentSignedIn } else { AuditKind::EnrolmentSignInRefused };
        let event = AuditEvent::at(&self.address).account(step.flow.account.as_ref());
        step.tx.audit(kind, Actor::Anyone, event);
        step.state.problem = opened.err();
        if step.state.problem.is_none() {
            step.state.stage = Stage::Choose;
        }
        Ok(())
    }
}

/// Only the very account that was invited.
fn admit(tx: &mut Tx, account: Option<&Account>, answer: Result<ObjectId, Reason>) -> StoreResult<Result<(), Reason>> {
    let who = match answer {
        Ok(who) => who,
        Err(problem) => return Ok(Err(problem)),
    };
    let Some(account) = account else { return Ok(Err(Reason::NotPossible)) };
    if account.object_id != who {
        return Ok(Err(Reason::SignedInAsOther { who: account.login.clone() }));
    }
    if account.disabled {
        return Ok(Err(Reason::AccountDisabled));
    }
    count::forget(tx, &limits::REDIRECT_PER_ACCOUNT, account.id.as_str())?;
    Ok(Ok(()))
}

/// None is under way any more.
fn forget(flow: &mut Flow) -> StoreResult<()> {
    let mut hidden = Hidden::of(flow)?;
    hidden.sign_in = None;
    hidden.put(flow)
}
