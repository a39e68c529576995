//! The recovery of a locked-out person as a state machine: pure, and the same for names that
//! nobody has. Everything that may happen next is decided here; the service only asks, stores
//! and carries out.

use crate::Timestamp;
use crate::limits::{PASSWORD_TRIES_PER_FLOW, WRONG_PROOFS_PER_FLOW};
use latchkey_contract::{MethodKind, Outcome, Problem};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Intent {
    Reset,
    Unlock,
}

/// A flow as the database keeps it (as JSON, beside its version).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    pub intent: Intent,
    pub required: u32,
    pub proved: Vec<MethodKind>,
    pub wrong: u32,
    pub password_tries: u32,
    pub stage: Stage,
    /// What to say on the next page; replaced by each step.
    pub problem: Option<Problem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Proving; `chosen` is the method whose page is open.
    Proving {
        chosen: Option<MethodKind>,
    },
    /// Proved, locked, and free to choose between unlock and a new password.
    Choosing,
    NewPassword,
    /// Handed to the directory; `password_set_at` as read before, to find out what happened if
    /// we never heard the answer.
    Applying {
        action: Intent,
        since: Timestamp,
        password_set_at: Option<Timestamp>,
    },
    Done {
        outcome: Outcome,
    },
    Stopped {
        why: Problem,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Prove,
    Code,
    Choose,
    Password,
    Done,
    Stopped,
}

impl Recovery {
    pub fn new(intent: Intent, required: u32) -> Self {
        Self {
            intent,
            required,
            proved: Vec::new(),
            wrong: 0,
            password_tries: 0,
            stage: Stage::Proving { chosen: None },
            problem: None,
        }
    }

