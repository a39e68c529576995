//! The answers that the server itself gives, in the words and the look of the recover pages.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderValue, StatusCode};
use latchkey_app::notice::{notice, render_bad_request, render_not_found};
use latchkey_contract::{Problem, Site};

pub const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
pub const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

pub fn html(status: StatusCode, page: impl Into<Body>) -> Response {
    (status, [(CONTENT_TYPE, HTML)], page.into()).into_response()
}

pub fn text(status: StatusCode, text: impl Into<Body>) -> Response {
    (status, [(CONTENT_TYPE, TEXT)], text.into()).into_response()
}

pub fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(const { HeaderValue::from_static("/recover") });
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

pub fn not_found(site: &Site) -> Response {
    html(StatusCode::NOT_FOUND, render_not_found(site))
}

pub fn bad_request(site: &Site, status: StatusCode) -> Response {
    html(status, render_bad_request(site))
}

pub fn fault(site: &Site, reference: String) -> Response {
    html(StatusCode::INTERNAL_SERVER_ERROR, notice(site, &Problem::ServerFault { reference }))
}

/// Says nothing about who we are: whoever asks this way was not sent here by us.
pub fn not_our_name() -> Response {
    text(
        StatusCode::MISDIRECTED_REQUEST,
        "This server is not known by the name that was asked for.\n\
         Administrators: the address must be the `origin` of the configuration, and a proxy in front must pass on the Host header.\n",
    )
}
