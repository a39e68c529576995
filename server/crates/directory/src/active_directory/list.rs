//! Listing many people, page by page.
//!
//! A server's paging cookie (RFC 2696) lives as long as its connection, so each listing keeps a
//! connection of its own, with the next page already being fetched while the caller stores the
//! last one. The `Cursor` names the subtree and that connection. When the connection is gone (our
//! restart, a controller's, a pause of minutes) the subtree is begun again: people that were
//! given before come once more, none is left out. Callers insert or update, so that costs a
//! second per 5,000 people and no correctness, which sorting by a key on the server would.

use super::ActiveDirectory;
use super::account::{ENTRY, PEOPLE};
use super::dn;
use super::line::{Ask, Fault, Line, Use};
use super::net::locked;
use super::row::Row;
use latchkey_domain::Timestamp;
use latchkey_domain::directory::{Cursor, DirectoryError, DirectoryResult, Page};
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

#[derive(Serialize, Deserialize)]
struct Place {
    subtree: usize,
    /// The listing whose connection stands there; absent at the start of a subtree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    listing: Option<String>,
}

struct Fetched {
    line: Line,
    rows: Vec<Row>,
    cookie: Vec<u8>,
}

type Fetching = JoinHandle<Result<Fetched, Fault>>;

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

async fn fetch(mut line: Line, base: String, size: u32, cookie: Vec<u8>) -> Result<Fetched, Fault> {
    let filter = format!("(&{PEOPLE})");
    let ask = Ask { base: &base, scope: Scope::Subtree, filter: &filter, attributes: &ENTRY };
    let (rows, cookie) = line.page(&ask, size, cookie).await?;
    Ok(Fetched { line, rows, cookie })
}

/// The subtrees to walk: none within another, and the whole domain for none at all.
fn distinct(subtrees: &[String]) -> Vec<Option<&str>> {
    if subtrees.is_empty() {
        return vec![None];
    }
    let mut kept: Vec<Option<&str>> = Vec::new();
    for (index, subtree) in subtrees.iter().enumerate() {
        let covered = subtrees.iter().enumerate().any(|(other_index, other)| {
            let same = other.eq_ignore_ascii_case(subtree);
            (same && other_index < index) || (!same && dn::is_within(subtree, other))
        });
        if !covered {
            kept.push(Some(subtree));
        }
    }
    kept
}

impl ActiveDirectory {
    pub(crate) async fn list_page(
        &self,
        subtrees: &[String],
        cursor: Option<&Cursor>,
        size: u32,
    ) -> DirectoryResult<Page> {
        let size = size.clamp(1, MAX_PAGE);
        let subtrees = distinct(subtrees);
        // A cursor that we cannot read starts from the beginning.
        let place = cursor.and_then(|cursor| serde_json::from_str::<Place>(&cursor.0).ok());
        let place = place.unwrap_or(Place { subtree: 0, listing: None });
        let Some(base) = subtrees.get(place.subtree) else { return Ok(Page { entries: Vec::new(), next: None }) };

        let waiting = place.listing.and_then(|name| self.listings.take(&name));
        let fetched = match waiting {
            Some(fetching) => fetching.await.ok().and_then(Result::ok),
            None => None,
        };
        let mut fetched = match fetched {
            Some(fetched) => fetched,
            None => self.begin(*base, size).await?,
        };
        let entries = self.entries(&mut fetched.line, &fetched.rows).await.map_err(Fault::told)?;
        let next = if fetched.cookie.is_empty() {
            let subtree = place.subtree + 1;
            (subtree < subtrees.len()).then_some(Place { subtree, listing: None })
        } else {
            let base = base.map_or_else(|| fetched.line.root.base.clone(), str::to_owned);
            let next = tokio::spawn(fetch(fetched.line, base, size, fetched.cookie));
            Some(Place { subtree: place.subtree, listing: Some(self.listings.keep(next)) })
        };
        let next = next.and_then(|place| serde_json::to_string(&place).ok()).map(Cursor);
        Ok(Page { entries, next })
    }

    /// The first page of a subtree, from the first server that gives it.
    async fn begin(&self, base: Option<&str>, size: u32) -> DirectoryResult<Fetched> {
        let mut last = None;
        let mut tries = self.net.tries(None).await?;
        while let Some(server) = tries.next_server() {
            let line = match self.net.line(&server, Use::Listing, true).await {
                Ok(line) => line,
                Err(error @ DirectoryError::BindRefused { .. }) => return Err(error),
                Err(error) => {
                    last = Some(error);
                    continue;
                }
            };
            let base = base.map_or_else(|| line.root.base.clone(), str::to_owned);
            match fetch(line, base, size, Vec::new()).await {
                Ok(fetched) => return Ok(fetched),
                Err(fault @ (Fault::Told(_) | Fault::Answer(_))) => return Err(fault.told()),
                Err(fault) => last = Some(fault.told()),
            }
        }
        Err(last.unwrap_or_else(|| DirectoryError::Unreachable { detail: "no server is configured".to_owned() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn subtrees_within_others_are_walked_once() {
        let all = ["OU=Staff,OU=People,DC=d", "OU=People,DC=d", "ou=people,dc=d", "OU=Other,DC=d"].map(str::to_owned);
        assert_eq!(distinct(&all), [Some("OU=People,DC=d"), Some("OU=Other,DC=d")]);
        assert_eq!(distinct(&[]), [None]);
    }
}
