//! One server of a directory: whether it is well, and the connections to it that are kept.

use super::connection::Use;
use super::server_url::ServerUrl;
use super::tls::Trust;
use super::{RootDse, locked};
use latchkey_domain::directory::DirectoryResult;
use latchkey_domain::{Clock, Timestamp};
use ldap3::Ldap;
use rustls::ClientConfig;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

/// Service connections to one server.
const LINES: usize = 8;
/// Firewalls forget idle connections, and servers close them (AD after 15 minutes).
const MAX_IDLE_SECS: i64 = 120;
/// The service account's group memberships are fixed when it signs in.
const MAX_AGE_SECS: i64 = 30 * 60;
const DOWN_SECS: i64 = 30;

pub(super) struct Idle {
    pub(super) ldap: Ldap,
    /// Who answered on this very connection: behind one name there may be several.
    pub(super) root: Arc<RootDse>,
    pub(super) opened: Timestamp,
    since: Timestamp,
}

pub(crate) struct Server {
    pub(crate) url: ServerUrl,
    tls: Arc<ClientConfig>,
    clock: Arc<dyn Clock>,
    idle: Mutex<Vec<Idle>>,
    trials: Mutex<Vec<Idle>>,
    pub(super) permits: Arc<Semaphore>,
    down_until: AtomicI64,
    /// How often it failed, so that whoever waited meanwhile knows.
    pub(super) failures: AtomicU64,
    /// What it last said of itself.
    pub(super) root: Mutex<Option<Arc<RootDse>>>,
}

impl Server {
    pub(super) fn new(url: ServerUrl, trust: &Trust, clock: Arc<dyn Clock>) -> DirectoryResult<Self> {
        Ok(Self {
            tls: trust.config(&url)?,
            url,
            clock,
            idle: Mutex::default(),
            trials: Mutex::default(),
            permits: Arc::new(Semaphore::new(LINES)),
            down_until: AtomicI64::new(0),
            failures: AtomicU64::new(0),
            root: Mutex::default(),
        })
    }
    pub(super) fn give_back(&self, usage: Use, mut ldap: Ldap, root: Arc<RootDse>, opened: Timestamp) {
        if ldap.is_closed() {
            return;
        }
        let since = self.clock.now();
        let mut pool = locked(self.pool(usage));
        if pool.len() < LINES {
            pool.push(Idle { ldap, root, opened, since });
        }
    }
    fn pool(&self, usage: Use) -> &Mutex<Vec<Idle>> {
        if usage == Use::Trial { &self.trials } else { &self.idle }
    }
    /// The most recently used one that is still good; the others are closed by dropping them.
    pub(super) fn take_idle(&self, usage: Use) -> Option<Idle> {
        let now = self.clock.now();
        let mut pool = locked(self.pool(usage));
        pool.retain_mut(|idle| {
            now.since(idle.since) < MAX_IDLE_SECS * 1000
                && now.since(idle.opened) < MAX_AGE_SECS * 1000
                && !idle.ldap.is_closed()
        });
        pool.pop()
    }
    pub(crate) fn is_down(&self) -> bool {
        self.down_until.load(Ordering::Relaxed) > self.clock.now().millis()
    }
    pub(crate) fn mark_down(&self) {
        tracing::warn!(directory.server = %self.url, "a directory server does not answer; trying others for a while");
        self.down_until.store(self.clock.now().plus_secs(DOWN_SECS).millis(), Ordering::Relaxed);
        self.failures.fetch_add(1, Ordering::Relaxed);
        locked(&self.idle).clear();
        locked(&self.trials).clear();
    }
    pub(super) fn mark_up(&self) {
        self.down_until.store(0, Ordering::Relaxed);
    }
    pub(crate) fn known_root(&self) -> Option<Arc<RootDse>> {
        locked(&self.root).clone()
    }
    /// Whether it calls itself that, as far as we know. `None`: it was never spoken to.
    pub(crate) fn is_called(&self, name: &str) -> Option<bool> {
        let by_url = self.url.host().eq_ignore_ascii_case(name);
        let root = self.known_root()?;
        Some(root.dns_name.as_deref().map_or(by_url, |own| own.eq_ignore_ascii_case(name)))
    }
    pub(crate) fn tls(&self) -> Arc<ClientConfig> {
        self.tls.clone()
    }
}
