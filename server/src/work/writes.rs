//! Writes to a directory that are not over when the page is.

use super::kind::Kind;
use super::payload::Payload;
use latchkey_domain::Timestamp;
use serde::{Deserialize, Serialize};

pub const RECONCILE: &str = Kind::Reconcile.code();
pub const FINISH_WRITE: &str = Kind::FinishWrite.code();

/// Finds out what became of a write whose answer was lost.
#[derive(Serialize, Deserialize)]
pub struct Reconcile {
    pub flow: String,
}

/// Holds the password, sealed, and half of what opens it: the other half stands in no database (see decision 0022).
#[derive(Clone, Serialize, Deserialize)]
pub struct FinishWrite {
    /// Of what is kept, in the memory of the process that did it.
    pub id: String,
    pub flow: String,
    pub account: String,
    pub until: Timestamp,
    pub half: String,
    pub sealed: String,
}

impl Payload for Reconcile {
    const KIND: Kind = Kind::Reconcile;
}

impl Payload for FinishWrite {
    const KIND: Kind = Kind::FinishWrite;
}
