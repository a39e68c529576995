//! Until enough is proved, the answer to a form goes out a fixed time after the form came in: who
//! exists has rows that are read and referred to, and who does not has things made up. That differs
//! by 0.02 to 0.08 ms, and can be measured (`make bench`, part names). Pages that only read are not
//! held up: between them no difference was found that a floor would have taken away.
//!
//! A timer of tokio will not do. Its thread sleeps for whole milliseconds from when it has nothing
//! else to do, so work that ended 0.08 ms later ended the pause 0.08 ms later: the very difference
//! came through. A thread of our own sleeps until a moment that was set before the work began.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

type Pause = (Instant, oneshot::Sender<()>);

pub(super) struct Floor {
    length: Duration,
    /// `None`: the system gives no thread; tokio's timer is better than none then.
    pauses: Option<Sender<Pause>>,
}

impl Floor {
    pub fn new(length: Duration) -> Self {
        let (pauses, asked) = channel();
        let begun = thread::Builder::new().name("name-floor".to_owned()).spawn(move || end_each(&asked));
        if let Err(error) = &begun {
            tracing::warn!(%error, "answers are paced less exactly: there is no thread for it");
        }
        Self { length, pauses: begun.is_ok().then_some(pauses) }
    }

    /// What `work` gives, and not before this length of time has passed.
    pub async fn under<T>(&self, work: impl Future<Output = T>) -> T {
        // first, so that its time is set before the work begins
        tokio::join!(self.passed(), work).1
    }

    async fn passed(&self) {
        let (bell, rung) = oneshot::channel();
        let asked = self.pauses.as_ref().is_some_and(|pauses| pauses.send((after(self.length), bell)).is_ok());
        if !asked || rung.await.is_err() {
            tokio::time::sleep(self.length).await;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a pause, not a time of day")]
fn after(length: Duration) -> Instant {
    Instant::now() + length
}

/// One after another: all are of one length, so they end in the order in which they began.
#[expect(clippy::disallowed_methods, reason = "a pause, not a time of day")]
fn end_each(asked: &Receiver<Pause>) {
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
        let (floor, began) = (Floor::new(length), Instant::now());
        let gone = async { drop(tokio::time::timeout(length / 5, floor.under(async { 0 })).await) };
        let all = tokio::join!(floor.under(async { 1 }), gone, floor.under(async { 2 }));
        assert_eq!((all.0, all.2), (1, 2));
        assert!(began.elapsed() >= length);
        // work that takes longer is not held up further
        assert_eq!(floor.under(async { tokio::time::sleep(length * 3).await }).await, ());
        // and without a thread it is the same, less exactly
        let (plain, began) = (Floor { length, pauses: None }, Instant::now());
        assert_eq!(plain.under(async { 3 }).await, 3);
        assert!(began.elapsed() >= length);
    }
}
