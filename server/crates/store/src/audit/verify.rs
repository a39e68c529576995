//! The chain walked from its first row to its head, and carried over from one key to the next.

use super::append::{AuditEvent, append};
use super::{Stored, head as last, locked_head};
use crate::keys::hex;
use crate::schema::audit::dsl;
use crate::store::from_json;
use crate::{StoreResult, Tx, bulk_runs};
use diesel::prelude::*;
use latchkey_domain::audit::{Actor, AuditKind};
use sha2::{Digest as _, Sha256};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// `head`: the hash of the last row, 64 zeros for an empty log.
    Whole { rows: i64, head: String },
    /// `seq`: the first row that is not as it was written.
    Broken { seq: i64, reason: String },
}

/// The log as a start finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Began {
    /// Where it stands.
    At { rows: i64, head: String },
    /// The key was changed, and the log from before is broken: it was not vouched for.
    Broken { seq: i64, reason: String },
}

/// The row that vouches, under a new key, for all rows before it: their digest stands in it. With it
/// the older key may be thrown away.
const VOUCHES: AuditKind = AuditKind::AuditKeyChanged;
/// These may name a run instead of people.
const LISTS: [AuditKind; 3] = [AuditKind::PeopleBulkEnded, AuditKind::PeopleOnboarded, AuditKind::PeopleOffboarded];
/// Rows read at a time.
const CHUNK: i64 = 1000;

/// A walk from row to row.
struct Walk {
    seq: i64,
    hash: String,
    /// SHA-256 over all records and their hashes.
    digest: Sha256,
    /// A row of the present key was seen. None of an older one may follow: it may be known by now.
    present: bool,
    /// The first row whose key we do not have and nobody has vouched for yet.
    unknown: Option<i64>,
}

impl Walk {
    fn new() -> Self {
        Self { seq: 0, hash: "0".repeat(64), digest: Sha256::new(), present: false, unknown: None }
    }

    /// `Some`: why the row is not the next one.
    fn step(&mut self, tx: &Tx, row: Stored) -> StoreResult<Option<Verified>> {
        if row.seq != self.seq + 1 {
            return Ok(Some(broken(self.seq + 1, format!("is missing: {} follows {}", row.seq, self.seq))));
        }
        let record = row.record(&self.hash);
        match tx.links(&record).iter().position(|link| *link == row.hash) {
            Some(0) => self.present = true,
            Some(_) if !self.present => {}
            None if !self.present => self.unknown = self.unknown.or(Some(row.seq)),
            _ => return Ok(Some(not_as_written(row.seq))),
        }
        if self.unknown.is_some()
            && self.unknown != Some(row.seq)
            && row.kind == VOUCHES.code()
            && self.vouched(tx, &row, &record)?
        {
            self.unknown = None;
        }
        self.digest.update(&record);
        self.digest.update(row.hash.as_bytes());
        (self.seq, self.hash) = (row.seq, row.hash);
        Ok(None)
    }

    /// Whether this row is ours and vouches for exactly what stands before it.
    fn vouched(&self, tx: &Tx, row: &Stored, record: &[u8]) -> StoreResult<bool> {
        let detail: serde_json::Value = from_json("audit.detail", &row.detail)?;
        let known = tx.links(record).contains(&row.hash);
        Ok(known && detail.get("digest").and_then(|digest| digest.as_str()) == Some(self.digest().as_str()))
    }

    fn digest(&self) -> String {
        hex(&self.digest.clone().finalize())
    }
}

fn walk(tx: &mut Tx) -> StoreResult<Result<Walk, Verified>> {
    let mut walk = Walk::new();
    loop {
        let rows: Vec<Stored> = dsl::audit
            .filter(dsl::seq.gt(walk.seq))
            .order(dsl::seq)
            .limit(CHUNK)
            .select(Stored::as_select())
            .load(tx.conn)?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if let Some(broken) = walk.step(tx, row)? {
                return Ok(Err(broken));
            }
        }
    }
    if let Some(seq) = walk.unknown {
        return Ok(Err(not_as_written(seq)));
    }
    let (rows, head) = last(tx)?;
    Ok(if rows > walk.seq {
        Err(broken(walk.seq + 1, format!("is missing: the log went on to {rows}")))
    } else if rows < walk.seq || head != walk.hash {
        Err(broken(walk.seq, "the head does not fit the last row"))
    } else {
        Ok(walk)
    })
}

/// Reads the whole log and computes the chain again; and the lists of people that stand beside it.
pub fn verify(tx: &mut Tx) -> StoreResult<Verified> {
    Ok(match walk(tx)? {
        Ok(walk) => match changed_list(tx)? {
            None => Verified::Whole { rows: walk.seq, head: walk.hash },
            Some(seq) => broken(seq, "names a list of people that is not as it was written"),
        },
        Err(broken) => broken,
    })
}

/// The first row whose list does not fit.
fn changed_list(tx: &mut Tx) -> StoreResult<Option<i64>> {
    let rows: Vec<(i64, String)> = dsl::audit
        .filter(dsl::kind.eq_any(LISTS.map(AuditKind::code)))
        .order(dsl::seq)
        .select((dsl::seq, dsl::detail))
        .load(tx.conn)?;
    for (seq, detail) in rows {
        let detail: serde_json::Value = from_json("audit.detail", &detail)?;
        let text = |name: &str| detail.get(name).and_then(serde_json::Value::as_str);
        if let (Some(run), Some(digest)) = (text("run"), text("digest"))
            && bulk_runs::digest_of(tx, run)? != digest
        {
            return Ok(Some(seq));
        }
    }
    Ok(None)
}

/// To be called at each start, and at the end of a change of the key, while the older key is still
/// among ours: if the last row is not the present key's, the whole log is verified, and a row of the
/// present key vouches for it from then on.
pub fn begin(tx: &mut Tx) -> StoreResult<Began> {
    let (rows, head) = locked_head(tx)?;
    if rows == 0 || is_present(tx, rows)? {
        return Ok(Began::At { rows, head });
    }
    match walk(tx)? {
        Ok(walk) => {
            let detail = serde_json::json!({ "rows": walk.seq, "digest": walk.digest() });
            tx.audit(VOUCHES, Actor::System, AuditEvent::default().detail(detail));
            // now and not with the rest: where the log stands is the answer
            append(tx)?;
            last(tx).map(|(rows, head)| Began::At { rows, head })
        }
        Err(Verified::Broken { seq, reason }) => Ok(Began::Broken { seq, reason }),
        Err(Verified::Whole { rows, head }) => Ok(Began::At { rows, head }),
    }
}

/// Whether this row was written with the present key.
fn is_present(tx: &mut Tx, seq: i64) -> StoreResult<bool> {
    let previous: Option<String> = dsl::audit.find(seq - 1).select(dsl::hash).first(tx.conn).optional()?;
    let row: Option<Stored> = dsl::audit.find(seq).select(Stored::as_select()).first(tx.conn).optional()?;
    let previous = previous.unwrap_or_else(|| "0".repeat(64));
    Ok(row.is_some_and(|row| tx.link(&row.record(&previous)) == row.hash))
}

fn not_as_written(seq: i64) -> Verified {
    broken(seq, "is not as it was written, or stands in another's place, or was written with another key")
}

fn broken(seq: i64, reason: impl Into<String>) -> Verified {
    Verified::Broken { seq, reason: reason.into() }
}
