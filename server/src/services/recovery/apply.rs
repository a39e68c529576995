//! The writes: each claimed before it is sent, one directory after the other, its answer stored with the audit row and
//! the notice in one transaction, and found out afterwards if we never heard it.

use super::{Found, RecoveryService, at};
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::services::directory_write::{
    self, OpenWrite, Tell, Write, WriteKind, WriteStatus, expect_answer, lost_at, write_status,
};
use crate::services::kept_password::{self, KeptPassword};
use crate::services::{flow, new_password, refusal};
use latchkey_app::ports::{Caller, RecoverGo};
use latchkey_contract::MethodKind;
use latchkey_contract::recover::{RecoverAt, RecoveryAction};
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::directory::{Capabilities, Directory, DirectoryError, Written};
use latchkey_domain::ids::{AccountId, FlowId, PersonId};
use latchkey_domain::recovery::{AccountFacts, PlannedAccount, Progress, Recovery, Stage, Step, WriteOutcome};
use latchkey_domain::{Reason, Secret, Timestamp};
use latchkey_store::accounts::{self, Account};
use latchkey_store::{AuditEvent, StoreError, StoreResult, Tx, flows};
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
        if kept.plan.is_unread() && kept.step() == Step::Password {
            // the rules are not known yet: they are read first, and nothing is set without them
            return match self.look_up_accounts(live, kept).await {
                Ok((_, kept)) => RecoverGo { at: at(kept.step()), cookie: None },
                Err(fault) => self.broken("the accounts could not be looked up", &fault),
            };
        }
        match self.refused_here(&kept, &new).await {
            Ok(None) => {}
            Ok(Some(problem)) => return self.step(caller, version, move |_, _, kept| note(kept, problem)).await,
            Err(fault) => return self.broken("a new password could not be compared with earlier ones", &fault),
        }
        self.carried_out(caller, live, kept, Write::Reset(new)).await
    }

    pub(super) async fn unlock(&self, caller: &Caller, version: i64) -> RecoverGo {
        let Some((live, kept)) = self.at_version(caller, version).await else {
            return self.step(caller, version, |_, _, _| Ok(())).await;
        };
        self.carried_out(caller, live, kept, Write::Unlock).await
    }

    async fn carried_out(&self, caller: &Caller, live: flows::Flow, kept: Recovery, write: Write) -> RecoverGo {
        let flow = live.id.clone();
        let Some(first) = self.claim(live, kept, action_of(&write)).await else {
            return self.redirect_to_current(caller).await;
        };
        let app = self.app.clone();
        // on its own task: a browser that goes away must not cancel the writes half-way
        let done = tokio::spawn(async move { carry_out(&app, &flow, first, write).await });
        match done.await {
            Ok(Ok(())) => self.redirect_to_current(caller).await,
            // the page waits until it is found out
            Ok(Err(fault)) => {
                self.app.report("a recovery's result was not stored", &fault);
                RecoverGo { at: RecoverAt::Password, cookie: None }
            }
            Err(_) => RecoverGo { at: RecoverAt::Password, cookie: None },
        }
    }

    pub(super) async fn redirect_to_current(&self, caller: &Caller) -> RecoverGo {
        match self.find(caller).await {
            Ok(Found::Live(_, kept)) => RecoverGo { at: at(kept.step()), cookie: None },
            Ok(_) => RecoverGo { at: RecoverAt::Stopped, cookie: None },
            Err(fault) => self.broken("a recovery could not be read", &fault),
        }
    }

    async fn at_version(&self, caller: &Caller, version: i64) -> Option<(flows::Flow, Recovery)> {
        match self.find(caller).await {
            Ok(Found::Live(live, kept)) if live.version == version => Some((live, kept)),
            _ => None,
        }
    }

    /// What can be told without asking a directory, by the rules of all of them: nothing is set anywhere that one of them
    /// would refuse for sure.
    async fn refused_here(&self, kept: &Recovery, new: &Secret) -> Result<Option<Reason>, Fault> {
        for planned in kept.plan.waiting() {
            let Some(facts) = &planned.facts else { continue };
            let account = Some(&planned.account);
            let refused = new_password::refused(&self.app, account, &facts.policy, &planned.names(), new).await?;
            if refused.is_some() {
                return Ok(refused);
            }
        }
        Ok(None)
    }

    /// Of all forms that ask for the write at once, one gets past this. Gives the account that is asked first.
    async fn claim(&self, live: flows::Flow, kept: Recovery, action: RecoveryAction) -> Option<AccountId> {
        let claimed = self
            .app
            .store
            .write(move |tx| {
                let (mut live, mut kept) = (live, kept);
                let first = if kept.begin_apply(action) { kept.claim_next(tx.now()) } else { None };
                if first.is_none() {
                    // none of them is to be asked, or a password was tried too often
                    kept.settle();
                }
                flow::save(tx, &mut live, &kept)?;
                if first.is_some() {
                    expect_answer(tx, &live)?;
                }
                Ok(first)
            })
            .await;
        match claimed {
            Ok(claimed) => claimed,
            Err(StoreError::Conflict(_)) => None,
            Err(error) => {
                self.app.report("a write could not be claimed; no directory was asked", &error.into());
                None
            }
        }
    }
}

