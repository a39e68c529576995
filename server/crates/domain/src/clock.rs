//! Time as a parameter. The one real clock is made in the server's composition root.

use serde::{Deserialize, Serialize};

/// A moment, in milliseconds since the Unix epoch. Signed and 64 bits wide, so that both
/// databases keep it as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Seconds between 1601-01-01 (Windows FILETIME) and 1970-01-01 (MS-DTYP 2.3.3).
    const FILETIME_TO_UNIX_SECONDS: i64 = 11_644_473_600;

    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1000))
    }
    /// From a Windows FILETIME: 100-nanosecond ticks since 1601. `None` for 0, negatives and "never".
    pub const fn from_filetime(ticks: i64) -> Option<Self> {
        if ticks <= 0 || ticks == i64::MAX {
            return None;
        }
        Some(Self(ticks / 10_000 - Self::FILETIME_TO_UNIX_SECONDS * 1000))
    }
    pub const fn millis(self) -> i64 {
        self.0
    }
    pub const fn secs(self) -> i64 {
        self.0.div_euclid(1000)
    }
    pub const fn plus_secs(self, secs: i64) -> Self {
        Self(self.0.saturating_add(secs.saturating_mul(1000)))
    }
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
    /// `self - earlier`, in milliseconds.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filetime_of_the_unix_epoch() {
        assert_eq!(Timestamp::from_filetime(116_444_736_000_000_000), Some(Timestamp(0)));
        assert_eq!(Timestamp::from_filetime(0), None);
        assert_eq!(Timestamp::from_filetime(i64::MAX), None);
    }
}
