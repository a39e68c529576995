//! `/readyz` tells the truth about the database, on a real PostgreSQL whose line is cut and mended, and
//! about background work, on a runner that dies.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod http_common;

use axum::body::to_bytes;
use axum::extract::State;
use http::StatusCode;
use http_common::{Program, command};
use latchkey::compose;
use latchkey::config::Config;
use latchkey::config::value::Value;
use latchkey::config::values::Values;
use latchkey::http::health::{Ready, Serving, ready};
use latchkey::jobs;
use latchkey::system::Sources;
use latchkey_testkit::TestClock;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A line to the database that can be cut.
struct LogLine {
    address: String,
    open: Arc<AtomicBool>,
    ends: Arc<Mutex<Vec<TcpStream>>>,
}

impl LogLine {
    fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let line = Self {
            address: listener.local_addr().unwrap().to_string(),
            open: Arc::new(AtomicBool::new(true)),
            ends: Arc::default(),
        };
        let (open, ends) = (line.open.clone(), line.ends.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok).filter(|_| open.load(Ordering::SeqCst)) {
                let Ok(far) = TcpStream::connect(&server) else { continue };
                ends.lock().unwrap().extend([client.try_clone().unwrap(), far.try_clone().unwrap()]);
                pump(client.try_clone().unwrap(), far.try_clone().unwrap());
                pump(far, client);
            }
        });
        line
    }
    fn cut(&self) {
        self.open.store(false, Ordering::SeqCst);
        for end in self.ends.lock().unwrap().drain(..) {
            let _ = end.shutdown(Shutdown::Both);
        }
    }
    fn mend(&self) {
        self.open.store(true, Ordering::SeqCst);
    }
}

fn pump(mut from: impl Read + Send + 'static, mut to: impl Write + Send + 'static) {
    std::thread::spawn(move || std::io::copy(&mut from, &mut to));
}

/// A database of our own on the test server, gone at the end.
struct Database {
    admin: String,
    name: String,
}
impl Database {
    fn create(admin: &str) -> Self {
        let made = Self { admin: admin.to_owned(), name: format!("http_ready_{}", std::process::id()) };
        made.sql(&format!("CREATE DATABASE {}", made.name));
        made
    }
    fn sql(&self, sql: &str) {
        let done = Command::new("psql")
            .args([&self.admin, "-q", "-c", sql])
            .status()
            .expect("psql is not here: run make test, which installs it");
        assert!(done.success(), "{sql}");
    }
}
impl Drop for Database {
    fn drop(&mut self) {
        self.sql(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

#[test]
fn ready_only_while_the_database_answers() {
    let url = std::env::var("LATCHKEY_TEST_PG_URL").expect("LATCHKEY_TEST_PG_URL is not set: run make test");
    let (user_and_password, place) = url.strip_prefix("postgres://").unwrap().split_once('@').unwrap();
    let (user, password) = user_and_password.split_once(':').unwrap();
    let server = place.split('/').next().unwrap().to_owned();
    let database = Database::create(&url);
    let line = LogLine::to(server);

    let dir = tempfile::tempdir().unwrap();
    assert!(command(dir.path()).args(["new-key", "k"]).output().unwrap().status.success());
    std::fs::write(
        dir.path().join("latchkey.toml"),
        format!("origin = \"http://localhost\"\n[secrets]\nkey_file = \"k\"\n[database]\nurl = \"postgres://{user}@{}/{}\"\n", line.address, database.name),
    )
    .unwrap();
    let secret = [("LATCHKEY_DATABASE__PASSWORD", password)];
    let checked = command(dir.path()).envs(secret).arg("check").output().unwrap();
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(said.contains(&format!("good  database       PostgreSQL at {}/{}", line.address, database.name)), "{said}");
    assert!(!said.contains(password) && !checked.status.success() && said.contains("BAD   mail"), "{said}");

    let program = Program::start_with(dir, &["serve", "--listen", "127.0.0.1:0"], &secret);
    assert!(!program.said.contains(password), "{}", program.said);
    let ready = || program.get("/readyz");
    assert!(ready().starts_with("HTTP/1.1 200"), "{}", ready());
    line.cut();
    let away = ready();
    assert!(away.starts_with("HTTP/1.1 503") && away.contains("not ready: the database does not answer"), "{away}");
    assert!(program.get("/healthz").starts_with("HTTP/1.1 200"), "alive all the same");
    line.mend();
    for _ in 0..50 {
        if ready().starts_with("HTTP/1.1 200") {
            return;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    panic!("{}", ready());
}

#[tokio::test(start_paused = true)]
async fn not_ready_when_background_work_stands_still() {
    let dir = tempfile::tempdir().unwrap();
    let mut values = Values::default();
    values.read_text(std::path::Path::new("test.toml"), "practice = true\n");
    values.set_flag("data_dir", Value::Text(dir.path().to_str().unwrap().to_owned()), "test");
    let config = Config::from_values(values, None).unwrap();
    let sources = Sources { clock: Arc::new(TestClock::of_tokio()), ..Sources::default() };
    let store = compose::open_store(&config, &sources).await.unwrap();
    compose::migrate(&config, &store).await.unwrap();
    let composed = compose::compose(&config, store.clone(), http_common::LISTEN.parse().unwrap(), &sources).unwrap();
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let work = jobs::start(composed.app.clone(), stopped);
    let serving: Arc<dyn Ready> = Arc::new(Serving { store, clock: sources.clock, heartbeat: work.heartbeat });
    let asked = async || {
        let answer = ready(State(serving.clone())).await;
        let status = answer.status();
        (status, String::from_utf8(to_bytes(answer.into_body(), 1000).await.unwrap().to_vec()).unwrap())
    };
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(asked().await, (StatusCode::OK, "ready\n".to_owned()));
    work.task.abort();
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(asked().await.0, StatusCode::OK, "half a minute may be a busy machine");
    tokio::time::sleep(Duration::from_secs(40)).await;
    let (status, said) = asked().await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(said, "not ready: background work stands still; no mail is sent until this server is started again\n");
}
