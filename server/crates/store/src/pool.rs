//! Connections kept open, as a deadpool of our own manager: checking one out costs no trip to the
//! blocking pool and no statement, because a dead one is found when its transaction begins.

use crate::connection::{AnyConnection, Place};
use crate::{StoreError, StoreResult};
use deadpool::managed::{self, Metrics, PoolError, QueueMode, RecycleError, Timeouts};
use diesel::connection::{Connection, TransactionManager as _, TransactionManagerStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub(crate) type Pool = managed::Pool<Manager>;
pub(crate) type Pooled = managed::Object<Manager>;

pub(crate) struct Manager {
    place: Place,
    writes: bool,
    /// Raised when the database went away: connections from before then are not used again.
    generation: Arc<AtomicU64>,
}

pub(crate) struct Slot {
    pub(crate) conn: AnyConnection,
    pub(crate) generation: u64,
}

impl managed::Manager for Manager {
    type Type = Slot;
    type Error = StoreError;

    async fn create(&self) -> StoreResult<Slot> {
        let (place, writes) = (self.place.clone(), self.writes);
        let generation = self.generation.load(Ordering::Acquire);
        let made = tokio::task::spawn_blocking(move || place.connect(writes)).await;
        let conn = made.map_err(|error| StoreError::Other(error.to_string()))??;
        Ok(Slot { conn, generation })
    }

    async fn recycle(&self, slot: &mut Slot, _: &Metrics) -> Result<(), RecycleError<StoreError>> {
        let clean = slot.generation == self.generation.load(Ordering::Acquire) && is_idle(&mut slot.conn);
        clean.then_some(()).ok_or(RecycleError::message("stale"))
    }
}

/// No transaction was left open, as a panic inside one would.
fn is_idle(conn: &mut AnyConnection) -> bool {
    let status = <AnyConnection as Connection>::TransactionManager::transaction_manager_status_mut(conn);
    match status {
        TransactionManagerStatus::Valid(status) => status.transaction_depth().is_none(),
        TransactionManagerStatus::InError => false,
    }
}

pub(crate) fn pool(place: &Place, writes: bool, size: usize, generation: &Arc<AtomicU64>) -> StoreResult<Pool> {
    let manager = Manager { place: place.clone(), writes, generation: Arc::clone(generation) };
    let wait = Some(Duration::from_secs(5));
    managed::Pool::builder(manager)
        .max_size(size)
        .queue_mode(QueueMode::Lifo)
        .timeouts(Timeouts { wait, create: Some(Duration::from_secs(8)), recycle: None })
        .runtime(deadpool::Runtime::Tokio1)
        .build()
        .map_err(|error| StoreError::Other(error.to_string()))
}

pub(crate) async fn take(pool: &Pool) -> StoreResult<Pooled> {
    pool.get().await.map_err(|error| match error {
        PoolError::Backend(error) => error,
        PoolError::Timeout(_) => StoreError::Unreachable("no connection became free in time".into()),
        other => StoreError::Other(other.to_string()),
    })
}
