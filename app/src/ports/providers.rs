//! The other servers that methods ask.

use super::caller::Caller;
use async_trait::async_trait;
use latchkey_contract::admin::AdminResult;
use latchkey_contract::providers::{ProviderCard, ProviderForm};

/// `code`: the administrator's current authenticator code.
#[async_trait]
pub trait ProviderAdmin: Send + Sync {
    /// Those that are not set up, too.
    async fn providers(&self, caller: &Caller) -> AdminResult<Vec<ProviderCard>>;
    /// Asks the server first: what does not answer is not kept.
    async fn save_provider(&self, caller: &Caller, form: ProviderForm, code: &str) -> AdminResult<()>;
    async fn remove_provider(&self, caller: &Caller, form: &str, was: i64, code: &str) -> AdminResult<()>;
}
