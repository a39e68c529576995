//! Every address there is. A new page or server function appears in `routes()` as well, which is
//! what the test "nothing answers without a session" walks through.

use crate::compose::Composed;
use crate::http::first_page::{self, FirstPage};
use crate::http::health::{self, Ready};
use crate::http::{assets, pages, pipeline, server_fns};
use crate::practice;
use axum::Router;
use axum::extract::Extension;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use http::StatusCode;
use latchkey_app::ports::Caller;
use std::sync::Arc;

pub fn router(composed: &Composed, ready: Arc<dyn Ready>) -> Router {
    let ports = &composed.ports;
    let first = from_fn_with_state(FirstPage::default(), first_page::compressed);
    let (lost, wrong) = (ports.sites.clone(), ports.sites.clone());
    let mut app = Router::new()
        .route("/", get(async || pages::see_other("/recover")))
        .route("/assets/{hash}/{*name}", get(assets::serve))
        .route("/favicon.ico", get(assets::favicon))
        .route("/robots.txt", get(async || pages::text(StatusCode::OK, "User-agent: *\nDisallow: /\n")))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready).with_state(ready))
        .merge(latchkey_app::language::router(ports.clone()))
        .merge(latchkey_app::recover::routes::router(ports.clone()).layer(first))
        .merge(latchkey_app::hydrated::router(ports.clone()).layer(from_fn(server_fns::tidy)));
    if let Some(practice_page) = &composed.practice_page {
        app = app.merge(practice::router(practice_page.clone()));
    }
    app.fallback(async move |Extension(caller): Extension<Caller>| pages::not_found(lost.of(caller.locale)))
        .method_not_allowed_fallback(async move |Extension(caller): Extension<Caller>| {
            pages::bad_request(wrong.of(caller.locale), StatusCode::METHOD_NOT_ALLOWED)
        })
        .layer(from_fn_with_state(composed.pipeline.clone(), pipeline::pass))
}

/// Method and pattern of the routes that leptos does not know of.
const PLAIN: &[(&str, &str)] = &[
    ("GET", "/"),
    ("GET", "/assets/{hash}/{*name}"),
    ("GET", "/favicon.ico"),
    ("GET", "/robots.txt"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/language"),
    ("GET", "/recover"),
    ("POST", "/recover"),
    ("GET", "/recover/methods"),
    ("POST", "/recover/methods"),
    ("GET", "/recover/verify"),
    ("POST", "/recover/verify"),
    ("GET", "/recover/action"),
    ("POST", "/recover/action"),
    ("GET", "/recover/password"),
    ("POST", "/recover/password"),
    ("GET", "/recover/done"),
    ("GET", "/recover/stopped"),
    ("GET", "/recover/send-again"),
    ("POST", "/recover/send-again"),
    ("GET", "/recover/leave"),
    ("POST", "/recover/leave"),
    ("GET", "/recover/return"),
    ("POST", "/recover/return"),
    ("GET", "/return/recover"),
    ("GET", "/return/enrol"),
    ("GET", "/return/account"),
    ("GET", "/enrol"),
    ("GET", "/enrol/invitation/{token}"),
    ("GET", "/account"),
    ("GET", "/enrol/return"),
    ("POST", "/enrol/return"),
    ("GET", "/account/return"),
    ("POST", "/account/return"),
    ("GET", "/enrol/sign-in"),
    ("POST", "/enrol/sign-in"),
    ("GET", "/account/sign-in"),
    ("POST", "/account/sign-in"),
    ("GET", "/enrol/codes.txt"),
    ("POST", "/enrol/codes.txt"),
    ("GET", "/practice"),
    ("POST", "/practice/authenticator"),
    ("POST", "/practice/people"),
    ("POST", "/practice/directory"),
    ("POST", "/practice/cloud"),
    ("GET", "/practice/cloud/sign-in"),
    ("POST", "/practice/cloud/sign-in"),
];

/// Every route there is, as (method, pattern), sorted.
pub fn routes() -> Vec<(String, String)> {
    let pages = latchkey_app::hydrated::pages();
    let mut all: Vec<(String, String)> = PLAIN
        .iter()
        .map(|(method, path)| ((*method).to_owned(), (*path).to_owned()))
        .chain(pages.iter().map(|page| ("GET".to_owned(), page.path().to_owned())))
        .chain(leptos::server_fn::axum::server_fn_paths().map(|(path, method)| (method.to_string(), path.to_owned())))
        .collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    /// cargo-leptos reads Cargo.toml, a server outside it Leptos.toml: nobody may get another answer.
    #[test]
    fn both_leptos_configurations_say_the_same() {
        let read = |path: &str| {
            let file = format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"));
            std::fs::read_to_string(file).unwrap().parse::<toml::Table>().unwrap()
        };
        let (cargo, leptos) = (read("Cargo.toml"), read("Leptos.toml"));
        let (full, short) =
            (&cargo["workspace"]["metadata"]["leptos"][0], &leptos["workspace"]["metadata"]["leptos"][0]);
        let short = short.as_table().unwrap();
        assert!(short.len() > 5);
        for (key, value) in short {
            assert_eq!(full.get(key), Some(value), "{key}");
        }
    }
}
