//! The one write: claimed before it is sent, its answer stored with the audit row and the notice
//! in one transaction, and found out afterwards if we never heard it.

use super::pages::is_open;
use super::{Found, Kept, RecoveryService, at};
use crate::house::House;
use crate::jobs::work::{NOTICE, Notice, NoticeKind, SETTLE, Settle};
use crate::services::fault::Fault;
use crate::services::{flow, refusal};
use latchkey_app::ports::{Caller, RecoverGo};
use latchkey_contract::recover::{Deed, Outcome, RecoverAt};
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::directory::{AccountState, DirectoryError, Written};
use latchkey_domain::ids::{AccountId, FlowId};
use latchkey_domain::recovery::{Intent, Stage, Step};
use latchkey_domain::{Secret, Timestamp, password};
use latchkey_methods::{common_passwords, password_hash};
use latchkey_store::accounts::{self, Account};
use latchkey_store::{StoreError, audit, flows, history, jobs};
use std::sync::Arc;

/// Longer than any answer of a directory may take: after this an open write is looked into.
const ANSWER_SECS: i64 = 45;

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
        if let Some(problem) = self.refused_here(&live, &kept, &new).await {
            return self.step(caller, version, move |_, _, kept| note(kept, problem)).await;
        }
        let Some((live, kept)) = self.claim(live, kept, Intent::Reset).await else {
            return self.whither(caller).await;
        };
        let house = self.house.clone();
        // on its own task: a browser that goes away must not cancel the write half-way
        let done = tokio::spawn(async move { carry_out(&house, live, kept, Intent::Reset, Some(new)).await });
        self.arrived(done.await.ok()).await
    }

    pub(super) async fn unlock(&self, caller: &Caller, version: i64) -> RecoverGo {
        let Some((live, kept)) = self.at_version(caller, version).await else {
            return self.step(caller, version, |_, _, _| Ok(())).await;
        };
        let Some((live, kept)) = self.claim(live, kept, Intent::Unlock).await else {
            return self.whither(caller).await;
        };
        let house = self.house.clone();
        let done = tokio::spawn(async move { carry_out(&house, live, kept, Intent::Unlock, None).await });
        self.arrived(done.await.ok()).await
    }

    async fn arrived(&self, result: Option<Result<Kept, Fault>>) -> RecoverGo {
        match result {
            Some(Ok(kept)) => RecoverGo { at: at(kept.recovery.step()), cookie: None },
            Some(Err(fault)) => {
                self.house.report("a recovery's result was not stored", &fault);
                RecoverGo { at: RecoverAt::Password, cookie: None }
            }
            None => RecoverGo { at: RecoverAt::Password, cookie: None },
        }
    }

    async fn whither(&self, caller: &Caller) -> RecoverGo {
        match self.find(caller).await {
            Ok(Found::Live(_, kept)) => RecoverGo { at: at(kept.recovery.step()), cookie: None },
            Ok(_) => RecoverGo { at: RecoverAt::Stopped, cookie: None },
            Err(fault) => self.broken("a recovery could not be read", &fault),
        }
    }

    async fn at_version(&self, caller: &Caller, version: i64) -> Option<(flows::Flow, Kept)> {
        match self.find(caller).await {
            Ok(Found::Live(live, kept)) if live.version == version => Some((live, kept)),
            _ => None,
        }
    }

    /// What can be told without asking the directory.
    async fn refused_here(&self, live: &flows::Flow, kept: &Kept, new: &Secret) -> Option<Problem> {
        if new.is_empty() {
            return Some(Problem::Empty);
        }
        if new.expose().chars().count() > 256 {
            return Some(Problem::TooLong { max: 256 });
        }
        let facts = kept.facts.as_ref()?;
        if let Err(error) = password::check_text(new, &facts.policy, &facts.names()) {
            return Some(refusal::problem(&self.house, &error));
        }
        if common_passwords::is_common(new) {
            return Some(Problem::Leaked);
        }
        let account = live.account.clone().filter(|_| !facts.history_on_reset && facts.policy.history > 0)?;
        let (used, remembered) = (self.in_history(account, new.clone()).await, facts.policy.history);
        used.then_some(Problem::InHistory { remembered })
    }

    /// Compares with the passwords set through us, where the server itself does not.
    async fn in_history(&self, account: AccountId, new: Secret) -> bool {
        let hashes = self.house.store.read(move |tx| history::of(tx, &account)).await.unwrap_or_default();
        if hashes.is_empty() {
            return false;
        }
        tokio::task::spawn_blocking(move || hashes.iter().any(|hash| password_hash::verify(hash, &new)))
            .await
            .unwrap_or(false)
    }

    /// Of all forms that ask for the write at once, one gets past this.
    async fn claim(&self, live: flows::Flow, kept: Kept, action: Intent) -> Option<(flows::Flow, Kept)> {
        let set_at = kept.facts.as_ref().and_then(|facts| facts.state.password_set_at);
        let claimed = self
            .house
            .store
            .write(move |tx| {
                let (mut live, mut kept, now) = (live, kept, tx.now());
                let claimed = kept.recovery.begin_apply(action, now, set_at);
                flow::save(tx, &mut live, &kept)?;
                if claimed {
                    // enough time to hear the answer and, if not, to find out
                    flows::extend(tx, &live.id, flow::RECOVERY_SECS)?;
                    let job = Settle { flow: live.id.0.clone() };
                    jobs::enqueue(tx, SETTLE, &job, now.plus_secs(ANSWER_SECS + 15), Some(&live.id.0))?;
                }
                Ok(claimed.then_some((live, kept)))
            })
            .await;
        match claimed {
            Ok(claimed) => claimed,
            Err(StoreError::Conflict(_)) => None,
            Err(error) => {
                self.house.report("a write could not be claimed; the directory was not asked", &error.into());
                None
            }
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "has the shape of a step")]
fn note(kept: &mut Kept, problem: Problem) -> latchkey_store::StoreResult<()> {
    kept.recovery.problem = Some(problem);
    Ok(())
}

