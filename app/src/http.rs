//! Forms as they come, and the answers to them, for all tiers whose handlers are plain.

use crate::form::{Fields, MAX_BODY, Malformed};
use crate::notice::{notice, render_bad_request};
use crate::ports::Caller;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use latchkey_contract::{Locale, Problem, Site};
use std::sync::Arc;

/// The language of the answer to this request.
pub(crate) fn locale_of(request: &Request) -> Locale {
    request.extensions().get::<Caller>().map(|caller| caller.locale).unwrap_or_default()
}

/// A plain form, bounded, each name once.
pub(crate) async fn read(request: Request) -> Result<Fields, Malformed> {
    if !is_form(request.headers()) {
        return Err(Malformed::Odd);
    }
    let body = to_bytes(request.into_body(), MAX_BODY).await.map_err(|_| Malformed::TooLong)?;
    Fields::parse(&body, &[])
}

/// Whether the body says that it is a form as browsers send it.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}

/// 400 or 413, in words.
pub(crate) fn refuse(site: &Arc<Site>, why: Malformed) -> Response {
    match why {
        Malformed::Odd => html(StatusCode::BAD_REQUEST, render_bad_request(site)),
        Malformed::TooLong => html(StatusCode::PAYLOAD_TOO_LARGE, notice(site, &Problem::TooLongInput)),
    }
}

pub(crate) const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// A page that is never kept by anybody.
pub fn html(status: StatusCode, page: String) -> Response {
    (status, [(CONTENT_TYPE, HTML), (CACHE_CONTROL, NO_STORE)], page).into_response()
}

pub(crate) fn see_other(path: &str) -> Response {
    // a path of ours always fits into a header
    let path = HeaderValue::from_str(path).unwrap_or(const { HeaderValue::from_static("/") });
    (StatusCode::SEE_OTHER, [(LOCATION, path), (CACHE_CONTROL, NO_STORE)]).into_response()
}

pub(crate) fn set_cookie(headers: &mut HeaderMap, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        headers.append(SET_COOKIE, value);
    }
}
