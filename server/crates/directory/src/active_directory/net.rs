//! The controllers of one domain: which there are, which are well, and connections to them.
//!
//! Reads go to the first healthy server and move on when it fails; a server that failed is left
//! alone for half a minute unless all did. Writes are sent once, on a connection that has just
//! answered a read. Whatever reads an account after it was written asks the server that took it.

use super::line::{self, Fault, Line, RootDse, Use};
use super::server_url::ServerUrl;
use super::tls::Trust;
use super::{AdConfig, codes};
use latchkey_domain::directory::{DirectoryError, DirectoryResult};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Clock, Timestamp};
use ldap3::Ldap;
use rustls::ClientConfig;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Service connections to one server.
const LINES: usize = 8;
/// Firewalls forget idle connections, and AD closes them after 15 minutes.
const MAX_IDLE_SECS: i64 = 120;
/// The service account's group memberships are fixed when it signs in.
const MAX_AGE_SECS: i64 = 30 * 60;
const DOWN_SECS: i64 = 30;
const ROOT_SECS: i64 = 3600;
const LOOKUP_SECS: i64 = 300;
/// How long a write binds the following reads to its server: longer than replication in one site.
const STICKY_SECS: i64 = 120;
/// After a wrong service password we do not try again at once: that would lock the account.
const REFUSED_SECS: i64 = 300;
const REFUSED_OTHERWISE_SECS: i64 = 60;

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Idle {
    ldap: Ldap,
    opened: Timestamp,
    since: Timestamp,
}

pub(crate) struct Server {
    pub(crate) url: ServerUrl,
    tls: Arc<ClientConfig>,
    clock: Arc<dyn Clock>,
    idle: Mutex<Vec<Idle>>,
    trials: Mutex<Vec<Idle>>,
    permits: Arc<Semaphore>,
    down_until: AtomicI64,
    root: Mutex<Option<(Timestamp, Arc<RootDse>)>>,
}

impl Server {
    fn new(url: ServerUrl, trust: &Trust, clock: Arc<dyn Clock>) -> DirectoryResult<Self> {
        Ok(Self {
            tls: trust.config(&url)?,
            url,
            clock,
            idle: Mutex::default(),
            trials: Mutex::default(),
            permits: Arc::new(Semaphore::new(LINES)),
            down_until: AtomicI64::new(0),
            root: Mutex::default(),
        })
    }
    pub(super) fn give_back(&self, usage: Use, mut ldap: Ldap, opened: Timestamp) {
        if ldap.is_closed() {
            return;
        }
        let since = self.clock.now();
        let mut pool = locked(self.pool(usage));
        if pool.len() < LINES {
            pool.push(Idle { ldap, opened, since });
        }
    }
    fn pool(&self, usage: Use) -> &Mutex<Vec<Idle>> {
        if usage == Use::Trial { &self.trials } else { &self.idle }
    }
    /// The most recently used one that is still good; the others are closed by dropping them.
    fn take_idle(&self, usage: Use) -> Option<Idle> {
        let now = self.clock.now();
        let mut pool = locked(self.pool(usage));
        pool.retain_mut(|idle| {
            now.since(idle.since) < MAX_IDLE_SECS * 1000
                && now.since(idle.opened) < MAX_AGE_SECS * 1000
                && !idle.ldap.is_closed()
        });
        pool.pop()
    }
    fn is_down(&self) -> bool {
        self.down_until.load(Ordering::Relaxed) > self.clock.now().millis()
    }
    pub(crate) fn mark_down(&self) {
        tracing::warn!(directory.server = %self.url, "a domain controller does not answer; trying others for a while");
        self.down_until.store(self.clock.now().plus_secs(DOWN_SECS).millis(), Ordering::Relaxed);
        locked(&self.idle).clear();
        locked(&self.trials).clear();
    }
    fn mark_up(&self) {
        self.down_until.store(0, Ordering::Relaxed);
    }
    pub(crate) fn known_root(&self) -> Option<Arc<RootDse>> {
        locked(&self.root).as_ref().map(|(_, root)| root.clone())
    }
    pub(crate) fn tls(&self) -> Arc<ClientConfig> {
        self.tls.clone()
    }
}

#[derive(Default)]
struct Known {
    servers: Vec<Arc<Server>>,
    looked_up: Option<Timestamp>,
}

pub(crate) struct Net {
    pub(crate) config: AdConfig,
    pub(crate) clock: Arc<dyn Clock>,
    trust: Trust,
    known: Mutex<Known>,
    refused: Mutex<Option<(Timestamp, DirectoryError)>>,
    written: Mutex<HashMap<ObjectId, (ServerUrl, Timestamp)>>,
}

impl Net {
    pub(crate) fn new(config: AdConfig, clock: Arc<dyn Clock>) -> DirectoryResult<Self> {
        let trust = Trust::new(config.trusted_pem.as_deref())?;
        let servers = config.servers.iter().map(|url| Server::new(url.clone(), &trust, clock.clone()).map(Arc::new));
        let known = Known { servers: servers.collect::<DirectoryResult<_>>()?, looked_up: None };
        Ok(Self {
            config,
            clock,
            trust,
            known: Mutex::new(known),
            refused: Mutex::default(),
            written: Mutex::default(),
        })
    }

