//! The recovery of a locked-out person as a state machine: pure, and the same for names that
//! nobody has. Everything that may happen next is decided here; the service only asks, stores
//! and carries out.

use crate::Reason;
use crate::Timestamp;
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
    /// Handed to the directory; `password_set_at` as read before, to find out what happened if
    /// we never heard the answer.
    Applying {
        action: RecoveryAction,
        since: Timestamp,
        password_set_at: Option<Timestamp>,
        /// The server that may have taken the write, once that is known.
        #[serde(default)]
        server: Option<String>,
    },
    Done {
        outcome: WriteOutcome,
    },
    Stopped {
        why: Reason,
    },
}

/// What was read back from the directory after the write. Nothing here is assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteOutcome {
    pub action: RecoveryAction,
    /// The directory's name as people know it.
    pub directory: String,
    pub at: Timestamp,
    pub server: String,
    /// A sign-in with the new password on that server succeeded.
    pub signed_in: bool,
    pub was_locked: bool,
    pub still_locked: bool,
    pub must_change: bool,
    /// Until then older services may accept the old password.
    pub old_works_until: Option<Timestamp>,
    /// A note goes to the person's mail.
    pub notified: bool,
    /// The answer was lost; the state was read afterwards and shows that it was done.
    pub found_out_later: bool,
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

    /// Claims the one write. `false`: not at the right place, or not proved.
    pub fn begin_apply(&mut self, action: RecoveryAction, now: Timestamp, password_set_at: Option<Timestamp>) -> bool {
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
        self.stage = Stage::Applying { action, since: now, password_set_at, server: None };
        true
    }

    /// The answer to the write did not come. `at`: the server that may have taken it.
    pub fn lost_answer(&mut self, at: String) {
        if let Stage::Applying { server, .. } = &mut self.stage {
            *server = Some(at);
        }
    }

    /// A write whose answer is still open.
    pub fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Applying { .. })
    }

    /// The directory said no, or could not be asked: back to where the person can try again.
    pub fn not_applied(&mut self, problem: Reason) {
        if let Stage::Applying { action, .. } = &self.stage {
            self.stage = match action {
                RecoveryAction::Reset => Stage::NewPassword,
                RecoveryAction::Unlock => Stage::ChoosingAction,
            };
            self.problem = Some(problem);
        }
    }

    pub fn applied(&mut self, outcome: WriteOutcome) {
        if matches!(self.stage, Stage::Applying { .. }) {
            self.problem = None;
            self.stage = Stage::Done { outcome };
        }
    }

    pub fn stop(&mut self, why: Reason) {
        self.problem = None;
        self.stage = Stage::Stopped { why };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::independence::{Dependency, FactorKind};
    use MethodKind as K;

    fn authenticator(kind: K, which: &str) -> Authenticator {
        Authenticator { kind, on: vec![Dependency::new(FactorKind::Device, which)] }
    }

    fn begun(intent: RecoveryAction) -> Recovery {
        let policy = MethodPolicy { allowed: K::ALL.to_vec(), ..MethodPolicy::default() };
        Recovery::new(
            intent,
            policy,
            vec![
                authenticator(K::Totp, "a"),
                authenticator(K::Email, "b"),
                authenticator(K::Sms, "a"),
                authenticator(K::RecoveryCode, "c"),
            ],
        )
    }

    fn proved(intent: RecoveryAction) -> Recovery {
        let mut flow = begun(intent);
        assert!(flow.choose_method(K::Totp));
        assert!(!flow.right_proof(authenticator(K::Totp, "a")));
        assert!(flow.choose_method(K::Email));
        assert!(flow.right_proof(authenticator(K::Email, "b")));
        flow
    }

    #[test]
    fn one_proof_never_suffices_and_the_same_twice_is_one() {
        let mut flow = begun(RecoveryAction::Reset);
        flow.choose_method(K::Totp);
        flow.right_proof(authenticator(K::Totp, "a"));
        assert!(!flow.choose_method(K::Totp));
        assert!(!flow.right_proof(authenticator(K::Totp, "z")));
        flow.after_proofs(false, true, true);
        assert_eq!(flow.step(), Step::Methods);
        assert!(!flow.begin_apply(RecoveryAction::Reset, Timestamp(0), None));
        flow.proved = vec![authenticator(K::Totp, "a"), authenticator(K::Totp, "z")];
        assert!(!flow.has_proved_enough());
        flow.proved = vec![authenticator(K::Totp, "a"), authenticator(K::Sms, "a")];
        assert!(!flow.has_proved_enough(), "two on one thing are one");
        flow.proved = vec![
            authenticator(K::Totp, "a"),
            Authenticator { kind: K::Email, on: vec![Dependency::new(FactorKind::Password, "")] },
        ];
        assert!(!flow.has_proved_enough(), "what opens with the lost password is none");
    }

    #[test]
    fn what_shares_a_thing_is_shut_and_says_why() {
        let mut flow = begun(RecoveryAction::Reset);
        assert_eq!(flow.open_kinds(), [K::Totp, K::Email, K::Sms, K::RecoveryCode]);
        flow.choose_method(K::Totp);
        flow.right_proof(authenticator(K::Totp, "a"));
        assert_eq!(flow.open_kinds(), [K::Email, K::RecoveryCode]);
        assert_eq!(flow.unavailable_kinds(), [(K::Sms, Shared::FactorKind(FactorKind::Device))]);
        assert!(!flow.choose_method(K::Sms));
        assert_eq!(flow.problem, Some(Reason::PickAnother));
        assert!(!flow.choose_method(K::Passkey), "not among the authenticators");
    }

    #[test]
    fn those_that_must_be_there() {
        let mut flow = proved(RecoveryAction::Reset);
        flow.policy.mandatory = vec![K::RecoveryCode];
        assert!(!flow.has_proved_enough());
        assert_eq!(flow.proofs_needed(), 3);
        assert!(flow.choose_method(K::RecoveryCode) && flow.right_proof(authenticator(K::RecoveryCode, "c")));
    }

    #[test]
    fn a_required_count_below_two_opens_nothing() {
        let mut flow = begun(RecoveryAction::Reset);
        flow.policy.required = 0;
        assert!(!flow.has_proved_enough());
        flow.proved = vec![authenticator(K::Totp, "a")];
        flow.policy.required = 1;
        assert!(!flow.has_proved_enough());
        flow.policy.one_is_enough = true;
        assert!(flow.has_proved_enough());
        flow.proved.clear();
        assert!(!flow.has_proved_enough());
    }

    #[test]
    fn wrong_orders_lead_nowhere() {
        let mut flow = begun(RecoveryAction::Reset);
        assert!(!flow.right_proof(authenticator(K::Totp, "a")), "nothing was asked");
        assert!(!flow.begin_apply(RecoveryAction::Unlock, Timestamp(0), None));
        assert!(!flow.choose_action(RecoveryAction::Unlock));
        flow.applied(WriteOutcome::default());
        flow.wait_for_account(Reason::DirectoryAway);
        assert_eq!(flow.step(), Step::Methods);
        flow.choose_method(K::Totp);
        assert!(!flow.right_proof(authenticator(K::Email, "b")), "another method was asked");
        flow.policy.allowed.retain(|kind| *kind != K::Totp);
        assert!(!flow.right_proof(authenticator(K::Totp, "a")), "no longer allowed");
        assert!(flow.proved.is_empty());
    }

    #[test]
    fn the_fifth_wrong_proof_ends_it() {
        let mut flow = begun(RecoveryAction::Reset);
        for n in 1..=5 {
            flow.choose_method(K::Totp);
            flow.wrong_proof(Reason::WrongCode);
            assert_eq!(flow.is_over(), n == 5);
        }
        assert!(!flow.choose_method(K::Totp));
    }

    #[test]
    fn locked_chooses_expired_resets() {
        let mut flow = proved(RecoveryAction::Reset);
        flow.after_proofs(true, true, true);
        assert_eq!(flow.step(), Step::Action);
        let mut flow = proved(RecoveryAction::Unlock);
        flow.after_proofs(true, false, true);
        assert_eq!((flow.step(), flow.problem.clone()), (Step::Password, Some(Reason::UnlockNotEnough)));
        let mut flow = proved(RecoveryAction::Unlock);
        flow.after_proofs(false, true, true);
        assert_eq!(flow.problem, Some(Reason::NotLocked));
    }

    #[test]
    fn a_directory_that_is_away_costs_nobody_the_unlock() {
        let mut flow = proved(RecoveryAction::Unlock);
        flow.wait_for_account(Reason::DirectoryAway);
        assert_eq!((flow.step(), flow.problem.clone()), (Step::Password, Some(Reason::DirectoryAway)));
        flow.after_proofs(true, true, true);
        assert_eq!((flow.step(), flow.problem.clone()), (Step::Action, None));
    }

    #[test]
    fn one_write_at_a_time() {
        let mut flow = proved(RecoveryAction::Reset);
        flow.after_proofs(false, true, true);
        assert!(flow.begin_apply(RecoveryAction::Reset, Timestamp(5), None));
        assert!(!flow.begin_apply(RecoveryAction::Reset, Timestamp(6), None));
        assert!(flow.is_open());
        flow.lost_answer("dc1".into());
        assert!(matches!(&flow.stage, Stage::Applying { server: Some(at), .. } if at == "dc1"));
        flow.not_applied(Reason::DirectoryAway);
        assert_eq!(flow.step(), Step::Password);
        assert!(flow.begin_apply(RecoveryAction::Reset, Timestamp(7), None));
        flow.applied(WriteOutcome::default());
        assert!(flow.is_over());
    }
}
