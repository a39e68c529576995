//! The audit log: append-only, without gaps, each row chained to the one before by HMAC-SHA256 with
//! a sub-key of the master key, and written at the end of the transaction of what it records ([`Tx::audit`]). Triggers refuse
//! changes; who gets around them breaks the chain, and cannot mend it without the key, which never
//! stands in the database. What this cannot show is a log whose newest rows were cut off, head
//! included: the head is logged at each start and by `latchkey audit verify`, so keep the logs where
//! this database's owner cannot write.

mod append;
mod verify;

pub use append::AuditEvent;
pub(crate) use append::PendingRow;
pub use verify::{Began, Verified, begin, verify};

use crate::connection::AnyConnection;
use crate::keys::length;
use crate::schema::{audit, audit::dsl, audit_head::dsl as head};
use crate::store::from_json;
use crate::{StoreError, StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::Timestamp;
use latchkey_domain::audit::AuditKind;
use latchkey_domain::ids::{AccountId, DirectoryId};

#[derive(Clone, Debug, PartialEq)]
pub struct AuditRow {
    /// From 1, without gaps.
    pub seq: i64,
    pub at: Timestamp,
    pub kind: String,
    pub actor: String,
    pub account: Option<AccountId>,
    pub directory: Option<DirectoryId>,
    pub address: Option<String>,
    pub detail: serde_json::Value,
    pub hash: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit, treat_none_as_default_value = false)]
struct Stored {
    seq: i64,
    at: i64,
    kind: String,
    actor: String,
    account: Option<String>,
    directory: Option<String>,
    address: Option<String>,
    detail: String,
    hash: String,
}

impl Stored {
    /// What the hash is made over: the name of this format, the previous hash as text, `seq` and `at`
    /// as 8 bytes big-endian, then each text as 1 (or 0 for none), its length as 8 bytes big-endian,
    /// and its bytes in UTF-8. Every field has its length before it, so no two rows are written alike.
    fn record(&self, previous: &str) -> Vec<u8> {
        let mut record = b"latchkey audit 1\n".to_vec();
        record.extend(previous.as_bytes());
        record.extend(self.seq.to_be_bytes());
        record.extend(self.at.to_be_bytes());
        let texts = [
            Some(&self.kind),
            Some(&self.actor),
            self.account.as_ref(),
            self.directory.as_ref(),
            self.address.as_ref(),
            Some(&self.detail),
        ];
        for text in texts {
            match text {
                None => record.push(0),
                Some(text) => {
                    record.push(1);
                    record.extend(length(text));
                    record.extend(text.as_bytes());
                }
            }
        }
        record
    }
}

fn locked_head(tx: &mut Tx) -> StoreResult<(i64, String)> {
    let query = head::audit_head.find(1).select((head::seq, head::hash));
    let row = match tx.conn {
        AnyConnection::Sqlite(conn) => query.first(conn).optional()?,
        AnyConnection::Postgres(conn) => query.for_update().first(conn).optional()?,
    };
    row.ok_or_else(|| StoreError::Corrupt("audit_head is empty".into()))
}

/// How many rows there are, and the hash of the last one.
pub fn head(tx: &mut Tx) -> StoreResult<(i64, String)> {
    let row = head::audit_head.find(1).select((head::seq, head::hash)).first(tx.conn).optional()?;
    row.ok_or_else(|| StoreError::Corrupt("audit_head is empty".into()))
}

/// Latest first.
pub fn recent(tx: &mut Tx, limit: i64) -> StoreResult<Vec<AuditRow>> {
    let rows = dsl::audit.order(dsl::seq.desc()).limit(limit).select(Stored::as_select()).load(tx.conn)?;
    opened(rows)
}

/// What happened to one account, latest first.
pub fn of_account(tx: &mut Tx, account: &AccountId, limit: i64) -> StoreResult<Vec<AuditRow>> {
    let rows = dsl::audit
        .filter(dsl::account.eq(account.as_str()))
        .order(dsl::seq.desc())
        .limit(limit)
        .select(Stored::as_select())
        .load(tx.conn)?;
    opened(rows)
}

/// Those of one kind that are not older than `since`, latest first.
pub fn of_kind(tx: &mut Tx, kind: AuditKind, since: Timestamp, limit: i64) -> StoreResult<Vec<AuditRow>> {
    let rows = dsl::audit
        .filter(dsl::kind.eq(kind.code()))
        .filter(dsl::at.ge(since.millis()))
        .order(dsl::seq.desc())
        .limit(limit)
        .select(Stored::as_select())
        .load(tx.conn)?;
    opened(rows)
}

fn opened(rows: Vec<Stored>) -> StoreResult<Vec<AuditRow>> {
    rows.into_iter()
        .map(|row| {
            Ok(AuditRow {
                seq: row.seq,
                at: Timestamp(row.at),
                kind: row.kind,
                actor: row.actor,
                account: row.account.map(AccountId),
                directory: row.directory.map(DirectoryId),
                address: row.address,
                detail: from_json("audit.detail", &row.detail)?,
                hash: row.hash,
            })
        })
        .collect()
}
