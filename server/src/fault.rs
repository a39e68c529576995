//! Faults: what is not the person's doing. They are logged under a reference, and the page
//! shows the reference.

use latchkey_contract::Problem;
use latchkey_contract::admin::AdminError;
use latchkey_domain::Reason;
use latchkey_domain::directory::DirectoryError;
use latchkey_store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("store: {0}")]
    Store(#[from] StoreError),
    #[error("directory: {0}")]
    Directory(#[from] DirectoryError),
    #[error("{0} is not there any more")]
    Gone(&'static str),
    #[error("{0}")]
    Other(String),
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        // the position only: the text may quote what stands there
        Self::Other(format!("stored state cannot be read, at column {}", error.column()))
    }
}

/// A fault that has been reported.
#[derive(Clone, Debug)]
pub struct Faulty {
    pub reference: String,
}

impl From<Faulty> for Reason {
    fn from(faulty: Faulty) -> Self {
        Self::ServerFault { reference: faulty.reference }
    }
}
impl From<Faulty> for Problem {
    fn from(faulty: Faulty) -> Self {
        Self::ServerFault { reference: faulty.reference }
    }
}
impl From<Faulty> for AdminError {
    fn from(faulty: Faulty) -> Self {
        Self::Fault { reference: faulty.reference }
    }
}
