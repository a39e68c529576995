//! Listing many entries, page by page: those below units, or those of a group.
//!
//! A server's paging cookie (RFC 2696) lives as long as its connection, so each listing keeps a
//! connection of its own, with the next page already being fetched while the caller stores the
//! last one. The `Cursor` names the unit and that connection. When the connection is gone (our
//! restart, a controller's, a pause of minutes) the unit is begun again: people that were given
//! before come once more, none is left out. Callers insert or update and count each person once,
//! so that costs a second per 5,000 people of one unit and no correctness, which sorting by a key on
//! the server would. A unit is begun again twice at most in one go; then the fault is told.

use super::connection::{Ask, Fault, LdapConnection, Use};
use super::row::Row;
use super::server::Server;
use super::servers::Servers;
use super::{answers, locked, units};
use latchkey_domain::Timestamp;
use latchkey_domain::directory::{Cursor, DirectoryError, DirectoryResult};
use ldap3::Scope;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinHandle;

/// How long a connection waits for its listing to go on.
const PATIENCE: Duration = Duration::from_secs(60);
/// MaxPageSize of a domain controller's default query policy.
const MAX_PAGE: u32 = 1000;
/// How often one unit is begun again before its fault is told.
const AGAIN: u32 = 2;

#[derive(Default, Serialize, Deserialize)]
struct Place {
    /// Which of the searches: one for each unit, or for each chunk of nested groups.
    subtree: usize,
    /// The listing whose connection stands there; absent at the start of a unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    listing: Option<String>,
    /// How often this unit was begun again.
    #[serde(default, skip_serializing_if = "is_zero")]
    again: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Place {
    /// A cursor that we cannot read starts from the beginning.
    fn of(cursor: &Cursor) -> Self {
        serde_json::from_str(&cursor.0).unwrap_or_default()
    }
    fn cursor(&self) -> Option<Cursor> {
        serde_json::to_string(self).ok().map(Cursor)
    }
}

/// The start of the unit that the cursor stands in, with all patience for it.
pub(crate) fn rewound(cursor: &Cursor) -> Cursor {
    let place = Place { subtree: Place::of(cursor).subtree, ..Place::default() };
    place.cursor().unwrap_or_else(|| cursor.clone())
}

/// One search of a listing.
pub(crate) struct Search {
    /// `None`: everything below the server's base.
    pub(crate) base: Option<String>,
    pub(crate) filter: String,
    pub(crate) attributes: Arc<[String]>,
    /// Classes of what `base` may be.
    pub(crate) units: &'static [&'static str],
}

struct Fetched {
    connection: LdapConnection,
    /// Which it belongs to: a cookie is good for its own search alone.
    search: Arc<Search>,
    rows: Vec<Row>,
    cookie: Vec<u8>,
}

type Fetching = JoinHandle<Result<Fetched, (Arc<Server>, Fault)>>;

/// Listings that are under way, each with its next page on the way.
pub(crate) struct Listings {
    /// Marks cursors of this process, so that one from before a restart is not mistaken for ours.
    born: Timestamp,
    count: AtomicU64,
    waiting: Mutex<HashMap<String, Fetching>>,
}

impl Listings {
    pub(crate) fn new(born: Timestamp) -> Self {
        Self { born, count: AtomicU64::new(0), waiting: Mutex::default() }
    }
    fn keep(self: &Arc<Self>, next: Fetching) -> String {
        let name = format!("{}-{}", self.born.millis(), self.count.fetch_add(1, Ordering::Relaxed));
        locked(&self.waiting).insert(name.clone(), next);
        let (all, forgotten) = (Arc::downgrade(self), name.clone());
        tokio::spawn(async move {
            tokio::time::sleep(PATIENCE).await;
            if let Some(all) = all.upgrade()
                && let Some(abandoned) = locked(&all.waiting).remove(&forgotten)
            {
                abandoned.abort();
            }
        });
        name
    }
    fn take(&self, name: &str) -> Option<Fetching> {
        locked(&self.waiting).remove(name)
    }
}

async fn fetch(
    mut connection: LdapConnection,
    search: Arc<Search>,
    size: u32,
    cookie: Vec<u8>,
) -> Result<Fetched, (Arc<Server>, Fault)> {
    if cookie.is_empty()
        && let Some(unit) = &search.base
        && let Err(fault) = units::known(&mut connection, unit, search.units).await
    {
        return Err((connection.server.clone(), fault));
    }
    let root = connection.root.clone();
    let base = search.base.as_deref().unwrap_or(&root.base);
    let attributes: Vec<&str> = search.attributes.iter().map(String::as_str).collect();
    let ask = Ask { base, scope: Scope::Subtree, filter: &search.filter, attributes: &attributes };
    match connection.page(&ask, size, cookie).await {
        Ok((rows, cookie)) => Ok(Fetched { connection, search, rows, cookie }),
        Err(fault) => Err((connection.server.clone(), fault)),
    }
}

