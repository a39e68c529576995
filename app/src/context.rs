//! What server functions and server-rendered pages find around them: the ports, and who asks.

use crate::ports::{Audience, Caller, Ports};
use http::HeaderValue;
use http::header::SET_COOKIE;
use latchkey_contract::Site;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use std::sync::Arc;

/// Gives the ports to whatever runs next. Used for page routes and for the server-function route
/// alike, so that neither can be forgotten.
pub fn provide_app_context(ports: Ports) {
    provide_context(ports);
}

pub fn ports() -> Option<Ports> {
    use_context::<Ports>()
}

/// The organisation as a page in the caller's language knows it. Also for what is not asynchronous.
pub fn site() -> Arc<Site> {
    let locale = use_context::<http::request::Parts>()
        .and_then(|parts| parts.extensions.get::<Caller>().map(|caller| caller.locale));
    ports().map_or_else(Arc::default, |ports| Arc::clone(ports.sites.of(locale.unwrap_or(ports.sites.own_locale()))))
}

/// Who asks, as the server's HTTP layer found out.
pub async fn caller() -> Option<Caller> {
    leptos_axum::extract::<axum::Extension<Caller>>().await.ok().map(|axum::Extension(caller)| caller)
}

/// Both, for the first line of a server function.
pub async fn asker() -> Result<(Ports, Caller), ServerFnError> {
    match (ports(), caller().await) {
        (Some(ports), Some(caller)) => Ok((ports, caller)),
        _ => Err(ServerFnError::new("no context")),
    }
}

/// Sets (or with an empty value clears) the cookie of an audience on the answer.
pub fn set_cookie(ports: &Ports, audience: Audience, value: &str) {
    if let (Some(answer), Ok(cookie)) =
        (use_context::<ResponseOptions>(), HeaderValue::from_str(&ports.cookies.set(audience, value)))
    {
        answer.append_header(SET_COOKIE, cookie);
    }
}

/// To a page of ours, with what its cookies are set to.
pub fn redirect<const N: usize>(ports: &Ports, path: &str, cookies: [(Audience, Option<String>); N]) {
    for (audience, value) in cookies {
        if let Some(value) = value {
            set_cookie(ports, audience, &value);
        }
    }
    leptos_axum::redirect(path);
}
