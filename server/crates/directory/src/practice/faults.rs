//! What a practice directory is made to suffer: being away, and what becomes of its next writes. The practice page
//! switches the first; the second is for tests, so that every branch of a write can be walked.

use latchkey_domain::directory::{DirectoryError, DirectoryResult};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// What becomes of one write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteFault {
    /// It goes through: so that the one after it can fail.
    Spared,
    /// It did not arrive, and no answer came.
    LostBefore,
    /// It was done, and the answer was lost.
    LostAfter,
    Refused(DirectoryError),
    /// No server could be reached; nothing was sent.
    Away,
}

#[derive(Default)]
pub struct Faults {
    away: AtomicBool,
    next: Mutex<VecDeque<WriteFault>>,
}

impl Faults {
    /// Plays a directory that is away (`false`) and back again.
    pub fn set_reachable(&self, reachable: bool) {
        self.away.store(!reachable, Ordering::Relaxed);
    }
    pub fn is_reachable(&self) -> bool {
        !self.away.load(Ordering::Relaxed)
    }

    /// What becomes of the next writes, one after the other, after those that were queued before.
    pub fn queue(&self, faults: impl IntoIterator<Item = WriteFault>) {
        self.next.lock().unwrap_or_else(PoisonError::into_inner).extend(faults);
    }

    /// # Errors
    /// `Unreachable` while it is away.
    pub(crate) fn open(&self) -> DirectoryResult<()> {
        if self.is_reachable() {
            return Ok(());
        }
        let detail = "the practice directory was switched off on the practice page".to_owned();
        Err(DirectoryError::Unreachable { detail })
    }

    /// One write, and its answer, unless something else was queued.
    pub(crate) fn write<T>(&self, server: &str, act: impl FnOnce() -> DirectoryResult<T>) -> DirectoryResult<T> {
        self.open()?;
        let fault = self.next.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let lost = || DirectoryError::Unknown {
            server: server.to_owned(),
            detail: "the practice directory lost it".to_owned(),
        };
        match fault {
            None | Some(WriteFault::Spared) => act(),
            Some(WriteFault::LostBefore) => Err(lost()),
            Some(WriteFault::LostAfter) => act().and_then(|_| Err(lost())),
            Some(WriteFault::Refused(error)) => Err(error),
            Some(WriteFault::Away) => Err(DirectoryError::Unreachable { detail: "away for one write".to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_after_the_other_and_then_as_usual() {
        let faults = Faults::default();
        let refused = DirectoryError::TooSimple;
        faults.queue([WriteFault::LostBefore, WriteFault::Spared, WriteFault::LostAfter]);
        faults.queue([WriteFault::Refused(refused.clone()), WriteFault::Away]);
        let mut done = 0;
        let mut write = || {
            faults.write("here", || {
                done += 1;
                Ok(done)
            })
        };
        assert!(matches!(write(), Err(DirectoryError::Unknown { server, .. }) if server == "here"));
        assert_eq!(write(), Ok(1), "the first did not arrive");
        assert!(matches!(write(), Err(DirectoryError::Unknown { .. })));
        assert_eq!(write(), Err(refused));
        assert!(matches!(write(), Err(DirectoryError::Unreachable { .. })));
        assert_eq!(write(), Ok(3), "of those in between one was done");
        faults.set_reachable(false);
        faults.queue([WriteFault::LostAfter]);
        assert!(matches!(faults.write("here", || Ok(())), Err(DirectoryError::Unreachable { .. })));
        faults.set_reachable(true);
        assert!(
            matches!(faults.write("here", || Ok(())), Err(DirectoryError::Unknown { .. })),
            "what is queued waits for it"
        );
    }
}
