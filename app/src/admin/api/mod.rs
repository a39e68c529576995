//! The administrator's server functions. They find the caller and the ports, ask once, and hand
//! the answer on; every rule is behind `ports::AdminPorts`.
//!
//! Reading and writing both go by POST with a JSON body: nothing here can be asked for by a link,
//! and a foreign page cannot send that content type. The sign-in page is the exception (plain forms).

pub mod directories;
pub mod invitations;
pub mod joining;
pub mod people;
pub mod policy;
pub mod providers;
pub mod sign_in;
pub mod sync;

pub use super::trouble::{Got, Trouble};
#[cfg(feature = "ssr")]
use crate::context::asker;

use crate::wire::Json;
#[cfg(feature = "ssr")]
use latchkey_contract::admin::AdminError;
use latchkey_contract::admin::{AdminResult, Overview};
use leptos::prelude::*;

/// What a server function brings back: its own faults outside, ours inside.
pub type ApiResult<T> = Result<AdminResult<T>, ServerFnError>;
pub fn got<T>(said: ApiResult<T>) -> Got<T> {
    match said {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Trouble::Told(error)),
        Err(_) => Err(Trouble::Away),
    }
}

#[server(prefix = "/api/admin", endpoint = "overview", input = Json, output = Json)]
pub async fn read_overview() -> ApiResult<Overview> {
    let (ports, caller) = asker().await?;
    hand_on(ports.admin.overview.overview(&caller).await)
}

/// Whoever is signed out is sent to the sign-in page, from a page and from an action alike.
#[cfg(feature = "ssr")]
fn hand_on<T>(result: AdminResult<T>) -> ApiResult<T> {
    if matches!(result, Err(AdminError::SignedOut)) {
        leptos_axum::redirect("/admin/sign-in");
    }
    Ok(result)
}
