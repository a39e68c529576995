//! For the tests of the HTTP edge: the real router in this process, and the real program beside it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use http::{HeaderMap, Request, StatusCode};
use latchkey::compose;
use latchkey::config::Config;
use latchkey::config::value::Value;
use latchkey::config::values::Values;
use latchkey::http::health::Ready;
use latchkey::system::Sources;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

/// All tests of one process share one runtime, as all requests of the server do.
pub fn run<T>(test: impl Future<Output = T>) -> T {
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
    RUNTIME.block_on(test)
}

pub struct AlwaysReady;
#[async_trait::async_trait]
impl Ready for AlwaysReady {
    async fn ready(&self) -> Result<(), String> {
        Ok(())
    }
}

pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}
impl Page {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// The router as `serve` builds it, in practice mode, on its own database.
pub struct App {
    router: Router,
    pub dir: tempfile::TempDir,
    /// `None` around a router of the test’s own.
    pub store: Option<latchkey_store::Store>,
}

/// What is listened on.
pub const LISTEN: &str = "127.0.0.1:8080";
/// By what name, in `Host`.
pub const ADDRESS: &str = "localhost:8080";
pub const ORIGIN: &str = "http://localhost:8080";

impl App {
    pub async fn practice() -> Self {
        Self::of("practice = true\n").await
    }
    /// Around a router that the test put together itself.
    pub fn around(router: Router, dir: tempfile::TempDir) -> Self {
        Self { router, dir, store: None }
    }

    pub async fn of(toml: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut values = Values::default();
        values.read_text(Path::new("test.toml"), toml);
        values.set_flag("data_dir", Value::Text(dir.path().to_str().unwrap().to_owned()), "test");
        let config = Config::from_values(values, None).unwrap();
        let sources = Sources::default();
        let store = compose::open_store(&config, &sources).await.unwrap();
        compose::migrate(&config, &store).await.unwrap();
        compose::claim_mode(&config, &store).await.unwrap();
        let composed = compose::compose(&config, store.clone(), LISTEN.parse().unwrap(), &sources).unwrap();
        Self { router: latchkey::router::router(&composed, Arc::new(AlwaysReady)), dir, store: Some(store) }
    }

    /// `headers` come beside a right Host, unless they name one (an empty one: none at all).
    pub async fn send(&self, method: &str, uri: &str, headers: &[(&str, &str)], body: &str) -> Page {
        let mut request = Request::builder().method(method).uri(uri);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", ADDRESS);
        }
        for (name, value) in headers.iter().filter(|(name, value)| *name != "host" || !value.is_empty()) {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::from(body.to_owned())).unwrap();
        let peer: SocketAddr = "127.0.0.1:40000".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = tokio::time::timeout(Duration::from_secs(20), self.router.clone().oneshot(request));
        let answer = answer.await.unwrap_or_else(|_| panic!("{method} {uri} hangs")).unwrap();
        let (parts, body) = answer.into_parts();
        Page { status: parts.status, headers: parts.headers, body: to_bytes(body, 10_000_000).await.unwrap().to_vec() }
    }
    pub async fn get(&self, uri: &str) -> Page {
        self.send("GET", uri, &[], "").await
    }
    /// A form of one of our own pages.
    pub async fn post(&self, uri: &str, body: &str) -> Page {
        self.send("POST", uri, &[("origin", ORIGIN), ("content-type", "application/x-www-form-urlencoded")], body).await
    }
}

/// The program itself, started with these arguments in an empty folder.
pub struct Program {
    pub child: Child,
    pub said: String,
    pub address: String,
    pub dir: tempfile::TempDir,
}

pub fn command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
    command.current_dir(dir).env_clear().stdin(Stdio::null());
    command
}

impl Program {
    pub fn practice() -> Self {
        Self::start(tempfile::tempdir().unwrap(), &["serve", "--practice", "--listen", "127.0.0.1:0"])
    }

    /// Waits for the last line of the greeting.
    pub fn start(dir: tempfile::TempDir, arguments: &[&str]) -> Self {
        Self::start_with(dir, arguments, &[])
    }
    pub fn start_with(dir: tempfile::TempDir, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut child = command(dir.path())
            .envs(environment.iter().copied())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = String::new();
        for line in lines.by_ref() {
            said += &(line.unwrap() + "\n");
            if said.contains("Stop with Ctrl-C.") {
                break;
            }
        }
        let listening = said
            .lines()
            .find_map(|line| line.trim().strip_prefix("listening on"))
            .unwrap_or_else(|| panic!("it said: {said}"));
        Self { address: listening.trim().to_owned(), child, said, dir }
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// One request, as bytes; the whole answer.
    pub fn ask(&self, request: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }
    pub fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address))
    }
    pub fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
