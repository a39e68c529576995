//! The bound on argon2. Each hash takes some 11 ms and 7 MiB on the blocking pool, which the
//! database uses too: without a bound a crowd at the sign-in page takes the memory and the threads
//! from everybody who is recovering.

use latchkey_methods::password_hash::Memory;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// At once. Two cores are busy with them, and 21 MiB are taken at most.
const AT_ONCE: usize = 3;
/// Who waited so long hears that it is crowded instead of looking at a white page.
const PATIENCE: Duration = Duration::from_secs(4);

/// Too many are hashed at this moment. Nothing was looked at and nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are checked at this moment")]
pub struct Busy;

pub struct Hashing {
    permits: Arc<Semaphore>,
    patience: Duration,
    /// Of those that are done: no more of them than were ever at once.
    idle: Arc<Mutex<Vec<Memory>>>,
}

impl Default for Hashing {
    fn default() -> Self {
        Self::new(AT_ONCE, PATIENCE)
    }
}

impl Hashing {
    fn new(at_once: usize, patience: Duration) -> Self {
        Self { permits: Arc::new(Semaphore::new(at_once)), patience, idle: Arc::default() }
    }

    /// Runs `work` on the blocking pool as one of few at once, in the order of asking.
    ///
    /// # Errors
    /// `Busy`: its turn did not come in time, or it panicked; it counts as not done.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let permit = tokio::time::timeout(self.patience, self.permits.clone().acquire_owned()).await;
        let permit = permit.map_err(|_| Busy)?.map_err(|_| Busy)?;
        let idle = Arc::clone(&self.idle);
        let bounded = move || {
            let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut memory = taken.unwrap_or_default();
            let done = work(&mut memory);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
            // held until here and not by the caller: a browser that goes away must not make room
            // for another hash while this one still runs
            drop(permit);
            done
        };
        tokio::task::spawn_blocking(bounded).await.map_err(|_| Busy)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Barrier, mpsc};

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn few_at_once() {
        let hashing = Arc::new(Hashing::new(2, Duration::from_secs(30)));
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        // each waits for another one: were they one after another, none would end
        let two = Arc::new(Barrier::new(2));
        let tasks: Vec<_> = (0..12)
            .map(|n| {
                let (hashing, running, most, two) = (hashing.clone(), running.clone(), most.clone(), two.clone());
                tokio::spawn(async move {
                    let work = move |_: &mut Memory| {
                        most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        two.wait();
                        running.fetch_sub(1, Ordering::SeqCst);
                        n
                    };
                    hashing.run(work).await
                })
            })
            .collect();
        for (n, task) in tasks.into_iter().enumerate() {
            assert_eq!(task.await.unwrap(), Ok(n));
        }
        assert_eq!(most.load(Ordering::SeqCst), 2);
        assert!((1..=2).contains(&hashing.idle.lock().unwrap().len()), "memory is used again");
    }

    /// Also when those who asked for the running ones have gone away.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn crowded_is_said_and_ends() {
        let hashing = Arc::new(Hashing::new(1, Duration::from_millis(40)));
        let (go, waiting) = mpsc::channel::<()>();
        let (begun, started) = tokio::sync::oneshot::channel();
        let inner = hashing.clone();
        let first = tokio::spawn(async move {
            inner
                .run(move |_| {
                    let _ = begun.send(());
                    let _ = waiting.recv();
                })
                .await
        });
        started.await.unwrap();
        first.abort();
        assert_eq!(hashing.run(|_| 1).await, Err(Busy), "the first is still at it");
        go.send(()).unwrap();
        let patient =
            Hashing { permits: hashing.permits.clone(), patience: Duration::from_secs(30), idle: Arc::default() };
        assert_eq!(patient.run(|_| 2).await, Ok(2));
    }
}
