//! One connection to one directory server: opened, encrypted, signed in, and asked. Every step
//! is bounded in time here, because ldap3 bounds neither a hanging TLS handshake nor a server
//! that accepted a request and froze. A connection that was interrupted in any way is never used again.

use super::answers;
use super::resolver::Resolver;
use super::row::{Row, page_cookie};
use super::server::Server;
use super::server_url::ServerUrl;
use super::tls;
use super::{Dialect, RootDse};
use futures::FutureExt as _;
use latchkey_domain::directory::DirectoryError;
use latchkey_domain::{Secret, Timestamp};
use ldap3::controls::{Control, ControlType, PagedResults, RawControl};
use ldap3::exop::PasswordModify;
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapError, LdapResult, Mod, Scope, SearchOptions, StdStream};
use rustls::ClientConfig;
use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

/// Why an operation gave no result.
pub(crate) enum Fault {
    /// The connection is dead and nothing had been sent.
    NotSent(String),
    /// The connection went dead; what was sent may have been carried out.
    Broken(String),
    /// No answer in time; what was sent may have been carried out.
    TimedOut(String),
    /// The server's own words.
    Answer(LdapResult),
    /// Already judged.
    Told(DirectoryError),
}

impl From<DirectoryError> for Fault {
    fn from(error: DirectoryError) -> Self {
        Self::Told(error)
    }
}

impl Fault {
    /// For a question that is not put to anybody else.
    pub(crate) fn told(&self) -> DirectoryError {
        match self {
            Self::Told(error) => error.clone(),
            Self::Answer(result) => answers::unexpected(result),
            Self::NotSent(detail) | Self::Broken(detail) | Self::TimedOut(detail) => {
                DirectoryError::Unreachable { detail: detail.clone() }
            }
        }
    }
}

impl From<LdapError> for Fault {
    fn from(error: LdapError) -> Self {
        match error {
            LdapError::LdapResult { result } => Self::Answer(result),
            LdapError::OpSend { .. } | LdapError::IdScrubSend { .. } => {
                Self::NotSent("the connection had been closed".to_owned())
            }
            LdapError::Timeout { .. } => Self::TimedOut("no answer in time".to_owned()),
            LdapError::FilterParsing => {
                Self::Told(DirectoryError::Other { detail: "a search filter of ours is malformed".to_owned() })
            }
            _ => Self::Broken("the connection was closed by the server".to_owned()),
        }
    }
}

/// ldap3 panics on answers that are not well-formed. Such a server is as good as gone: nothing that
/// it says later on this connection can be believed.
async fn heard<T>(answer: impl Future<Output = Result<T, LdapError>>) -> Result<T, Fault> {
    match AssertUnwindSafe(answer).catch_unwind().await {
        Ok(answer) => answer.map_err(Fault::from),
        Err(_) => Err(Fault::Broken("the server's answer is malformed".to_owned())),
    }
}

/// A search to be made.
pub(crate) struct Ask<'a> {
    pub(crate) base: &'a str,
    pub(crate) scope: Scope,
    pub(crate) filter: &'a str,
    pub(crate) attributes: &'a [&'a str],
}

/// What a connection is for: service connections are signed in as the service account, trial connections carry
/// nothing but binds with other people's passwords. They are never exchanged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Service,
    Trial,
    /// Belongs to one listing and is not given back.
    Listing,
}

