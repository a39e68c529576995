//! In and out. Plain forms, so that they work before and without the page's own program: each
//! action answers with a redirect, and the page that follows says what happened.

use crate::wire::Json;
use latchkey_contract::admin::AdminSignIn;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{asker, set_cookie};

#[server(prefix = "/api/admin", endpoint = "sign-in-page", input = Json, output = Json)]
pub async fn read_sign_in_page() -> Result<AdminSignIn, ServerFnError> {
    let (ports, caller) = asker().await?;
    Ok(ports.admin.sign_in.sign_in_page(&caller).await)
}

#[server(prefix = "/api/admin", endpoint = "open-setup")]
pub async fn open_setup(#[server(default)] token: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let done = ports.admin.setup.open_setup(&caller, &token).await;
    go(&ports, done)
}

#[server(prefix = "/api/admin", endpoint = "first-admin")]
pub async fn first_admin(
    #[server(default)] name: String,
    #[server(default)] password: String,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let done = ports.admin.setup.first_admin(&caller, &name, password).await;
    go(&ports, done)
}

#[server(prefix = "/api/admin", endpoint = "confirm-totp")]
pub async fn confirm_totp(#[server(default)] code: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let done = ports.admin.setup.confirm_totp(&caller, &code).await;
    go(&ports, done)
}

#[server(prefix = "/api/admin", endpoint = "sign-in")]
pub async fn sign_in(
    #[server(default)] name: String,
    #[server(default)] password: String,
) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let done = ports.admin.sign_in.sign_in(&caller, &name, password).await;
    go(&ports, done)
}

#[server(prefix = "/api/admin", endpoint = "sign-in-totp")]
pub async fn sign_in_totp(#[server(default)] code: String) -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let done = ports.admin.sign_in.sign_in_totp(&caller, &code).await;
    go(&ports, done)
}

#[server(prefix = "/api/admin", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), ServerFnError> {
    let (ports, caller) = asker().await?;
    let done = ports.admin.sign_in.sign_out(&caller).await;
    go(&ports, done)
}

/// Cookie and way on, with a mark in the address for what no session keeps.
#[cfg(feature = "ssr")]
fn go(ports: &crate::ports::Ports, done: crate::ports::AdminGo) -> Result<(), ServerFnError> {
    if let Some(value) = &done.cookie {
        set_cookie(ports, crate::ports::Audience::Admin, value);
    }
    let page = match done.sign_in_page {
        AdminSignIn::SignIn | AdminSignIn::Totp { .. } | AdminSignIn::Fault { .. } => "/admin/sign-in",
        AdminSignIn::FirstAdmin { .. } | AdminSignIn::SetUpTotp { .. } => "/admin/setup",
        AdminSignIn::SignedIn { .. } => "/admin",
    };
    let mark = done.flash.as_ref().map(crate::admin::flash::mark).unwrap_or_default();
    leptos_axum::redirect(&format!("{page}{mark}"));
    Ok(())
}