/// Whether beginning again, on another connection or server, may help.
fn is_of_the_line(fault: &Fault) -> bool {
    match fault {
        Fault::NotSent(_) | Fault::Broken(_) | Fault::TimedOut(_) => true,
        Fault::Answer(result) => matches!(result.rc, answers::BUSY | answers::UNAVAILABLE),
        Fault::Told(_) => false,
    }
}

impl Listings {
    /// One page of the searches one after the other: its rows, and where it goes on.
    pub(crate) async fn page(
        self: &Arc<Self>,
        servers: &Servers,
        searches: Vec<Search>,
        cursor: Option<&Cursor>,
        size: u32,
    ) -> DirectoryResult<(Vec<Row>, Option<Cursor>)> {
        let size = size.clamp(1, MAX_PAGE);
        let count = searches.len();
        let mut place = cursor.map_or_else(Place::default, Place::of);
        let Some(search) = searches.into_iter().nth(place.subtree).map(Arc::new) else {
            return Ok((Vec::new(), None));
        };
        loop {
            let fetched = match place.listing.take() {
                None => Ok(begin(servers, &search, size).await?),
                Some(name) => self.go_on(&name).await,
            };
            let fault = match fetched {
                Ok(fetched) => return Ok(self.page_of(fetched, size, &place, count)),
                Err(fault) => fault,
            };
            if place.again >= AGAIN || !is_of_the_line(&fault) {
                return Err(fault.told());
            }
            tracing::warn!(error = %fault.told(), "a listing broke off; its unit is begun again");
            place.again += 1;
        }
    }

    /// The page that is on its way.
    async fn go_on(&self, name: &str) -> Result<Fetched, Fault> {
        let interrupted = || Fault::Broken("the listing was interrupted".to_owned());
        let fetching = self.take(name).ok_or_else(interrupted)?;
        let fetched = fetching.await.map_err(|_| interrupted())?;
        fetched.map_err(|(server, fault)| blamed(&server, fault))
    }

    /// The page itself, with the next one put on its way first: the server works on it meanwhile.
    fn page_of(
        self: &Arc<Self>,
        fetched: Fetched,
        size: u32,
        place: &Place,
        searches: usize,
    ) -> (Vec<Row>, Option<Cursor>) {
        let Fetched { connection, search, rows, cookie } = fetched;
        let next = if cookie.is_empty() {
            let subtree = place.subtree + 1;
            (subtree < searches).then_some(Place { subtree, ..Place::default() })
        } else {
            let next = tokio::spawn(fetch(connection, search, size, cookie));
            Some(Place { listing: Some(self.keep(next)), ..*place })
        };
        (rows, next.and_then(|place| place.cursor()))
    }
}

/// The first page of a unit, from the first server that gives it.
async fn begin(servers: &Servers, search: &Arc<Search>, size: u32) -> DirectoryResult<Fetched> {
    let mut last = None;
    let mut tries = servers.tries(None).await?;
    while let Some(server) = tries.next_server() {
        let connection = match servers.connection(&server, Use::Listing, true).await {
            Ok(connection) => connection,
            Err(error @ DirectoryError::BindRefused { .. }) => return Err(error),
            Err(error) => {
                last = Some(error);
                continue;
            }
        };
        match fetch(connection, search.clone(), size, Vec::new()).await {
            Ok(fetched) => return Ok(fetched),
            Err((server, fault)) if is_of_the_line(&fault) => last = Some(blamed(&server, fault).told()),
            Err((_, fault)) => return Err(fault.told()),
        }
    }
    Err(last.unwrap_or_else(|| DirectoryError::Unreachable { detail: "no server is configured".to_owned() }))
}

/// A server that hangs or is busy is left alone for a while; one that closed a connection is not.
fn blamed(server: &Server, fault: Fault) -> Fault {
    if matches!(fault, Fault::TimedOut(_) | Fault::Answer(_)) && is_of_the_line(&fault) {
        server.mark_down();
    }
    fault
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn a_cursor_rewound_stands_at_the_start_of_its_unit() {
        let cursor = |text: &str| Cursor(text.to_owned());
        let stuck = cursor(r#"{"subtree":3,"listing":"1-2","again":2}"#);
        assert_eq!(rewound(&stuck), cursor(r#"{"subtree":3}"#));
        assert_eq!(rewound(&rewound(&stuck)), rewound(&stuck));
        assert_eq!(rewound(&cursor("not ours")), cursor(r#"{"subtree":0}"#));
    }
}
