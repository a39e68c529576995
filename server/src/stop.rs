//! Why the program stops, or does not start.

/// One sentence or a few, for the administrator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Stop(pub String);
