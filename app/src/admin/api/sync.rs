//! A directory that is read again by itself.

use super::ApiResult;
#[cfg(feature = "ssr")]
use super::hand_on;
#[cfg(feature = "ssr")]
use crate::context::asker;
use crate::wire::Json;
use latchkey_contract::admin::ImportState;
use latchkey_contract::sync::{SyncEvery, SyncPeople, SyncPeopleQuery, SyncReport};
use leptos::prelude::*;

#[server(prefix = "/api/admin", endpoint = "sync-report", input = Json, output = Json)]
pub async fn read_report(id: String) -> ApiResult<SyncReport> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.sync.sync_report(&caller, &id).await)
}

#[server(prefix = "/api/admin", endpoint = "sync-people", input = Json, output = Json)]
pub async fn read_people(query: SyncPeopleQuery) -> ApiResult<SyncPeople> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.sync.sync_people(&caller, query).await)
}

#[server(prefix = "/api/admin", endpoint = "sync-now", input = Json, output = Json)]
pub async fn sync_now(id: String) -> ApiResult<ImportState> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.sync.sync_now(&caller, &id).await)
}

#[server(prefix = "/api/admin", endpoint = "sync-every", input = Json, output = Json)]
pub async fn set_every(id: String, every: SyncEvery) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.sync.sync_every(&caller, &id, every).await)
}

#[server(prefix = "/api/admin", endpoint = "sync-decide", input = Json, output = Json)]
pub async fn decide(id: String, run: i64, are_gone: bool, #[server(default)] code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.sync.sync_decide(&caller, &id, run, are_gone, &code).await)
}
