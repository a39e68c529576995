//! Another language, by a link on each page: a cookie of the browser's own, and back to the page. A GET, because it works
//! without script and inside a flow. Of whoever has proved who they are it is kept with the account, too, for what is
//! sent to them; not where another site led to it.

use crate::http::{html, set_cookie};
use crate::ports::{Caller, Ports};
use crate::route_table::RouteTable;
use axum::extract::{Extension, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use latchkey_contract::Locale;

pub fn routes() -> RouteTable<Ports> {
    let seen = async || html(StatusCode::OK, String::new());
    RouteTable::new().get("/language", choose).head("/language", seen)
}

/// `to`: the language's code; `back`: a page of ours. What is neither changes nothing, and leads to the beginning.
async fn choose(
    State(ports): State<Ports>,
    Extension(caller): Extension<Caller>,
    asked: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let back = value("back").map(|path| path.replace("%2F", "/")).filter(|path| is_page(path));
    let back = back.and_then(|path| HeaderValue::from_str(&path).ok());
    let back = back.unwrap_or(const { HeaderValue::from_static("/recover") });
    let no_store = HeaderValue::from_static("no-store");
    let mut answer = (StatusCode::SEE_OTHER, [(LOCATION, back), (CACHE_CONTROL, no_store)]).into_response();
    if let Some(locale) = value("to").and_then(Locale::from_code) {
        set_cookie(answer.headers_mut(), &ports.cookies.set_language(locale));
        if is_from_us(&asked) {
            ports.language.chosen(&caller, locale).await;
        }
    }
    answer
}

/// A link elsewhere chooses for nobody: an enrolment's cookie comes along from there. Older browsers do not say.
fn is_from_us(asked: &HeaderMap) -> bool {
    asked.get("sec-fetch-site").is_none_or(|site| site == "same-origin")
}

/// A path of ours, with nothing in it that could lead elsewhere.
fn is_page(path: &str) -> bool {
    const TIERS: &[&str] = &["/recover", "/enrol", "/account", "/admin"];
    let plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_'));
    let ours =
        TIERS.iter().any(|tier| path.strip_prefix(tier).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    plain && ours && !path.contains("//") && path.len() <= 200
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_ours_are_led_back_to() {
        for path in ["/recover", "/recover/verify", "/enrol", "/account", "/admin/people"] {
            assert!(is_page(path), "{path}");
        }
        for path in [
            "",
            "/",
            "//evil.example",
            "/recover//evil",
            "/recovery",
            "/recover?x=1",
            "https://evil.example",
            "/recover/\r\nSet-Cookie:x",
            "/recover/..%2f",
            "/recover\\evil",
        ] {
            assert!(!is_page(path), "{path}");
        }
    }
}
