//! What a write came to.

use crate::Timestamp;
use latchkey_contract::recover::RecoveryAction;
use serde::{Deserialize, Serialize};

/// What was read back from the directory after the write. Nothing here is assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteOutcome {
    pub action: RecoveryAction,
    /// The directory's name as people know it.
    pub directory: String,
    pub at: Timestamp,
    pub server: String,
    /// A sign-in with the new password on that server succeeded.
    pub signed_in: bool,
    pub was_locked: bool,
    pub still_locked: bool,
    pub must_change: bool,
    /// Until then older services may accept the old password.
    pub old_works_until: Option<Timestamp>,
    /// A note goes to the person's mail.
    pub notified: bool,
    /// The answer was lost; the state was read afterwards and shows that it was done.
    pub found_out_later: bool,
    /// The directory has it, and shows it everywhere only after some minutes.
    #[serde(default)]
    pub eventual: bool,
}
