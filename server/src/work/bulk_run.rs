//! Seats for many people, given or taken back.

use super::fault::JobFault;
use super::kind::Kind;
use super::payload::{Payload, enqueue};
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_store::{AuditEvent, StoreResult, Tx, bulk_runs};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub const BULK_RUN: &str = Kind::BulkRun.code();

/// Whom it is about stands with the run.
#[derive(Clone, Serialize, Deserialize)]
pub struct BulkRun {
    pub run: String,
    /// Who asked for it, by id and by name.
    pub admin: String,
    pub actor: String,
    /// Where from.
    pub address: String,
}

impl Payload for BulkRun {
    const KIND: Kind = Kind::BulkRun;
}

/// Why it stopped. Stored, so a case may be added and none renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopReason {
    NoSeats,
    NotAllowed,
    Fault(JobFault),
}

impl StopReason {
    /// For a column of the database.
    pub fn kept(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// What cannot be read is a fault that is shown as it stands there.
    pub fn stored(text: Option<&str>) -> Self {
        let text = text.unwrap_or_default();
        serde_json::from_str(text).unwrap_or_else(|_| Self::Fault(JobFault::Other { said: text.to_owned() }))
    }
}

/// In the transaction that wrote down whom it is about.
pub fn begin_bulk_run(tx: &mut Tx, run: &bulk_runs::BulkRun, job: &BulkRun) -> StoreResult<()> {
    let detail = json!({
        "run": run.id, "action": run.kind.code(), "selection": run.selection, "people": run.total,
    });
    let event = AuditEvent::at(&job.address).detail(detail);
    tx.audit(AuditKind::PeopleBulkBegun, Actor::Administrator(&job.actor), event);
    let (now, key) = (tx.now(), format!("{BULK_RUN}:{}", run.id));
    enqueue(tx, job, now, Some(&key))
}
