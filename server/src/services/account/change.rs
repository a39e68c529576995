//! The person's own change of the password, which the directory judges by its whole policy. Claimed, sent and found out
//! as a recovery's write is (`directory_write`).

use super::answer::{at_open, caught_up, refused, succeeded};
use super::service::{AccountService, here};
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::flows::{self, Claimed, Form, Moved, Step, TwoPhase};
use crate::services::bind::{self, Tried};
use crate::services::directory_write::{Write, expect_answer, lost_at};
use crate::services::{new_password, refusal};
use latchkey_app::ports::Caller;
use latchkey_contract::account::AccountGo;
use latchkey_domain::directory::{Directory, PasswordPolicy};
use latchkey_domain::ids::FlowId;
use latchkey_domain::limits::address_key;
use latchkey_domain::open_write::OpenWrite;
use latchkey_domain::password::OwnNames;
use latchkey_domain::visit::{Stage, Visit};
use latchkey_domain::{Reason, Secret, Timestamp};
use latchkey_store::accounts::Account;
use latchkey_store::{StoreResult, directories};
use std::sync::Arc;

/// The form: looked at outside, because the directory is asked for its rules, and tries the old password.
struct PasswordChange {
    old: Secret,
    new: Secret,
    /// The network that it came from.
    address: String,
}

/// It may be sent.
struct Ready {
    account: Account,
    directory: Arc<dyn Directory>,
    policy: PasswordPolicy,
    password_set_at: Option<Timestamp>,
}

impl TwoPhase<Visit> for PasswordChange {
    type Claim = Account;
    type Answer = Result<Ready, Reason>;
    type Outcome = Option<Ready>;

    fn claim(&self, step: &mut Step<'_, '_, Visit>) -> StoreResult<Claimed<Account, Option<Ready>>> {
        if step.state.stage != Stage::Password {
            return Ok(Claimed::Done(None));
        }
        if !step.state.is_fresh(step.tx.now()) {
            step.state.ask_anew();
            return Ok(Claimed::Done(None));
        }
        Ok(Claimed::Ask(step.whose.clone()))
    }

    async fn ask(&self, app: &Arc<AppState>, account: Account) -> Result<Ready, Reason> {
        let looked = looked_at(app, account, self).await;
        looked.unwrap_or_else(|fault| Err(app.report("a password could not be changed", &fault).into()))
    }

    fn decide(&self, step: &mut Step<'_, '_, Visit>, looked: Result<Ready, Reason>) -> StoreResult<Option<Ready>> {
        match looked {
            Ok(ready) => {
                let (since, password_set_at) = (step.tx.now(), ready.password_set_at);
                step.state
                    .go(Stage::Changing { write: OpenWrite { since, password_set_at, server: None }, leaving: false });
                expect_answer(step.tx, step.flow)?;
                Ok(Some(ready))
            }
            Err(reason) => {
                step.state.problem = Some(reason);
                Ok(None)
            }
        }
    }
}

impl AccountService {
    pub(super) async fn change_password(&self, caller: &Caller, version: i64, old: Secret, new: Secret) -> AccountGo {
        let form = PasswordChange { old: old.clone(), new: new.clone(), address: address_key(caller.address) };
        let claimed = flows::in_two_phases(&self.app, caller, Form::Page(version), form).await;
        let (flow, ready) = match claimed.moved {
            Ok(Moved::Done(begun, Some(ready))) => (begun.flow.id, ready),
            moved => return self.after(moved).1,
        };
        // on its own task: a browser that goes away must not cancel the write half-way
        let app = self.app.clone();
        let sent = tokio::spawn(async move {
            if let Err(fault) = carry_out(&app, flow, ready, Write::Change { old, new }).await {
                // the visit stays open, and what became of the write is found out
                app.report("what became of a change of a password was not stored", &fault);
            }
        });
        if sent.await.is_err() {
            tracing::error!("a change of a password broke off; what became of it is found out");
        }
        here()
    }
}

/// Everything that can refuse it before it is sent.
async fn looked_at(
    app: &Arc<AppState>,
    account: Account,
    PasswordChange { old, new, address }: &PasswordChange,
) -> Result<Result<Ready, Reason>, Fault> {
    if old.is_empty() || new.is_empty() {
        return Ok(Err(Reason::Empty));
    }
    let (row, directory) = app.directory(&account.directory).await?;
    if !row.active || !directory.capabilities().change {
        return Ok(Err(Reason::NotPossible));
    }
    if app.store.read(directories::not_setting).await?.contains(&account.directory) {
        return Ok(Err(Reason::NotSetHere));
    }
    if let Some(by) = account.set_elsewhere {
        return Ok(Err(Reason::SetElsewhere { by }));
    }
    let (state, policy) = match directory.passwords().state_and_policy(&account.object_id).await {
        Ok(both) => both,
        Err(error) => return Ok(Err(refusal::reason(app, &error))),
    };
    if let Some(by) = state.set_elsewhere {
        return Ok(Err(Reason::SetElsewhere { by }));
    }
    let names = OwnNames { login: account.login.clone(), display_name: account.display_name.clone() };
    if let Some(reason) = new_password::refused(app, Some(&account.id), &policy, &names, new).await? {
        return Ok(Err(reason));
    }
    // a wrong old one counts at the directory: within the same budget as a sign-in
    match bind::try_password(app, &account, old, address).await? {
        Tried::Right => {}
        Tried::No(reason) => return Ok(Err(reason)),
        Tried::Budget(until) => return Ok(Err(Reason::TryLater { from: until })),
    }
    Ok(Ok(Ready { account, directory, policy, password_set_at: state.password_set_at }))
}

async fn carry_out(app: &Arc<AppState>, flow: FlowId, ready: Ready, write: Write) -> Result<(), Fault> {
    match write.send(ready.directory.as_ref(), &ready.account).await {
        Ok(written) => {
            let hash = write.into_remembered(app, ready.policy.history, &written).await;
            succeeded(app, flow, written.server, written.signed_in, hash, false).await
        }
        Err(error) => {
            if let Some(server) = lost_at(&error).map(str::to_owned) {
                let asked = app.store.write(move |tx| {
                    at_open(tx, &flow, |visit| {
                        if let Stage::Changing { write, .. } = &mut visit.stage {
                            write.server = Some(server);
                        }
                    })
                });
                // found out in the meantime: nothing is left to do
                let Some(live) = asked.await? else { return Ok(()) };
                return caught_up(app, live).await.map(drop);
            }
            let reason = refusal::reason(app, &error);
            refused(app, flow, reason).await
        }
    }
}
