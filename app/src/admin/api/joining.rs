//! Step 3: accounts of one person.

use super::ApiResult;
#[cfg(feature = "ssr")]
use super::hand_on;
#[cfg(feature = "ssr")]
use crate::context::asker;
use crate::wire::Json;
use latchkey_contract::joining::{JoinDecision, JoinReviews};
use leptos::prelude::*;

#[server(prefix = "/api/admin", endpoint = "join-reviews", input = Json, output = Json)]
pub async fn read_reviews() -> ApiResult<JoinReviews> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.joining.reviews(&caller).await)
}

#[server(prefix = "/api/admin", endpoint = "decide-join", input = Json, output = Json)]
pub async fn decide(id: String, decision: JoinDecision, #[server(default)] code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.joining.decide(&caller, &id, decision, &code).await)
}

/// Ids of people; the first keeps their methods.
#[server(prefix = "/api/admin", endpoint = "join-people", input = Json, output = Json)]
pub async fn join_people(person: String, other: String, code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.joining.join(&caller, &person, &other, &code).await)
}

/// The id of an account.
#[server(prefix = "/api/admin", endpoint = "part-account", input = Json, output = Json)]
pub async fn part_account(account: String, code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.joining.part(&caller, &account, &code).await)
}
