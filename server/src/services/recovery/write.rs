//! The forms that ask for a write: a new password, or an unlock. Of all forms that ask for one at once, one gets past
//! the claim.

use super::apply::carry_out;
use super::look_up::look_up;
use super::service::{RecoveryService, go};
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::flows::{self, Answered, Begun, Claimed, Form, Moved, Step, TwoPhase};
use crate::services::directory_write::{Write, expect_answer};
use crate::services::new_password;
use latchkey_app::ports::{Caller, RecoverGo};
use latchkey_contract::recover::{RecoverAt, RecoveryAction};
use latchkey_domain::ids::{AccountId, FlowId};
use latchkey_domain::recovery::{PlannedAccount, Recovery, Stage};
use latchkey_domain::{Reason, Secret};
use latchkey_store::StoreResult;
use std::sync::Arc;

/// A new password: compared with the rules and with earlier ones, which is a slow hash, before any directory hears of it.
struct NewPassword(Secret);

/// What follows a form of a new password.
enum Next {
    Nothing,
    /// The rules are not known yet: they are read first, and nothing is set without them.
    ReadRules,
    /// Claimed; this account is written first.
    Send(AccountId),
    Broken(Fault),
}

impl TwoPhase<Recovery> for NewPassword {
    type Claim = Vec<PlannedAccount>;
    /// Why it would be refused.
    type Answer = Result<Option<Reason>, Fault>;
    type Outcome = Next;

    fn claim(&self, step: &mut Step<'_, '_, Recovery>) -> StoreResult<Claimed<Self::Claim, Next>> {
        if step.state.stage != Stage::NewPassword {
            return Ok(Claimed::Done(Next::Nothing));
        }
        if step.state.plan.is_unread() {
            return Ok(Claimed::Done(Next::ReadRules));
        }
        Ok(Claimed::Ask(step.state.plan.waiting().cloned().collect()))
    }

    async fn ask(&self, app: &Arc<AppState>, waiting: Self::Claim) -> Self::Answer {
        refused_here(app, &waiting, &self.0).await
    }

    fn decide(&self, step: &mut Step<'_, '_, Recovery>, answer: Self::Answer) -> StoreResult<Next> {
        match answer {
            Ok(None) => Ok(claim_write(step, RecoveryAction::Reset)?.map_or(Next::Nothing, Next::Send)),
            Ok(Some(why)) => {
                step.state.problem = Some(why);
                Ok(Next::Nothing)
            }
            Err(fault) => Ok(Next::Broken(fault)),
        }
    }
}

/// What can be told without asking a directory, by the rules of all of them: nothing is set anywhere that one of them
/// would refuse for sure.
async fn refused_here(app: &Arc<AppState>, waiting: &[PlannedAccount], new: &Secret) -> Result<Option<Reason>, Fault> {
    for planned in waiting {
        let Some(facts) = &planned.facts else { continue };
        let account = Some(&planned.account);
        let refused = new_password::refused(app, account, &facts.policy, &planned.names(), new).await?;
        if refused.is_some() {
            return Ok(refused);
        }
    }
    Ok(None)
}

/// Gives the account that is asked first. `None`: the page says why not.
fn claim_write(step: &mut Step<'_, '_, Recovery>, action: RecoveryAction) -> StoreResult<Option<AccountId>> {
    let first = if step.state.begin_apply(action) { step.state.claim_next(step.tx.now()) } else { None };
    if first.is_some() {
        expect_answer(step.tx, step.flow)?;
    } else {
        // none of them is to be asked, or a password was tried too often
        step.state.settle();
    }
    Ok(first)
}

impl RecoveryService {
    pub(super) async fn reset(&self, caller: &Caller, version: i64, new: Secret) -> RecoverGo {
        let form = NewPassword(new.clone());
        let Answered { moved, .. } = flows::in_two_phases(&self.app, caller, Form::Page(version), form).await;
        match moved {
            Ok(Moved::Done(begun, Next::Send(first))) => {
                self.carried_out(caller, begun.flow.id, first, Write::Reset(new)).await
            }
            Ok(Moved::Done(_, Next::Broken(fault))) => {
                self.broken("a new password could not be compared with earlier ones", &fault)
            }
            Ok(Moved::Done(begun, Next::ReadRules)) => self.after_look_up(look_up(&self.app, begun).await),
            moved => self.after(moved),
        }
    }

    pub(super) async fn unlock(&self, caller: &Caller, version: i64) -> RecoverGo {
        let claimed = flows::step(&self.app, caller, Form::Page(version), |step: &mut Step<'_, '_, Recovery>| {
            claim_write(step, RecoveryAction::Unlock)
        });
        match claimed.await {
            Ok(Moved::Done(Begun { flow, .. }, Some(first))) => {
                self.carried_out(caller, flow.id, first, Write::Unlock).await
            }
            moved => self.after(moved),
        }
    }

    async fn carried_out(&self, caller: &Caller, flow: FlowId, first: AccountId, write: Write) -> RecoverGo {
        let app = self.app.clone();
        // on its own task: a browser that goes away must not cancel the writes half-way
        let done = tokio::spawn(async move { carry_out(&app, &flow, first, write).await });
        match done.await {
            Ok(Ok(())) => self.redirect_to_current(caller).await,
            // the page waits until it is found out
            Ok(Err(fault)) => {
                self.app.report("a recovery's result was not stored", &fault);
                go(RecoverAt::Password)
            }
            Err(_) => go(RecoverAt::Password),
        }
    }
}
