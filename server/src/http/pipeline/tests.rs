//! What passes the pipeline, what comes out of it, and what it writes down.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::*;
use crate::system::{SystemClock, SystemEntropy};
use axum::Router;
use axum::extract::Extension;
use axum::middleware::from_fn_with_state;
use latchkey_app::route_table::RouteTable;
use std::sync::Mutex;
use tower::ServiceExt as _;
use tracing_subscriber::fmt::MakeWriter;

static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// A line that is logged for the first time while another test has no subscriber is lost to all.
static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

fn app() -> Router {
    let pipeline = Pipeline {
        https: true,
        names: Names::new(true, vec!["reset.example.com".to_owned()]),
        jar: CookieJar { https: true },
        proxies: vec!["10.0.0.0/8".parse().unwrap()],
        sites: Sites::new(latchkey_contract::Site::default()),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        tell: Arc::new(|reference, what| TOLD.lock().unwrap().push(format!("{reference}: {what}"))),
    };
    let who = async |Extension(caller): Extension<Caller>| format!("{} {:?}", caller.address, caller.recover_cookie);
    let fails = async || -> String { panic!("the payload holds hunter2") };
    RouteTable::new()
        .get("/who", who)
        .post("/who", who)
        .get("/link/{token}", async || "ok")
        .get("/fails", fails)
        .router()
        .layer(from_fn_with_state(Arc::new(pipeline), pass))
}

async fn ask(uri: &str, headers: &[(&str, &str)]) -> (Head, String) {
    let mut request = Request::builder().uri(uri).header("host", "reset.example.com");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo::<SocketAddr>("10.0.0.1:4711".parse().unwrap()));
    let (parts, body) = app().oneshot(request).await.unwrap().into_parts();
    let bytes = axum::body::to_bytes(body, 100_000).await.unwrap();
    (parts, String::from_utf8(bytes.to_vec()).unwrap())
}
type Head = http::response::Parts;

#[tokio::test]
async fn handlers_learn_who_asks() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let headers = [("x-forwarded-for", "1.2.3.4, 198.51.100.7"), ("cookie", "__Host-lk-recover=ab12")];
    assert_eq!(ask("/who", &headers).await.1, "198.51.100.7 Some(\"ab12\")");
}

#[tokio::test]
async fn a_panic_is_a_page_with_a_reference() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let (parts, page) = ask("/fails", &[]).await;
    assert_eq!(parts.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(page.contains("LK-") && !page.contains("hunter2"), "{page}");
    let told = TOLD.lock().unwrap().iter().any(|told| page.contains(told.split(':').next().unwrap_or("nothing")));
    assert!(told, "the page says that the administrator knows");
    assert!(
        parts.headers.contains_key("content-security-policy")
            && parts.headers.contains_key("strict-transport-security")
    );
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);
impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn the_log_has_the_pattern_and_nothing_of_the_person() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let lines = Lines::default();
    let log = tracing_subscriber::fmt().with_writer(lines.clone()).with_max_level(tracing::Level::TRACE).finish();
    let _kept = tracing::subscriber::set_default(log);
    let headers = [
        ("x-forwarded-for", "198.51.100.7"),
        ("cookie", "__Host-lk-recover=c00c1e"),
        ("referer", "https://reset.example.com/link/5ec2e7"),
    ];
    let (parts, _) = ask("/link/5ec2e7?code=123456", &headers).await;
    assert_eq!(parts.status, StatusCode::OK);
    ask("/nowhere/5ec2e7", &headers).await;
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("/link/{token}") && text.contains("200") && text.contains("404"), "{text}");
    for secret in ["5ec2e7", "123456", "c00c1e", "198.51.100.7", "10.0.0.1"] {
        assert!(!text.contains(secret), "{secret} stands in the log: {text}");
    }
}
