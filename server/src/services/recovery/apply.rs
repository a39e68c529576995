//! The one write: claimed before it is sent, its answer stored with the audit row and the notice
//! in one transaction, and found out afterwards if we never heard it.

use super::{Found, RecoveryService, RecoveryState, at};
use crate::app_state::AppState;
use crate::services::directory_write::{
    self, OpenWrite, Write, WriteKind, WriteStatus, account_of, expect_answer, lost_at, write_status,
};
use crate::services::fault::Fault;
use crate::services::{flow, new_password, refusal};
use latchkey_app::ports::{Caller, RecoverGo};
use latchkey_contract::MethodKind;
use latchkey_contract::recover::{RecoverAt, RecoveryAction};
use latchkey_domain::Reason;
use latchkey_domain::Secret;
use latchkey_domain::directory::{Capabilities, DirectoryError, Written};
use latchkey_domain::ids::{AccountId, FlowId};
use latchkey_domain::recovery::{Stage, Step, WriteOutcome};
use latchkey_store::accounts::Account;
use latchkey_store::{StoreError, StoreResult, Tx, audit, flows};
use std::sync::Arc;

const fn kind_of(action: RecoveryAction) -> WriteKind {
    match action {
        RecoveryAction::Reset => WriteKind::Reset,
        RecoveryAction::Unlock => WriteKind::Unlock,
    }
}

impl RecoveryService {
    pub(super) async fn reset(&self, caller: &Caller, version: i64, new: Secret) -> RecoverGo {
        let Some((live, kept)) = self.at_version(caller, version).await else {
            return self.step(caller, version, |_, _, _| Ok(())).await;
        };
        if kept.facts.is_none() && kept.recovery.step() == Step::Password {
            // the rules are not known yet: they are read first, and nothing is set without them
            return match self.look_up_account(live, kept).await {
                Ok((_, kept)) => RecoverGo { at: at(kept.recovery.step()), cookie: None },
                Err(fault) => self.broken("the account could not be looked up", &fault),
            };
        }
        match self.refused_here(&live, &kept, &new).await {
            Ok(None) => {}
            Ok(Some(problem)) => return self.step(caller, version, move |_, _, kept| note(kept, problem)).await,
            Err(fault) => return self.broken("a new password could not be compared with earlier ones", &fault),
        }
        let Some((live, kept)) = self.claim(live, kept, RecoveryAction::Reset).await else {
            return self.redirect_to_current(caller).await;
        };
        let app = self.app.clone();
        // on its own task: a browser that goes away must not cancel the write half-way
        let done =
            tokio::spawn(async move { carry_out(&app, live, kept, RecoveryAction::Reset, Write::Reset(new)).await });
        self.after_write(done.await.ok()).await
    }

    pub(super) async fn unlock(&self, caller: &Caller, version: i64) -> RecoverGo {
        let Some((live, kept)) = self.at_version(caller, version).await else {
            return self.step(caller, version, |_, _, _| Ok(())).await;
        };
        let Some((live, kept)) = self.claim(live, kept, RecoveryAction::Unlock).await else {
            return self.redirect_to_current(caller).await;
        };
        let app = self.app.clone();
        let done =
            tokio::spawn(async move { carry_out(&app, live, kept, RecoveryAction::Unlock, Write::Unlock).await });
        self.after_write(done.await.ok()).await
    }

    async fn after_write(&self, result: Option<Result<RecoveryState, Fault>>) -> RecoverGo {
        match result {
            Some(Ok(kept)) => RecoverGo { at: at(kept.recovery.step()), cookie: None },
            // the page waits until it is found out
            Some(Err(fault)) => {
                self.app.report("a recovery's result was not stored", &fault);
                RecoverGo { at: RecoverAt::Password, cookie: None }
            }
            None => RecoverGo { at: RecoverAt::Password, cookie: None },
        }
    }

    pub(super) async fn redirect_to_current(&self, caller: &Caller) -> RecoverGo {
        match self.find(caller).await {
            Ok(Found::Live(_, kept)) => RecoverGo { at: at(kept.recovery.step()), cookie: None },
            Ok(_) => RecoverGo { at: RecoverAt::Stopped, cookie: None },
            Err(fault) => self.broken("a recovery could not be read", &fault),
        }
    }

    async fn at_version(&self, caller: &Caller, version: i64) -> Option<(flows::Flow, RecoveryState)> {
        match self.find(caller).await {
            Ok(Found::Live(live, kept)) if live.version == version => Some((live, kept)),
            _ => None,
        }
    }

    /// What can be told without asking the directory.
    async fn refused_here(
        &self,
        live: &flows::Flow,
        kept: &RecoveryState,
        new: &Secret,
    ) -> Result<Option<Reason>, Fault> {
        let Some(facts) = kept.facts.as_ref() else { return Ok(None) };
        new_password::refused(&self.app, live.account.as_ref(), &facts.policy, &facts.names(), new).await
    }

