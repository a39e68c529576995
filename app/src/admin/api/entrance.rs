//! In and out. Plain forms, so that they work before and without the page's own program: each
//! deed answers with a redirect, and the page that follows says what happened.

use latchkey_contract::admin::Entrance;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[cfg(feature = "ssr")]
use crate::context::{asker, set_cookie};

#[server(prefix = "/api/admin", endpoint = "entrance", input = Json, output = Json)]
pub async fn read_entrance() -> Result<Entrance, ServerFnError> {
    let (ports, caller) = asker().await?;
    Ok(ports.admin.entrance(&caller).await)
}

#[server(prefix = "/api/admin", endpoint = "open-setup")]
pub async fn open_setup(#[server(default)] token: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let done = ports.admin.open_setup(&caller, &token).await;
    go(&ports, done, "/admin/sign-in?spent=1")
}

#[server(prefix = "/api/admin", endpoint = "first-admin")]
pub async fn first_admin(
    #[server(default)] name: String,
    #[server(default)] password: String,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let done = ports.admin.first_admin(&caller, &name, password).await;
    go(&ports, done, "/admin/sign-in?over=1")
}

#[server(prefix = "/api/admin", endpoint = "confirm-totp")]
pub async fn confirm_totp(#[server(default)] code: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let done = ports.admin.confirm_totp(&caller, &code).await;
    go(&ports, done, "/admin/sign-in?over=1")
}

#[server(prefix = "/api/admin", endpoint = "sign-in")]
pub async fn sign_in(
    #[server(default)] name: String,
    #[server(default)] password: String,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let done = ports.admin.sign_in(&caller, &name, password).await;
    go(&ports, done, "/admin/sign-in?again=1")
}

#[server(prefix = "/api/admin", endpoint = "sign-in-totp")]
pub async fn sign_in_totp(#[server(default)] code: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let done = ports.admin.sign_in_totp(&caller, &code).await;
    go(&ports, done, "/admin/sign-in?over=1")
}

#[server(prefix = "/api/admin", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let done = ports.admin.sign_out(&caller).await;
    go(&ports, done, "/admin/sign-in?out=1")
}

/// Cookie and way on. `outside` is where those land who are not in: a mark in the address and
/// not a fault in the page, because nothing is kept about somebody who is not signed in.
#[cfg(feature = "ssr")]
fn go(ports: &crate::ports::Ports, done: crate::ports::AdminGo, outside: &str) -> Result<(), ServerFnError> {
    if let Some(value) = &done.cookie {
        set_cookie(ports, crate::ports::Audience::Admin, value);
    }
    leptos_axum::redirect(match done.entrance {
        Entrance::SignIn => outside,
        Entrance::Totp { .. } => "/admin/sign-in",
        Entrance::FirstAdmin { .. } | Entrance::SetUpTotp { .. } => "/admin/setup",
        Entrance::SignedIn { .. } => "/admin",
    });
    Ok(())
}
