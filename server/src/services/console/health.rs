//! What went wrong lately, for the overview.

use super::count;
use crate::app_state::AppState;
use crate::fault_reports::Reported;
use crate::work::JobFault;
use latchkey_contract::admin::{FailingRow, FaultRow, WorkKind};
use latchkey_store::jobs::Failing;

pub fn faults(app: &AppState, rows: Vec<Reported>) -> Vec<FaultRow> {
    rows.into_iter().map(|row| FaultRow { reference: row.reference, at: app.moment(row.at), line: row.what }).collect()
}

/// `told`: by the code of a kind of work.
pub fn failing(app: &AppState, told: fn(&str) -> WorkKind, rows: Vec<Failing>) -> Vec<FailingRow> {
    rows.into_iter()
        .map(|row| FailingRow {
            work: told(&row.kind),
            count: count(row.count),
            error: JobFault::stored(Some(&row.error)).view(),
            since: app.moment(row.since),
        })
        .collect()
}