    /// Of all forms that ask for the write at once, one gets past this.
    async fn claim(
        &self,
        live: flows::Flow,
        kept: RecoveryState,
        action: RecoveryAction,
    ) -> Option<(flows::Flow, RecoveryState)> {
        let set_at = kept.facts.as_ref().and_then(|facts| facts.state.password_set_at);
        let claimed = self
            .app
            .store
            .write(move |tx| {
                let (mut live, mut kept, now) = (live, kept, tx.now());
                let claimed = kept.recovery.begin_apply(action, now, set_at);
                flow::save(tx, &mut live, &kept)?;
                if claimed {
                    expect_answer(tx, &live)?;
                }
                Ok(claimed.then_some((live, kept)))
            })
            .await;
        match claimed {
            Ok(claimed) => claimed,
            Err(StoreError::Conflict(_)) => None,
            Err(error) => {
                self.app.report("a write could not be claimed; the directory was not asked", &error.into());
                None
            }
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "has the shape of a step")]
fn note(kept: &mut RecoveryState, problem: Reason) -> latchkey_store::StoreResult<()> {
    kept.recovery.problem = Some(problem);
    Ok(())
}

/// Sends the write and stores what came of it.
async fn carry_out(
    app: &Arc<AppState>,
    live: flows::Flow,
    kept: RecoveryState,
    action: RecoveryAction,
    write: Write,
) -> Result<RecoveryState, Fault> {
    let account = account_of(app, &live).await?;
    let (row, directory) = match app.directory(&account.directory).await {
        Ok(both) => both,
        Err(Fault::Directory(error)) => {
            let problem = refusal::reason(app, &error);
            return store_refusal(app, live, kept, problem, Some(error)).await;
        }
        Err(fault) => return Err(fault),
    };
    if account.onboarded_at.is_none() || !row.active {
        return store_refusal(app, live, kept, Reason::NotPossible, None).await;
    }
    match write.send(directory.as_ref(), &account).await {
        Ok(written) => {
            let history = kept.facts.as_ref().map_or(0, |facts| facts.policy.history);
            let hash = write.into_remembered(app, history, &written).await;
            let outcome = outcome(app, directory.capabilities(), &account, &kept, action, &written);
            store_success(app, live, kept, outcome, hash).await
        }
        // We do not know. The flow keeps who was asked, stays where it is, and is reconciled by asking
        // that server and no other: another one may not have heard of it yet.
        Err(error) => {
            if let Some(server) = lost_at(&error) {
                let (live, kept) = keep_server(app, live, kept, server.to_owned()).await?;
                return settle_if_due(app, live, kept).await.map(|(_, kept)| kept);
            }
            let problem = refusal::reason(app, &error);
            store_refusal(app, live, kept, problem, Some(error)).await
        }
    }
}

async fn keep_server(
    app: &AppState,
    live: flows::Flow,
    mut kept: RecoveryState,
    server: String,
) -> Result<(flows::Flow, RecoveryState), Fault> {
    kept.recovery.lost_answer(server);
    let stored = app
        .store
        .write(move |tx| {
            let mut live = live;
            flow::save(tx, &mut live, &kept)?;
            Ok((live, kept))
        })
        .await?;
    Ok(stored)
}

fn outcome(
    app: &AppState,
    can: Capabilities,
    account: &Account,
    kept: &RecoveryState,
    action: RecoveryAction,
    written: &Written,
) -> WriteOutcome {
    let before = kept.facts.as_ref();
    let has_address = account.mail.is_some() || kept.recovery.proved_kinds().contains(&MethodKind::Email);
    WriteOutcome {
        action,
        directory: before.map_or_else(String::new, |facts| facts.directory.clone()),
        at: app.now(),
        server: written.server.clone(),
        signed_in: written.signed_in,
        was_locked: before.is_some_and(|facts| facts.state.locked),
        still_locked: written.state.as_ref().is_some_and(|state| state.locked),
        must_change: written.state.as_ref().is_some_and(|state| state.must_change),
        old_works_until: (action == RecoveryAction::Reset && can.old_password_lives_secs > 0)
            .then(|| app.now().plus_secs(can.old_password_lives_secs)),
        notified: app.outbox.is_some() && has_address,
        found_out_later: false,
    }
}

async fn store_success(
    app: &AppState,
    live: flows::Flow,
    mut kept: RecoveryState,
    outcome: WriteOutcome,
    hash: Option<(String, i64)>,
) -> Result<RecoveryState, Fault> {
    let action = outcome.action;
    let result = app
        .store
        .write(move |tx| {
            let mut live = live;
            let account = live.account.clone();
            kept.recovery.applied(outcome.clone());
            match flow::save(tx, &mut live, &kept) {
                Ok(()) => {}
                Err(StoreError::Conflict(_)) => {
                    // none any more: the account is gone, and what was done is still told
                    if let Some(mut now) = flows::by_id(tx, &live.id)? {
                        let mut other: RecoveryState = flow::state(&now)?;
                        // somebody else found out first: told once is enough
                        if matches!(other.recovery.stage, Stage::Done { .. }) {
                            return Ok(other);
                        }
                        // taken for not done, and it was: the page is put right
                        other.recovery.problem = None;
                        other.recovery.stage = Stage::Done { outcome: outcome.clone() };
                        flow::save(tx, &mut now, &other)?;
                        kept = other;
                    }
                }
                Err(error) => return Err(error),
            }
            if let Some(account) = &account {
                let detail = serde_json::json!({
                    "server": outcome.server,
                    "signed_in": outcome.signed_in,
                    "still_locked": outcome.still_locked,
                    "methods": kept.recovery.proved_kinds().iter().map(|kind| kind.code()).collect::<Vec<_>>(),
                    "found_out_later": outcome.found_out_later,
                });
                directory_write::done(tx, &live, account, kind_of(action), hash.as_ref(), detail)?;
            }
            Ok(kept)
        })
        .await?;
    Ok(result)
}

async fn store_refusal(
    app: &AppState,
    live: flows::Flow,
    mut kept: RecoveryState,
    problem: Reason,
    error: Option<DirectoryError>,
) -> Result<RecoveryState, Fault> {
    let stored = app
        .store
        .write(move |tx| {
            let mut live = live;
            if matches!(problem, Reason::NotPossible | Reason::Protected) {
                kept.recovery.stop(problem);
            } else {
                kept.recovery.not_applied(problem);
            }
            flow::save(tx, &mut live, &kept)?;
            audit::append(
                tx,
                audit::Event {
                    kind: "recovery.refused",
                    actor: "directory",
                    account: live.account.as_ref(),
                    directory: None,
                    address: Some(&live.address),
                    detail: serde_json::json!({ "reason": error.map(|e| e.to_string()) }),
                },
            )?;
            Ok(kept)
        })
        .await?;
    Ok(stored)
}

/// Ends the other recoveries of a person without a sign of it: one that has not proved enough goes on
/// as one of nobody, so that whoever opened it does not see that somebody else came through.
pub fn end_others(tx: &mut Tx, account: &AccountId, except: Option<&FlowId>) -> StoreResult<()> {
    for mut other in flows::of_account(tx, account, flows::FlowKind::Recover)? {
        let mut kept: RecoveryState = flow::state(&other)?;
        if Some(&other.id) == except || kept.recovery.is_open() || kept.recovery.is_over() {
            continue;
        }
        if kept.recovery.has_proved_enough() {
            kept.recovery.stop(Reason::Expired);
        } else {
            other.account = None;
        }
        flow::save(tx, &mut other, &kept)?;
    }
    Ok(())
}

/// Looks into a write whose answer did not come. That it was done can be believed at once; that it
/// was not only of the server that was asked, and only after no answer can come any more.
pub(super) async fn settle_if_due(
    app: &AppState,
    live: flows::Flow,
    kept: RecoveryState,
) -> Result<(flows::Flow, RecoveryState), Fault> {
    let Stage::Applying { action, since, password_set_at, server } = kept.recovery.stage.clone() else {
        return Ok((live, kept));
    };
    let account = account_of(app, &live).await?;
    let open = OpenWrite { since, password_set_at, server };
    let flow = live.id.clone();
    let kept = match write_status(app, &account, kind_of(action), &open).await? {
        WriteStatus::Open => return Ok((live, kept)),
        WriteStatus::Done(written) => {
            let (_, directory) = app.directory(&account.directory).await?;
            let outcome = outcome(app, directory.capabilities(), &account, &kept, action, &written);
            let outcome = WriteOutcome { found_out_later: true, ..outcome };
            store_success(app, live, kept, outcome, None).await?
        }
        WriteStatus::NotDone => store_refusal(app, live, kept, Reason::DirectoryAway, None).await?,
    };
    let now = app.store.read(move |tx| flows::by_id(tx, &flow)).await?;
    Ok((now.ok_or(Fault::Gone("recovery"))?, kept))
}

/// For the job. `false`: it is not known yet.
pub async fn caught_up(app: &Arc<AppState>, live: flows::Flow) -> Result<bool, Fault> {
    let kept: RecoveryState = flow::state(&live)?;
    if !kept.recovery.is_open() {
        return Ok(true);
    }
    let (_, kept) = settle_if_due(app, live, kept).await?;
    Ok(!kept.recovery.is_open())
}
