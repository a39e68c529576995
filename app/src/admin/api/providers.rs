//! Step 4: the other servers that methods ask.

use super::ApiResult;
#[cfg(feature = "ssr")]
use super::hand_on;
#[cfg(feature = "ssr")]
use crate::context::asker;
use crate::wire::Json;
use latchkey_contract::providers::{ProviderCard, ProviderForm};
use leptos::prelude::*;

#[server(prefix = "/api/admin", endpoint = "providers", input = Json, output = Json)]
pub async fn read_providers() -> ApiResult<Vec<ProviderCard>> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.providers.providers(&caller).await)
}

#[server(prefix = "/api/admin", endpoint = "save-provider", input = Json, output = Json)]
pub async fn save_provider(form: ProviderForm, code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.providers.save_provider(&caller, form, &code).await)
}

#[server(prefix = "/api/admin", endpoint = "remove-provider", input = Json, output = Json)]
pub async fn remove_provider(form: String, was: i64, code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.providers.remove_provider(&caller, &form, was, &code).await)
}
