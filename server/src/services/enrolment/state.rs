//! An enrolment as the database keeps it, and its rules as pure functions.

use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::Secret;
use latchkey_domain::policy::MethodPolicy;
use latchkey_store::{StoreError, StoreResult, flows};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Enrolment {
    pub invitation: String,
    pub stage: Stage,
    /// Methods to set up, in order.
    pub chosen: Vec<MethodKind>,
    /// Set up with a proof; each is in the methods table already.
    pub done: Vec<MethodKind>,
    pub typed: String,
    pub problem: Option<Problem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    SignIn,
    Choose,
    Totp,
    EmailAddress,
    EmailCode { until: latchkey_domain::Timestamp },
    Codes,
    Done,
    Stopped { why: Problem },
}

/// What must not lie in the state in clear; sealed beside it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Hidden {
    pub seed: String,
    pub address: String,
    pub codes: Vec<String>,
}

impl Hidden {
    pub fn of(flow: &flows::Flow) -> StoreResult<Self> {
        if flow.sealed.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_str(flow.sealed.expose()).map_err(|_| StoreError::Corrupt("sealed flow".into()))
    }
    pub fn put(&self, flow: &mut flows::Flow) -> StoreResult<()> {
        let text = serde_json::to_string(self).map_err(|_| StoreError::Corrupt("sealed flow".into()))?;
        flow.sealed = Secret::new(text);
        Ok(())
    }
}

impl Enrolment {
    pub fn new(invitation: String, done: Vec<MethodKind>) -> Self {
        Self { invitation, stage: Stage::SignIn, chosen: Vec::new(), done, typed: String::new(), problem: None }
    }

    /// Takes the choice, or says why not.
    pub fn choose(&mut self, wanted: &[MethodKind], policy: &MethodPolicy) {
        let offered = policy.primary();
        let mut chosen: Vec<MethodKind> =
            offered.iter().copied().filter(|kind| wanted.contains(kind) || self.done.contains(kind)).collect();
        chosen.dedup();
        if (chosen.len() as u64) < u64::from(policy.required) {
            self.problem = Some(Problem::NotEnoughChosen { needed: policy.required });
            self.chosen = chosen;
            return;
        }
        self.chosen = chosen;
        self.go_on();
    }

    /// To the first chosen method that is not set up yet, or on to the codes.
    pub fn go_on(&mut self) {
        self.problem = None;
        self.typed.clear();
        let next = self.chosen.iter().find(|kind| !self.done.contains(kind));
        self.stage = match next {
            Some(MethodKind::Totp) => Stage::Totp,
            Some(MethodKind::Email) => Stage::EmailAddress,
            Some(MethodKind::RecoveryCode) | None => Stage::Codes,
        };
    }

    pub fn finished(&mut self, kind: MethodKind) {
        if !self.done.contains(&kind) {
            self.done.push(kind);
        }
        self.go_on();
    }

    pub fn stop(&mut self, why: Problem) {
        self.problem = None;
        self.stage = Stage::Stopped { why };
    }

    /// 1-based place of a method among those chosen, and their number.
    pub fn place(&self, kind: MethodKind) -> (u32, u32) {
        let at = self.chosen.iter().position(|k| *k == kind).unwrap_or(0);
        (u32::try_from(at).unwrap_or(0) + 1, u32::try_from(self.chosen.len()).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_methods_then_codes() {
        let policy = MethodPolicy::default();
        let mut e = Enrolment::new("i".into(), vec![]);
        e.choose(&[MethodKind::Totp], &policy);
        assert_eq!(e.problem, Some(Problem::NotEnoughChosen { needed: 2 }));
        assert_eq!(e.stage, Stage::SignIn);
        e.choose(&[MethodKind::Email, MethodKind::Totp], &policy);
        assert_eq!(e.stage, Stage::Totp);
        e.finished(MethodKind::Totp);
        assert_eq!(e.stage, Stage::EmailAddress);
        e.finished(MethodKind::Email);
        assert_eq!(e.stage, Stage::Codes);
    }

    #[test]
    fn coming_back_does_not_ask_again() {
        let mut e = Enrolment::new("i".into(), vec![MethodKind::Totp]);
        e.choose(&[MethodKind::Email], &MethodPolicy::default());
        assert_eq!((e.stage.clone(), e.place(MethodKind::Email)), (Stage::EmailAddress, (2, 2)));
    }
}
