//! A directory that is read again by itself: its report, its times, and the answer to what it asks.

use super::caller::Caller;
use async_trait::async_trait;
use latchkey_contract::admin::*;
use latchkey_contract::sync::{SyncEvery, SyncPeople, SyncPeopleQuery, SyncReport};

#[async_trait]
pub trait SyncAdmin: Send + Sync {
    /// How often a directory is read again, its last runs, and what it asks.
    async fn sync_report(&self, caller: &Caller, id: &str) -> AdminResult<SyncReport>;
    /// The people behind one number of a run.
    async fn sync_people(&self, caller: &Caller, query: SyncPeopleQuery) -> AdminResult<SyncPeople>;
    async fn sync_now(&self, caller: &Caller, id: &str) -> AdminResult<ImportState>;
    async fn sync_every(&self, caller: &Caller, id: &str, every: SyncEvery) -> AdminResult<()>;
    /// Whether those whom this run missed are gone. `code`: the administrator's current authenticator code, if they are.
    async fn sync_decide(&self, caller: &Caller, id: &str, run: i64, are_gone: bool, code: &str) -> AdminResult<()>;
}
