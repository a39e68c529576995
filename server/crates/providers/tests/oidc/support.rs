//! Clocks and randomness of these tests.

use latchkey_domain::{Clock, Entropy, Timestamp};
use std::io::Read as _;
use std::sync::atomic::{AtomicI64, Ordering};

/// The machine's: the lab's provider has no other.
pub struct Wall;
impl Clock for Wall {
    #[expect(clippy::disallowed_methods, reason = "a real provider needs the real time")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        Timestamp(since.as_millis().try_into().unwrap())
    }
}

/// Stands still, years ago: whoever looks at the machine's clock instead is found out.
pub struct Hand(AtomicI64);
impl Hand {
    pub fn new() -> Self {
        Self(AtomicI64::new(1_700_000_000_000))
    }
    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}
impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

pub struct Urandom;
impl Entropy for Urandom {
    fn fill(&self, buffer: &mut [u8]) {
        std::fs::File::open("/dev/urandom").unwrap().read_exact(buffer).unwrap();
    }
}
