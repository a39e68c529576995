//! Answers of the server functions, put right for browsers without script: leptos sends them back
//! to the referring page with the error in its address. Errors do not belong there (they could be
//! made up by a link), and after a POST the way back is 303.

use super::pages;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::LOCATION;
use http::{Method, StatusCode, Uri};

pub async fn tidy(request: Request, next: Next) -> Response {
    let is_page = request.method() == Method::GET;
    let mut answer = next.run(request).await;
    let Some(location) = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok()) else { return answer };
    let elsewhere = page_of(location);
    if is_page {
        // A page that sends away shows nothing, also to who does not ask for HTML.
        answer = pages::see_other(&elsewhere.unwrap_or_else(|| location.to_owned()));
    } else if answer.status().is_redirection() {
        match elsewhere {
            Some(page) => answer = pages::see_other(&page),
            None => *answer.status_mut() = StatusCode::SEE_OTHER,
        }
    }
    answer
}

/// The path alone, when the location carries an error or leaves our own paths. The referrer is
/// the client's word, so no host is taken from it.
fn page_of(location: &str) -> Option<String> {
    let carries_error = location.contains("__err=") || location.contains("__path=");
    if location.starts_with('/') && !location.starts_with("//") && !carries_error {
        return None;
    }
    let path = location.parse::<Uri>().map_or_else(|_| "/recover".to_owned(), |uri| uri.path().to_owned());
    Some(if path.starts_with('/') && !path.starts_with("//") { path } else { "/recover".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn no_error_and_no_host_in_the_address() {
        let page = |location: &str| page_of(location).unwrap_or_default();
        assert_eq!(page_of("/enrol/totp"), None);
        assert_eq!(page_of("/enrol?step=2"), None);
        assert_eq!(page("https://reset.example.com/enrol?__path=%2Fapi&__err=abc"), "/enrol");
        assert_eq!(page("https://evil.example/enrol"), "/enrol");
        assert_eq!(page("/enrol?__err=abc"), "/enrol");
        assert_eq!(page("//evil.example/x"), "/recover");
        assert_eq!(page("https://evil.example//evil.example"), "/recover");
        assert_eq!(page("::"), "/recover");
    }
}