    /// The page where this flow stands.
    pub fn step(&self) -> Step {
        match &self.stage {
            Stage::Proving { chosen: None } => Step::Prove,
            Stage::Proving { chosen: Some(_) } => Step::Code,
            Stage::Choosing => Step::Choose,
            Stage::NewPassword | Stage::Applying { .. } => Step::Password,
            Stage::Done { .. } => Step::Done,
            Stage::Stopped { .. } => Step::Stopped,
        }
    }

    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Done { .. } | Stage::Stopped { .. })
    }

    /// Opens a method's page. One that was proved already, or is not allowed, leaves the list open.
    pub fn choose(&mut self, kind: MethodKind, allowed: &[MethodKind]) -> bool {
        if !matches!(self.stage, Stage::Proving { .. }) {
            return false;
        }
        self.problem = None;
        let possible = allowed.contains(&kind) && !self.proved.contains(&kind);
        self.stage = Stage::Proving { chosen: possible.then_some(kind) };
        if !possible {
            self.problem = Some(Problem::PickAnother);
        }
        possible
    }

    /// Back to the list of methods.
    pub fn unchoose(&mut self) {
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
    pub fn wrong_proof(&mut self, problem: Problem) {
        if self.awaited().is_none() {
            return;
        }
        self.wrong += 1;
        if self.wrong >= WRONG_PROOFS_PER_FLOW {
            self.stop(Problem::TooManyWrong);
        } else {
            self.problem = Some(problem);
        }
    }

    /// A proof was right. `true` when it was the last one needed; then `after_proofs` must follow.
    pub fn right_proof(&mut self, kind: MethodKind) -> bool {
        if self.awaited() != Some(kind) || self.proved.contains(&kind) {
            return false;
        }
        self.proved.push(kind);
        self.problem = None;
        self.stage = Stage::Proving { chosen: None };
        self.has_proved_enough()
    }

    /// Distinct methods only; this is the single place that decides it.
    pub fn has_proved_enough(&self) -> bool {
        let mut kinds = self.proved.clone();
        kinds.sort();
        kinds.dedup();
        self.required >= 2 && kinds.len() >= self.required as usize
    }

    /// Where to go once proved. A locked account may be unlocked alone, unless its password
    /// would not be accepted anyway.
    pub fn after_proofs(&mut self, locked: bool, password_usable: bool, can_unlock: bool) {
        if !self.has_proved_enough() {
            return;
        }
        self.stage = if locked && can_unlock && password_usable {
            Stage::Choosing
        } else {
            if self.intent == Intent::Unlock {
                self.problem = Some(if locked { Problem::UnlockNotEnough } else { Problem::NotLocked });
            }
            Stage::NewPassword
        };
    }

    /// May the person move between unlock and new password?
    pub fn pick(&mut self, action: Intent) -> bool {
        match (&self.stage, action) {
            (Stage::Choosing, Intent::Reset) if self.has_proved_enough() => {
                self.problem = None;
                self.stage = Stage::NewPassword;
                true
            }
            (Stage::Choosing, Intent::Unlock) => self.has_proved_enough(),
            _ => false,
        }
    }

    /// Claims the one write. `false`: not at the right place, or not proved.
    pub fn begin_apply(&mut self, action: Intent, now: Timestamp, password_set_at: Option<Timestamp>) -> bool {
        let in_place = match action {
            Intent::Reset => matches!(self.stage, Stage::NewPassword),
            Intent::Unlock => matches!(self.stage, Stage::Choosing),
        };
        if !in_place || !self.has_proved_enough() {
            return false;
        }
        if action == Intent::Reset {
            self.password_tries += 1;
            if self.password_tries > PASSWORD_TRIES_PER_FLOW {
                self.stop(Problem::TooManyPasswords);
                return false;
            }
        }
        self.problem = None;
        self.stage = Stage::Applying { action, since: now, password_set_at };
        true
    }

    /// The directory said no, or could not be asked: back to where the person can try again.
    pub fn not_applied(&mut self, problem: Problem) {
        if let Stage::Applying { action, .. } = &self.stage {
            self.stage = match action {
                Intent::Reset => Stage::NewPassword,
                Intent::Unlock => Stage::Choosing,
            };
            self.problem = Some(problem);
        }
    }

    pub fn applied(&mut self, outcome: Outcome) {
        if matches!(self.stage, Stage::Applying { .. }) {
            self.problem = None;
            self.stage = Stage::Done { outcome };
        }
    }

    pub fn stop(&mut self, why: Problem) {
        self.problem = None;
        self.stage = Stage::Stopped { why };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    const ALL: &[MethodKind] = &[MethodKind::Totp, MethodKind::Email, MethodKind::RecoveryCode];

    fn proved(intent: Intent) -> Recovery {
        let mut flow = Recovery::new(intent, 2);
        assert!(flow.choose(MethodKind::Totp, ALL));
        assert!(!flow.right_proof(MethodKind::Totp));
        assert!(flow.choose(MethodKind::Email, ALL));
        assert!(flow.right_proof(MethodKind::Email));
        flow
    }

    #[test]
    fn one_proof_never_suffices_and_the_same_twice_is_one() {
        let mut flow = Recovery::new(Intent::Reset, 2);
        flow.choose(MethodKind::Totp, ALL);
        flow.right_proof(MethodKind::Totp);
        assert!(!flow.choose(MethodKind::Totp, ALL));
        assert!(!flow.right_proof(MethodKind::Totp));
        flow.after_proofs(false, true, true);
        assert_eq!(flow.step(), Step::Prove);
        assert!(!flow.begin_apply(Intent::Reset, Timestamp(0), None));
        flow.proved = vec![MethodKind::Totp, MethodKind::Totp];
        assert!(!flow.has_proved_enough());
    }

    #[test]
    fn a_required_count_below_two_opens_nothing() {
        let mut flow = Recovery::new(Intent::Reset, 0);
        assert!(!flow.has_proved_enough());
        flow.proved = vec![MethodKind::Totp];
        flow.required = 1;
        assert!(!flow.has_proved_enough());
    }

    #[test]
    fn wrong_orders_lead_nowhere() {
        let mut flow = Recovery::new(Intent::Reset, 2);
        assert!(!flow.right_proof(MethodKind::Totp), "nothing was asked");
        assert!(!flow.begin_apply(Intent::Unlock, Timestamp(0), None));
        assert!(!flow.pick(Intent::Unlock));
        flow.applied(Outcome::default());
        assert_eq!(flow.step(), Step::Prove);
        flow.choose(MethodKind::Totp, ALL);
        assert!(!flow.right_proof(MethodKind::Email), "another method was asked");
    }

    #[test]
    fn the_fifth_wrong_proof_ends_it() {
        let mut flow = Recovery::new(Intent::Reset, 2);
        for n in 1..=5 {
            flow.choose(MethodKind::Totp, ALL);
            flow.wrong_proof(Problem::WrongCode);
            assert_eq!(flow.is_over(), n == 5);
        }
        assert!(!flow.choose(MethodKind::Totp, ALL));
    }

    #[test]
    fn locked_chooses_expired_resets() {
        let mut flow = proved(Intent::Reset);
        flow.after_proofs(true, true, true);
        assert_eq!(flow.step(), Step::Choose);
        let mut flow = proved(Intent::Unlock);
        flow.after_proofs(true, false, true);
        assert_eq!((flow.step(), flow.problem.clone()), (Step::Password, Some(Problem::UnlockNotEnough)));
        let mut flow = proved(Intent::Unlock);
        flow.after_proofs(false, true, true);
        assert_eq!(flow.problem, Some(Problem::NotLocked));
    }

    #[test]
    fn one_write_at_a_time() {
        let mut flow = proved(Intent::Reset);
        flow.after_proofs(false, true, true);
        assert!(flow.begin_apply(Intent::Reset, Timestamp(5), None));
        assert!(!flow.begin_apply(Intent::Reset, Timestamp(6), None));
        flow.not_applied(Problem::DirectoryAway);
        assert_eq!(flow.step(), Step::Password);
        assert!(flow.begin_apply(Intent::Reset, Timestamp(7), None));
        flow.applied(Outcome::default());
        assert!(flow.is_over());
    }
}
