//! An enrolment as a state machine, as the database keeps it: which methods are set up, in which order, and when it
//! is done.

use crate::Reason;
use crate::independence::{Authenticator, Shared};
use crate::policy::MethodPolicy;
use latchkey_contract::MethodKind;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Enrolment {
    pub purpose: Purpose,
    pub stage: Stage,
    /// Methods to set up, in order.
    pub chosen: Vec<MethodKind>,
    /// Set up with a proof, in this flow or before.
    pub done: Vec<MethodKind>,
    pub problem: Option<Reason>,
}

/// Why somebody is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// An invitation; nothing is kept before its end, so that nobody can leave a method of theirs in
    /// somebody else's unfinished enrolment.
    Invitation {
        id: String,
    },
    /// From the account page, where they proved who they are: one more method.
    Add,
    /// From there, too: what the policy has come to ask for.
    Complete,
    NewCodes,
}

impl Purpose {
    pub const fn is_from_account(&self) -> bool {
        !matches!(self, Self::Invitation { .. })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    SignIn,
    Choose,
    SetUp {
        kind: MethodKind,
    },
    Codes,
    Done,
    /// They went back, or away, before anything was set up: nothing went wrong.
    Left,
    Stopped {
        why: Reason,
    },
}

impl Enrolment {
    pub const fn new(purpose: Purpose, stage: Stage, done: Vec<MethodKind>) -> Self {
        Self { purpose, stage, chosen: Vec::new(), done, problem: None }
    }

    /// Takes the choice, or says why not.
    pub fn choose(&mut self, wanted: &[MethodKind], policy: &MethodPolicy) {
        let must = |kind: &MethodKind| policy.mandatory.contains(kind);
        let chosen: Vec<MethodKind> = policy
            .primary()
            .into_iter()
            .filter(|kind| wanted.contains(kind) || self.done.contains(kind) || must(kind))
            .collect();
        if (chosen.len() as u64) < u64::from(policy.required) {
            self.problem = Some(Reason::NotEnoughChosen { needed: policy.required });
            self.chosen = chosen;
            return;
        }
        self.chosen = chosen;
        self.go_on();
    }

    /// To the first chosen method that is not set up yet, or on to the codes.
    pub fn go_on(&mut self) {
        self.problem = None;
        let next = self.chosen.iter().find(|kind| !self.done.contains(kind));
        self.stage = next.map_or(Stage::Codes, |kind| Stage::SetUp { kind: *kind });
    }

    pub fn finished(&mut self, kind: MethodKind) {
        if !self.done.contains(&kind) {
            self.done.push(kind);
        }
        self.go_on();
    }

    /// One page back from a method that is being set up.
    pub fn go_back(&mut self) {
        // one more method was all that they came for
        if self.purpose == Purpose::Add {
            return self.leave();
        }
        self.problem = None;
        self.stage = Stage::Choose;
    }

    pub fn leave(&mut self) {
        self.problem = None;
        self.stage = Stage::Left;
    }

    pub fn stop(&mut self, why: Reason) {
        self.problem = None;
        self.stage = Stage::Stopped { why };
    }

    pub const fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Done | Stage::Left | Stage::Stopped { .. })
    }

    /// The password of the account was right, here or on the way to the account page, and nothing has ended since.
    pub const fn is_signed_in(&self) -> bool {
        matches!(self.stage, Stage::Choose | Stage::SetUp { .. } | Stage::Codes | Stage::Done)
    }

    /// What is missing at the end: back to the choice with the reason.
    pub fn lacks(&mut self, authenticators: &[Authenticator], policy: &MethodPolicy) {
        self.stage = Stage::Choose;
        let together = authenticators.iter().enumerate().find_map(|(n, a)| {
            let later = authenticators.get(n + 1..).unwrap_or_default();
            let b = later.iter().find(|b| matches!(a.shares(b), Some(Shared::FactorKind(_))))?;
            Some((a.kind, b.kind))
        });
        self.problem = Some(match together {
            Some((first, second)) => Reason::NotIndependent { first, second },
            None => Reason::NotEnoughChosen { needed: policy.required },
        });
    }

    /// 1-based place of a method among those chosen, and their number.
    pub fn place(&self, kind: MethodKind) -> (u32, u32) {
        let at = self.chosen.iter().position(|k| *k == kind).unwrap_or(0);
        (u32::try_from(at).unwrap_or(0) + 1, u32::try_from(self.chosen.len()).unwrap_or(0).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::independence::{Dependency, FactorKind};

    fn new(done: &[MethodKind]) -> Enrolment {
        Enrolment::new(Purpose::Invitation { id: "i".into() }, Stage::SignIn, done.to_vec())
    }
    const fn at(kind: MethodKind) -> Stage {
        Stage::SetUp { kind }
    }

    #[test]
    fn two_methods_then_codes() {
        let policy = MethodPolicy::default();
        let mut e = new(&[]);
        e.choose(&[MethodKind::Totp], &policy);
        assert_eq!(e.problem, Some(Reason::NotEnoughChosen { needed: 2 }));
        assert_eq!(e.stage, Stage::SignIn);
        e.choose(&[MethodKind::Email, MethodKind::Totp, MethodKind::RecoveryCode], &policy);
        assert_eq!(e.stage, at(MethodKind::Totp));
        e.finished(MethodKind::Totp);
        assert_eq!(e.stage, at(MethodKind::Email));
        e.finished(MethodKind::Email);
        assert_eq!(e.stage, Stage::Codes);
    }

    #[test]
    fn coming_back_does_not_ask_again() {
        let mut e = new(&[MethodKind::Totp]);
        e.choose(&[MethodKind::Email], &MethodPolicy::default());
        assert_eq!((e.stage.clone(), e.place(MethodKind::Email)), (at(MethodKind::Email), (2, 2)));
    }

    #[test]
    fn what_must_be_there_is_chosen_for_them() {
        let policy = MethodPolicy { mandatory: vec![MethodKind::Passkey], ..MethodPolicy::default() };
        let mut e = new(&[]);
        e.choose(&[MethodKind::Totp], &policy);
        assert_eq!(e.chosen, [MethodKind::Passkey, MethodKind::Totp]);
    }

    #[test]
    fn two_on_one_thing_are_named() {
        let on = |kind, which: &str| Authenticator { kind, on: vec![Dependency::new(FactorKind::Phone, which)] };
        let mut e = new(&[]);
        e.lacks(
            &[on(MethodKind::Totp, "a"), on(MethodKind::Sms, "b"), on(MethodKind::Radius, "b")],
            &MethodPolicy::default(),
        );
        assert_eq!(e.stage, Stage::Choose);
        assert_eq!(e.problem, Some(Reason::NotIndependent { first: MethodKind::Sms, second: MethodKind::Radius }));
    }
}
