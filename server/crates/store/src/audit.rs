//! The audit log: append-only, without gaps, each row chained to the one before by SHA-256, and
//! written in the transaction of what it records. Triggers refuse changes; who gets around them
//! breaks the chain. What this cannot show is a log rewritten from some row to the end, head
//! included: export the head now and then to a place that this database's owner cannot write.

use crate::connection::AnyConnection;
use crate::keys::{hex, length};
use crate::schema::{audit, audit::dsl, audit_head::dsl as head};
use crate::store::{from_json, to_json};
use crate::{StoreError, StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::Timestamp;
use latchkey_domain::ids::{AccountId, DirectoryId};
use sha2::{Digest as _, Sha256};

#[derive(Clone, Debug)]
pub struct Event<'a> {
    pub kind: &'a str,
    pub actor: &'a str,
    pub account: Option<&'a AccountId>,
    pub directory: Option<&'a DirectoryId>,
    pub address: Option<&'a str>,
    pub detail: serde_json::Value,
}

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

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// `head`: the hash of the last row, 64 zeros for an empty log.
    Whole { rows: i64, head: String },
    /// `seq`: the first row that is not as it was written.
    Broken { seq: i64, reason: String },
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
    /// SHA-256 over: the name of this format, the previous hash as text, `seq` and `at` as 8 bytes
    /// big-endian, then each text as 1 (or 0 for none), its length as 8 bytes big-endian, and its
    /// bytes in UTF-8. Every field has its length before it, so no two rows are written alike.
    fn chained(&self, previous: &str) -> String {
        let mut hash = Sha256::new_with_prefix(b"latchkey audit 1\n");
        hash.update(previous.as_bytes());
        hash.update(self.seq.to_be_bytes());
        hash.update(self.at.to_be_bytes());
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
                None => hash.update([0]),
                Some(text) => {
                    hash.update([1]);
                    hash.update(length(text));
                    hash.update(text.as_bytes());
                }
            }
        }
        hex(&hash.finalize())
    }
}

/// Gives the row's number. Holds the head until the transaction ends, so that rows are written
/// one after the other: append last.
pub fn append(tx: &mut Tx, event: Event) -> StoreResult<i64> {
    let (seq, previous) = locked_head(tx)?;
    let mut row = Stored {
        seq: seq + 1,
        at: tx.now().millis(),
        kind: event.kind.into(),
        actor: event.actor.into(),
        account: event.account.map(|id| id.0.clone()),
        directory: event.directory.map(|id| id.0.clone()),
        address: event.address.map(str::to_owned),
        detail: to_json(&event.detail)?,
        hash: String::new(),
    };
    row.hash = row.chained(&previous);
    diesel::update(head::audit_head.find(1)).set((head::seq.eq(row.seq), head::hash.eq(&row.hash))).execute(tx.conn)?;
    let seq = row.seq;
    diesel::insert_into(dsl::audit).values(row).execute(tx.conn)?;
    Ok(seq)
}

fn locked_head(tx: &mut Tx) -> StoreResult<(i64, String)> {
    let query = head::audit_head.find(1).select((head::seq, head::hash));
    let row = match tx.conn {
        AnyConnection::Sqlite(conn) => query.first(conn).optional()?,
        AnyConnection::Postgres(conn) => query.for_update().first(conn).optional()?,
    };
    row.ok_or_else(|| StoreError::Corrupt("audit_head is empty".into()))
}

/// Latest first.
pub fn recent(tx: &mut Tx, limit: i64) -> StoreResult<Vec<AuditRow>> {
    let rows: Vec<Stored> = dsl::audit.order(dsl::seq.desc()).limit(limit).select(Stored::as_select()).load(tx.conn)?;
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

/// Rows read at a time.
const CHUNK: i64 = 1000;

/// Reads the whole log and computes the chain again.
pub fn verify(tx: &mut Tx) -> StoreResult<Verified> {
    let (mut seq, mut previous) = (0_i64, "0".repeat(64));
    loop {
        let rows: Vec<Stored> = dsl::audit
            .filter(dsl::seq.gt(seq))
            .order(dsl::seq)
            .limit(CHUNK)
            .select(Stored::as_select())
            .load(tx.conn)?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.seq != seq + 1 {
                return Ok(broken(seq + 1, format!("is missing: {} follows {seq}", row.seq)));
            }
            if row.chained(&previous) != row.hash {
                return Ok(broken(row.seq, "is not as it was written, or stands in another's place"));
            }
            (seq, previous) = (row.seq, row.hash);
        }
    }
    let kept: Option<(i64, String)> =
        head::audit_head.find(1).select((head::seq, head::hash)).first(tx.conn).optional()?;
    Ok(match kept {
        None => broken(seq, "the head is missing"),
        Some((last, _)) if last > seq => broken(seq + 1, format!("is missing: the log went on to {last}")),
        Some((last, hash)) if last != seq || hash != previous => broken(seq, "the head does not fit the last row"),
        Some(_) => Verified::Whole { rows: seq, head: previous },
    })
}

fn broken(seq: i64, reason: impl Into<String>) -> Verified {
    Verified::Broken { seq, reason: reason.into() }
}
