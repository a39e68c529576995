//! A write to a directory that was claimed before it was sent, and whose answer is not known.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenWrite {
    pub since: Timestamp,
    /// As read before it was sent.
    pub password_set_at: Option<Timestamp>,
    /// The server that may have taken it, once that is known.
    #[serde(default)]
    pub server: Option<String>,
}
