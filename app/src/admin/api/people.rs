//! Step 3: who may use self-service.

use super::ApiResult;
#[cfg(feature = "ssr")]
use super::hand_on;
#[cfg(feature = "ssr")]
use crate::context::asker;
use crate::wire::Json;
use latchkey_contract::admin::{BulkAnswer, BulkRunRow, FoundGroups, Onboarded, People, PeopleQuery, Seats, Selection};
use leptos::prelude::*;

#[server(prefix = "/api/admin", endpoint = "people", input = Json, output = Json)]
pub async fn find_people(query: PeopleQuery) -> ApiResult<People> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.people.people(&caller, query).await)
}

#[server(prefix = "/api/admin", endpoint = "groups", input = Json, output = Json)]
pub async fn groups(text: String) -> ApiResult<FoundGroups> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.people.groups(&caller, &text).await)
}

/// `code`, here and below: the administrator's own, where it is asked for.
#[server(prefix = "/api/admin", endpoint = "onboard", input = Json, output = Json)]
pub async fn onboard(whom: Selection, #[server(default)] code: String) -> ApiResult<BulkAnswer<Onboarded>> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.people.onboard(&caller, whom, &code).await)
}

#[server(prefix = "/api/admin", endpoint = "onboard-group", input = Json, output = Json)]
pub async fn onboard_group(
    directory: String,
    group: String,
    #[server(default)] code: String,
) -> ApiResult<BulkAnswer<Onboarded>> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.people.onboard_group(&caller, &directory, &group, &code).await)
}

#[server(prefix = "/api/admin", endpoint = "offboard", input = Json, output = Json)]
pub async fn offboard(whom: Selection, #[server(default)] code: String) -> ApiResult<BulkAnswer<Seats>> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.people.offboard(&caller, whom, &code).await)
}

#[server(prefix = "/api/admin", endpoint = "bulk-runs", input = Json, output = Json)]
pub async fn bulk_runs() -> ApiResult<Vec<BulkRunRow>> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.people.bulk_runs(&caller).await)
}

/// Lifts the stop that "this wasn't me" put on an account; `code` is the administrator's own.
#[server(prefix = "/api/admin", endpoint = "unfreeze", input = Json, output = Json)]
pub async fn unfreeze(id: String, code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.people.unfreeze(&caller, &id, &code).await)
}
