//! How the administrator is told: a fault that somebody was shown under a reference leaves a row in
//! the audit log, and the console shows the latest ones. In a write of its own, because what it is
//! about has failed; if the database itself is away, the log has it.

use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::clock::{Clock, Timestamp};
use latchkey_domain::limits::FAULT_ROWS;
use latchkey_store::{AuditEvent, Store, StoreResult, Tx, audit, limits};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How long the console shows one.
const SHOWN_SECS: i64 = 7 * 86_400;
const MOST_SHOWN: i64 = 20;
/// Sorts of faults that are remembered; there are fewer.
const MOST_SORTS: usize = 256;

/// One row of the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    pub reference: String,
    pub what: String,
    pub at: Timestamp,
}

pub struct Faults {
    store: Store,
    clock: Arc<dyn Clock>,
    /// When a sort of fault was last told by this server: a crowd of them costs no writes. The exact
    /// limit, over all servers, is a row.
    told: Mutex<HashMap<String, Timestamp>>,
}

impl Faults {
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock, told: Mutex::default() }
    }

    /// `what`: one sentence without names, addresses or secrets. At most one row a minute for each,
    /// so that nobody makes the log grow. Returns at once.
    pub fn tell(&self, reference: &str, what: &str) {
        if !self.is_due(what) {
            return;
        }
        let (store, reference, what) = (self.store.clone(), reference.to_owned(), what.to_owned());
        // without a runtime (a command that has ended) there is nobody to tell either
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            let told = store.write(move |tx| record(tx, &reference, &what)).await;
            if let Err(error) = told {
                tracing::warn!(error = %error, "a fault stands in this log only: the audit log took no row");
            }
        });
    }

    fn is_due(&self, what: &str) -> bool {
        let now = self.clock.now();
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let window = FAULT_ROWS.window_secs * 1000;
        if told.get(what).is_some_and(|before| now.since(*before) < window) {
            return false;
        }
        if told.len() >= MOST_SORTS {
            told.clear();
        }
        told.insert(what.to_owned(), now);
        true
    }
}

fn record(tx: &mut Tx, reference: &str, what: &str) -> StoreResult<()> {
    if !limits::hit(tx, &FAULT_ROWS, what)?.allowed {
        return Ok(());
    }
    let detail = serde_json::json!({ "reference": reference, "what": what });
    tx.audit(AuditKind::FaultReported, Actor::System, AuditEvent::default().detail(detail));
    Ok(())
}

/// Of the last seven days, latest first.
pub fn recent(tx: &mut Tx) -> StoreResult<Vec<Reported>> {
    let since = tx.now().plus_secs(-SHOWN_SECS);
    let rows = audit::of_kind(tx, AuditKind::FaultReported, since, MOST_SHOWN)?;
    let text = |row: &audit::AuditRow, name: &str| {
        row.detail.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
    };
    let reported =
        |row: audit::AuditRow| Reported { reference: text(&row, "reference"), what: text(&row, "what"), at: row.at };
    Ok(rows.into_iter().map(reported).collect())
}
