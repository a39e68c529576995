//! An answer that goes out a fixed time after what it answers came in, so that the time does not tell
//! who exists: somebody who does has rows that are read and a directory that is asked, and for
//! somebody who does not things are made up.
//!
//! A timer of tokio will not do. Its thread sleeps for whole milliseconds from when it has nothing
//! else to do, so work that ended 0.08 ms later ended the pause 0.08 ms later: the very difference
//! came through (`make bench`, part names). A thread of our own sleeps until a moment that was set
//! before the work began.

use crate::system::Pauses;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// When it is over, and whom to tell.
type Waiter = (Instant, oneshot::Sender<()>);

pub struct MinimumLatency {
    length: Duration,
    /// `None`: tokio's timer, also where the system gives no thread: it is better than no pause.
    pauses: Option<Sender<Waiter>>,
}

/// Began when it was made.
pub struct Pause {
    until: Instant,
    over: oneshot::Receiver<()>,
}

impl MinimumLatency {
    pub fn new(length: Duration, pauses: Pauses) -> Self {
        match pauses {
            Pauses::OwnThread => Self::exact(length),
            Pauses::Timer => Self { length, pauses: None },
        }
    }

    fn exact(length: Duration) -> Self {
        let (pauses, asked) = channel();
        let begun = thread::Builder::new().name("minimum-latency".to_owned()).spawn(move || end_each(&asked));
        if let Err(error) = &begun {
            tracing::warn!(%error, "answers are paced less exactly: there is no thread for it");
        }
        Self { length, pauses: begun.is_ok().then_some(pauses) }
    }

    pub fn begin(&self) -> Pause {
        let ((bell, over), until) = (oneshot::channel(), after(self.length));
        if let Some(pauses) = &self.pauses {
            // if nobody listens any more, the bell is dropped, and `passed` hears that
            let _ = pauses.send((until, bell));
        }
        Pause { until, over }
    }

    /// What `work` gives, and not before this length of time has passed.
    pub async fn under<T>(&self, work: impl Future<Output = T>) -> T {
        let pause = self.begin();
        let done = work.await;
        pause.passed().await;
        done
    }
}

impl Pause {
    pub async fn passed(self) {
        if self.over.await.is_err() {
            tokio::time::sleep_until(self.until).await;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a pause, not a time of day")]
fn after(length: Duration) -> Instant {
    Instant::now() + length
}

/// One after another: all are of one length, so they end in the order in which they began.
#[expect(clippy::disallowed_methods, reason = "a pause, not a time of day")]
fn end_each(asked: &Receiver<Waiter>) {
    for (until, bell) in asked {
        thread::sleep(until.saturating_duration_since(Instant::now()));
        // whoever asked may have gone away
        let _ = bell.send(());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    #[expect(clippy::disallowed_methods, reason = "a pause, not a time of day")]
    async fn nobody_hears_sooner_and_the_answer_is_theirs() {
        let length = Duration::from_millis(20);
        let (floor, began) = (MinimumLatency::new(length, Pauses::OwnThread), Instant::now());
        drop(floor.begin());
        assert_eq!(tokio::join!(floor.under(async { 1 }), floor.under(async { 2 })), (1, 2));
        assert!(began.elapsed() >= length);
        // it began before the work, and is not added to it
        let pause = floor.begin();
        tokio::time::sleep(length * 3).await;
        assert!(tokio::time::timeout(length, pause.passed()).await.is_ok());
    }

    /// However much of the real time went by before: a machine that is busy changes nothing.
    #[tokio::test(start_paused = true)]
    #[expect(clippy::disallowed_methods, reason = "a pause, not a time of day")]
    async fn without_a_thread_it_goes_by_the_clock_of_tokio() {
        let length = Duration::from_millis(20);
        std::thread::sleep(length * 3);
        let (floor, began) = (MinimumLatency::new(length, Pauses::Timer), Instant::now());
        assert_eq!(floor.under(async { 3 }).await, 3);
        assert!((length..length * 2).contains(&began.elapsed()), "{:?}", began.elapsed());
        // and is not added to the work either
        let pause = floor.begin();
        tokio::time::sleep(length * 3).await;
        let before = Instant::now();
        pause.passed().await;
        assert_eq!(before.elapsed(), Duration::ZERO);
    }
}
