use latchkey_domain::{Clock, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;
use tokio::time::Instant;

/// Any of them is put forward by hand, too.
#[derive(Debug)]
pub struct TestClock {
    goes: Goes,
    ahead_millis: AtomicI64,
}

#[derive(Debug)]
enum Goes {
    Not(Timestamp),
    WithTokio(Instant),
    WithTheMachine,
}

impl TestClock {
    /// 15 January 2027, 8 o'clock UTC; the beginning of a window of TOTP.
    pub const START: Timestamp = Timestamp(1_800_000_000_000);

    /// Stands still.
    pub fn at(now: Timestamp) -> Self {
        Self::of(Goes::Not(now))
    }

    /// Stands still, years ago: whoever looks at the machine's clock instead is found out.
    pub fn years_ago() -> Self {
        Self::at(Timestamp(1_700_000_000_000))
    }

    /// Goes with tokio's, which a test can hold still: an hour passes in a moment.
    #[expect(clippy::disallowed_methods, reason = "this is the tests' clock")]
    pub fn of_tokio() -> Self {
        Self::of(Goes::WithTokio(Instant::now()))
    }

    /// The machine's: real servers have no other.
    pub fn of_machine() -> Self {
        Self::of(Goes::WithTheMachine)
    }

    const fn of(goes: Goes) -> Self {
        Self { goes, ahead_millis: AtomicI64::new(0) }
    }

    pub fn advance(&self, secs: i64) {
        self.advance_millis(secs.saturating_mul(1000));
    }

    pub fn advance_millis(&self, millis: i64) {
        self.ahead_millis.fetch_add(millis, Ordering::SeqCst);
    }

    /// Since `START`.
    pub fn millis(&self) -> i64 {
        self.now().since(Self::START)
    }
}

impl Default for TestClock {
    /// Stands still at `START`.
    fn default() -> Self {
        Self::at(Self::START)
    }
}

impl Clock for TestClock {
    #[expect(clippy::disallowed_methods, reason = "this is the tests' clock")]
    fn now(&self) -> Timestamp {
        let now = match self.goes {
            Goes::Not(at) => at,
            Goes::WithTokio(began) => Self::START.plus_millis(in_millis(began.elapsed())),
            Goes::WithTheMachine => {
                Timestamp(in_millis(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()))
            }
        };
        now.plus_millis(self.ahead_millis.load(Ordering::SeqCst))
    }
}

fn in_millis(time: std::time::Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn still_with_tokio_and_with_the_machine() {
        let (still, tokio, machine) = (TestClock::default(), TestClock::of_tokio(), TestClock::of_machine());
        let began = machine.now();
        tokio::time::sleep(Duration::from_secs(3600)).await;
        assert_eq!((still.millis(), tokio.millis()), (0, 3_600_000));
        assert!((0..60_000).contains(&machine.now().since(began)), "the machine's time is not tokio's");
        for clock in [&still, &tokio] {
            let before = clock.now();
            clock.advance(2);
            clock.advance_millis(5);
            assert_eq!(clock.now().since(before), 2005);
        }
    }
}
