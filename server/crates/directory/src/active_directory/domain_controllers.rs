//! The controllers of one domain: which there are, which are well, and connections to them.
//!
//! Reads go to the first healthy server and move on when it fails; a server that failed is left
//! alone for half a minute unless all did. Writes are sent once, on a connection that has just
//! answered a read. Whatever reads an account after it was written asks the server that took it,
//! and nobody else while the answer to that write is open: the others know only the old state.

use super::connection::{self, Fault, LdapConnection, RootDse, Use};
use super::discover::{self, Resolver};
use super::server_url::ServerUrl;
use super::sign_in::ServiceSignInGuard;
use super::tls::Trust;
use super::{AdConfig, codes};
use latchkey_domain::directory::{DirectoryError, DirectoryResult};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Clock, Timestamp};
use ldap3::Ldap;
use rustls::ClientConfig;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Service connections to one server.
const LINES: usize = 8;
/// Firewalls forget idle connections, and AD closes them after 15 minutes.
const MAX_IDLE_SECS: i64 = 120;
/// The service account's group memberships are fixed when it signs in.
const MAX_AGE_SECS: i64 = 30 * 60;
const DOWN_SECS: i64 = 30;
const LOOKUP_SECS: i64 = 300;
/// How long a write binds the following reads to its server: longer than replication in one site.
const STICKY_SECS: i64 = 120;

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Idle {
    ldap: Ldap,
    /// Who answered on this very connection: behind one name there may be several.
    root: Arc<RootDse>,
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
    /// How often it failed, so that whoever waited meanwhile knows.
    failures: AtomicU64,
    /// What it last said of itself.
    root: Mutex<Option<Arc<RootDse>>>,
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
    pub(crate) fn is_down(&self) -> bool {
        self.down_until.load(Ordering::Relaxed) > self.clock.now().millis()
    }
    pub(crate) fn mark_down(&self) {
        tracing::warn!(directory.server = %self.url, "a domain controller does not answer; trying others for a while");
        self.down_until.store(self.clock.now().plus_secs(DOWN_SECS).millis(), Ordering::Relaxed);
        self.failures.fetch_add(1, Ordering::Relaxed);
        locked(&self.idle).clear();
        locked(&self.trials).clear();
    }
    fn mark_up(&self) {
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

#[derive(Default)]
struct Known {
    servers: Vec<Arc<Server>>,
    looked_up: Option<Timestamp>,
}

/// Where an object was last written.
#[derive(Clone)]
struct Wrote {
    url: ServerUrl,
    at: Timestamp,
    /// The answer was heard, or what became of the write has been read.
    reconciled: bool,
}

pub(crate) struct DomainControllers {
    pub(crate) config: AdConfig,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) resolver: Arc<dyn Resolver>,
    pub(crate) sign_in_guard: ServiceSignInGuard,
    /// Spreads the servers of one weight over the processes; no secret, so the time of the start does.
    seed: u64,
    trust: Trust,
    known: Mutex<Known>,
    written: Mutex<HashMap<ObjectId, Wrote>>,
}

impl DomainControllers {
    pub(crate) fn new(config: AdConfig, clock: Arc<dyn Clock>, resolver: Arc<dyn Resolver>) -> DirectoryResult<Self> {
        let trust = Trust::new(config.trusted_pem.as_deref())?;
        let servers = config.servers.iter().map(|url| Server::new(url.clone(), &trust, clock.clone()).map(Arc::new));
        let known = Known { servers: servers.collect::<DirectoryResult<_>>()?, looked_up: None };
        Ok(Self {
            seed: clock.now().millis().unsigned_abs(),
            config,
            clock,
            resolver,
            sign_in_guard: ServiceSignInGuard::default(),
            trust,
            known: Mutex::new(known),
            written: Mutex::default(),
        })
    }

    /// The configured servers, or those that DNS names for the domain.
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
        let finding = discover::controllers(self.resolver.as_ref(), &self.config.domain, self.seed);
        let late = || DirectoryError::Unreachable { detail: "the name service does not answer".to_owned() };
        let found = timeout(self.config.connect_timeout, finding).await.unwrap_or_else(|_| Err(late()));
        let mut known = locked(&self.known);
        let urls = match found {
            Ok(urls) => urls,
            Err(error) if known.servers.is_empty() => return Err(error),
            Err(error) => {
                tracing::warn!(error = %error, "the domain's controllers could not be looked up again; those known stay");
                Vec::new()
            }
        };
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

    /// Remembers which server was sent a write. `reconciled`: and that it answered.
    pub(crate) fn wrote(&self, id: &ObjectId, server: &Server, reconciled: bool) {
        let at = self.clock.now();
        let mut written = locked(&self.written);
        written.retain(|_, wrote| at.since(wrote.at) < STICKY_SECS * 1000);
        written.insert(id.clone(), Wrote { url: server.url.clone(), at, reconciled });
    }
    /// What became of the write has been read from the server that was sent it.
    pub(crate) fn reconciled(&self, id: &ObjectId, server: &Server) {
        if let Some(wrote) = locked(&self.written).get_mut(id).filter(|wrote| wrote.url == server.url) {
            wrote.reconciled = true;
        }
    }
    fn last_write(&self, id: &ObjectId) -> Option<Wrote> {
        let now = self.clock.now();
        locked(&self.written).get(id).filter(|wrote| now.since(wrote.at) < STICKY_SECS * 1000).cloned()
    }

    /// Starts a round over the servers, healthy ones first.
    pub(crate) async fn tries(&self, about: Option<&ObjectId>) -> DirectoryResult<Tries<'_>> {
        let mut servers = self.servers().await?;
        let wrote = about.and_then(|id| self.last_write(id));
        if let Some(open) = wrote.as_ref().filter(|wrote| !wrote.reconciled) {
            servers.retain(|server| server.url == open.url);
        }
        let first = wrote.map(|wrote| wrote.url);
        servers.sort_by_key(|server| (server.is_down(), Some(&server.url) != first.as_ref()));
        Ok(Tries { controllers: self, queue: servers.into_iter().map(|server| (server, false)).collect(), last: None })
    }

    /// A connection to this server, signed in as the service account.
    pub(crate) async fn connection(
        &self,
        server: &Arc<Server>,
        usage: Use,
        fresh: bool,
    ) -> DirectoryResult<LdapConnection> {
        let wait = self.config.operation_timeout;
        let permit = if usage == Use::Service {
            let busy = || DirectoryError::Unreachable { detail: format!("{}: all connections are busy", server.url) };
            // Longer than one operation: each of those before us may take that long.
            let permit = timeout(wait * 3, server.permits.clone().acquire_owned()).await.map_err(|_| busy())?;
            Some(permit.map_err(|_| busy())?)
        } else {
            None
        };
        if let Some(idle) = (!fresh && usage != Use::Listing).then(|| server.take_idle(usage)).flatten() {
            return Ok(LdapConnection::new(
                (idle.ldap, idle.opened, false),
                server.clone(),
                idle.root,
                usage,
                wait,
                permit,
            ));
        }
        let failures = server.failures.load(Ordering::Relaxed);
        match self.open(server, usage, failures).await {
            Ok((ldap, root)) => {
                server.mark_up();
                Ok(LdapConnection::new((ldap, self.clock.now(), true), server.clone(), root, usage, wait, permit))
            }
            Err(error) => {
                let known = server.failures.load(Ordering::Relaxed) != failures;
                if !known && !matches!(error, DirectoryError::BindRefused { .. }) {
                    server.mark_down();
                }
                Err(error)
            }
        }
    }

    /// The time for connecting counts once for TCP and TLS and once for the sign-in, because a turn
    /// may have to be waited for between them; who waited for a server that failed meanwhile goes on
    /// at once.
    async fn open(&self, server: &Arc<Server>, usage: Use, failures: u64) -> DirectoryResult<(Ldap, Arc<RootDse>)> {
        let limit = self.config.connect_timeout;
        let late = || DirectoryError::Unreachable {
            detail: format!("{}: no answer within {} s", server.url, limit.as_secs_f32()),
        };
        let is_ours = usage != Use::Trial;
        if is_ours {
            self.not_refused()?;
        }
        let connecting = async {
            let stream = self.connect(&server.url).await?;
            connection::encrypt(stream, &server.url, server.tls()).await
        };
        let mut ldap = timeout(limit, connecting).await.map_err(|_| late())??;
        if is_ours {
            let _turn = self.sign_in_guard.turn().await;
            self.not_refused()?;
            if server.failures.load(Ordering::Relaxed) != failures {
                return Err(late());
            }
            let signing_in = connection::sign_in(&mut ldap, &self.config.account, &self.config.password);
            let signed_in = timeout(limit, signing_in).await.unwrap_or_else(|_| Err(late()));
            self.sign_in_guard.note(&signed_in, self.clock.now());
            if signed_in == Err(late()) {
                // Before the turn goes on to those who wait for the same server.
                server.mark_down();
            }
            signed_in?;
        }
        let root = timeout(limit, connection::read_root(&mut ldap)).await.map_err(|_| late())??;
        let root = Arc::new(root);
        *locked(&server.root) = Some(root.clone());
        Ok((ldap, root))
    }

    pub(crate) async fn connect(&self, url: &ServerUrl) -> DirectoryResult<TcpStream> {
        connection::connect(url, self.resolver.as_ref()).await
    }

    /// # Errors
    /// The last refusal of our own sign-in, while it is too early to try again.
    pub(crate) fn not_refused(&self) -> DirectoryResult<()> {
        self.sign_in_guard.not_refused(self.clock.now())
    }
}

