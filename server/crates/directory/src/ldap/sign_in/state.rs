//! The rules of our own sign-in: who may try now, and for how long nobody may after a refusal.

use latchkey_domain::Timestamp;
use latchkey_domain::directory::{DirectoryError, DirectoryResult};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// After a wrong password: longer than the usual observation windows (10 to 30 minutes), so that
/// tries of ours never add up to a threshold. Whoever mends the password does it in the connection
/// form, which begins anew, or presses "check".
const WRONG_SECS: i64 = 35 * 60;
/// After any other refusal (disabled, expired, not at this hour): these count towards no lock.
const OTHERWISE_SECS: i64 = 60;
const LONGEST_SECS: i64 = 3600;
/// How long after its pause a refusal is the one before the next.
const IN_A_ROW_SECS: i64 = 86_400;

/// What a sign-in is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignInReason {
    /// Whatever has to be read or written.
    Need,
    /// The administrator asked for a check: it is tried even after a refusal, but not beside others.
    Check,
}

/// Why it is not the time to try.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotNow {
    /// The last refusal.
    Refused(DirectoryError),
    /// Somebody else does.
    UnderWay,
}

/// As it is shared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct SignInState {
    refused: Option<Refused>,
    under_way_until: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Refused {
    until: Timestamp,
    /// As in `BindRefused`.
    data: String,
    /// In a row.
    times: u32,
}

impl SignInState {
    /// What cannot be read is of another version, and says nothing.
    pub(super) fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn ends_at(&self, now: Timestamp) -> Timestamp {
        let refused = self.refused.as_ref().map(|refused| refused.until.plus_secs(IN_A_ROW_SECS));
        refused.max(self.under_way_until).unwrap_or(now)
    }

    pub(super) fn refusal(&self, now: Timestamp) -> Option<DirectoryError> {
        let refused = self.refused.as_ref().filter(|refused| refused.until > now);
        refused.map(|refused| DirectoryError::BindRefused { data: refused.data.clone() })
    }

    /// With a try under way.
    pub(super) fn claimed(&self, reason: SignInReason, now: Timestamp, lease: Duration) -> Result<Self, NotNow> {
        if self.under_way_until.is_some_and(|until| until > now) {
            return Err(NotNow::UnderWay);
        }
        if let Some(error) = self.refusal(now).filter(|_| reason == SignInReason::Need) {
            return Err(NotNow::Refused(error));
        }
        let until = now.plus_millis(i64::try_from(lease.as_millis()).unwrap_or(i64::MAX));
        Ok(Self { under_way_until: Some(until), refused: self.refused.clone() })
    }

    /// After a try. `is_ours`: the claim that stands there is that of this try.
    pub(super) fn after(self, outcome: &DirectoryResult<()>, now: Timestamp, is_ours: bool) -> Self {
        let under_way_until = self.under_way_until.filter(|_| !is_ours);
        let refused = match outcome {
            Ok(()) => None,
            Err(DirectoryError::BindRefused { data }) => {
                let times = self.refused.map_or(0, |before| before.times).saturating_add(1);
                let pause = pause(data, times);
                tracing::warn!(directory.bind = %data, pause_secs = pause, "the directory refused the service account");
                Some(Refused { until: now.plus_secs(pause), data: data.clone(), times })
            }
            // a dead connection says nothing of the password
            Err(_) => self.refused,
        };
        Self { refused, under_way_until }
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

    const NOW: Timestamp = Timestamp::from_secs(1_000_000);
    const LEASE: Duration = Duration::from_secs(8);

    fn refused(data: &str) -> DirectoryError {
        DirectoryError::BindRefused { data: data.to_owned() }
    }

    #[test]
    fn longer_each_time_and_at_most_an_hour() {
        assert_eq!([1, 2, 3, 7, 8, 99].map(|times| pause("533", times)), [60, 120, 240, 3600, 3600, 3600]);
        assert_eq!([1, 2, 99].map(|times| pause("52e", times)), [2100, 3600, 3600]);
    }

    #[test]
    fn a_success_forgets() {
        let state = SignInState::default().after(&Err(refused("52e")), NOW, true);
        assert_eq!(state.refusal(NOW.plus_secs(2099)), Some(refused("52e")));
        assert_eq!(state.refusal(NOW.plus_secs(2100)), None);
        let dead = Err(DirectoryError::Unreachable { detail: String::new() });
        let state = state.after(&dead, NOW, true);
        assert_eq!(state.refusal(NOW), Some(refused("52e")), "a dead connection says nothing of the password");
        assert!(state.after(&Ok(()), NOW, true).is_empty());
    }

    #[test]
    fn one_at_a_time_and_nobody_after_a_refusal_but_who_was_asked_to() {
        let claimed = SignInState::default().claimed(SignInReason::Need, NOW, LEASE).unwrap();
        for reason in [SignInReason::Need, SignInReason::Check] {
            assert_eq!(claimed.claimed(reason, NOW.plus_secs(7), LEASE), Err(NotNow::UnderWay));
            assert!(claimed.claimed(reason, NOW.plus_secs(8), LEASE).is_ok(), "whoever held it is gone");
        }
        let state = claimed.after(&Err(refused("52e")), NOW, true);
        assert_eq!(state.claimed(SignInReason::Need, NOW, LEASE), Err(NotNow::Refused(refused("52e"))));
        let again = state.claimed(SignInReason::Check, NOW, LEASE).unwrap();
        assert_eq!(again.refusal(NOW), Some(refused("52e")), "still so for everybody else");
        let state = again.after(&Err(refused("52e")), NOW, true);
        assert_eq!(state.refusal(NOW.plus_secs(3599)), Some(refused("52e")), "the second in a row");
    }

    #[test]
    fn a_claim_of_somebody_else_stays() {
        let theirs = SignInState::default().claimed(SignInReason::Need, NOW, LEASE).unwrap();
        let state = theirs.after(&Err(refused("52e")), NOW, false);
        assert_eq!(state.claimed(SignInReason::Check, NOW, LEASE), Err(NotNow::UnderWay));
    }

    #[test]
    fn it_ends_when_nothing_of_it_holds_any_more() {
        let claimed = SignInState::default().claimed(SignInReason::Need, NOW, LEASE).unwrap();
        assert_eq!(claimed.ends_at(NOW), NOW.plus_secs(8));
        let state = claimed.after(&Err(refused("52e")), NOW, true);
        assert_eq!(state.ends_at(NOW), NOW.plus_secs(2100 + 86_400), "so that the next pause is longer");
        assert_eq!(SignInState::read(&state.text()), state);
        assert!(SignInState::read("of another version").is_empty());
    }
}
