//! The recovery of a locked-out person as a state machine: pure, and the same for names that
//! nobody has. Everything that may happen next is decided here; the service only asks, stores
//! and carries out.

mod outcome;
mod plan;
#[cfg(test)]
mod tests;

pub use outcome::WriteOutcome;
pub use plan::{AccountFacts, Plan, PlannedAccount, Progress};

use crate::Reason;
use crate::Timestamp;
use crate::ids::AccountId;
use crate::independence::{self, Authenticator, Shared, may_follow};
use crate::limits::{PASSWORD_TRIES_PER_FLOW, WRONG_PROOFS_PER_FLOW};
use crate::policy::MethodPolicy;
use latchkey_contract::MethodKind;
use latchkey_contract::recover::RecoveryAction;
use serde::{Deserialize, Serialize};

/// A flow as the database keeps it (as JSON, beside its version).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    pub intent: RecoveryAction,
    pub policy: MethodPolicy,
    /// What the person can prove themselves with; for a name that nobody has, what others have.
    pub authenticators: Vec<Authenticator>,
    pub proved: Vec<Authenticator>,
    pub wrong: u32,
    pub password_tries: u32,
    pub stage: Stage,
    /// What to say on the next page; replaced by each step.
    pub problem: Option<Reason>,
    /// Which accounts it reaches, and what became of each. Empty until all proofs were right.
    #[serde(default)]
    pub plan: Plan,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Proving; `chosen` is the method whose page is open.
    Proving {
        chosen: Option<MethodKind>,
    },
    /// Proved, locked, and free to choose between unlock and a new password.
    ChoosingAction,
    NewPassword,
    /// Handed to one directory after the other; how far it came stands in the plan.
    Applying {
        action: RecoveryAction,
        /// One of them has it, in this round.
        written: bool,
    },
    /// At least one has it.
    Done {
        action: RecoveryAction,
    },
    Stopped {
        why: Reason,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Methods,
    Verify,
    Action,
    Password,
    Done,
    Stopped,
}

impl Recovery {
    pub fn new(intent: RecoveryAction, policy: MethodPolicy, authenticators: Vec<Authenticator>) -> Self {
        Self {
            intent,
            policy,
            authenticators,
            proved: Vec::new(),
            wrong: 0,
            password_tries: 0,
            stage: Stage::Proving { chosen: None },
            problem: None,
            plan: Plan::default(),
        }
    }