pub(crate) struct LdapConnection {
    pub(super) ldap: Ldap,
    pub(crate) server: Arc<Server>,
    pub(crate) root: Arc<RootDse>,
    /// Opened for this use, not taken from the pool.
    pub(crate) fresh: bool,
    pub(super) opened: Timestamp,
    /// An operation is under way. A connection dropped in this state (time-out, cancelled request) is
    /// closed, never given back.
    busy: bool,
    usage: Use,
    operation_timeout: Duration,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Drop for LdapConnection {
    fn drop(&mut self) {
        if !self.busy && self.usage != Use::Listing {
            self.server.give_back(self.usage, self.ldap.clone(), self.root.clone(), self.opened);
        }
    }
}

/// A TCP connection, without Nagle's delay.
pub(crate) async fn connect(url: &ServerUrl, resolver: &dyn Resolver) -> Result<TcpStream, DirectoryError> {
    let unreachable = |e: std::io::Error| DirectoryError::Unreachable { detail: format!("{url}: {}", plain_words(&e)) };
    let addresses = match url.address() {
        Some(address) => vec![address],
        None => resolver.addresses(url.host()).await.map_err(|why| DirectoryError::Unreachable {
            detail: format!("{url}: the name has no address here ({why})"),
        })?,
    };
    let sockets: Vec<SocketAddr> =
        addresses.into_iter().map(|address: IpAddr| SocketAddr::new(address, url.port())).collect();
    let stream = TcpStream::connect(sockets.as_slice()).await.map_err(unreachable)?;
    stream.set_nodelay(true).map_err(unreachable)?;
    Ok(stream)
}

fn plain_words(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::ConnectionRefused => "connection refused".to_owned(),
        ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => {
            "connection closed by the server".to_owned()
        }
        ErrorKind::TimedOut => "no answer".to_owned(),
        _ => error.to_string(),
    }
}

/// No answer while connecting or signing in.
pub(crate) fn late(url: &ServerUrl, limit: Duration) -> DirectoryError {
    DirectoryError::Unreachable { detail: format!("{url}: no answer within {} s", limit.as_secs_f32()) }
}

/// TLS over it, at once or after StartTLS. Nothing of ours is sent unencrypted.
pub(crate) async fn encrypt(
    stream: TcpStream,
    url: &ServerUrl,
    config: Arc<ClientConfig>,
) -> Result<Ldap, DirectoryError> {
    let unreachable = |e: std::io::Error| DirectoryError::Unreachable { detail: format!("{url}: {}", plain_words(&e)) };
    let stream = StdStream::Tcp(stream.into_std().map_err(unreachable)?);
    let settings = LdapConnSettings::new().set_std_stream(stream).set_config(config).set_starttls(url.start_tls());
    let name = url.for_ldap3();
    let agreeing = AssertUnwindSafe(LdapConnAsync::with_settings(settings, &name)).catch_unwind().await;
    let malformed = || DirectoryError::NotEncrypted { detail: format!("{url}: the answer to StartTLS is malformed") };
    let (connection, ldap) = agreeing.map_err(|_| malformed())?.map_err(|error| match error {
        LdapError::Io { source } => match source.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(error) => tls::fault(error),
            None => unreachable(source),
        },
        LdapError::Rustls { source } => tls::fault(&source),
        LdapError::LdapResult { result } => {
            DirectoryError::NotEncrypted { detail: format!("{url}: StartTLS was refused (rc {})", result.rc) }
        }
        _ => DirectoryError::Unreachable {
            detail: format!("{url}: connection closed by the server while TLS was agreed on"),
        },
    })?;
    tokio::spawn(async move {
        if connection.drive().await.is_err() {
            tracing::debug!("a directory connection ended with an error");
        }
    });
    Ok(ldap)
}

/// Signs in as the service account.
pub(crate) async fn sign_in(
    ldap: &mut Ldap,
    account: &str,
    password: &Secret,
    dialect: &dyn Dialect,
) -> Result<(), DirectoryError> {
    // RFC 4513 5.1.2: an empty password would "succeed" as anonymous.
    if account.is_empty() || password.is_empty() {
        return Err(DirectoryError::Misconfigured {
            detail: "the service account or its password is empty".to_owned(),
        });
    }
    let result = heard(ldap.simple_bind(account, password.expose())).await.map_err(|fault| fault.told())?;
    if result.rc == 0 { Ok(()) } else { Err(dialect.refused(&result)) }
}

pub(crate) async fn read_root(ldap: &mut Ldap, dialect: &dyn Dialect) -> Result<RootDse, DirectoryError> {
    let search = ldap.search("", Scope::Base, "(objectClass=*)", dialect.root_attributes().to_vec());
    let found = heard(search).await.map_err(|fault| fault.told())?;
    let row = found.0.into_iter().find_map(Row::new);
    let row = row
        .ok_or_else(|| DirectoryError::Other { detail: "the server does not describe itself (rootDSE)".to_owned() })?;
    dialect.root(row)
}

