//! The servers of one directory: which there are, which are well, and connections to them.
//!
//! Reads go to the first healthy server and move on when it fails; a server that failed is left
//! alone for half a minute unless all did. Writes are sent once, on a connection that has just
//! answered a read. Whatever reads an account after it was written asks the server that took it,
//! and nobody else while the answer to that write is open: the others know only the old state.
//!
//! Which servers are well, and the connections, are this process's own; who took a write and whether
//! the service account was refused stand in the shared state.

use super::connection::{self, LdapConnection, Use};
use super::last_writes::LastWrites;
use super::resolver::Resolver;
use super::server::Server;
use super::server_url::ServerUrl;
use super::sign_in::{NotSignedIn, ServiceSignInGuard, SignInReason};
use super::tls::Trust;
use super::tries::Tries;
use super::{Dialect, LdapConfig, RootDse, locked};
use latchkey_domain::directory::{DirectoryError, DirectoryResult, SharedState};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Clock, Timestamp};
use ldap3::Ldap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use tokio::net::TcpStream;
use tokio::time::timeout;

const LOOKUP_SECS: i64 = 300;

#[derive(Default)]
struct Known {
    servers: Vec<Arc<Server>>,
    looked_up: Option<Timestamp>,
}

pub(crate) struct Servers {
    pub(crate) config: LdapConfig,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) resolver: Arc<dyn Resolver>,
    pub(crate) dialect: Arc<dyn Dialect>,
    pub(crate) sign_in_guard: Arc<ServiceSignInGuard>,
    /// Spreads the servers of one weight over the processes; no secret, so the time of the start does.
    seed: u64,
    trust: Trust,
    known: Mutex<Known>,
    /// `None`: there is one server, and nothing to choose.
    last_writes: Option<LastWrites>,
}