    /// The page where this flow stands.
    pub fn step(&self) -> Step {
        match &self.stage {
            Stage::Proving { chosen: None } => Step::Methods,
            Stage::Proving { chosen: Some(_) } => Step::Verify,
            Stage::ChoosingAction => Step::Action,
            Stage::NewPassword | Stage::Applying { .. } => Step::Password,
            Stage::Done { .. } => Step::Done,
            Stage::Stopped { .. } => Step::Stopped,
        }
    }

    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Done { .. } | Stage::Stopped { .. })
    }

    /// The kinds that can be chosen now, each once, in the order of lists.
    pub fn open_kinds(&self) -> Vec<MethodKind> {
        self.kinds(|authenticator| may_follow(authenticator, &self.proved))
    }

    /// The kinds that are there and would not count beside what was proved, other than the very ones.
    pub fn unavailable_kinds(&self) -> Vec<(MethodKind, Shared)> {
        let open = self.open_kinds();
        let unavailable = self.kinds(|authenticator| authenticator.counts());
        let why = |kind: MethodKind| {
            let authenticator = self.authenticators.iter().find(|authenticator| authenticator.kind == kind)?;
            self.proved
                .iter()
                .find_map(|earlier| earlier.shares(authenticator))
                .filter(|shared| *shared != Shared::Kind)
        };
        unavailable
            .into_iter()
            .filter(|kind| !open.contains(kind))
            .filter_map(|kind| Some((kind, why(kind)?)))
            .collect()
    }

    fn kinds(&self, wanted: impl Fn(&Authenticator) -> bool) -> Vec<MethodKind> {
        let mut kinds: Vec<MethodKind> = self
            .authenticators
            .iter()
            .filter(|authenticator| self.policy.allows(authenticator.kind) && wanted(authenticator))
            .map(|authenticator| authenticator.kind)
            .collect();
        kinds.sort();
        kinds.dedup();
        kinds
    }

    pub fn proved_kinds(&self) -> Vec<MethodKind> {
        self.proved.iter().map(|authenticator| authenticator.kind).collect()
    }

    /// Opens a method's page. One that was proved already, or does not count beside what was, leaves
    /// the list open.
    pub fn choose_method(&mut self, kind: MethodKind) -> bool {
        if !matches!(self.stage, Stage::Proving { .. }) {
            return false;
        }
        self.problem = None;
        let possible = self.open_kinds().contains(&kind);
        self.stage = Stage::Proving { chosen: possible.then_some(kind) };
        if !possible {
            self.problem = Some(Reason::PickAnother);
        }
        possible
    }

    /// Back to the list of methods.
    pub fn back_to_methods(&mut self) {
        if let Stage::Proving { chosen } = &mut self.stage {
            *chosen = None;
        }
    }

    /// The method whose proof is awaited now.
    pub fn awaited(&self) -> Option<MethodKind> {
        match self.stage {
            Stage::Proving { chosen } => chosen,
            _ => None,
        }
    }

    /// A proof was wrong. The last permitted one ends the flow.
    pub fn wrong_proof(&mut self, problem: Reason) {
        if self.awaited().is_none() {
            return;
        }
        self.wrong += 1;
        if self.wrong >= WRONG_PROOFS_PER_FLOW {
            self.stop(Reason::TooManyWrong);
        } else {
            self.problem = Some(problem);
        }
    }

    /// A proof was right, and depends on what `authenticator` says. `true` when it was the last one needed; then
    /// `after_proofs` must follow.
    pub fn right_proof(&mut self, authenticator: Authenticator) -> bool {
        if self.awaited() != Some(authenticator.kind)
            || !self.policy.allows(authenticator.kind)
            || !may_follow(&authenticator, &self.proved)
        {
            return false;
        }
        self.proved.push(authenticator);
        self.problem = None;
        self.stage = Stage::Proving { chosen: None };
        self.has_proved_enough()
    }

    /// As many as the policy asks for, all different, each on a thing of its own, those that must be
    /// there among them. The single place that decides it.
    pub fn has_proved_enough(&self) -> bool {
        let kinds = self.proved_kinds();
        self.policy.demands_enough()
            && kinds.len() >= self.policy.required as usize
            && independence::all_count(&self.proved)
            && self.policy.mandatory.iter().all(|kind| kinds.contains(kind))
    }

    /// The last proof was given, and the accounts were not read yet.
    pub fn awaits_look_up(&self) -> bool {
        matches!(self.stage, Stage::Proving { .. }) && self.has_proved_enough()
    }

    /// How many proofs it takes from here on, at least.
    pub fn proofs_needed(&self) -> u32 {
        let kinds = self.proved_kinds();
        let lacking = self.policy.mandatory.iter().filter(|kind| !kinds.contains(kind)).count();
        let proved = u32::try_from(kinds.len()).unwrap_or(u32::MAX);
        self.policy.required.max(proved.saturating_add(u32::try_from(lacking).unwrap_or(u32::MAX)))
    }

    /// The account could not be read yet: whoever proved enough waits at the new password, and
    /// `after_proofs` is asked again when it can be read.
    pub fn wait_for_account(&mut self, problem: Reason) {
        if self.has_proved_enough() && matches!(self.stage, Stage::Proving { .. } | Stage::NewPassword) {
            self.stage = Stage::NewPassword;
            self.problem = Some(problem);
        }
    }

    /// Where to go once proved. A locked account may be unlocked alone, unless its password
    /// would not be accepted anyway.
    pub fn after_proofs(&mut self, locked: bool, password_usable: bool, can_unlock: bool) {
        if !self.has_proved_enough() {
            return;
        }
        self.problem = None;
        self.stage = if locked && can_unlock && password_usable {
            Stage::ChoosingAction
        } else {
            if self.intent == RecoveryAction::Unlock {
                self.problem = Some(if locked { Reason::UnlockNotEnough } else { Reason::NotLocked });
            }
            Stage::NewPassword
        };
    }

    /// May the person move between unlock and new password?
    pub fn choose_action(&mut self, action: RecoveryAction) -> bool {
        match (&self.stage, action) {
            (Stage::ChoosingAction, RecoveryAction::Reset) if self.has_proved_enough() => {
                self.problem = None;
                self.stage = Stage::NewPassword;
                true
            }
            (Stage::ChoosingAction, RecoveryAction::Unlock) => self.has_proved_enough(),
            _ => false,
        }
    }

    /// The directories are to be asked, one after the other. `false`: not at the right place, or not proved.
    pub fn begin_apply(&mut self, action: RecoveryAction) -> bool {
        let in_place = match action {
            RecoveryAction::Reset => matches!(self.stage, Stage::NewPassword),
            RecoveryAction::Unlock => matches!(self.stage, Stage::ChoosingAction),
        };
        if !in_place || !self.has_proved_enough() {
            return false;
        }
        if action == RecoveryAction::Reset {
            self.password_tries += 1;
            if self.password_tries > PASSWORD_TRIES_PER_FLOW {
                self.stop(Reason::TooManyPasswords);
                return false;
            }
        }
        self.problem = None;
        self.stage = Stage::Applying { action, written: false };
        true
    }

    /// Claims the next write; `None`: one is under way, or there is none left. One whose answer was lost holds up no other.
    pub fn claim_next(&mut self, now: Timestamp) -> Option<AccountId> {
        let Stage::Applying { action, .. } = self.stage else { return None };
        if self.plan.is_in_flight() {
            return None;
        }
        let next = self.plan.0.iter_mut().find(|planned| planned.is_due(action))?;
        next.begin(now);
        Some(next.account.clone())
    }

    /// Claims a write that was kept, until `until`, for when the directory can be reached. `false`: its time is over, it is
    /// done, or another password is kept instead.
    pub fn claim_kept(&mut self, account: &AccountId, until: Timestamp, now: Timestamp) -> bool {
        let kept = |planned: &&mut PlannedAccount| matches!(planned.progress, Progress::Away { retry_until: Some(kept), .. } if kept == until && until > now);
        match self.plan.get_mut(account).filter(kept) {
            Some(planned) => {
                planned.begin(now);
                true
            }
            None => false,
        }
    }

    /// The answer to the write did not come. `at`: the server that may have taken it. `until`: as for [`Self::not_applied`].
    pub fn lost_answer(&mut self, account: &AccountId, at: String, until: Option<Timestamp>) {
        if let Some(PlannedAccount { progress: Progress::Writing { server, retry_until, .. }, .. }) =
            self.plan.get_mut(account)
        {
            (*server, *retry_until) = (Some(at), until);
        }
    }

    /// What was kept is not any more: its time is over, or it was lost with the process that held it.
    /// `false`: another is, or none.
    pub fn forget_kept(&mut self, account: &AccountId, kept: Timestamp) -> bool {
        let planned = self.plan.get_mut(account);
        if let Some(Progress::Away { retry_until, .. } | Progress::Writing { retry_until, .. }) =
            planned.map(|planned| &mut planned.progress)
            && *retry_until == Some(kept)
        {
            *retry_until = None;
            return true;
        }
        false
    }

    /// A write whose answer is still open.
    pub fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Applying { .. }) || self.plan.is_writing()
    }

    pub fn applied(&mut self, account: &AccountId, outcome: WriteOutcome) {
        if let Some(planned) = self.plan.get_mut(account).filter(|planned| planned.is_writing()) {
            planned.progress = Progress::Written { outcome };
            if let Stage::Applying { written, .. } = &mut self.stage {
                *written = true;
            }
        }
    }

    /// The directory said no, or could not be asked: nothing was changed there. While nothing was changed anywhere, a
    /// password that it does not take ends the round, so that another one can be chosen for all of them; whatever else it
    /// is, the others are asked all the same. `retry_until`: where the password is kept, to be tried again by then.
    pub fn not_applied(&mut self, account: &AccountId, why: Reason, retry_until: Option<Timestamp>) {
        let another = why.asks_for_another_password() && matches!(self.stage, Stage::Applying { written: false, .. });
        let Some(planned) = self.plan.get_mut(account).filter(|planned| planned.is_writing()) else { return };
        planned.progress = match why {
            Reason::NotPossible | Reason::Protected | Reason::SetElsewhere { .. } | Reason::NotSetHere => {
                Progress::LeftOut { why }
            }
            Reason::DirectoryAway => Progress::Away { why, retry_until },
            why => Progress::Refused { why },
        };
        if another && !self.plan.is_writing() {
            self.back_to_choice();
        }
    }

    /// After a write was answered or looked into: where no other is under way, the round is over. Whatever was not asked any
    /// more (we were interrupted) is said to be so.
    pub fn settle(&mut self) {
        let Stage::Applying { action, .. } = self.stage else { return };
        if self.plan.is_in_flight() || (self.plan.is_writing() && !self.plan.has_written()) {
            return;
        }
        for planned in self.plan.0.iter_mut().filter(|planned| planned.is_due(action)) {
            planned.progress = Progress::Away { why: Reason::DirectoryAway, retry_until: None };
        }
        if self.plan.has_written() {
            self.problem = None;
            self.stage = Stage::Done { action };
        } else {
            self.back_to_choice();
        }
    }

    /// Nothing was changed anywhere: back to where the person can try again, with the first reason.
    fn back_to_choice(&mut self) {
        let Stage::Applying { action, .. } = self.stage else { return };
        let mut first = None;
        for planned in &mut self.plan.0 {
            if let Progress::Refused { why } | Progress::Away { why, .. } = &planned.progress {
                first = first.or_else(|| Some(why.clone()));
                planned.progress = Progress::Waiting;
            }
        }
        if self.plan.is_all_left_out() {
            let why = self.plan.0.iter().find_map(PlannedAccount::left_out).cloned().unwrap_or(Reason::NotPossible);
            return self.stop(why);
        }
        self.problem = first;
        self.stage = match action {
            RecoveryAction::Reset => Stage::NewPassword,
            RecoveryAction::Unlock => Stage::ChoosingAction,
        };
    }

    /// "Set it there, too": the accounts that do not have it yet are asked once more, with a password that is typed again.
    pub fn finish_rest(&mut self) -> bool {
        let Stage::Done { action: RecoveryAction::Reset } = self.stage else { return false };
        if self.plan.is_writing() || !self.plan.is_unfinished() || !self.has_proved_enough() {
            return false;
        }
        for planned in &mut self.plan.0 {
            if let Progress::Refused { .. } | Progress::Away { .. } = planned.progress {
                planned.progress = Progress::Waiting;
            }
        }
        self.problem = None;
        self.stage = Stage::NewPassword;
        true
    }

    pub fn stop(&mut self, why: Reason) {
        self.problem = None;
        self.stage = Stage::Stopped { why };
    }
}
