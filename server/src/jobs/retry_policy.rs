//! How long a job is tried. A mail server is away for an hour, a domain controller over a night;
//! what a person must be told about their account, and what became of a write, is worth a day.

use latchkey_domain::Timestamp;
use latchkey_store::jobs::Job;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// However old it is: a server that was off for a week still tries its best.
const FEWEST_TRIES: i64 = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    longest_pause: i64,
    /// Since it was enqueued.
    at_least: i64,
}

impl RetryPolicy {
    pub const A_DAY: Self = Self { longest_pause: 10 * MINUTE, at_least: 24 * HOUR };
    /// A flow is kept for a day beyond its end, and is needed to say what was given up.
    pub const WHILE_ITS_FLOW_IS_KEPT: Self = Self { longest_pause: 10 * MINUTE, at_least: 23 * HOUR };
    /// Often, until the job itself says that it is too late.
    pub const WHILE_SOMEBODY_WAITS: Self = Self { longest_pause: 15, at_least: HOUR };
    pub const TEN_MINUTES: Self = Self { longest_pause: MINUTE, at_least: 10 * MINUTE };

    /// When a job that failed is tried again: after 2, 4, 8 … seconds. `None`: it is given up.
    pub fn next_try(self, job: &Job, now: Timestamp) -> Option<Timestamp> {
        if job.attempts >= FEWEST_TRIES && now.since(job.created_at) >= self.at_least * 1000 {
            return None;
        }
        let doubled = 2_i64.pow(u32::try_from(job.attempts.clamp(1, 20)).unwrap_or(1));
        Some(now.plus_secs(doubled.min(self.longest_pause)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::registry;
    use crate::work;

    fn next_try(job: &Job, now: Timestamp) -> Option<Timestamp> {
        registry::retry(&job.kind).next_try(job, now)
    }

    fn job(kind: &str, attempts: i64) -> Job {
        let (kind, payload) = (kind.to_owned(), latchkey_domain::Secret::default());
        Job { id: String::new(), kind, payload, attempts, created_at: Timestamp(0) }
    }

    /// Everything fails from the first try on: the seconds after which it was tried, to the last.
    fn tries(kind: &str) -> Vec<i64> {
        let mut all = vec![0];
        let mut now = Timestamp(0);
        while let Some(next) = next_try(&job(kind, i64::try_from(all.len()).unwrap_or(0)), now) {
            all.push(next.secs());
            now = next;
        }
        all
    }

    #[test]
    fn what_must_be_told_is_tried_for_a_day() {
        for kind in [work::NOTICE, work::NOTICE_TO, work::INVITE, work::RECONCILE] {
            let all = tries(kind);
            let last = all.last().copied().unwrap_or(0);
            assert!((23 * HOUR..=25 * HOUR).contains(&last), "{kind}: {last}");
            assert!(all.is_sorted_by(|a, b| a < b && b - a <= 600), "{kind}: never longer than ten minutes apart");
            assert!(all.len() < 200, "{kind}: {} tries", all.len());
            assert!(all.starts_with(&[0, 2, 6, 14, 30]), "{kind}: quick at first");
        }
    }

    #[test]
    fn a_code_is_tried_often_while_it_is_good() {
        let all = tries(work::SEND_PROOF_CODE);
        assert!(all.iter().filter(|secs| **secs < 10 * MINUTE).count() > 30);
        assert!(all.is_sorted_by(|a, b| b - a <= 15));
    }

    #[test]
    fn a_job_that_lay_for_a_week_is_not_given_up_at_its_first_failure() {
        let now = Timestamp::from_secs(7 * 24 * HOUR);
        for attempts in 1..FEWEST_TRIES {
            assert!(next_try(&job(work::NOTICE, attempts), now).is_some(), "{attempts}");
        }
        assert_eq!(next_try(&job(work::NOTICE, FEWEST_TRIES), now), None);
        assert!(next_try(&job("x", i64::MAX), Timestamp(0)).is_some(), "no overflow");
    }
}
