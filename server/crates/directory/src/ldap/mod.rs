//! LDAP as such: connections with every step bounded, the servers of a directory and which of them are well, TLS,
//! names, pages, rows. Nothing here knows what kind of directory is at the other end: that is the adapter's, which
//! says it in a `Dialect`.

pub(crate) mod answers;
pub(crate) mod check;
pub(crate) mod connection;
pub(crate) mod dn;
mod last_writes;
pub(crate) mod listing;
mod resolver;
mod row;
mod server;
mod server_url;
mod servers;
mod sign_in;
pub(crate) mod tls;
mod trials;
mod tries;
pub(crate) mod units;

pub(crate) use connection::{Ask, Fault, LdapConnection, Use};
pub(crate) use listing::Listings;
pub use resolver::{Dns, Resolver, Service};
pub(crate) use row::Row;
pub(crate) use server::Server;
pub use server_url::{ServerUrl, parse_servers};
pub(crate) use servers::Servers;
pub(crate) use trials::Trials;
pub(crate) use tries::reading;

use async_trait::async_trait;
use latchkey_domain::Secret;
use latchkey_domain::directory::{DirectoryError, DirectoryResult};
use ldap3::LdapResult;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How the servers of one directory are reached.
#[derive(Clone, Debug)]
pub(crate) struct LdapConfig {
    /// In the order of preference; empty: the dialect finds them.
    pub(crate) servers: Vec<ServerUrl>,
    /// The service account, as a simple bind takes it.
    pub(crate) account: String,
    pub(crate) password: Secret,
    /// Certificates (PEM) to trust for this directory besides the machine's own authorities.
    pub(crate) trusted_pem: Option<String>,
    /// Bounds TCP and TLS together, and then the sign-in.
    pub(crate) connect_timeout: Duration,
    /// Bounds one request, or one page of a listing.
    pub(crate) operation_timeout: Duration,
}

/// What kinds of servers differ in before the first question is put to them.
#[async_trait]
pub(crate) trait Dialect: Send + Sync {
    /// The directory's servers, best first, where none is configured. `seed` decides among equals.
    async fn find_servers(&self, resolver: &dyn Resolver, seed: u64) -> DirectoryResult<Vec<ServerUrl>>;
    /// Which attributes of the rootDSE are asked for on each connection.
    fn root_attributes(&self) -> &'static [&'static str];
    /// What they say.
    fn root(&self, row: Row) -> DirectoryResult<RootDse>;
    /// Why our own service account was not let in.
    fn refused(&self, result: &LdapResult) -> DirectoryError;
}

/// What a server says of itself (RFC 4512 5.1).
pub(crate) struct RootDse {
    /// Below which everything is that we ask for: `DC=corp,DC=example`.
    pub(crate) base: String,
    pub(crate) dns_name: Option<String>,
    /// It takes no writes.
    pub(crate) read_only: bool,
    /// All that was asked for; what is the adapter's own, it reads here.
    pub(crate) row: Row,
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
