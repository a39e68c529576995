//! SQLite has one writer at a time, and each commit waits for the disk. Who asks for a turn meanwhile
//! is taken along by the next one: one transaction and one sync for all of them, each within a
//! savepoint of its own, so that what one of them takes back is its own alone. Nobody is answered
//! before that sync.

use crate::{StoreError, StoreResult, Tx};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// Who did not get a turn by then is told so, and does nothing later.
const PATIENCE: Duration = Duration::from_secs(5);
/// Taken along at once.
const MOST: usize = 32;

/// One piece of work, from its turn to its answer.
pub(crate) trait QueuedWrite: Send {
    /// In its savepoint. `Err`: take that back.
    fn run(&mut self, tx: &mut Tx<'_>) -> StoreResult<()>;
    /// `kept`: what became of the transaction that it was a part of.
    fn end(self: Box<Self>, kept: StoreResult<()>);
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Box<dyn QueuedWrite>>,
    /// Somebody works it off.
    driven: bool,
}

#[derive(Default)]
pub(crate) struct GroupCommit(Mutex<Queue>);

impl GroupCommit {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `true`: nobody works the queue off; the caller sees to it that somebody does.
    pub(crate) fn join(&self, write: Box<dyn QueuedWrite>) -> bool {
        let mut queue = self.queue();
        queue.waiting.push_back(write);
        !std::mem::replace(&mut queue.driven, true)
    }

    /// Those of the next turn, first come first; `None`: nobody waits, and nobody works it off.
    pub(crate) fn next(&self) -> Option<Vec<Box<dyn QueuedWrite>>> {
        let mut queue = self.queue();
        let count = queue.waiting.len().min(MOST);
        if count == 0 {
            queue.driven = false;
            return None;
        }
        Some(queue.waiting.drain(..count).collect())
    }
}

struct QueuedWork<T, F> {
    work: Option<F>,
    done: Option<StoreResult<T>>,
    tell: oneshot::Sender<StoreResult<T>>,
    claimed: Arc<AtomicBool>,
}

impl<T, F> QueuedWrite for QueuedWork<T, F>
where
    T: Send + 'static,
    F: FnOnce(&mut Tx<'_>) -> StoreResult<T> + Send + 'static,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> StoreResult<()> {
        if self.claimed.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        let Some(work) = self.work.take() else { return Ok(()) };
        // the connection is as usable as after any error: the savepoint is rolled back
        let done = catch_unwind(AssertUnwindSafe(|| tx.perform(work)))
            .unwrap_or_else(|_| Err(StoreError::Other("the work on the database panicked".into())));
        let said = done.as_ref().map(drop).map_err(Clone::clone);
        self.done = Some(done);
        said
    }

    fn end(self: Box<Self>, kept: StoreResult<()>) {
        let answer = match (self.done, kept) {
            (Some(Err(error)), _) | (_, Err(error)) => Err(error),
            (Some(done), Ok(())) => done,
            (None, Ok(())) => return,
        };
        // nobody listens any more: a request that was given up
        let _heard = self.tell.send(answer);
    }
}

/// The answer to come, and what gives it.
pub(crate) struct Turn<T> {
    told: oneshot::Receiver<StoreResult<T>>,
    claimed: Arc<AtomicBool>,
}

pub(crate) fn turn<T, F>(work: F) -> (Box<dyn QueuedWrite>, Turn<T>)
where
    T: Send + 'static,
    F: FnOnce(&mut Tx<'_>) -> StoreResult<T> + Send + 'static,
{
    let (tell, told) = oneshot::channel();
    let claimed = Arc::new(AtomicBool::new(false));
    let asked = QueuedWork { work: Some(work), done: None, tell, claimed: Arc::clone(&claimed) };
    (Box::new(asked), Turn { told, claimed })
}

impl<T> Turn<T> {
    pub(crate) async fn answer(mut self) -> StoreResult<T> {
        let stopped = || StoreError::Other("the work on the database was given up".into());
        if let Ok(told) = tokio::time::timeout(PATIENCE, &mut self.told).await {
            return told.unwrap_or_else(|_| Err(stopped()));
        }
        if !self.claimed.swap(true, Ordering::AcqRel) {
            return Err(StoreError::Unreachable("no connection became free in time".into()));
        }
        // it has begun: what becomes of it is what counts
        self.told.await.unwrap_or_else(|_| Err(stopped()))
    }
}
