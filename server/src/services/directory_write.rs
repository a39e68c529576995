//! The one way to write to a directory, for a recovery and for the person's own change alike: claimed in the flow
//! before it is sent, sent once, and looked for on the very server that may have taken it if its answer is lost. What
//! came of it stands in one transaction: our history, the audit row, the notice, the end of what else was under way.

#[cfg(test)]
mod tests;

use super::new_password;
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::flows::{end_others, end_visits};
use crate::work::{self, Notice, NoticeKind, Reconcile};
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::directory::{AccountState, Directory, DirectoryError, DirectoryResult, Written};
use latchkey_domain::open_write::OpenWrite;
use latchkey_domain::{Secret, Timestamp};
use latchkey_store::accounts::{self, Account};
use latchkey_store::{AuditEvent, StoreResult, Tx, flows, history};
use serde_json::Value;
use std::sync::Arc;

/// Longer than any answer of a directory may take: after this an open write is looked into.
pub const ANSWER_SECS: i64 = 45;

/// What is to be done. Holds passwords: no `Debug`.
#[derive(Clone)]
pub enum Write {
    Reset(Secret),
    Unlock,
    Change { old: Secret, new: Secret },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteKind {
    Reset,
    Unlock,
    Change,
}

impl Write {
    pub async fn send(&self, directory: &dyn Directory, account: &Account) -> DirectoryResult<Written> {
        let passwords = directory.passwords();
        match self {
            Self::Reset(new) => passwords.reset(&account.object_id, new).await,
            Self::Unlock => passwords.unlock(&account.object_id).await,
            Self::Change { old, new } => passwords.change(&account.object_id, old, new).await,
        }
    }

    /// After it was done, where the directory did not compare the new password with its own history: the hash for ours,
    /// and how many are remembered.
    pub async fn into_remembered(self, app: &Arc<AppState>, history: u32, written: &Written) -> Option<(String, i64)> {
        let new = match self {
            Self::Reset(new) | Self::Change { new, .. } if history > 0 && !written.history_checked => new,
            Self::Reset(_) | Self::Change { .. } | Self::Unlock => return None,
        };
        new_password::hashed(app, new).await.map(|hash| (hash, i64::from(history)))
    }
}

impl WriteKind {
    const fn notice(self) -> NoticeKind {
        match self {
            Self::Reset => NoticeKind::PasswordReset,
            Self::Unlock => NoticeKind::Unlocked,
            Self::Change => NoticeKind::PasswordChanged,
        }
    }
    const fn audited(self) -> AuditKind {
        match self {
            Self::Reset => AuditKind::PasswordReset,
            Self::Unlock => AuditKind::AccountUnlocked,
            Self::Change => AuditKind::PasswordChanged,
        }
    }
}

/// In the transaction of the claim: time enough to hear the answer and, if not, to find out; and the job that does so
/// if nobody comes back to look.
pub fn expect_answer(tx: &mut Tx, flow: &flows::Flow) -> StoreResult<()> {
    let now = tx.now();
    flows::extend(tx, &flow.id, ANSWER_SECS + 60)?;
    let job = Reconcile { flow: flow.id.0.clone() };
    work::enqueue(tx, &job, now.plus_secs(ANSWER_SECS + 15), Some(&flow.id.0))
}

/// Whose write it is.
pub async fn account_of(app: &AppState, flow: &flows::Flow) -> Result<Account, Fault> {
    let id = flow.account.clone().ok_or(Fault::Gone("account"))?;
    app.store.read(move |tx| accounts::by_id(tx, &id)).await?.ok_or(Fault::Gone("account"))
}

/// What became of an open write.
pub enum WriteStatus {
    /// An answer may still come, or the server cannot be asked.
    Open,
    Done(Written),
    NotDone,
}

/// That it was done can be believed at once; that it was not only of the server that was asked, and only after no answer
/// can come any more and, where a directory shows a write only after a while, after that while.
pub async fn write_status(
    app: &AppState,
    account: &Account,
    kind: WriteKind,
    open: &OpenWrite,
) -> Result<WriteStatus, Fault> {
    let due = app.now().since(open.since) >= ANSWER_SECS * 1000;
    if open.server.is_none() && !due {
        return Ok(WriteStatus::Open);
    }
    let (_, directory) = app.directory(&account.directory).await?;
    let read = match &open.server {
        Some(server) => directory.passwords().state_from(&account.object_id, server).await,
        None => directory.passwords().state(&account.object_id).await,
    };
    let state = match read {
        Ok(state) => state,
        Err(error) => {
            tracing::warn!(error = %error, "an open write cannot be looked into yet");
            return Ok(WriteStatus::Open);
        }
    };
    let happened = match kind {
        WriteKind::Unlock => !state.locked,
        WriteKind::Reset | WriteKind::Change => was_set(open.password_set_at, &state, open.since),
    };
    let shown = app.now().since(open.since) >= (ANSWER_SECS + directory.capabilities().eventual_secs) * 1000;
    Ok(match (happened, due, shown) {
        (true, _, _) => WriteStatus::Done(Written {
            server: state.server.clone(),
            state: Some(state),
            signed_in: false,
            history_checked: false,
        }),
        (false, true, true) => WriteStatus::NotDone,
        (false, ..) => WriteStatus::Open,
    })
}

/// The directory's own time of the last change moved on after we sent ours. Clocks differ a
/// little, so the comparison is with what we read before, not with our time alone.
fn was_set(before: Option<Timestamp>, state: &AccountState, since: Timestamp) -> bool {
    match (before, state.password_set_at) {
        // one that somebody else made before ours was sent is not ours
        (Some(before), Some(after)) => after > before && after > since.plus_secs(-300),
        (None, Some(after)) => after > since.plus_secs(-300),
        (_, None) => false,
    }
}

/// The answer was lost: the server to be asked, if it was that.
pub fn lost_at(error: &DirectoryError) -> Option<&str> {
    match error {
        DirectoryError::Unknown { server, detail } => {
            tracing::warn!(server, detail, "the directory's answer was lost; the account will be read there");
            Some(server)
        }
        _ => None,
    }
}

/// Whether a mail goes out about this write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tell {
    ThePerson,
    /// They were told a moment ago, of another account in the same recovery.
    Nobody,
}

/// In the transaction that says so in the flow. `hash`: of the new password, and how many are remembered, where the
/// directory did not compare it with its own.
pub fn done(
    tx: &mut Tx,
    flow: &flows::Flow,
    account: &Account,
    kind: WriteKind,
    hash: Option<&(String, i64)>,
    tell: Tell,
    detail: Value,
) -> StoreResult<()> {
    if let Some((hash, keep)) = hash {
        history::add(tx, &account.id, hash, *keep)?;
    }
    if tell == Tell::ThePerson {
        let now = tx.now();
        let notice = Notice { person: account.person.id.0.clone(), kind: kind.notice(), at: now };
        work::enqueue(tx, &notice, now, None)?;
    }
    // every other recovery of this person ends: its proofs were for the old state
    end_others(tx, &account.person.id, Some(&flow.id))?;
    // and whoever else sits at their account page signs in anew
    end_visits(tx, &account.person.id, Some(&flow.id))?;
    let event = AuditEvent::at(&flow.address).account(&account.id).detail(detail);
    tx.audit(kind.audited(), Actor::SelfService, event);
    Ok(())
}
