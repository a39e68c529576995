//! The document around such a page, and its answer.

use super::NoAnswer;
use crate::document::{Half, Head, document};
use crate::http::html;
use crate::ui::island::Islands;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use latchkey_contract::Site;
use leptos::prelude::*;

/// Only files of ours: there is no script in these pages.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// What differs between two of these pages around their content.
pub(crate) struct About {
    pub(crate) title: String,
    /// Where it can be loaded again.
    pub(crate) at: &'static str,
    /// Classes of its body.
    pub(crate) class: &'static str,
}

pub(crate) fn render(site: &Site, about: About, content: impl FnOnce() -> AnyView) -> String {
    let About { title, at, class } = about;
    let assets = &site.assets;
    let head =
        Head { title, css: &assets.enrol_css, class, module: Some(&assets.passkey_js), half: Some(Half::People) };
    document(site, head, || {
        provide_context(Islands);
        let no_answer = serde_json::to_string(&NoAnswer::at(at, site)).unwrap_or_default();
        view! { {content()}<template data-no-answer=no_answer></template> }.into_any()
    })
}

pub(crate) fn answer(page: String) -> Response {
    let mut answer = html(StatusCode::OK, page);
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    answer
}
