//! The real clock and the real source of randomness: the only place that asks the system for
//! either. Everything else takes them as parameters.

use latchkey_domain::{Clock, Entropy, Timestamp};
use std::sync::Arc;

/// Clock, randomness and how pauses are kept: handed to everything.
#[derive(Clone)]
pub struct Sources {
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub pauses: Pauses,
}

impl Default for Sources {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), entropy: Arc::new(SystemEntropy), pauses: Pauses::OwnThread }
    }
}

/// How a pause is kept; made with clock and randomness, where everything is plugged together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pauses {
    /// By a thread of our own, exactly.
    OwnThread,
    /// By tokio's timer and by its clock: for a test that holds that clock still, and would see it run away while
    /// a thread is awaited.
    Timer,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the real clock")]
        let now = std::time::SystemTime::now();
        // Before 1970 only on a machine whose clock is broken; then everything has expired.
        let since = now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        #[expect(clippy::disallowed_methods, reason = "this is the real source")]
        let filled = getrandom::fill(buffer);
        if filled.is_err() {
            // Without randomness every token could be guessed: better not to be there at all.
            tracing::error!("the system gives no random bytes");
            std::process::abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system() {
        assert!(SystemClock.now() > Timestamp::from_secs(1_700_000_000));
        let (mut a, mut b) = ([0_u8; 32], [0_u8; 32]);
        SystemEntropy.fill(&mut a);
        SystemEntropy.fill(&mut b);
        assert_ne!(a, b);
    }
}
