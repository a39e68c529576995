//! Where the report of a directory and what stands behind it are read.

use super::super::steps;
use latchkey_contract::sync::SyncKind;

/// The report of a directory.
pub fn report(directory: &str) -> String {
    format!("{}/{directory}/sync", steps::IMPORT)
}

/// The people behind a number.
pub fn behind(directory: &str, run: i64, kind: SyncKind) -> String {
    format!("{}/{run}/{}", report(directory), kind.code())
}
