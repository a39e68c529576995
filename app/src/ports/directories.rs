//! Steps 1 and 2 of the wizard: where a directory is, what of it is imported, and that people are found by it.

use super::caller::Caller;
use async_trait::async_trait;
use latchkey_contract::admin::*;

#[async_trait]
pub trait ConnectionAdmin: Send + Sync {
    async fn connection(&self, caller: &Caller, id: &str) -> AdminResult<Connection>;
    async fn check_connection(&self, caller: &Caller, form: Connection) -> AdminResult<ConnectionReport>;
    /// The code is in the form: see `Connection::needs_code`.
    async fn save_connection(&self, caller: &Caller, form: Connection) -> AdminResult<String>;
}

/// `code`: the administrator's current authenticator code.
#[async_trait]
pub trait DirectoryAdmin: Send + Sync {
    async fn subtrees(&self, caller: &Caller, id: &str) -> AdminResult<Vec<SubtreeRow>>;
    async fn sample(&self, caller: &Caller, id: &str, subtrees: Vec<String>) -> AdminResult<Sample>;
    /// `code`: where it leaves out what was imported. Empty: `Refused::Code(Empty)` says that it is needed.
    async fn import_start(
        &self,
        caller: &Caller,
        id: &str,
        subtrees: Vec<String>,
        code: &str,
    ) -> AdminResult<ImportState>;
    async fn import_stop(&self, caller: &Caller, id: &str) -> AdminResult<ImportState>;
    async fn import_state(&self, caller: &Caller, id: &str) -> AdminResult<ImportState>;
    /// The activation doctor.
    async fn doctor(&self, caller: &Caller, id: &str) -> AdminResult<Vec<CheckRow>>;
    /// `code`: to switch it on.
    async fn activate(&self, caller: &Caller, id: &str, on: bool, code: &str) -> AdminResult<()>;
    /// Whether a recovery sets the password of accounts there. `code`: where that changes.
    async fn set_reach(&self, caller: &Caller, id: &str, sets: bool, code: &str) -> AdminResult<()>;
    async fn remove_directory(&self, caller: &Caller, id: &str, code: &str) -> AdminResult<()>;
}
