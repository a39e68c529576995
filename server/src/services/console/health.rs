//! What went wrong lately, for the overview.

use super::n;
use crate::app_state::AppState;
use crate::faults::Reported;
use crate::jobs::work;
use latchkey_contract::admin::{FailingRow, FaultRow};
use latchkey_store::jobs::Failing;

pub fn faults(app: &AppState, rows: Vec<Reported>) -> Vec<FaultRow> {
    rows.into_iter()
        .map(|row| FaultRow { reference: row.reference, at: app.say_time(row.at), text: sentence(&row.what) })
        .collect()
}

pub fn failing(app: &AppState, rows: Vec<Failing>) -> Vec<FailingRow> {
    rows.into_iter()
        .map(|row| FailingRow {
            what: work_in_words(&row.kind),
            count: n(row.count),
            error: sentence(&row.error),
            since: app.say_time(row.since),
        })
        .collect()
}

/// Faults are written as they stand in a log, in lower case.
fn sentence(what: &str) -> String {
    let mut letters = what.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn work_in_words(kind: &str) -> String {
    match kind {
        work::SEND_PROOF_CODE => "Sending codes".into(),
        work::CONFIRM_ADDRESS => "Sending codes that confirm an address".into(),
        work::NOTICE | work::NOTICE_TO => "Telling people what was done to their account".into(),
        work::INVITE => "Sending invitations".into(),
        work::IMPORT => "Importing".into(),
        work::RECONCILE => "Finding out what became of a new password".into(),
        work::INVITE_ALL => "Queueing invitations".into(),
        work::POLICY_MEMBERS => "Reading the members of groups".into(),
        work::COUNT_PROFILES => "Counting which methods people have".into(),
        work::TEST_MAIL => "Sending a test mail".into(),
        other => format!("The work “{other}”"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_work_has_words() {
        let kinds = include_str!("../../jobs/work.rs").lines().filter(|line| line.starts_with("pub const "));
        let kinds: Vec<&str> = kinds.filter_map(|line| line.split('"').nth(1)).collect();
        assert!(kinds.len() >= 10 && kinds.contains(&work::NOTICE_TO), "{kinds:?}");
        for kind in kinds {
            assert!(!work_in_words(kind).contains(kind), "{kind} has no words of its own");
        }
    }

    #[test]
    fn in_words() {
        assert_eq!(sentence("the queue cannot be read"), "The queue cannot be read");
        assert_eq!(sentence(""), "");
        assert_eq!(work_in_words(work::INVITE), "Sending invitations");
        assert!(work_in_words("dust-the-shelves").contains("dust-the-shelves"));
    }
}
