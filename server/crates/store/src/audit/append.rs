//! From [`Tx::audit`] to the chain. What is audited is collected, and its rows are written when the rest of the
//! transaction has been done: the head is held from there to the commit, so that nobody waits for the rest.

use super::{Stored, locked_head};
use crate::schema::{audit::dsl, audit_head::dsl as head};
use crate::store::to_json;
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::{AccountId, DirectoryId};

/// What a row says beside its kind and who did it. Nothing secret: no password, code or token.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditEvent {
    account: Option<AccountId>,
    directory: Option<DirectoryId>,
    address: Option<String>,
    detail: serde_json::Value,
}

impl Default for AuditEvent {
    /// From nowhere in particular; the detail is an empty object.
    fn default() -> Self {
        Self { account: None, directory: None, address: None, detail: serde_json::json!({}) }
    }
}

impl AuditEvent {
    /// From this address of the network.
    pub fn at(address: &str) -> Self {
        Self { address: Some(address.to_owned()), ..Self::default() }
    }
    /// Whom it is about.
    #[must_use]
    pub fn account<'a>(self, account: impl Into<Option<&'a AccountId>>) -> Self {
        Self { account: account.into().cloned(), ..self }
    }
    #[must_use]
    pub fn directory<'a>(self, directory: impl Into<Option<&'a DirectoryId>>) -> Self {
        Self { directory: directory.into().cloned(), ..self }
    }
    #[must_use]
    pub fn detail(self, detail: serde_json::Value) -> Self {
        Self { detail, ..self }
    }
}

/// Collected, and not in the chain yet.
pub(crate) struct PendingRow {
    kind: AuditKind,
    actor: String,
    event: AuditEvent,
}

impl Tx<'_> {
    /// One row of the audit log, kept with this transaction or not at all. Rows stand in the order of the calls; they
    /// cannot be read before the transaction is kept.
    pub fn audit<'a>(&mut self, kind: AuditKind, actor: impl Into<Actor<'a>>, event: AuditEvent) {
        self.audited.push(PendingRow { kind, actor: actor.into().to_string(), event });
    }

    /// The work of a transaction, and then what it audited: what comes last before the commit, or before the savepoint
    /// is released.
    pub(crate) fn perform<T>(&mut self, work: impl FnOnce(&mut Self) -> StoreResult<T>) -> StoreResult<T> {
        let done = work(self)?;
        append(self)?;
        Ok(done)
    }
}

/// All that was collected, in one go. Holds the head until the transaction ends, so that rows are written one after
/// the other.
pub(super) fn append(tx: &mut Tx) -> StoreResult<()> {
    let pending = std::mem::take(&mut tx.audited);
    if pending.is_empty() {
        return Ok(());
    }
    let (mut seq, mut hash) = locked_head(tx)?;
    let mut rows = Vec::with_capacity(pending.len());
    for PendingRow { kind, actor, event } in pending {
        seq += 1;
        let mut row = Stored {
            seq,
            at: tx.now().millis(),
            kind: kind.code().to_owned(),
            actor,
            account: event.account.map(|id| id.0),
            directory: event.directory.map(|id| id.0),
            address: event.address,
            detail: to_json(&event.detail)?,
            hash: String::new(),
        };
        row.hash = tx.link(&row.record(&hash));
        hash.clone_from(&row.hash);
        rows.push(row);
    }
    diesel::update(head::audit_head.find(1)).set((head::seq.eq(seq), head::hash.eq(&hash))).execute(tx.conn)?;
    for row in rows {
        diesel::insert_into(dsl::audit).values(row).execute(tx.conn)?;
    }
    Ok(())
}
