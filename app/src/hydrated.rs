//! The HTTP side of the tiers that a program wakes up: pages, server functions, and the strict reading of plain forms
//! in front of them.

use crate::admin::{App, page_shell};
use crate::context::{self, provide_app_context};
use crate::form::{Fields, MAX_BODY, Malformed};
use crate::http::{is_form, locale_of, refuse};
use crate::ports::{Ports, Sites};
use crate::route_table::RouteTable;
use crate::{account, enrol};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use leptos::config::LeptosOptions;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use std::sync::LazyLock;

/// Names that a form of ours sends several times: boxes that can be ticked together.
const REPEATED: &[&str] = &["methods[]", "questions[]", "answers[]"];

/// Every page of the console. Listed once, before anything is rendered: while leptos lists
/// routes it holds back the resources of the whole process, and a page that is rendered in that
/// moment waits for ever.
pub fn pages() -> &'static [AxumRouteListing] {
    static PAGES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(App));
    &PAGES
}

/// All pages under `/enrol`, `/account` and `/admin`, and all server functions under `/api`. The server puts
/// `Caller` into each request's extensions. The content security policy is set here, per page.
pub fn router(ports: Ports) -> Router {
    let (given, sites) = (ports.clone(), ports.sites.clone());
    let options = LeptosOptions::builder().output_name("latchkey").build();
    Router::new()
        .leptos_routes_with_context(
            &options,
            pages().to_vec(),
            move || provide_app_context(given.clone()),
            || page_shell(&context::site()),
        )
        .with_state(options)
        .merge(plain().router().with_state(ports))
        .layer(from_fn_with_state(sites, strict))
}

/// What is answered without the application.
pub fn plain() -> RouteTable<Ports> {
    enrol::routes().merge(account::routes())
}

/// Plain forms are read once before anybody decodes them: each name once, no arrays, bounded.
async fn strict(State(sites): State<Sites>, request: Request, next: Next) -> Response {
    if !is_form(request.headers()) {
        return next.run(request).await;
    }
    let locale = locale_of(&request);
    let (parts, body) = request.into_parts();
    let read = to_bytes(body, MAX_BODY).await.map_err(|_| Malformed::TooLong);
    match read.and_then(|body| Fields::parse(&body, REPEATED).map(|_| body)) {
        Ok(body) => next.run(Request::from_parts(parts, Body::from(body))).await,
        Err(why) => refuse(sites.of(locale), why),
    }
}
