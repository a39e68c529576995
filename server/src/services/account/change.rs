//! The person's own change of the password, which the directory judges by its whole policy. Claimed, sent and found out
//! as a recovery's write is (`directory_write`).

use super::state::{Stage, Visit};
use super::{AccountService, here};
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::services::bind::{self, Tried};
use crate::services::directory_write::{
    self, OpenWrite, Tell, Write, WriteKind, WriteStatus, account_of, expect_answer, lost_at,
};
use crate::services::flow::{self, address_key};
use crate::services::{new_password, refusal};
use latchkey_app::ports::Caller;
use latchkey_contract::account::{AccountGo, News};
use latchkey_domain::directory::{Directory, PasswordPolicy};
use latchkey_domain::ids::{FlowId, PersonId};
use latchkey_domain::password::OwnNames;
use latchkey_domain::{Reason, Secret, Timestamp};
use latchkey_store::accounts::{self, Account};
use latchkey_store::{StoreError, StoreResult, Tx, flows};
use std::sync::Arc;

impl AccountService {
    pub(super) async fn change_password(&self, caller: &Caller, version: i64, old: Secret, new: Secret) -> AccountGo {
        let checked = self.step(caller, version, |tx, _, visit, account| {
            if visit.stage != Stage::Password {
                return Ok(None);
            }
            if !visit.is_fresh(tx.now()) {
                visit.ask_anew();
                return Ok(None);
            }
            // as for proofs: a second click finds it said, and the answer finds the visit as it left it
            visit.problem = Some(Reason::OutOfDate);
            Ok(Some(account.clone()))
        });
        let account = match checked.await {
            Ok(Some(Some(account))) => account,
            Ok(_) => return here(),
            Err(gone) => return gone,
        };
        let looked = self.looked_at(&account, &address_key(caller.address), &old, &new).await;
        let ready =
            looked.unwrap_or_else(|fault| Err(self.app.report("a password could not be changed", &fault).into()));
        let claimed = self.step(caller, version + 1, move |tx, live, visit, _| match ready {
            Ok(ready) => {
                let write = OpenWrite { since: tx.now(), password_set_at: ready.password_set_at, server: None };
                visit.go(Stage::Changing { write, leaving: false });
                expect_answer(tx, live)?;
                Ok(Some((live.id.clone(), ready)))
            }
            Err(reason) => {
                visit.problem = Some(reason);
                Ok(None)
            }
        });
        let (flow, ready) = match claimed.await {
            Ok(Some(Some(claimed))) => claimed,
            Ok(_) => return here(),
            Err(gone) => return gone,
        };
        // on its own task: a browser that goes away must not cancel the write half-way
        let app = self.app.clone();
        let sent = tokio::spawn(async move {
            if let Err(fault) = carry_out(&app, flow, account, ready, Write::Change { old, new }).await {
                // the visit stays open, and what became of the write is found out
                app.report("what became of a change of a password was not stored", &fault);
            }
        });
        if sent.await.is_err() {
            tracing::error!("a change of a password broke off; what became of it is found out");
        }
        here()
    }

    /// Everything that can refuse it before it is sent.
    async fn looked_at(
        &self,
        account: &Account,
        address: &str,
        old: &Secret,
        new: &Secret,
    ) -> Result<Result<Ready, Reason>, Fault> {
        if old.is_empty() || new.is_empty() {
            return Ok(Err(Reason::Empty));
        }
        let app = &self.app;
        let (row, directory) = app.directory(&account.directory).await?;
        if !row.active || !directory.capabilities().change {
            return Ok(Err(Reason::NotPossible));
        }
        let (state, policy) = match directory.passwords().state_and_policy(&account.object_id).await {
            Ok(both) => both,
            Err(error) => return Ok(Err(refusal::reason(app, &error))),
        };
        let names = OwnNames { login: account.login.clone(), display_name: account.display_name.clone() };
        if let Some(reason) = new_password::refused(app, Some(&account.id), &policy, &names, new).await? {
            return Ok(Err(reason));
        }
        // a wrong old one counts at the directory: within the same budget as a sign-in
        match bind::try_password(app, account, old, address).await? {
            Tried::Right => {}
            Tried::No(reason) => return Ok(Err(reason)),
            Tried::Budget(until) => return Ok(Err(Reason::TryLater { from: until })),
        }
        Ok(Ok(Ready { directory, policy, password_set_at: state.password_set_at }))
    }
}