/// Sends the write and stores what came of it.
async fn carry_out(
    house: &Arc<House>,
    live: flows::Flow,
    kept: Kept,
    action: Intent,
    new: Option<Secret>,
) -> Result<Kept, Fault> {
    let id = live.account.clone().ok_or(Fault::Gone("account"))?;
    let account = house.store.read(move |tx| accounts::by_id(tx, &id)).await?.ok_or(Fault::Gone("account"))?;
    let (row, directory) = match house.directory(&account.directory).await {
        Ok(both) => both,
        Err(Fault::Directory(error)) => {
            let problem = refusal::problem(house, &error);
            return store_refusal(house, live, kept, problem, Some(error)).await;
        }
        Err(fault) => return Err(fault),
    };
    if account.onboarded_at.is_none() || !row.active {
        return store_refusal(house, live, kept, Problem::NotPossible, None).await;
    }
    let written = match (action, &new) {
        (Intent::Reset, Some(new)) => directory.reset(&account.object_id, new).await,
        _ => directory.unlock(&account.object_id).await,
    };
    match written {
        Ok(written) => {
            let hash = match (new, kept.facts.as_ref()) {
                (Some(new), Some(facts)) if !facts.history_on_reset && facts.policy.history > 0 => {
                    let (house, history) = (house.clone(), i64::from(facts.policy.history));
                    tokio::task::spawn_blocking(move || password_hash::hash(&new, house.entropy.as_ref()))
                        .await
                        .ok()
                        .flatten()
                        .map(|hash| (hash, history))
                }
                _ => None,
            };
            let outcome = outcome(house, &account, &kept, action, &written);
            store_success(house, live, kept, outcome, hash).await
        }
        // we do not know: the flow stays where it is, and is settled by reading
        Err(error @ DirectoryError::Unknown { .. }) => {
            tracing::warn!(error = %error, "the directory's answer was lost; the account will be read");
            let since = house.now().plus_secs(-ANSWER_SECS - 1);
            settle_if_due(house, live, kept, since).await.map(|(_, kept)| kept)
        }
        Err(error) => {
            let problem = refusal::problem(house, &error);
            store_refusal(house, live, kept, problem, Some(error)).await
        }
    }
}

fn outcome(house: &House, account: &Account, kept: &Kept, action: Intent, written: &Written) -> Outcome {
    let before = kept.facts.as_ref();
    let has_address = account.mail.is_some() || kept.recovery.proved.contains(&MethodKind::Email);
    Outcome {
        deed: if action == Intent::Reset { Deed::Reset } else { Deed::Unlock },
        directory: before.map_or_else(String::new, |facts| facts.directory.clone()),
        at: house.say_time(house.now()),
        server: written.server.clone(),
        signed_in: written.signed_in,
        was_locked: before.is_some_and(|facts| facts.state.locked),
        still_locked: written.state.locked,
        must_change: written.state.must_change,
        // NTLM accepts the previous password for an hour (OldPasswordAllowedPeriod, KB 906305)
        old_works_until: (action == Intent::Reset && house.practice.is_none())
            .then(|| house.say_time(house.now().plus_secs(3600))),
        notified: house.outbox.is_some() && has_address,
        found_out_later: false,
    }
}

