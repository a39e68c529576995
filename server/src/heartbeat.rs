//! Whether the job runner still goes round. A server whose runner stands still answers every page
//! and sends no code, so it must not count as ready.

use latchkey_domain::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};

/// A round takes a second at most, a few if the database is away.
pub const MOST_SECS: i64 = 60;

/// The time of the runner's last round.
#[derive(Debug)]
pub struct Heartbeat(AtomicI64);

impl Heartbeat {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.millis()))
    }

    pub(crate) fn beat(&self, now: Timestamp) {
        self.0.store(now.millis(), Ordering::Relaxed);
    }

    /// For how many seconds the runner has stood still, if it has.
    pub fn still_for(&self, now: Timestamp) -> Option<i64> {
        let secs = now.since(Timestamp(self.0.load(Ordering::Relaxed))) / 1000;
        (secs > MOST_SECS).then_some(secs)
    }
}
