//! The site's files, inside the program: compressed when it was built, each under an address that
//! holds its hash, so that browsers keep it for good.

mod watched;

use super::pages;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use latchkey_contract::site::Assets;
use watched::WATCHED;

#[derive(Debug)]
pub struct Asset {
    pub name: &'static str,
    /// `/assets/{hash}/{name}`
    pub path: &'static str,
    pub etag: &'static str,
    pub content_type: &'static str,
    pub raw: &'static [u8],
    pub brotli: Option<&'static [u8]>,
    pub gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Addresses for the pages. Empty where a file was not there when the program was built.
pub fn addresses() -> Assets {
    let found = |name: &str| ASSETS.iter().find(|asset| asset.name == name).map(|asset| asset.path.to_owned());
    let of = |name: &str| found(name).unwrap_or_default();
    // cargo-leptos makes one program of both halves
    let half = |js: &str, wasm: &str| match &*WATCHED {
        Some(watched) => watched.addresses(),
        None => [(js, "latchkey.js"), (wasm, "latchkey.wasm")]
            .map(|(own, both)| found(own).or_else(|| found(both)).unwrap_or_default()),
    };
    let [people_js, people_wasm] = half("people.js", "people_bg.wasm");
    let [console_js, console_wasm] = half("console.js", "console_bg.wasm");
    Assets {
        recover_css: of("recover.css"),
        enrol_css: of("enrol.css"),
        console_css: of("console.css"),
        icon: of("icon.svg"),
        password_js: of("password.js"),
        passkey_js: of("passkey.js"),
        wake_js: of("wake.js"),
        people_js,
        people_wasm,
        console_js,
        console_wasm,
    }
}

pub async fn serve(request: Request) -> Response {
    match ASSETS.iter().find(|asset| asset.path == request.uri().path()) {
        Some(asset) => {
            answer(asset, request.headers(), const { HeaderValue::from_static("public, max-age=31536000, immutable") })
        }
        // An old page after an update; nothing to show there.
        None => WATCHED
            .as_ref()
            .and_then(|watched| watched.answer(request.uri().path()))
            .unwrap_or_else(|| pages::text(StatusCode::NOT_FOUND, "not found\n")),
    }
}

/// Browsers ask for it whatever the page says.
pub async fn favicon(request: Request) -> Response {
    match ASSETS.iter().find(|asset| asset.name == "icon.svg") {
        Some(asset) => answer(asset, request.headers(), const { HeaderValue::from_static("public, max-age=86400") }),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

fn answer(asset: &'static Asset, headers: &HeaderMap, caching: HeaderValue) -> Response {
    let mut answer = Response::new(Body::empty());
    let out = answer.headers_mut();
    out.insert(ETAG, HeaderValue::from_static(asset.etag));
    out.insert(CACHE_CONTROL, caching);
    out.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if headers.get(IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == asset.etag.as_bytes()) {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        return answer;
    }
    out.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    let (bytes, encoding) = match (asset.brotli, asset.gzip) {
        (Some(bytes), _) if accepts(headers, "br") => (bytes, Some("br")),
        (_, Some(bytes)) if accepts(headers, "gzip") => (bytes, Some("gzip")),
        _ => (asset.raw, None),
    };
    if let Some(encoding) = encoding {
        out.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    *answer.body_mut() = Body::from(Bytes::from_static(bytes));
    answer
}

/// RFC 9110 12.5.3; `*` is not taken for an offer.
pub fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    headers.get_all(ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).any(
        |authenticator| {
            let (name, weight) = authenticator.split_once(';').unwrap_or((authenticator, ""));
            let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.trim_matches(['0', '.']).is_empty());
            name.trim().eq_ignore_ascii_case(coding) && !refused
        },
    )
}

#[cfg(test)]
mod tests;
