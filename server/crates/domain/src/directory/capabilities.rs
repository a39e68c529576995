//! What kinds of directories differ in. Each fact is read somewhere; what only one adapter would ever need to
//! know stays in it.

use serde::{Deserialize, Serialize};

/// What this kind of directory can do at all; pages do not offer what is `false`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    /// A lock can be seen and ended.
    pub unlock: bool,
    /// The person's own change, with the old password.
    pub change: bool,
    /// How long after a write a read may still show what was before; 0: never. That a write was *not* done is
    /// believed only after that, on top of the time in which its answer may come.
    pub eventual_secs: i64,
    /// How long the password from before is accepted here and there after a reset; 0: it ends at once. What is said
    /// to people and nothing else depends on it.
    pub old_password_lives_secs: i64,
}
