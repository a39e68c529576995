//! The writes, one directory after the other: each claimed before it is sent, its answer stored with the audit row and
//! the notice in one transaction.

use super::facts::facts_of;
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::flows::stored;
use crate::services::directory_write::{self, Tell, Write, WriteKind, expect_answer, lost_at};
use crate::services::kept_password::{self, KeptPassword};
use crate::services::{new_password, refusal};
use latchkey_contract::MethodKind;
use latchkey_contract::recover::RecoveryAction;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::directory::{Capabilities, DirectoryError, Written};
use latchkey_domain::ids::{AccountId, FlowId};
use latchkey_domain::recovery::{PlannedAccount, Progress, Recovery, Stage, WriteOutcome};
use latchkey_domain::{Reason, Timestamp};
use latchkey_store::accounts::{self, Account};
use latchkey_store::{AuditEvent, StoreError, StoreResult, Tx, directories, flows};
use std::sync::Arc;

pub(super) const fn kind_of(action: RecoveryAction) -> WriteKind {
    match action {
        RecoveryAction::Reset => WriteKind::Reset,
        RecoveryAction::Unlock => WriteKind::Unlock,
    }
}

pub(super) const fn action_of(write: &Write) -> RecoveryAction {
    match write {
        Write::Unlock => RecoveryAction::Unlock,
        Write::Reset(_) | Write::Change { .. } => RecoveryAction::Reset,
    }
}

/// What became of one write.
pub enum Answer {
    /// With the hash for our history, and how many are remembered.
    Done(WriteOutcome, Option<(String, i64)>),
    NotDone(Reason, Option<DirectoryError>),
    /// We do not know. The flow keeps which server was asked, and it is found out by asking that one and no other: another
    /// may not have heard of it yet.
    Lost(String),
}

/// Sends the writes, one after the other, and stores what came of each.
pub(super) async fn carry_out(app: &Arc<AppState>, flow: &FlowId, first: AccountId, write: Write) -> Result<(), Fault> {
    let mut next = Some(first);
    while let Some(account) = next {
        let answer = send(app, flow, &account, write.clone()).await?;
        next = store(app, flow, &account, answer, &write).await?;
    }
    Ok(())
}

/// One write, which was claimed.
pub async fn send(app: &Arc<AppState>, flow: &FlowId, id: &AccountId, write: Write) -> Result<Answer, Fault> {
    let (id, flow) = (id.clone(), flow.clone());
    let read = app.store.read(move |tx| {
        let account = accounts::by_id(tx, &id)?;
        let live = flows::by_id(tx, &flow)?;
        let recovery = live.map(|live| stored::state::<Recovery>(&live)).transpose()?;
        Ok((account, recovery, directories::not_setting(tx)?))
    });
    let (account, recovery, not_setting) = read.await?;
    let account = account.ok_or(Fault::Gone("account"))?;
    let recovery = recovery.ok_or(Fault::Gone("recovery"))?;
    let mut planned = recovery.plan.get(&account.id).cloned().ok_or(Fault::Gone("recovery"))?;
    let (row, directory) = match app.directory(&account.directory).await {
        Ok(both) => both,
        Err(Fault::Directory(error)) => return Ok(Answer::NotDone(refusal::reason(app, &error), Some(error))),
        Err(fault) => return Err(fault),
    };
    if account.person.onboarded_at.is_none() || !row.active {
        return Ok(Answer::NotDone(Reason::NotPossible, None));
    }
    // also what an administrator switched off since the accounts were looked up
    if not_setting.contains(&account.directory) {
        return Ok(Answer::NotDone(Reason::NotSetHere, None));
    }
    if let Some(by) = account.set_elsewhere {
        return Ok(Answer::NotDone(Reason::SetElsewhere { by }, None));
    }
    if planned.facts.is_none() {
        // it did not answer when the others were read: nothing is sent without its rules
        match facts_of(directory.as_ref(), &account).await {
            Ok(Ok(facts)) => planned.facts = Some(facts),
            Ok(Err(why)) => return Ok(Answer::NotDone(why, None)),
            Err(error) => return Ok(Answer::NotDone(refusal::reason(app, &error), Some(error))),
        }
        if let (Write::Reset(new), Some(facts)) = (&write, &planned.facts) {
            let refused = new_password::refused(app, Some(&account.id), &facts.policy, &planned.names(), new).await?;
            if let Some(why) = refused {
                return Ok(Answer::NotDone(why, None));
            }
        }
    }
    Ok(match write.send(directory.as_ref(), &account).await {
        Ok(written) => {
            let action = action_of(&write);
            let history = planned.facts.as_ref().map_or(0, |facts| facts.policy.history);
            let hash = write.into_remembered(app, history, &written).await;
            Answer::Done(outcome(app, directory.capabilities(), &account, &recovery, &planned, action, &written), hash)
        }
        Err(error) => match lost_at(&error) {
            Some(server) => Answer::Lost(server.to_owned()),
            None => Answer::NotDone(refusal::reason(app, &error), Some(error)),
        },
    })
}

