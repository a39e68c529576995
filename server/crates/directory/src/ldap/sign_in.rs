//! Our own sign-in. A wrong service password must not lock the service account, for with it
//! self-service would end for everybody: one connection at a time signs in, so that the first
//! refusal keeps the others from trying, and after a refusal nobody tries for a while.

use super::locked;
use latchkey_domain::Timestamp;
use latchkey_domain::directory::{DirectoryError, DirectoryResult};
use std::sync::Mutex;

/// After a wrong password: longer than the usual observation windows (10 to 30 minutes), so that
/// tries of ours never add up to a threshold. Whoever mends the password does it in the connection
/// form, which begins anew, or presses "check".
const WRONG_SECS: i64 = 35 * 60;
/// After any other refusal (disabled, expired, not at this hour): these count towards no lock.
const OTHERWISE_SECS: i64 = 60;
const LONGEST_SECS: i64 = 3600;

struct Refused {
    until: Timestamp,
    error: DirectoryError,
    /// In a row.
    times: u32,
}

#[derive(Default)]
pub(crate) struct ServiceSignInGuard {
    turn: tokio::sync::Mutex<()>,
    refused: Mutex<Option<Refused>>,
}

impl ServiceSignInGuard {
    /// Held while a sign-in is under way. Look at `not_refused` after it was given.
    pub(crate) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// # Errors
    /// The last refusal, while it is too early to try again.
    pub(crate) fn not_refused(&self, now: Timestamp) -> DirectoryResult<()> {
        match &*locked(&self.refused) {
            Some(refused) if refused.until > now => Err(refused.error.clone()),
            _ => Ok(()),
        }
    }

    pub(crate) fn note(&self, outcome: &DirectoryResult<()>, now: Timestamp) {
        let mut refused = locked(&self.refused);
        match outcome {
            Ok(()) => *refused = None,
            Err(error @ DirectoryError::BindRefused { data }) => {
                let times = refused.as_ref().map_or(0, |before| before.times).saturating_add(1);
                let pause = pause(data, times);
                tracing::warn!(directory.bind = %data, pause_secs = pause, "the directory refused the service account");
                *refused = Some(Refused { until: now.plus_secs(pause), error: error.clone(), times });
            }
            Err(_) => {}
        }
    }
}

fn pause(data: &str, times: u32) -> i64 {
    let first = if matches!(data, "52e" | "525" | "rc 49") { WRONG_SECS } else { OTHERWISE_SECS };
    let doubled = first.saturating_mul(1_i64.checked_shl(times.saturating_sub(1).min(16)).unwrap_or(1));
    doubled.min(LONGEST_SECS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_each_time_and_at_most_an_hour() {
        assert_eq!([1, 2, 3, 7, 8, 99].map(|times| pause("533", times)), [60, 120, 240, 3600, 3600, 3600]);
        assert_eq!([1, 2, 99].map(|times| pause("52e", times)), [2100, 3600, 3600]);
    }

    #[test]
    fn a_success_forgets() {
        let (sign_in_guard, now) = (ServiceSignInGuard::default(), Timestamp::from_secs(1_000_000));
        let refused = DirectoryError::BindRefused { data: "52e".to_owned() };
        sign_in_guard.note(&Err(refused.clone()), now);
        assert_eq!(sign_in_guard.not_refused(now.plus_secs(2099)), Err(refused.clone()));
        assert_eq!(sign_in_guard.not_refused(now.plus_secs(2100)), Ok(()));
        sign_in_guard.note(&Err(DirectoryError::Unreachable { detail: String::new() }), now);
        assert_eq!(sign_in_guard.not_refused(now), Err(refused), "a dead connection says nothing of the password");
        sign_in_guard.note(&Ok(()), now);
        assert_eq!(sign_in_guard.not_refused(now), Ok(()));
    }
}
