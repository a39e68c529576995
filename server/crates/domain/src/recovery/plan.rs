//! Which accounts a recovery reaches, each with what became of it. What was done in one is never undone because another
//! failed, and nothing is written anywhere that was not claimed here before.

use super::outcome::WriteOutcome;
use crate::directory::{AccountState, PasswordPolicy};
use crate::ids::AccountId;
use crate::password::OwnNames;
use crate::{Reason, Timestamp};
use latchkey_contract::recover::RecoveryAction;
use serde::{Deserialize, Serialize};

/// The one that the person named stands first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Plan(pub Vec<PlannedAccount>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedAccount {
    pub account: AccountId,
    /// The directory's name as people know it.
    pub directory: String,
    pub login: String,
    pub display_name: String,
    /// `None`: the directory did not answer when it was asked.
    pub facts: Option<AccountFacts>,
    pub progress: Progress,
    /// Of one that is left out because its password comes from another account of theirs: that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<AccountId>,
}

/// Read from the directory when all proofs were right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFacts {
    pub state: AccountState,
    pub policy: PasswordPolicy,
    pub can_unlock: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    Waiting,
    /// Handed to the directory; `password_set_at` as read before, to find out what happened if we never heard the answer.
    Writing {
        since: Timestamp,
        password_set_at: Option<Timestamp>,
        /// The server that may have taken the write, once that is known.
        server: Option<String>,
        /// The new password is kept until then, should it turn out that nothing was written.
        #[serde(default)]
        retry_until: Option<Timestamp>,
    },
    Written {
        outcome: WriteOutcome,
    },
    /// The directory said no. Nothing was changed there.
    Refused {
        why: Reason,
    },
    /// It could not be reached, or was not asked any more. Nothing was changed there. `retry_until`: the new password is
    /// kept, and tried there until then.
    Away {
        why: Reason,
        retry_until: Option<Timestamp>,
    },
    /// Not to be recovered at all: disabled, protected, or set elsewhere.
    LeftOut {
        why: Reason,
    },
}

impl PlannedAccount {
    pub fn names(&self) -> OwnNames {
        OwnNames { login: self.login.clone(), display_name: self.display_name.clone() }
    }

    pub fn is_locked(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.state.locked)
    }

    /// Locked, and good again once it is unlocked.
    pub fn unlock_is_enough(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| {
            facts.can_unlock && facts.state.locked && !facts.state.password_expired && !facts.state.must_change
        })
    }

    pub const fn is_waiting(&self) -> bool {
        matches!(self.progress, Progress::Waiting)
    }

    pub const fn is_writing(&self) -> bool {
        matches!(self.progress, Progress::Writing { .. })
    }

    pub const fn left_out(&self) -> Option<&Reason> {
        match &self.progress {
            Progress::LeftOut { why } => Some(why),
            _ => None,
        }
    }

    /// To be asked in a round of this.
    pub fn is_due(&self, action: RecoveryAction) -> bool {
        self.is_waiting() && (action == RecoveryAction::Reset || self.unlock_is_enough())
    }

    pub(super) fn begin(&mut self, now: Timestamp) {
        let password_set_at = self.facts.as_ref().and_then(|facts| facts.state.password_set_at);
        self.progress = Progress::Writing { since: now, password_set_at, server: None, retry_until: None };
    }
}

impl Plan {
    pub fn get(&self, account: &AccountId) -> Option<&PlannedAccount> {
        self.0.iter().find(|planned| planned.account == *account)
    }

    pub(super) fn get_mut(&mut self, account: &AccountId) -> Option<&mut PlannedAccount> {
        self.0.iter_mut().find(|planned| planned.account == *account)
    }

    pub fn waiting(&self) -> impl Iterator<Item = &PlannedAccount> {
        self.0.iter().filter(|planned| planned.is_waiting())
    }

    /// One was handed to a directory, and what became of it is not known.
    pub fn is_writing(&self) -> bool {
        self.0.iter().any(PlannedAccount::is_writing)
    }

    /// One is under way, and its answer may still come.
    pub fn is_in_flight(&self) -> bool {
        self.0.iter().any(|planned| matches!(planned.progress, Progress::Writing { server: None, .. }))
    }

    pub fn has_written(&self) -> bool {
        self.0.iter().any(|planned| matches!(planned.progress, Progress::Written { .. }))
    }

    /// The new password lies somewhere for one of them.
    pub fn is_kept(&self) -> bool {
        self.0.iter().any(|planned| matches!(planned.progress, Progress::Away { retry_until: Some(_), .. }))
    }

    /// One does not have the password that others have, and could.
    pub fn is_unfinished(&self) -> bool {
        self.0.iter().any(|planned| matches!(planned.progress, Progress::Refused { .. } | Progress::Away { .. }))
    }

    /// Accounts that the recovery is for.
    pub fn reached(&self) -> usize {
        self.0.iter().filter(|planned| planned.left_out().is_none()).count()
    }

    /// The account whose new password holds for this one as well, by itself.
    pub fn source_of(&self, planned: &PlannedAccount) -> Option<&PlannedAccount> {
        self.get(planned.follows.as_ref()?).filter(|source| source.left_out().is_none())
    }

    pub fn is_all_left_out(&self) -> bool {
        self.0.iter().all(|planned| planned.left_out().is_some())
    }

    /// None of them could be read.
    pub fn is_unread(&self) -> bool {
        self.waiting().all(|planned| planned.facts.is_none())
    }

    /// Whether one is locked, and whether there is one for which an unlock is enough.
    pub fn lock(&self) -> (bool, bool) {
        let of = |is: fn(&PlannedAccount) -> bool| self.waiting().any(is);
        (of(PlannedAccount::is_locked), of(PlannedAccount::unlock_is_enough))
    }
}
