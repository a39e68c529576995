//! The lab as these tests see it: addresses and accounts from its environment, fresh users on
//! demand, and a proxy that can freeze, cut, or lose answers.

use latchkey_directory::{ActiveDirectory, AdConfig, ServerUrl, parse_servers};
use latchkey_domain::directory::{DirectoryResult, Entry, PeopleSource as _};
use latchkey_domain::{Clock as _, Secret};
use latchkey_testkit::TestClock;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

pub fn env(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run make test, or make lab and source its lab.env"))
}

/// How long something took; only for bounds.
pub async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let clock = TestClock::of_machine();
    let start = clock.now();
    let out = work.await;
    (out, Duration::from_millis(u64::try_from(clock.now().since(start)).unwrap()))
}

pub fn ca() -> String {
    std::fs::read_to_string(env("LATCHKEY_TEST_AD_CA")).unwrap()
}
pub fn servers() -> Vec<ServerUrl> {
    parse_servers(&env("LATCHKEY_TEST_AD_URLS")).unwrap()
}
pub fn base() -> String {
    env("LATCHKEY_TEST_AD_BASE_DN")
}
pub fn people_ou() -> String {
    format!("OU=People,{}", base())
}
pub fn tests_ou() -> String {
    format!("OU=Tests,{}", people_ou())
}
pub fn first_password() -> Secret {
    Secret::new(env("LATCHKEY_TEST_AD_USER_PASS"))
}

/// The first controller only, so that fresh accounts need no replication.
pub fn config() -> AdConfig {
    AdConfig {
        domain: env("LATCHKEY_TEST_AD_DOMAIN"),
        servers: servers().into_iter().take(1).collect(),
        account: env("LATCHKEY_TEST_AD_SVC_UPN"),
        password: Secret::new(env("LATCHKEY_TEST_AD_SVC_PASS")),
        trusted_pem: Some(ca()),
        ..AdConfig::default()
    }
}
pub fn open(config: AdConfig) -> ActiveDirectory {
    ActiveDirectory::new(config, Arc::new(TestClock::of_machine())).unwrap()
}
pub fn directory() -> ActiveDirectory {
    open(config())
}
/// Signed in as the service account that may also read the password settings objects.
pub fn directory_reading_psos() -> ActiveDirectory {
    open(AdConfig { account: env("LATCHKEY_TEST_AD_PSO_SVC_UPN"), ..config() })
}
pub fn directory_without_rights() -> ActiveDirectory {
    open(AdConfig { account: env("LATCHKEY_TEST_AD_NORIGHTS_UPN"), ..config() })
}

/// As an import finds them.
pub async fn person(directory: &ActiveDirectory, login: &str) -> Entry {
    let mut cursor = None;
    loop {
        let page = directory.list(&[], cursor.as_ref(), 1000).await.unwrap();
        if let Some(entry) = page.entries.into_iter().find(|entry| entry.login == login) {
            return entry;
        }
        cursor = page.next;
        assert!(cursor.is_some(), "{login} is not in the lab");
    }
}

/// Whether anything can be read.
pub async fn reads(directory: &ActiveDirectory) -> DirectoryResult<()> {
    directory.groups("G-Sales", 1).await.map(|found| assert_eq!(found.len(), 1))
}

fn script(name: &str) -> Command {
    Command::new(format!("{}/../../../end2end/lab/{name}", env!("CARGO_MANIFEST_DIR")))
}

