//! The lab as these tests see it: addresses and accounts from its environment, fresh users on
//! demand.

pub use crate::proxy::{Proxy, Weather};
use latchkey_directory::{ActiveDirectory, AdConfig, ServerUrl, parse_servers};
use latchkey_domain::directory::{DirectoryResult, Entry, PeopleSource as _};
use latchkey_domain::{Clock as _, Secret};
use latchkey_testkit::TestClock;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

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
