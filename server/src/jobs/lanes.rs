//! Who waits for whom. A kind of job runs in a lane with a few slots, so that five thousand
//! invitations, an import of an hour or a slow mail server hold up none of the others.

use latchkey_domain::Timestamp;

use super::work;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Somebody sits at a page and waits; and everything that has no lane of its own.
    Prompt,
    /// What people are told afterwards.
    Notice,
    /// Writes to a directory whose answer was lost. Apart, because the directory is away then.
    Settle,
    /// Mail by the thousand.
    Bulk,
    Import,
    /// Members of groups: seconds each, and not behind an import of an hour.
    Groups,
}

impl Lane {
    pub const ALL: [Self; 6] = [Self::Prompt, Self::Notice, Self::Settle, Self::Bulk, Self::Import, Self::Groups];

    pub fn of(kind: &str) -> Self {
        match kind {
            work::NOTICE | work::NOTICE_TO => Self::Notice,
            work::SETTLE => Self::Settle,
            work::INVITE => Self::Bulk,
            work::IMPORT => Self::Import,
            work::POLICY_MEMBERS => Self::Groups,
            _ => Self::Prompt,
        }
    }

    /// How many run at once in this process.
    pub const fn slots(self) -> usize {
        match self {
            Self::Prompt => 8,
            Self::Notice | Self::Settle | Self::Bulk => 4,
            // each reads a directory as fast as it can
            Self::Import | Self::Groups => 1,
        }
    }
}

/// What is to be leased now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub kinds: Vec<String>,
    pub limit: usize,
}

/// `due`: for each kind, when its next job may be leased. `free`: the slots that a lane has left.
pub fn wishes(due: &[(String, Timestamp)], free: impl Fn(Lane) -> usize, now: Timestamp) -> Vec<Wish> {
    let wish = |lane: Lane| {
        let ours = due.iter().filter(|(kind, at)| *at <= now && Lane::of(kind) == lane);
        Wish { kinds: ours.map(|(kind, _)| kind.clone()).collect(), limit: free(lane) }
    };
    Lane::ALL.into_iter().map(wish).filter(|wish| wish.limit > 0 && !wish.kinds.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(kinds: &[(&str, i64)]) -> Vec<(String, Timestamp)> {
        kinds.iter().map(|(kind, secs)| ((*kind).to_owned(), Timestamp::from_secs(*secs))).collect()
    }

    #[test]
    fn nothing_is_leased_when_nothing_is_due() {
        let now = Timestamp::from_secs(100);
        assert_eq!(wishes(&[], Lane::slots, now), []);
        assert_eq!(wishes(&due(&[(work::INVITE, 101), (work::SETTLE, 160)]), Lane::slots, now), []);
    }

    #[test]
    fn a_full_lane_holds_up_no_other() {
        let now = Timestamp::from_secs(100);
        let all = due(&[(work::INVITE, 1), (work::IMPORT, 2), (work::SEND_PROOF_CODE, 100), ("of-tomorrow", 3)]);
        let free = |lane: Lane| if matches!(lane, Lane::Bulk | Lane::Import) { 0 } else { lane.slots() };
        let prompt = Wish { kinds: vec![work::SEND_PROOF_CODE.into(), "of-tomorrow".into()], limit: 8 };
        assert_eq!(wishes(&all, free, now), std::slice::from_ref(&prompt));
        assert_eq!(wishes(&all, Lane::slots, now).len(), 3);
        assert_eq!(wishes(&all, |lane| lane.slots().min(3), now).first(), Some(&Wish { limit: 3, ..prompt }));
    }

    #[test]
    fn codes_and_notices_share_a_lane_with_nothing_slow() {
        for kind in [work::SEND_PROOF_CODE, work::CONFIRM_ADDRESS, work::TEST_MAIL, "unknown"] {
            assert_eq!(Lane::of(kind), Lane::Prompt, "{kind}");
        }
        assert_eq!(Lane::of(work::NOTICE), Lane::of(work::NOTICE_TO));
        assert_eq!(Lane::Import.slots(), 1);
    }
}
