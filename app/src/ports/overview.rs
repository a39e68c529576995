//! Where everything stands, on one page.

use super::caller::Caller;
use async_trait::async_trait;
use latchkey_contract::admin::{AdminResult, Overview};

#[async_trait]
pub trait OverviewAdmin: Send + Sync {
    async fn overview(&self, caller: &Caller) -> AdminResult<Overview>;
}