    /// The configured servers, or those that the domain's name leads to: controllers register
    /// their addresses under the domain's own name (MS-ADTS 6.3.2.3), which the machine's
    /// resolver can ask for; SRV records would need a resolver of our own. As only an address is
    /// known then, the certificate must name the domain or a host in it.
    pub(crate) async fn servers(&self) -> DirectoryResult<Vec<Arc<Server>>> {
        if !self.config.servers.is_empty() {
            return Ok(locked(&self.known).servers.clone());
        }
        let now = self.clock.now();
        {
            let known = locked(&self.known);
            if known.looked_up.is_some_and(|at| now.since(at) < LOOKUP_SECS * 1000) {
                return Ok(known.servers.clone());
            }
        }
        let domain = self.config.domain.trim_end_matches('.').to_ascii_lowercase();
        let lookup = timeout(self.config.connect_timeout, tokio::net::lookup_host((domain.as_str(), 636))).await;
        let mut urls: Vec<ServerUrl> = match lookup {
            Ok(Ok(found)) => found.map(|address| ServerUrl::found(address.ip(), &domain)).collect(),
            Ok(Err(_)) | Err(_) => Vec::new(),
        };
        urls.dedup();
        let mut known = locked(&self.known);
        if urls.is_empty() && known.servers.is_empty() {
            return Err(DirectoryError::Unreachable { detail: format!("no address is known for the domain {domain}") });
        }
        if !urls.is_empty() {
            let kept = std::mem::take(&mut known.servers);
            for url in urls {
                let server = match kept.iter().find(|server| server.url == url) {
                    Some(server) => server.clone(),
                    None => Arc::new(Server::new(url, &self.trust, self.clock.clone())?),
                };
                known.servers.push(server);
            }
        }
        known.looked_up = Some(now);
        Ok(known.servers.clone())
    }

    /// Remembers which server took a write.
    pub(crate) fn wrote(&self, id: &ObjectId, server: &Server) {
        let now = self.clock.now();
        let mut written = locked(&self.written);
        written.retain(|_, (_, at)| now.since(*at) < STICKY_SECS * 1000);
        written.insert(id.clone(), (server.url.clone(), now));
    }

    /// Whether every server that was spoken to lists a policy-hints control; `false` before that.
    pub(crate) fn all_list_hints(&self) -> bool {
        let roots: Vec<_> = locked(&self.known).servers.iter().filter_map(|server| server.known_root()).collect();
        !roots.is_empty() && roots.iter().all(|root| root.hints.is_some())
    }

    /// Starts a round over the servers, healthy ones first.
    pub(crate) async fn tries(&self, about: Option<&ObjectId>) -> DirectoryResult<Tries<'_>> {
        let now = self.clock.now();
        let mut servers = self.servers().await?;
        let first = about.and_then(|id| {
            let written = locked(&self.written);
            written.get(id).filter(|(_, at)| now.since(*at) < STICKY_SECS * 1000).map(|(url, _)| url.clone())
        });
        servers.sort_by_key(|server| (server.is_down(), Some(&server.url) != first.as_ref()));
        Ok(Tries { net: self, queue: servers.into_iter().map(|server| (server, false)).collect(), last: None })
    }

    /// A connection to this server, signed in as the service account.
    pub(crate) async fn line(&self, server: &Arc<Server>, usage: Use, fresh: bool) -> DirectoryResult<Line> {
        let wait = self.config.operation_timeout;
        let permit = if usage == Use::Service {
            let busy = || DirectoryError::Unreachable { detail: format!("{}: all connections are busy", server.url) };
            // Longer than one operation: each of those before us may take that long.
            let permit = timeout(wait * 3, server.permits.clone().acquire_owned()).await.map_err(|_| busy())?;
            Some(permit.map_err(|_| busy())?)
        } else {
            None
        };
        if let Some(idle) = (!fresh && usage != Use::Listing).then(|| server.take_idle(usage)).flatten()
            && let Some(root) = server.known_root()
        {
            return Ok(Line::new((idle.ldap, idle.opened, false), server.clone(), root, usage, wait, permit));
        }
        let opening = self.open(server, usage);
        let opened = match timeout(self.config.connect_timeout, opening).await {
            Ok(opened) => opened,
            Err(_) => Err(DirectoryError::Unreachable {
                detail: format!("{}: no answer within {} s", server.url, self.config.connect_timeout.as_secs_f32()),
            }),
        };
        match opened {
            Ok((ldap, root)) => {
                server.mark_up();
                Ok(Line::new((ldap, self.clock.now(), true), server.clone(), root, usage, wait, permit))
            }
            Err(error) => {
                if !matches!(error, DirectoryError::BindRefused { .. }) {
                    server.mark_down();
                }
                Err(error)
            }
        }
    }

    async fn open(&self, server: &Arc<Server>, usage: Use) -> DirectoryResult<(Ldap, Arc<RootDse>)> {
        if usage != Use::Trial {
            self.not_refused()?;
        }
        let stream = line::dial(&server.url).await?;
        let mut ldap = line::encrypt(stream, &server.url, server.tls()).await?;
        if usage != Use::Trial {
            let signed_in = line::sign_in(&mut ldap, &self.config.account, &self.config.password).await;
            self.note_sign_in(&signed_in);
            signed_in?;
        }
        let now = self.clock.now();
        let recent = locked(&server.root)
            .as_ref()
            .filter(|(at, _)| now.since(*at) < ROOT_SECS * 1000)
            .map(|(_, root)| root.clone());
        if let Some(root) = recent {
            return Ok((ldap, root));
        }
        let root = Arc::new(line::read_root(&mut ldap).await?);
        *locked(&server.root) = Some((now, root.clone()));
        Ok((ldap, root))
    }

    /// # Errors
    /// The last refusal of our own sign-in, while it is too early to try again.
    pub(crate) fn not_refused(&self) -> DirectoryResult<()> {
        match &*locked(&self.refused) {
            Some((until, error)) if *until > self.clock.now() => Err(error.clone()),
            _ => Ok(()),
        }
    }
    pub(crate) fn note_sign_in(&self, outcome: &DirectoryResult<()>) {
        let mut refused = locked(&self.refused);
        match outcome {
            Ok(()) => *refused = None,
            Err(error @ DirectoryError::BindRefused { data }) => {
                let wrong = matches!(data.as_str(), "52e" | "rc 49");
                let until = self.clock.now().plus_secs(if wrong { REFUSED_SECS } else { REFUSED_OTHERWISE_SECS });
                tracing::warn!(directory.bind = %data, "the directory refused the service account");
                *refused = Some((until, error.clone()));
            }
            Err(_) => {}
        }
    }
}