impl LdapConnection {
    pub(super) fn new(
        (ldap, opened, fresh): (Ldap, Timestamp, bool),
        server: Arc<Server>,
        root: Arc<RootDse>,
        usage: Use,
        operation_timeout: Duration,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Self {
        Self { ldap, server, root, fresh, opened, busy: false, usage, operation_timeout, _permit: permit }
    }

    /// The server's own DNS name, for people.
    pub(crate) fn name(&self) -> String {
        self.root.dns_name.clone().unwrap_or_else(|| self.server.url.host().to_owned())
    }

    fn late(&self) -> Fault {
        Fault::TimedOut(format!("{}: no answer within {} s", self.server.url, self.operation_timeout.as_secs_f32()))
    }

    async fn run(
        &mut self,
        ask: &Ask<'_>,
        controls: Vec<RawControl>,
        limit: i32,
    ) -> Result<(Vec<Row>, Vec<Control>), Fault> {
        self.busy = true;
        let mut ldap = self.ldap.clone();
        ldap.with_controls(controls);
        ldap.with_search_options(SearchOptions::new().sizelimit(limit));
        let search = ldap.search(ask.base, ask.scope, ask.filter, ask.attributes.to_vec());
        let found = timeout(self.operation_timeout, heard(search)).await.map_err(|_| self.late())??;
        self.busy = false;
        // Cut short is an answer only to who asked for it: whoever wants all must not take a part for it.
        if found.1.rc == 0 || (found.1.rc == answers::SIZE_LIMIT && limit > 0) {
            Ok((found.0.into_iter().filter_map(Row::new).collect(), found.1.ctrls))
        } else {
            Err(Fault::Answer(found.1))
        }
    }

    /// All rows of a small search; with `controls` as given.
    pub(crate) async fn search_with(&mut self, ask: Ask<'_>, controls: Vec<RawControl>) -> Result<Vec<Row>, Fault> {
        Ok(self.run(&ask, controls, 0).await?.0)
    }
    pub(crate) async fn search(&mut self, ask: Ask<'_>) -> Result<Vec<Row>, Fault> {
        self.search_with(ask, Vec::new()).await
    }
    /// At most `limit` rows.
    pub(crate) async fn search_some(&mut self, ask: Ask<'_>, limit: u32) -> Result<Vec<Row>, Fault> {
        let (mut rows, _) = self.run(&ask, Vec::new(), i32::try_from(limit).unwrap_or(i32::MAX)).await?;
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(rows)
    }
    /// The object named by `base`, or `None` if there is none.
    pub(crate) async fn read(&mut self, base: &str, attributes: &[&str]) -> Result<Option<Row>, Fault> {
        self.read_with(base, attributes, Vec::new()).await
    }
    pub(crate) async fn read_with(
        &mut self,
        base: &str,
        attributes: &[&str],
        controls: Vec<RawControl>,
    ) -> Result<Option<Row>, Fault> {
        let ask = Ask { base, scope: Scope::Base, filter: "(objectClass=*)", attributes };
        match self.search_with(ask, controls).await {
            Ok(rows) => Ok(rows.into_iter().next()),
            Err(Fault::Answer(result)) if result.rc == answers::NO_SUCH_OBJECT => Ok(None),
            Err(fault) => Err(fault),
        }
    }
    /// One page (RFC 2696). The second value goes into the next call; empty: that was the last.
    pub(crate) async fn page(
        &mut self,
        ask: &Ask<'_>,
        size: u32,
        cookie: Vec<u8>,
    ) -> Result<(Vec<Row>, Vec<u8>), Fault> {
        let paging = PagedResults { size: i32::try_from(size.max(1)).unwrap_or(i32::MAX), cookie };
        let (rows, controls) = self.run(ask, vec![paging.into()], 0).await?;
        let answered = controls.into_iter().find(|control| matches!(control.0, Some(ControlType::PagedResults)));
        // Without the control the server did not page, and what it gave is all.
        let Some(Control(_, raw)) = answered else { return Ok((rows, Vec::new())) };
        match raw.val.as_deref().and_then(page_cookie) {
            Some(next) => Ok((rows, next)),
            None => Err(Fault::Broken("the server's answer is malformed".to_owned())),
        }
    }
    /// All rows of a search that may be large.
    pub(crate) async fn search_paged(&mut self, ask: Ask<'_>) -> Result<Vec<Row>, Fault> {
        let (mut all, mut cookie) = self.page(&ask, 1000, Vec::new()).await?;
        while !cookie.is_empty() {
            let (rows, next) = self.page(&ask, 1000, cookie).await?;
            all.extend(rows);
            cookie = next;
        }
        Ok(all)
    }

    /// How many rows there are; none is kept. `ask` names no attributes (`1.1`).
    pub(crate) async fn count(&mut self, ask: Ask<'_>) -> Result<usize, Fault> {
        let (mut count, mut cookie) = (0, Vec::new());
        loop {
            let (rows, next) = self.page(&ask, 1000, cookie).await?;
            count += rows.len();
            if next.is_empty() {
                return Ok(count);
            }
            cookie = next;
        }
    }

    /// A write. Never repeated here: only `NotSent` says that nothing can have happened.
    pub(crate) async fn modify(
        &mut self,
        dn: &str,
        changes: Vec<Mod<Vec<u8>>>,
        controls: Vec<RawControl>,
    ) -> Result<(), Fault> {
        self.busy = true;
        let mut ldap = self.ldap.clone();
        ldap.with_controls(controls);
        let result =
            timeout(self.operation_timeout, heard(ldap.modify(dn, changes))).await.map_err(|_| self.late())??;
        self.busy = false;
        if result.rc == 0 { Ok(()) } else { Err(Fault::Answer(result)) }
    }

    /// A write by the extended operation of RFC 3062, which changes a password whatever attribute holds it; as `modify`.
    /// `whose`: a DN; `None` with the person's own sign-in.
    pub(crate) async fn modify_password(
        &mut self,
        whose: Option<&str>,
        old: Option<&Secret>,
        new: &Secret,
        controls: Vec<RawControl>,
    ) -> Result<(), Fault> {
        // without a new one the server would make one up
        if new.is_empty() || whose.is_some_and(str::is_empty) {
            return Err(DirectoryError::Other { detail: "an empty password must not be set".to_owned() }.into());
        }
        self.busy = true;
        let mut ldap = self.ldap.clone();
        ldap.with_controls(controls);
        let asked = PasswordModify { user_id: whose, old_pass: old.map(Secret::expose), new_pass: Some(new.expose()) };
        let answer = timeout(self.operation_timeout, heard(ldap.extended(asked))).await.map_err(|_| self.late())??;
        self.busy = false;
        if answer.1.rc == 0 { Ok(()) } else { Err(Fault::Answer(answer.1)) }
    }

    /// A bind with a person's password: trial lines only.
    pub(crate) async fn try_password(&mut self, dn: &str, password: &Secret) -> Result<LdapResult, Fault> {
        self.try_password_with(dn, password, Vec::new()).await
    }

    /// The same with controls.
    pub(crate) async fn try_password_with(
        &mut self,
        dn: &str,
        password: &Secret,
        controls: Vec<RawControl>,
    ) -> Result<LdapResult, Fault> {
        if self.usage != Use::Trial || dn.is_empty() || password.is_empty() {
            return Err(DirectoryError::Other { detail: "a password must not be tried here".to_owned() }.into());
        }
        self.busy = true;
        let mut ldap = self.ldap.clone();
        ldap.with_controls(controls);
        let result = timeout(self.operation_timeout, heard(ldap.simple_bind(dn, password.expose())))
            .await
            .map_err(|_| self.late())??;
        self.busy = false;
        Ok(result)
    }
}