/// May be sent.
struct Ready {
    directory: Arc<dyn Directory>,
    policy: PasswordPolicy,
    password_set_at: Option<Timestamp>,
}

async fn carry_out(
    app: &Arc<AppState>,
    flow: FlowId,
    account: Account,
    ready: Ready,
    write: Write,
) -> Result<(), Fault> {
    match write.send(ready.directory.as_ref(), &account).await {
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

/// Moves a visit on whose write is open. One that is not open any more, or is gone, stays as it is.
fn at_open(tx: &mut Tx, flow: &FlowId, action: impl FnOnce(&mut Visit)) -> StoreResult<Option<flows::Flow>> {
    let Some(mut live) = flows::by_id(tx, flow)? else { return Ok(None) };
    let mut visit: Visit = flow::state(&live)?;
    if !visit.is_open() {
        return Ok(None);
    }
    let leaving = matches!(visit.stage, Stage::Changing { leaving: true, .. });
    action(&mut visit);
    if leaving && !visit.is_open() {
        flows::end(tx, &live.id)?;
    } else {
        flow::save(tx, &mut live, &visit)?;
    }
    Ok(Some(live))
}

async fn succeeded(
    app: &AppState,
    flow: FlowId,
    server: String,
    signed_in: bool,
    hash: Option<(String, i64)>,
    found_out_later: bool,
) -> Result<(), Fault> {
    app.store
        .write(move |tx| {
            let news = News::PasswordChanged { server: server.clone() };
            let moved = at_open(tx, &flow, |visit| {
                visit.go(Stage::Home);
                visit.news = Some(news);
            })?;
            // somebody else found out first: told once is enough
            let Some(live) = moved else { return Ok(()) };
            let id = live.account.clone().ok_or_else(|| StoreError::Other("a visit of nobody".into()))?;
            // it went away meanwhile: there is nobody to tell
            let Some(account) = accounts::by_id(tx, &id)? else { return Ok(()) };
            let detail =
                serde_json::json!({ "server": server, "signed_in": signed_in, "found_out_later": found_out_later });
            directory_write::done(tx, &live, &account, WriteKind::Change, hash.as_ref(), Tell::ThePerson, detail)
        })
        .await?;
    Ok(())
}

async fn refused(app: &AppState, flow: FlowId, reason: Reason) -> Result<(), Fault> {
    app.store
        .write(move |tx| {
            at_open(tx, &flow, |visit| {
                visit.go(Stage::Password);
                visit.problem = Some(reason);
            })
        })
        .await?;
    Ok(())
}

/// Looks into a write whose answer did not come. `false`: it is not known yet.
pub async fn caught_up(app: &Arc<AppState>, live: flows::Flow) -> Result<bool, Fault> {
    let visit: Visit = flow::state(&live)?;
    let Stage::Changing { write, .. } = visit.stage else { return Ok(true) };
    let account = account_of(app, &live).await?;
    match directory_write::write_status(app, &account, WriteKind::Change, &write).await? {
        WriteStatus::Open => return Ok(false),
        WriteStatus::Done(written) => succeeded(app, live.id, written.server, false, None, true).await?,
        WriteStatus::NotDone => refused(app, live.id, Reason::DirectoryAway).await?,
    }
    Ok(true)
}

/// Ends a person's visits to the account page. One whose write is open ends when it is known what became of that.
pub fn end_visits(tx: &mut Tx, person: &PersonId, except: Option<&FlowId>) -> StoreResult<()> {
    for mut other in flows::of_person(tx, person, flows::FlowKind::Account)? {
        if Some(&other.id) == except {
            continue;
        }
        let mut visit: Visit = flow::state(&other)?;
        if let Stage::Changing { leaving, .. } = &mut visit.stage {
            *leaving = true;
            flow::save(tx, &mut other, &visit)?;
        } else {
            flows::end(tx, &other.id)?;
        }
    }
    Ok(())
}