pub fn samba_account(arguments: &[&str]) -> String {
    let state = env("LATCHKEY_TEST_AD_STATE");
    let out = script("samba-account").arg(state).args(arguments).output().expect("the lab's samba-account runs");
    assert!(out.status.success(), "samba-account {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// Copies what the first controller has to the second, instead of waiting for it.
pub fn samba_sync() {
    let (from, to) = (env("LATCHKEY_TEST_AD_STATE"), env("LATCHKEY_TEST_AD2_STATE"));
    assert!(script("samba-sync").args([from, to]).status().unwrap().success());
}

/// A fresh account of this test's own, deleted at its end.
pub struct Fresh {
    pub name: String,
}

impl Fresh {
    pub fn new() -> Self {
        Self::with(&[])
    }
    pub fn with(options: &[&str]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("t{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        samba_account(&[&["add", name.as_str()], options].concat());
        Self { name }
    }
    /// A number that the first controller keeps of it; 0 if it keeps none.
    pub fn number(&self, attribute: &str) -> i64 {
        let shown: serde_json::Value = serde_json::from_str(&samba_account(&["show", &self.name])).unwrap();
        shown[attribute][0].as_str().map_or(0, |text| text.parse().unwrap())
    }
    pub fn put(&self, state: &[&str]) {
        samba_account(&[&[state[0], self.name.as_str()], &state[1..]].concat());
    }
    pub async fn entry(&self, directory: &ActiveDirectory) -> Entry {
        person(directory, &self.name).await
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        let _ = script("samba-account").args([&env("LATCHKEY_TEST_AD_STATE"), "delete", &self.name]).output();
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    Fair,
    /// Connections stay and are accepted, and nothing moves: a stopped process, a dead switch.
    Frozen,
    /// What is sent arrives; what comes back does not.
    AnswersLost,
    /// Every connection is closed, and new ones are refused.
    Cut,
}

/// Stands between us and a controller, on the controller's own address (which its certificate
/// names) and another port.
pub struct Proxy {
    pub url: ServerUrl,
    sky: Arc<Sky>,
    at: SocketAddr,
}

struct Sky {
    weather: watch::Sender<Weather>,
    /// How many requests still pass before the weather turns, and into what.
    turn: Mutex<Option<(u32, Weather)>>,
    /// Bumped to close every connection that there is.
    storms: watch::Sender<u32>,
}

impl Sky {
    /// A request has come in and not gone out yet.
    fn request(&self) {
        let mut turn = self.turn.lock().unwrap();
        *turn = match turn.take() {
            Some((0, weather)) => {
                self.weather.send_replace(weather);
                None
            }
            Some((left, weather)) => Some((left - 1, weather)),
            None => None,
        };
    }
}

impl Proxy {
    pub async fn to(server: &ServerUrl) -> Self {
        Self::listening(server.host(), server).await
    }
    pub async fn listening(host: &str, server: &ServerUrl) -> Self {
        let listener = TcpListener::bind((host, 0)).await.unwrap();
        let at = listener.local_addr().unwrap();
        let sky = Arc::new(Sky {
            weather: watch::Sender::new(Weather::Fair),
            turn: Mutex::default(),
            storms: watch::Sender::new(0),
        });
        let target = (server.host().to_owned(), server.port());
        let scheme = if server.start_tls() { "ldap" } else { "ldaps" };
        let url = ServerUrl::parse(&format!("{scheme}://{at}")).unwrap();
        tokio::spawn(listen(listener, at, target, sky.clone()));
        Self { url, sky, at }
    }
    /// Lets so many requests of open connections and their answers pass; the next one finds the
    /// weather turned.
    pub fn turn_after(&self, requests: u32, weather: Weather) {
        *self.sky.turn.lock().unwrap() = Some((requests, weather));
    }
    pub fn is(&self, weather: Weather) -> bool {
        *self.sky.weather.borrow() == weather
    }
    /// Closes every connection, and takes new ones.
    pub fn hang_up(&self) {
        self.sky.storms.send_modify(|storms| *storms += 1);
    }
    pub async fn set(&self, weather: Weather) {
        self.sky.weather.send_replace(weather);
        // Until the port says so too.
        for _ in 0..200 {
            let accepts = TcpStream::connect(self.at).await.is_ok();
            if accepts != (weather == Weather::Cut) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the proxy did not become {weather:?}");
    }
}

async fn listen(first: TcpListener, at: SocketAddr, target: (String, u16), sky: Arc<Sky>) {
    let mut listener = Some(first);
    let mut weather = sky.weather.subscribe();
    loop {
        if *weather.borrow_and_update() == Weather::Cut {
            drop(listener.take());
            if weather.changed().await.is_err() {
                return;
            }
            continue;
        }
        let open = match &listener {
            Some(open) => open,
            None => listener.insert(TcpListener::bind(at).await.unwrap()),
        };
        tokio::select! {
            accepted = open.accept() => {
                let (client, _) = accepted.unwrap();
                tokio::spawn(carry(client, target.clone(), sky.clone()));
            }
            changed = weather.changed() => if changed.is_err() { return },
        }
    }
}

async fn carry(client: TcpStream, target: (String, u16), sky: Arc<Sky>) {
    let Ok(server) = TcpStream::connect(target).await else { return };
    let (mut weather, mut storms) = (sky.weather.subscribe(), sky.storms.subscribe());
    let (client_in, client_out) = client.into_split();
    let (server_in, server_out) = server.into_split();
    let there = pump(client_in, server_out, weather.clone(), &[Weather::Fair, Weather::AnswersLost], || sky.request());
    let back = pump(server_in, client_out, weather.clone(), &[Weather::Fair], || {});
    tokio::select! {
        // what ends the connection comes first: an answer that was held back must not slip through
        // where the weather clears up right after
        biased;
        _ = storms.changed() => {}
        _ = weather.wait_for(|weather| *weather == Weather::Cut) => {}
        () = there => {}
        () = back => {}
    }
}

async fn pump(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    mut weather: watch::Receiver<Weather>,
    moves_in: &[Weather],
    read: impl Fn(),
) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        read();
        if weather.wait_for(|weather| moves_in.contains(weather)).await.is_err() {
            return;
        }
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}