impl Servers {
    /// Connects to nothing yet.
    pub(crate) fn new(
        config: LdapConfig,
        dialect: Arc<dyn Dialect>,
        clock: Arc<dyn Clock>,
        resolver: Arc<dyn Resolver>,
        shared: Arc<dyn SharedState>,
    ) -> DirectoryResult<Self> {
        let sign_in_guard = ServiceSignInGuard::new(shared.clone(), clock.clone(), config.connect_timeout);
        let last_writes = (config.servers.len() != 1).then(|| LastWrites::new(shared, clock.clone()));
        let trust = Trust::new(config.trusted_pem.as_deref())?;
        let servers = config.servers.iter().map(|url| Server::new(url.clone(), &trust, clock.clone()).map(Arc::new));
        let known = Known { servers: servers.collect::<DirectoryResult<_>>()?, looked_up: None };
        Ok(Self {
            seed: clock.now().millis().unsigned_abs(),
            config,
            clock,
            resolver,
            dialect,
            sign_in_guard: Arc::new(sign_in_guard),
            trust,
            known: Mutex::new(known),
            last_writes,
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

    /// Puts down which server is sent a write.
    ///
    /// # Errors
    /// It could not be: then nothing may be sent.
    pub(crate) async fn sent(&self, id: &ObjectId, server: &Server) -> DirectoryResult<()> {
        match &self.last_writes {
            Some(last_writes) => last_writes.sent(id, &server.url).await,
            None => Ok(()),
        }
    }

    /// It answered, or what became of the write has been read there. Where that cannot be put down the
    /// account is read from that server alone for a while.
    pub(crate) async fn reconciled(&self, id: &ObjectId, server: &Server) {
        if let Some(last_writes) = &self.last_writes
            && let Err(error) = last_writes.reconciled(id, &server.url).await
        {
            tracing::warn!(error = %error, "other servers will believe a write to be open for two minutes");
        }
    }

    /// Starts a round over the servers, healthy ones first.
    pub(crate) async fn tries(&self, about: Option<&ObjectId>) -> DirectoryResult<Tries<'_>> {
        let mut servers = self.servers().await?;
        let wrote = match about.zip(self.last_writes.as_ref()) {
            Some((id, last_writes)) => last_writes.of(id).await?,
            None => None,
        };
        if let Some(open) = wrote.as_ref().filter(|wrote| wrote.is_open()) {
            servers.retain(|server| open.was_at(&server.url));
        }
        let is_second = |server: &Server| wrote.as_ref().is_some_and(|wrote| !wrote.was_at(&server.url));
        servers.sort_by_cached_key(|server| (server.is_down(), is_second(server)));
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
            Err(not_signed_in) => {
                let known = server.failures.load(Ordering::Relaxed) != failures;
                let counts = !matches!(
                    not_signed_in,
                    NotSignedIn::NotTried(_) | NotSignedIn::ByServer(DirectoryError::BindRefused { .. })
                );
                if !known && counts {
                    server.mark_down();
                }
                Err(not_signed_in.error())
            }
        }
    }

    /// The time for connecting counts once for TCP and TLS and once for the sign-in, because a turn
    /// may have to be waited for between them; who waited for a server that failed meanwhile goes on
    /// at once.
    async fn open(&self, server: &Arc<Server>, usage: Use, failures: u64) -> Result<(Ldap, Arc<RootDse>), NotSignedIn> {
        let limit = self.config.connect_timeout;
        let late = || NotSignedIn::ByServer(connection::late(&server.url, limit));
        let is_ours = usage != Use::Trial;
        if is_ours {
            self.not_refused().await.map_err(NotSignedIn::NotTried)?;
        }
        let connecting = async {
            let stream = self.connect(&server.url).await?;
            connection::encrypt(stream, &server.url, server.tls()).await
        };
        let mut ldap = timeout(limit, connecting).await.map_err(|_| late())?.map_err(NotSignedIn::ByServer)?;
        if is_ours {
            let turn = self.sign_in_guard.turn().await;
            if server.failures.load(Ordering::Relaxed) != failures {
                return Err(late());
            }
            let hanging = server.clone();
            let bind = self.bind(ldap, move || {
                // Before the turn goes on to those who wait for the same server.
                hanging.mark_down();
                connection::late(&hanging.url, limit)
            });
            ldap = self.sign_in_guard.sign_in(turn, SignInReason::Need, bind).await?;
        }
        let reading = connection::read_root(&mut ldap, self.dialect.as_ref());
        let root = match timeout(limit, reading).await.map_err(|_| late())? {
            Ok(root) => Arc::new(root),
            // There are servers that tell strangers nothing; what ours were told is as good.
            Err(error) => match server.known_root().filter(|_| !is_ours && !is_away(&error)) {
                Some(root) => return Ok((ldap, root)),
                None => return Err(NotSignedIn::ByServer(error)),
            },
        };
        *locked(&server.root) = Some(root.clone());
        Ok((ldap, root))
    }

    /// The service account's bind on this connection, in time. `late`: said where it is not.
    pub(crate) fn bind<F: FnOnce() -> DirectoryError + Send + 'static>(
        &self,
        mut ldap: Ldap,
        late: F,
    ) -> impl Future<Output = (Ldap, DirectoryResult<()>)> + Send + use<F> {
        let (limit, dialect) = (self.config.connect_timeout, self.dialect.clone());
        let (account, password) = (self.config.account.clone(), self.config.password.clone());
        async move {
            let signing_in = connection::sign_in(&mut ldap, &account, &password, dialect.as_ref());
            let signed_in = timeout(limit, signing_in).await;
            (ldap, signed_in.unwrap_or_else(|_| Err(late())))
        }
    }

    pub(crate) async fn connect(&self, url: &ServerUrl) -> DirectoryResult<TcpStream> {
        connection::connect(url, self.resolver.as_ref()).await
    }

    /// # Errors
    /// The last refusal of our own sign-in, while it is too early to try again.
    pub(crate) async fn not_refused(&self) -> DirectoryResult<()> {
        self.sign_in_guard.not_refused().await
    }
}

fn is_away(error: &DirectoryError) -> bool {
    matches!(error, DirectoryError::Unreachable { .. })
}