const fn action_of(write: &Write) -> RecoveryAction {
    match write {
        Write::Unlock => RecoveryAction::Unlock,
        Write::Reset(_) | Write::Change { .. } => RecoveryAction::Reset,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "has the shape of a step")]
fn note(kept: &mut Recovery, problem: Reason) -> StoreResult<()> {
    kept.problem = Some(problem);
    Ok(())
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
async fn carry_out(app: &Arc<AppState>, flow: &FlowId, first: AccountId, write: Write) -> Result<(), Fault> {
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
        let recovery = live.map(|live| flow::state::<Recovery>(&live)).transpose()?;
        Ok((account, recovery))
    });
    let (account, recovery) = read.await?;
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

/// What the directory says of the account, or why it cannot be recovered.
pub(super) async fn facts_of(
    directory: &dyn Directory,
    account: &Account,
) -> Result<Result<AccountFacts, Reason>, DirectoryError> {
    let (state, policy) = directory.passwords().state_and_policy(&account.object_id).await?;
    if state.protected {
        return Ok(Err(Reason::Protected));
    }
    if state.disabled || state.account_expired {
        return Ok(Err(Reason::NotPossible));
    }
    Ok(Ok(AccountFacts { state, policy, can_unlock: directory.capabilities().unlock }))
}

fn outcome(
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

/// Stores the answer, whoever moved the flow on meanwhile, and claims the next write in the same transaction: between the
/// two nothing can be taken for the end. Gives whom to ask next.
pub async fn store(
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
    stored(app, flow, id, answer, action_of(write), kept).await
}

async fn stored(
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
    stored(app, flow, id, answer, RecoveryAction::Reset, Some(KeptPassword::earlier(until))).await.map(drop)
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
    let mut recovery: Recovery = flow::state(&live)?;
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
    flow::save(tx, &mut live, &recovery)?;
    Ok(next)
}

/// Ends the other recoveries of a person without a sign of it: one that has not proved enough goes on
/// as one of nobody, so that whoever opened it does not see that somebody else came through.
pub fn end_others(tx: &mut Tx, person: &PersonId, except: Option<&FlowId>) -> StoreResult<()> {
    for mut other in flows::of_person(tx, person, flows::FlowKind::Recover)? {
        let mut kept: Recovery = flow::state(&other)?;
        if Some(&other.id) == except || kept.is_open() || kept.is_over() {
            continue;
        }
        if kept.has_proved_enough() {
            kept.stop(Reason::Expired);
        } else {
            (other.person, other.account) = (None, None);
        }
        flow::save(tx, &mut other, &kept)?;
    }
    Ok(())
}

/// Looks into writes whose answer did not come. That one was done can be believed at once; that it
/// was not only of the server that was asked, and only after no answer can come any more.
pub(super) async fn settle_if_due(
    app: &Arc<AppState>,
    live: flows::Flow,
    kept: Recovery,
) -> Result<(flows::Flow, Recovery), Fault> {
    let flow = live.id.clone();
    let action = match kept.stage {
        Stage::Applying { action, .. } | Stage::Done { action } => action,
        _ => return Ok((live, kept)),
    };
    let mut looked = false;
    for planned in &kept.plan.0 {
        let Progress::Writing { since, password_set_at, server, retry_until } = planned.progress.clone() else {
            continue;
        };
        looked |=
            looked_into(app, &flow, &kept, planned, action, OpenWrite { since, password_set_at, server }, retry_until)
                .await?;
    }
    if !looked {
        return Ok((live, kept));
    }
    let now = app.store.read(move |tx| flows::by_id(tx, &flow)).await?.ok_or(Fault::Gone("recovery"))?;
    let kept = flow::state(&now)?;
    Ok((now, kept))
}

/// `false`: it is not known yet.
async fn looked_into(
    app: &Arc<AppState>,
    flow: &FlowId,
    recovery: &Recovery,
    planned: &PlannedAccount,
    action: RecoveryAction,
    open: OpenWrite,
    retry_until: Option<Timestamp>,
) -> Result<bool, Fault> {
    let id = planned.account.clone();
    let account = app.store.read(move |tx| accounts::by_id(tx, &id)).await?.ok_or(Fault::Gone("account"))?;
    let answer = match write_status(app, &account, kind_of(action), &open).await? {
        WriteStatus::Open => return Ok(false),
        WriteStatus::Done(written) => {
            let (_, directory) = app.directory(&account.directory).await?;
            let found = outcome(app, directory.capabilities(), &account, recovery, planned, action, &written);
            Answer::Done(WriteOutcome { found_out_later: true, ..found }, None)
        }
        WriteStatus::NotDone => Answer::NotDone(Reason::DirectoryAway, None),
    };
    // its password lies ready already, if it does
    let kept = retry_until.map(KeptPassword::earlier);
    stored(app, flow, &planned.account, answer, action, kept).await?;
    Ok(true)
}

/// For the job. `false`: it is not known yet.
pub async fn caught_up(app: &Arc<AppState>, live: flows::Flow) -> Result<bool, Fault> {
    let kept: Recovery = flow::state(&live)?;
    if !kept.is_open() {
        return Ok(true);
    }
    let (_, kept) = settle_if_due(app, live, kept).await?;
    Ok(!kept.is_open())
}
