//! The servers of one directory: which there are, which are well, and connections to them.
//!
//! Reads go to the first healthy server and move on when it fails; a server that failed is left
//! alone for half a minute unless all did. Writes are sent once, on a connection that has just
//! answered a read. Whatever reads an account after it was written asks the server that took it,
//! and nobody else while the answer to that write is open: the others know only the old state.

use super::connection::{self, LdapConnection, Use};
use super::resolver::Resolver;
use super::server::Server;
use super::server_url::ServerUrl;
use super::sign_in::ServiceSignInGuard;
use super::tls::Trust;
use super::tries::Tries;
use super::{Dialect, LdapConfig, RootDse, locked};
use latchkey_domain::directory::{DirectoryError, DirectoryResult};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Clock, Timestamp};
use ldap3::Ldap;
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use tokio::net::TcpStream;
use tokio::time::timeout;

const LOOKUP_SECS: i64 = 300;
/// How long a write binds the following reads to its server: longer than replication in one site.
const STICKY_SECS: i64 = 120;

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

pub(crate) struct Servers {
    pub(crate) config: LdapConfig,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) resolver: Arc<dyn Resolver>,
    pub(crate) dialect: Arc<dyn Dialect>,
    pub(crate) sign_in_guard: ServiceSignInGuard,
    /// Spreads the servers of one weight over the processes; no secret, so the time of the start does.
    seed: u64,
    trust: Trust,
    known: Mutex<Known>,
    written: Mutex<HashMap<ObjectId, Wrote>>,
}

impl Servers {
    /// Connects to nothing yet.
    pub(crate) fn new(
        config: LdapConfig,
        dialect: Arc<dyn Dialect>,
        clock: Arc<dyn Clock>,
        resolver: Arc<dyn Resolver>,
    ) -> DirectoryResult<Self> {
        let trust = Trust::new(config.trusted_pem.as_deref())?;
        let servers = config.servers.iter().map(|url| Server::new(url.clone(), &trust, clock.clone()).map(Arc::new));
        let known = Known { servers: servers.collect::<DirectoryResult<_>>()?, looked_up: None };
        Ok(Self {
            seed: clock.now().millis().unsigned_abs(),
            config,
            clock,
            resolver,
            dialect,
            sign_in_guard: ServiceSignInGuard::default(),
            trust,
            known: Mutex::new(known),
            written: Mutex::default(),
        })
    }

    /// The configured servers, or those that DNS names.
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
        let finding = self.dialect.find_servers(self.resolver.as_ref(), self.seed);
        let late = || DirectoryError::Unreachable { detail: "the name service does not answer".to_owned() };
        let found = timeout(self.config.connect_timeout, finding).await.unwrap_or_else(|_| Err(late()));
        let mut known = locked(&self.known);
        let urls = match found {
            Ok(urls) => urls,
            Err(error) if known.servers.is_empty() => return Err(error),
            Err(error) => {
                tracing::warn!(error = %error, "the directory's servers could not be looked up again; those known stay");
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
        Ok(Tries::over(self, servers))
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
            let signing_in =
                connection::sign_in(&mut ldap, &self.config.account, &self.config.password, self.dialect.as_ref());
            let signed_in = timeout(limit, signing_in).await.unwrap_or_else(|_| Err(late()));
            self.sign_in_guard.note(&signed_in, self.clock.now());
            if signed_in == Err(late()) {
                // Before the turn goes on to those who wait for the same server.
                server.mark_down();
            }
            signed_in?;
        }
        let root =
            timeout(limit, connection::read_root(&mut ldap, self.dialect.as_ref())).await.map_err(|_| late())??;
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
