//! Every address there is. The router and `routes()`, which the test "nothing answers without a session" walks through,
//! are made by the same tables; leptos lists its pages and functions itself.

use crate::compose::Composed;
use crate::http::first_page::{self, FirstPage};
use crate::http::health::{self, Ready};
use crate::http::{assets, pages, pipeline, server_fns};
use crate::practice;
use axum::Router;
use axum::extract::Extension;
use axum::middleware::{from_fn, from_fn_with_state};
use http::{Method, StatusCode};
use latchkey_app::ports::Caller;
use latchkey_app::route_table::RouteTable;
use latchkey_app::{hydrated, language, recover};
use std::sync::Arc;

pub fn router(composed: &Composed, ready: Arc<dyn Ready>) -> Router {
    let ports = &composed.ports;
    let first = from_fn_with_state(FirstPage::default(), first_page::compressed);
    let (lost, wrong) = (ports.sites.clone(), ports.sites.clone());
    let mut app = own()
        .router()
        .with_state(ready)
        .merge(language::routes().router().with_state(ports.clone()))
        .merge(recover::routes::router(ports.clone()).layer(first))
        .merge(hydrated::router(ports.clone()).layer(from_fn(server_fns::tidy)));
    if let Some(practice_page) = &composed.practice_page {
        app = app.merge(practice::routes().router().with_state(practice_page.clone()));
    }
    app.fallback(async move |Extension(caller): Extension<Caller>| pages::not_found(lost.of(caller.locale)))
        .method_not_allowed_fallback(async move |Extension(caller): Extension<Caller>| {
            pages::bad_request(wrong.of(caller.locale), StatusCode::METHOD_NOT_ALLOWED)
        })
        .layer(from_fn_with_state(composed.pipeline.clone(), pipeline::pass))
}

fn own() -> RouteTable<Arc<dyn Ready>> {
    RouteTable::new()
        .get("/", async || pages::see_other("/recover"))
        .get("/assets/{hash}/{*name}", assets::serve)
        .get("/favicon.ico", assets::favicon)
        .get("/robots.txt", async || pages::text(StatusCode::OK, "User-agent: *\nDisallow: /\n"))
        .get("/healthz", health::alive)
        .get("/readyz", health::ready)
}

/// Every route there is, as (method, pattern), sorted.
pub fn routes() -> Vec<(String, String)> {
    let ours = [
        own().routes(),
        language::routes().routes(),
        recover::routes::routes().routes(),
        hydrated::plain().routes(),
        practice::routes().routes(),
    ];
    let text = |(method, path): (Method, &str)| (method.to_string(), path.to_owned());
    let mut all: Vec<(String, String)> = ours
        .into_iter()
        .flatten()
        .chain(hydrated::pages().iter().map(|page| (Method::GET, page.path())))
        .chain(leptos::server_fn::axum::server_fn_paths().map(|(path, method)| (method, path)))
        .map(text)
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