/// One round over the servers for one question.
pub(crate) struct Tries<'a> {
    controllers: &'a DomainControllers,
    /// With each: whether it must be a fresh connection.
    queue: VecDeque<(Arc<Server>, bool)>,
    last: Option<DirectoryError>,
}

impl Tries<'_> {
    /// The next connection to ask on.
    ///
    /// # Errors
    /// When no server is left: what stood in the way.
    pub(crate) async fn connection(&mut self) -> DirectoryResult<LdapConnection> {
        while let Some((server, fresh)) = self.queue.pop_front() {
            match self.controllers.connection(&server, Use::Service, fresh).await {
                Ok(connection) if connection.root.read_only => {
                    self.remember(DirectoryError::Misconfigured {
                        detail: format!("{}: a read-only domain controller", server.url),
                    });
                }
                Ok(connection) => return Ok(connection),
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
    pub(crate) fn failed(&mut self, connection: &LdapConnection, fault: Fault) -> DirectoryResult<()> {
        let server = connection.server.clone();
        match fault {
            Fault::Told(error) => return Err(error),
            Fault::Answer(result) if !matches!(result.rc, codes::BUSY | codes::UNAVAILABLE) => {
                return Err(codes::unexpected(&result));
            }
            // The pool held a connection that the server had closed: once more, on a new one.
            Fault::NotSent(_) | Fault::Broken(_) if !connection.fresh => self.queue.push_front((server, true)),
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

    /// Keeps what an administrator can act upon: a wrong certificate rather than a dead connection.
    fn remember(&mut self, error: DirectoryError) {
        let vague = |error: &DirectoryError| matches!(error, DirectoryError::Unreachable { .. });
        if self.last.as_ref().is_none_or(|last| vague(last) || !vague(&error)) {
            self.last = Some(error);
        }
    }
}

/// Asks one server after the other until one answers; gives the answer and the connection it came on.
macro_rules! reading {
    ($controllers:expr, $about:expr, $connection:ident => $ask:expr) => {{
        let mut tries = $controllers.tries($about).await?;
        loop {
            let mut $connection = tries.connection().await?;
            match $ask.await {
                Ok(found) => break (found, $connection),
                Err(fault) => tries.failed(&$connection, fault)?,
            }
        }
    }};
}
pub(crate) use reading;