/// One round over the servers for one question.
pub(crate) struct Tries<'a> {
    net: &'a Net,
    /// With each: whether it must be a fresh connection.
    queue: VecDeque<(Arc<Server>, bool)>,
    last: Option<DirectoryError>,
}

impl Tries<'_> {
    /// The next connection to ask on.
    ///
    /// # Errors
    /// When no server is left: what stood in the way.
    pub(crate) async fn line(&mut self) -> DirectoryResult<Line> {
        while let Some((server, fresh)) = self.queue.pop_front() {
            match self.net.line(&server, Use::Service, fresh).await {
                Ok(line) if line.root.read_only => {
                    self.remember(DirectoryError::Misconfigured {
                        detail: format!("{}: a read-only domain controller", server.url),
                    });
                }
                Ok(line) => return Ok(line),
                // The same account would be refused by the next one too, and be locked for it.
                Err(error @ DirectoryError::BindRefused { .. }) => return Err(error),
                Err(error) => self.remember(error),
            }
        }
        Err(self
            .last
            .take()
            .unwrap_or_else(|| DirectoryError::Unreachable { detail: "no server is configured".to_owned() }))
    }

    /// The next server by itself, for whoever opens connections of another kind.
    pub(crate) fn next_server(&mut self) -> Option<Arc<Server>> {
        self.queue.pop_front().map(|(server, _)| server)
    }

    /// Judges a fault: `Ok` to ask the next, `Err` to give up.
    pub(crate) fn failed(&mut self, line: &Line, fault: Fault) -> DirectoryResult<()> {
        let server = line.server.clone();
        match fault {
            Fault::Told(error) => return Err(error),
            Fault::Answer(result) if !matches!(result.rc, codes::BUSY | codes::UNAVAILABLE) => {
                return Err(codes::unexpected(&result));
            }
            // The pool held a connection that the server had closed: once more, on a new one.
            Fault::NotSent(_) | Fault::Broken(_) if !line.fresh => self.queue.push_front((server, true)),
            Fault::NotSent(detail) | Fault::Broken(detail) | Fault::TimedOut(detail) => {
                server.mark_down();
                self.remember(DirectoryError::Unreachable { detail });
            }
            Fault::Answer(result) => {
                server.mark_down();
                self.remember(codes::unexpected(&result));
            }
        }
        Ok(())
    }

    /// Keeps what an administrator can act upon: a wrong certificate rather than a dead line.
    fn remember(&mut self, error: DirectoryError) {
        let vague = |error: &DirectoryError| matches!(error, DirectoryError::Unreachable { .. });
        if self.last.as_ref().is_none_or(|last| vague(last) || !vague(&error)) {
            self.last = Some(error);
        }
    }
}

/// Asks one server after the other until one answers; gives the answer and the line it came on.
macro_rules! reading {
    ($net:expr, $about:expr, $line:ident => $ask:expr) => {{
        let mut tries = $net.tries($about).await?;
        loop {
            let mut $line = tries.line().await?;
            match $ask.await {
                Ok(found) => break (found, $line),
                Err(fault) => tries.failed(&$line, fault)?,
            }
        }
    }};
}
pub(crate) use reading;
