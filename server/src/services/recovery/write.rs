//! The forms that ask for a write: a new password, or an unlock. Of all forms that ask for one at once, one gets past
//! the claim.

use super::apply::{action_of, carry_out};
use super::look_up::look_up;
use super::service::{RecoveryService, go};
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::flows::{self, Begun, Form, Found, Moved, Step};
use crate::services::directory_write::{Write, expect_answer};
use crate::services::new_password;
use latchkey_app::ports::{Caller, RecoverGo};
use latchkey_contract::recover::{RecoverAt, RecoveryAction};
use latchkey_domain::ids::{AccountId, FlowId};
use latchkey_domain::recovery::{Recovery, Stage};
use latchkey_domain::{Reason, Secret};
use latchkey_store::StoreResult;
use std::sync::Arc;

/// What can be told without asking a directory, by the rules of all of them: nothing is set anywhere that one of them
/// would refuse for sure.
async fn refused_here(app: &Arc<AppState>, recovery: &Recovery, new: &Secret) -> Result<Option<Reason>, Fault> {
    for planned in recovery.plan.waiting() {
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
    /// Not claimed before it is compared with the rules and with earlier ones: whoever clicks twice is to find the page
    /// of the write that the first click began, and no note that this one was out of date.
    pub(super) async fn reset(&self, caller: &Caller, version: i64, new: Secret) -> RecoverGo {
        let begun = match flows::find::<Recovery>(&self.app, caller).await {
            Ok(Found::Live(begun)) if begun.flow.version == version && begun.state.stage == Stage::NewPassword => begun,
            // nothing is claimed that was not compared: the step says why not
            Ok(_) => return self.after(self.noted(caller, version, None).await),
            Err(error) => return self.broken("a recovery could not be read", &error.into()),
        };
        if begun.state.plan.is_unread() {
            // the rules are not known yet: they are read first, and nothing is set without them
            return self.after_look_up(look_up(&self.app, begun).await);
        }
        match refused_here(&self.app, &begun.state, &new).await {
            // of this version still, or not at all
            Ok(None) => self.claimed(caller, version, Write::Reset(new)).await,
            Ok(why) => self.after(self.noted(caller, version, why).await),
            Err(fault) => self.broken("a new password could not be compared with earlier ones", &fault),
        }
    }

    async fn noted(&self, caller: &Caller, version: i64, why: Option<Reason>) -> StoreResult<Moved<Recovery, ()>> {
        let noted = move |step: &mut Step<'_, '_, Recovery>| {
            if why.is_some() {
                step.state.problem = why;
            }
            Ok(())
        };
        flows::step(&self.app, caller, Form::Page(version), noted).await
    }

    pub(super) async fn unlock(&self, caller: &Caller, version: i64) -> RecoverGo {
        self.claimed(caller, version, Write::Unlock).await
    }

    async fn claimed(&self, caller: &Caller, version: i64, write: Write) -> RecoverGo {
        let action = action_of(&write);
        let claim = move |step: &mut Step<'_, '_, Recovery>| claim_write(step, action);
        match flows::step(&self.app, caller, Form::Page(version), claim).await {
            Ok(Moved::Done(Begun { flow, .. }, Some(first))) => self.carried_out(caller, flow.id, first, write).await,
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