pub(super) fn outcome(
    app: &AppState,
    can: Capabilities,
    account: &Account,
    recovery: &Recovery,
    planned: &PlannedAccount,
    action: RecoveryAction,
    written: &Written,
) -> WriteOutcome {
    let has_address = account.mail.is_some() || recovery.proved_kinds().contains(&MethodKind::Email);
    WriteOutcome {
        action,
        directory: planned.directory.clone(),
        at: app.now(),
        server: written.server.clone(),
        signed_in: written.signed_in,
        was_locked: planned.is_locked(),
        still_locked: written.state.as_ref().is_some_and(|state| state.locked),
        must_change: written.state.as_ref().is_some_and(|state| state.must_change),
        old_works_until: (action == RecoveryAction::Reset && can.old_password_lives_secs > 0)
            .then(|| app.now().plus_secs(can.old_password_lives_secs)),
        notified: app.outbox.is_some() && has_address,
        found_out_later: false,
        eventual: can.eventual_secs > 0,
    }
}

/// As [`store_answer`]; a new password that could not be handed over now may be kept for later.
async fn store(
    app: &Arc<AppState>,
    flow: &FlowId,
    id: &AccountId,
    answer: Answer,
    write: &Write,
) -> Result<Option<AccountId>, Fault> {
    let kept = match (&answer, write) {
        (Answer::Lost(_) | Answer::NotDone(Reason::DirectoryAway, _), Write::Reset(new)) => {
            kept_password::keep(app, flow, id, new).await?
        }
        _ => None,
    };
    store_answer(app, flow, id, answer, action_of(write), kept).await
}

/// Stores the answer, whoever moved the flow on meanwhile, and claims the next write in the same transaction: between the
/// two nothing can be taken for the end. Gives whom to ask next.
pub(super) async fn store_answer(
    app: &Arc<AppState>,
    flow: &FlowId,
    id: &AccountId,
    answer: Answer,
    action: RecoveryAction,
    kept: Option<KeptPassword>,
) -> Result<Option<AccountId>, Fault> {
    let mut turns = 0_u32;
    loop {
        let (flow, id) = (flow.clone(), id.clone());
        let (answer, kept) = (answer_again(&answer), kept.clone());
        let result = app.store.write(move |tx| put(tx, &flow, &id, answer, action, kept)).await;
        match result {
            // another moved it on between our look and our save: what we know is still to be said
            Err(StoreError::Conflict(_)) if turns < 20 => turns += 1,
            other => return Ok(other?),
        }
    }
}

/// As [`store`], for a write that was kept until then.
pub async fn stored_later(
    app: &Arc<AppState>,
    flow: &FlowId,
    id: &AccountId,
    answer: Answer,
    until: Timestamp,
) -> Result<(), Fault> {
    store_answer(app, flow, id, answer, RecoveryAction::Reset, Some(KeptPassword::earlier(until))).await.map(drop)
}

fn answer_again(answer: &Answer) -> Answer {
    match answer {
        Answer::Done(outcome, hash) => Answer::Done(outcome.clone(), hash.clone()),
        Answer::NotDone(why, error) => Answer::NotDone(why.clone(), error.clone()),
        Answer::Lost(server) => Answer::Lost(server.clone()),
    }
}

fn put(
    tx: &mut Tx,
    flow: &FlowId,
    id: &AccountId,
    answer: Answer,
    action: RecoveryAction,
    kept: Option<KeptPassword>,
) -> StoreResult<Option<AccountId>> {
    let account = accounts::by_id(tx, id)?;
    let Some(mut live) = flows::by_id(tx, flow)? else { return Ok(None) };
    let mut recovery: Recovery = stored::state(&live)?;
    let before = recovery.plan.get(id).map(|planned| planned.progress.clone());
    let retry_until = kept.as_ref().map(KeptPassword::until);
    match answer {
        Answer::Done(outcome, hash) => {
            // somebody else found out first: told once is enough
            if matches!(before, Some(Progress::Written { .. })) {
                return Ok(None);
            }
            let told = matches!(recovery.stage, Stage::Applying { written: true, .. });
            recovery.applied(id, outcome.clone());
            if let Some(account) = &account {
                let detail = serde_json::json!({
                    "server": outcome.server,
                    "signed_in": outcome.signed_in,
                    "still_locked": outcome.still_locked,
                    "methods": recovery.proved_kinds().iter().map(|kind| kind.code()).collect::<Vec<_>>(),
                    "found_out_later": outcome.found_out_later,
                });
                directory_write::done(
                    tx,
                    &live,
                    account,
                    kind_of(action),
                    hash.as_ref(),
                    if told { Tell::Nobody } else { Tell::ThePerson },
                    detail,
                )?;
            }
        }
        Answer::NotDone(why, error) => {
            if !matches!(before, Some(Progress::Writing { .. })) {
                return Ok(None);
            }
            recovery.not_applied(id, why, retry_until);
            let detail = serde_json::json!({ "reason": error.map(|e| e.to_string()) });
            let event = AuditEvent::at(&live.address).account(id).detail(detail);
            tx.audit(AuditKind::RecoveryRefused, Actor::Directory, event);
        }
        Answer::Lost(server) => recovery.lost_answer(id, server, retry_until),
    }
    if let Some(kept) = kept {
        kept.enqueue(tx)?;
        flows::extend(tx, &live.id, kept_password::KEPT_SECS + 300)?;
    }
    let next = recovery.claim_next(tx.now());
    if next.is_some() {
        expect_answer(tx, &live)?;
    } else {
        recovery.settle();
    }
    stored::save(tx, &mut live, &recovery)?;
    Ok(next)
}
