//! Steps 1 and 2: connection, units, import, activation.

use super::ApiResult;
#[cfg(feature = "ssr")]
use super::hand_on;
#[cfg(feature = "ssr")]
use crate::context::asker;
use crate::wire::Json;
use latchkey_contract::admin::{CheckRow, Connection, ConnectionReport, ImportState, Sample, SubtreeRow};
use leptos::prelude::*;

#[server(prefix = "/api/admin", endpoint = "connection", input = Json, output = Json)]
pub async fn read_connection(id: String) -> ApiResult<Connection> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.connections.connection(&caller, &id).await)
}

#[server(prefix = "/api/admin", endpoint = "check-connection", input = Json, output = Json)]
pub async fn check_connection(form: Connection) -> ApiResult<ConnectionReport> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.connections.check_connection(&caller, form).await)
}

/// The id of the directory.
#[server(prefix = "/api/admin", endpoint = "save-connection", input = Json, output = Json)]
pub async fn save_connection(form: Connection) -> ApiResult<String> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.connections.save_connection(&caller, form).await)
}

#[server(prefix = "/api/admin", endpoint = "remove-directory", input = Json, output = Json)]
pub async fn remove_directory(id: String, code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.directories.remove_directory(&caller, &id, &code).await)
}

#[server(prefix = "/api/admin", endpoint = "subtrees", input = Json, output = Json)]
pub async fn subtrees(id: String) -> ApiResult<Vec<SubtreeRow>> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.directories.subtrees(&caller, &id).await)
}

#[server(prefix = "/api/admin", endpoint = "sample", input = Json, output = Json)]
pub async fn take_sample(id: String, subtrees: Vec<String>) -> ApiResult<Sample> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.directories.sample(&caller, &id, subtrees).await)
}

#[server(prefix = "/api/admin", endpoint = "import-start", input = Json, output = Json)]
pub async fn import_start(
    id: String,
    subtrees: Vec<String>,
    #[server(default)] code: String,
) -> ApiResult<ImportState> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.directories.import_start(&caller, &id, subtrees, &code).await)
}

#[server(prefix = "/api/admin", endpoint = "import-stop", input = Json, output = Json)]
pub async fn import_stop(id: String) -> ApiResult<ImportState> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.directories.import_stop(&caller, &id).await)
}

#[server(prefix = "/api/admin", endpoint = "import-state", input = Json, output = Json)]
pub async fn read_import(id: String) -> ApiResult<ImportState> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.directories.import_state(&caller, &id).await)
}

/// The activation doctor.
#[server(prefix = "/api/admin", endpoint = "doctor", input = Json, output = Json)]
pub async fn doctor(id: String) -> ApiResult<Vec<CheckRow>> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.directories.doctor(&caller, &id).await)
}

#[server(prefix = "/api/admin", endpoint = "activate", input = Json, output = Json)]
pub async fn activate(id: String, on: bool, #[server(default)] code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.directories.activate(&caller, &id, on, &code).await)
}

/// Whether a recovery sets the password of accounts there.
#[server(prefix = "/api/admin", endpoint = "set-reach", input = Json, output = Json)]
pub async fn set_reach(id: String, sets: bool, #[server(default)] code: String) -> ApiResult<()> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.directories.set_reach(&caller, &id, sets, &code).await)
}
