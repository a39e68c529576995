//! What comes of a question to the server, in one layer.

use latchkey_contract::admin::AdminError;
use serde::{Deserialize, Serialize};

/// The same in one layer, as pages use it.
pub type Got<T> = Result<T, Trouble>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    Told(AdminError),
    /// No answer, or none that we understand.
    Away,
}
