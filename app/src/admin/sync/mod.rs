//! A directory that is read again by itself: the report of its runs, the people behind their numbers, and the question
//! before many are gone.

mod behind;
mod question;
mod report;
mod runs;
mod words;

pub use behind::{SyncPeoplePage, SyncPeopleView};
pub use question::QuestionNote;
pub use report::{SyncPage, SyncView};

use super::steps;
use latchkey_contract::sync::SyncKind;

/// The report of a directory.
pub fn report(directory: &str) -> String {
    format!("{}/{directory}/sync", steps::IMPORT)
}

/// The people behind a number.
pub fn behind(directory: &str, run: i64, kind: SyncKind) -> String {
    format!("{}/{run}/{}", report(directory), kind.code())
}
