//! The one layer that every request passes: name and origin, who is calling, a bounded body, then
//! the handler; a page instead of a panic, security headers, one line in the log. One layer and
//! not seven, because each costs an allocation for every page.

use super::client_ip::client_ip;
use super::cookies::CookieJar;
use super::origin_check::{Names, Refusal};
use super::{body, headers, pages};
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt as _;
use http::header::ACCEPT_LANGUAGE;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};
use ipnet::IpNet;
use latchkey_app::ports::{Caller, Sites};
use latchkey_contract::Locale;
use latchkey_domain::entropy::new_readable;
use latchkey_domain::{Clock, Entropy};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

pub struct Pipeline {
    pub https: bool,
    pub names: Names,
    pub jar: CookieJar,
    pub proxies: Vec<IpNet>,
    pub sites: Sites,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub tell: Tell,
}

/// Tells the administrator: a reference, and a sentence.
pub type Tell = Arc<dyn Fn(&str, &str) + Send + Sync>;

pub async fn pass(State(pipeline): State<Arc<Pipeline>>, request: Request, next: Next) -> Response {
    let began = pipeline.clock.now();
    let (parts, body) = request.into_parts();
    let method = parts.method.clone();
    let route = parts.extensions.get::<MatchedPath>().cloned();
    let pattern = route.as_ref().map_or("", MatchedPath::as_str);
    let mut answer = pipeline.answer(parts, body, pattern, next).await;
    headers::add(answer.headers_mut(), pipeline.https);
    // The pattern and never the path itself: it may hold a token. No address, no cookie, no query.
    let (status, millis) = (answer.status().as_u16(), pipeline.clock.now().since(began));
    if is_quiet(pattern) {
        tracing::debug!(http.method = %method, http.route = pattern, http.status = status, http.millis = millis, "request");
    } else {
        tracing::info!(http.method = %method, http.route = pattern, http.status = status, http.millis = millis, "request");
    }
    answer
}

/// Asked for by machines, or with every page.
fn is_quiet(pattern: &str) -> bool {
    pattern == "/healthz" || pattern == "/readyz" || pattern.starts_with("/assets/")
}

impl Pipeline {
    async fn answer(&self, mut parts: Parts, body: Body, pattern: &str, next: Next) -> Response {
        let locale = self.locale(&parts.headers);
        // Load balancers ask for an address, not for our name.
        if pattern != "/healthz" && pattern != "/readyz" {
            match self.names.check(&parts) {
                Ok(()) => {}
                Err(Refusal::NotOurName) => return pages::not_our_name(),
                Err(Refusal::OtherOrigin) => return pages::bad_request(self.sites.of(locale), StatusCode::FORBIDDEN),
            }
        }
        let body = if matches!(parts.method, Method::GET | Method::HEAD) {
            Body::empty()
        } else {
            match body::read(body).await {
                Ok(bytes) => Body::from(bytes),
                Err(status) => return pages::bad_request(self.sites.of(locale), status),
            }
        };
        let caller = self.caller(&parts, locale);
        parts.extensions.insert(caller);
        match AssertUnwindSafe(next.run(Request::from_parts(parts, body))).catch_unwind().await {
            Ok(answer) => answer,
            // The panic hook has logged where; the reference joins that line with this page.
            Err(_) => self.fault(pattern, locale),
        }
    }

    fn caller(&self, parts: &Parts, locale: Locale) -> Caller {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        let [recover_cookie, enrol_cookie, account_cookie, admin_cookie] = self.jar.read(&parts.headers);
        let address = client_ip(peer, &parts.headers, &self.proxies);
        Caller { address, recover_cookie, enrol_cookie, account_cookie, admin_cookie, locale }
    }

    /// The request alone decides, so that it is the same for every name.
    fn locale(&self, headers: &HeaderMap) -> Locale {
        let asked = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Locale::choose(None, self.jar.read_language(headers), asked, None, self.sites.own_locale())
    }

    fn fault(&self, pattern: &str, locale: Locale) -> Response {
        let reference = format!("LK-{}", new_readable(6, &*self.entropy).expose());
        tracing::error!(http.route = pattern, reference, "a handler panicked; the person saw this reference");
        (self.tell)(&reference, "a page broke off while it was made");
        pages::fault(self.sites.of(locale), reference)
    }
}

#[cfg(test)]
mod tests;