async fn store_success(
    house: &House,
    live: flows::Flow,
    mut kept: Kept,
    outcome: Outcome,
    hash: Option<(String, i64)>,
) -> Result<Kept, Fault> {
    let deed = outcome.deed;
    let result = house
        .store
        .write(move |tx| {
            let mut live = live;
            let account = live.account.clone();
            kept.recovery.applied(outcome.clone());
            // The directory has done it: if the flow was ended meanwhile (by another recovery of the
            // same person), its page is lost, but neither the audit row nor the notice.
            match flow::save(tx, &mut live, &kept) {
                Ok(()) | Err(StoreError::Conflict(_)) => {}
                Err(error) => return Err(error),
            }
            if let Some(account) = &account {
                if let Some((hash, keep)) = &hash {
                    history::add(tx, account, hash, *keep)?;
                }
                let kind = if deed == Deed::Reset { NoticeKind::PasswordReset } else { NoticeKind::Unlocked };
                let now = tx.now();
                jobs::enqueue(tx, NOTICE, &Notice { account: account.0.clone(), kind, at: now }, now, None)?;
                // every other recovery of this person ends: its proofs were for the old state
                flows::end_for_account(tx, account, flows::FlowKind::Recover, Some(&live.id))?;
            }
            audit::append(
                tx,
                audit::Event {
                    kind: if deed == Deed::Reset { "password.reset" } else { "account.unlocked" },
                    actor: "self-service",
                    account: account.as_ref(),
                    directory: None,
                    address: Some(&live.address),
                    detail: serde_json::json!({
                        "server": outcome.server,
                        "signed_in": outcome.signed_in,
                        "still_locked": outcome.still_locked,
                        "methods": kept.recovery.proved.iter().map(|kind| kind.code()).collect::<Vec<_>>(),
                        "found_out_later": outcome.found_out_later,
                    }),
                },
            )?;
            Ok(kept)
        })
        .await?;
    Ok(result)
}

async fn store_refusal(
    house: &House,
    live: flows::Flow,
    mut kept: Kept,
    problem: Problem,
    error: Option<DirectoryError>,
) -> Result<Kept, Fault> {
    let stored = house
        .store
        .write(move |tx| {
            let mut live = live;
            if matches!(problem, Problem::NotPossible | Problem::Protected) {
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

/// Looks into a write whose answer should have come by now.
pub(super) async fn settle_if_due(
    house: &House,
    live: flows::Flow,
    kept: Kept,
    since: Timestamp,
) -> Result<(flows::Flow, Kept), Fault> {
    if house.now().since(since) < ANSWER_SECS * 1000 || !is_open(&kept) {
        return Ok((live, kept));
    }
    let Stage::Applying { action, since, password_set_at } = kept.recovery.stage.clone() else {
        return Ok((live, kept));
    };
    let id = live.account.clone().ok_or(Fault::Gone("account"))?;
    let account = house.store.read(move |tx| accounts::by_id(tx, &id)).await?.ok_or(Fault::Gone("account"))?;
    let (_, directory) = house.directory(&account.directory).await?;
    let state = match directory.state(&account.object_id).await {
        Ok(state) => state,
        Err(error) => {
            tracing::warn!(error = %error, "an open write cannot be looked into yet");
            return Ok((live, kept));
        }
    };
    let happened = match action {
        Intent::Reset => was_set(password_set_at, &state, since),
        Intent::Unlock => !state.locked,
    };
    let again = live.clone();
    let kept = if happened {
        let written = Written { server: state.server.clone(), state, signed_in: false };
        let outcome = Outcome { found_out_later: true, ..outcome(house, &account, &kept, action, &written) };
        store_success(house, live, kept, outcome, None).await?
    } else {
        store_refusal(house, live, kept, Problem::DirectoryAway, None).await?
    };
    Ok((flows::Flow { version: again.version + 1, ..again }, kept))
}

/// The directory's own time of the last change moved on after we sent ours. Clocks differ a
/// little, so the comparison is with what we read before, not with our time alone.
fn was_set(before: Option<Timestamp>, state: &AccountState, since: Timestamp) -> bool {
    match (before, state.password_set_at) {
        (Some(before), Some(after)) => after > before,
        (None, Some(after)) => after > since.plus_secs(-300),
        (_, None) => false,
    }
}

/// The job behind `Settle`: for people who never came back to look.
pub async fn settle(house: &Arc<House>, flow_id: &str) -> Result<(), Fault> {
    let id = FlowId(flow_id.to_owned());
    let Some(live) = house.store.read(move |tx| flows::by_id(tx, &id)).await? else { return Ok(()) };
    let kept: Kept = flow::state(&live)?;
    if !is_open(&kept) {
        return Ok(());
    }
    let due = house.now().plus_secs(-ANSWER_SECS - 1);
    let (_, kept) = settle_if_due(house, live, kept, due).await?;
    if is_open(&kept) { Err(Fault::Other("the directory does not answer yet".into())) } else { Ok(()) }
}
