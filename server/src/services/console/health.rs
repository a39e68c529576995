//! What went wrong lately, for the overview.

use super::count;
use crate::app_state::AppState;
use crate::faults::Reported;
use crate::jobs::JobFault;
use latchkey_contract::admin::{FailingRow, FaultRow};
use latchkey_store::jobs::Failing;

pub fn faults(app: &AppState, rows: Vec<Reported>) -> Vec<FaultRow> {
    rows.into_iter().map(|row| FaultRow { reference: row.reference, at: app.moment(row.at), line: row.what }).collect()
}

pub fn failing(app: &AppState, rows: Vec<Failing>) -> Vec<FailingRow> {
    rows.into_iter()
        .map(|row| FailingRow {
            work: row.kind,
            count: count(row.count),
            error: JobFault::stored(Some(&row.error)).view(),
            since: app.moment(row.since),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::jobs::work;
    use latchkey_app::admin::words;

    #[test]
    fn every_kind_of_work_has_words() {
        let kinds = include_str!("../../jobs/work.rs").lines().filter(|line| line.starts_with("pub const "));
        let kinds: Vec<&str> = kinds.filter_map(|line| line.split('"').nth(1)).collect();
        assert!(kinds.len() >= 10 && kinds.contains(&work::NOTICE_TO), "{kinds:?}");
        for kind in kinds {
            assert!(!words::work::work(kind).contains(kind), "{kind} has no words of its own");
        }
        assert!(words::work::work("dust-the-shelves").contains("dust-the-shelves"));
    }
}
