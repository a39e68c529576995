//! Both routers over HTTP, with ports that only note what they were asked: what a browser sends
//! arrives as it was sent, and whatever else is sent reaches no port.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod console;
mod enrol;
mod fakes;
mod no_console;
mod recover;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Extension;
use fakes::{Fake, ports};
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use latchkey_app::ports::Caller;
use latchkey_contract::Locale;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, LazyLock};
use tower::ServiceExt;

/// All tests on one runtime, as in the server: leptos keeps its executor for the whole process.
fn on_the_one_runtime(test: impl Future<Output = ()>) {
    static RUNTIME: LazyLock<tokio::runtime::Runtime> =
        LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap());
    RUNTIME.block_on(test);
}

/// The two tiers as the server mounts them.
struct TestServer {
    app: Router,
    fake: Arc<Fake>,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: http::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl TestServer {
    fn new() -> Self {
        Self::speaking(Locale::En)
    }

    fn speaking(locale: Locale) -> Self {
        let fake = Arc::new(Fake::default());
        let ports = ports(&fake);
        let caller = Caller {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            recover_cookie: None,
            enrol_cookie: None,
            account_cookie: None,
            admin_cookie: None,
            locale,
        };
        let app = latchkey_app::recover::routes::router(ports.clone())
            .merge(latchkey_app::language::routes().router().with_state(ports.clone()))
            .merge(latchkey_app::hydrated::router(ports))
            .layer(Extension(caller));
        Self { app, fake }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, 1 << 20).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    async fn call(&self, method: Method, path: &str) -> Answer {
        let request = Request::builder().method(method).uri(path).header(ACCEPT, "text/html");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path).await
    }

    /// As a browser without script posts a form.
    async fn post(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, "text/html,application/xhtml+xml")
            .header(COOKIE, "unread=1");
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    /// What the ports were asked since the last time.
    fn asked(&self) -> Vec<String> {
        self.fake.take()
    }
}

fn goes(answer: &Answer) -> (StatusCode, &str, &str) {
    (answer.status, answer.header(LOCATION), answer.header(SET_COOKIE))
}
