//! Who waits for whom. A kind of job runs in a lane with a few slots, so that five thousand
//! invitations, an import of an hour or a slow mail server hold up none of the others.

use latchkey_domain::Timestamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Somebody sits at a page and waits; and everything that has no lane of its own.
    Prompt,
    /// What people are told afterwards.
    Notice,
    /// Writes to a directory whose answer was lost. Apart, because the directory is away then.
    Reconcile,
    /// Mail by the thousand, and people by the thousand.
    Bulk,
    Import,
    /// Members of groups: seconds each, and not behind an import of an hour.
    Groups,
}

impl Lane {
    pub const ALL: [Self; 6] = [Self::Prompt, Self::Notice, Self::Reconcile, Self::Bulk, Self::Import, Self::Groups];

    /// How many run at once in this process.
    pub const fn slots(self) -> usize {
        match self {
            Self::Prompt => 8,
            Self::Notice | Self::Reconcile | Self::Bulk => 4,
            // each reads a directory as fast as it can
            Self::Import | Self::Groups => 1,
        }
    }
}

/// What is to be leased now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseRequest {
    pub kinds: Vec<String>,
    pub limit: usize,
}

/// `due`: for each kind, when its next job may be leased. `free`: the slots that a lane has left.
pub fn lease_requests(
    due: &[(String, Timestamp)],
    lane_of: impl Fn(&str) -> Lane,
    free: impl Fn(Lane) -> usize,
    now: Timestamp,
) -> Vec<LeaseRequest> {
    let request = |lane: Lane| {
        let ours = due.iter().filter(|(kind, at)| *at <= now && lane_of(kind) == lane);
        LeaseRequest { kinds: ours.map(|(kind, _)| kind.clone()).collect(), limit: free(lane) }
    };
    Lane::ALL.into_iter().map(request).filter(|request| request.limit > 0 && !request.kinds.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::registry::lane;
    use crate::work;

    fn due(kinds: &[(&str, i64)]) -> Vec<(String, Timestamp)> {
        kinds.iter().map(|(kind, secs)| ((*kind).to_owned(), Timestamp::from_secs(*secs))).collect()
    }

    #[test]
    fn nothing_is_leased_when_nothing_is_due() {
        let now = Timestamp::from_secs(100);
        assert_eq!(lease_requests(&[], lane, Lane::slots, now), []);
        assert_eq!(lease_requests(&due(&[(work::INVITE, 101), (work::RECONCILE, 160)]), lane, Lane::slots, now), []);
    }

    #[test]
    fn a_full_lane_holds_up_no_other() {
        let now = Timestamp::from_secs(100);
        let all = due(&[(work::INVITE, 1), (work::IMPORT, 2), (work::SEND_PROOF_CODE, 100), ("of-tomorrow", 3)]);
        let free = |lane: Lane| if matches!(lane, Lane::Bulk | Lane::Import) { 0 } else { lane.slots() };
        let prompt = LeaseRequest { kinds: vec![work::SEND_PROOF_CODE.into(), "of-tomorrow".into()], limit: 8 };
        assert_eq!(lease_requests(&all, lane, free, now), std::slice::from_ref(&prompt));
        assert_eq!(lease_requests(&all, lane, Lane::slots, now).len(), 3);
        assert_eq!(
            lease_requests(&all, lane, |lane| lane.slots().min(3), now).first(),
            Some(&LeaseRequest { limit: 3, ..prompt })
        );
    }

    #[test]
    fn codes_and_notices_share_a_lane_with_nothing_slow() {
        for kind in [work::SEND_PROOF_CODE, work::CONFIRM_ADDRESS, work::TEST_MAIL, "unknown"] {
            assert_eq!(lane(kind), Lane::Prompt, "{kind}");
        }
        assert_eq!(lane(work::NOTICE), lane(work::NOTICE_TO));
        assert_eq!(Lane::Import.slots(), 1);
    }
}
