//! Which methods people may use and how many they need.

use latchkey_contract::MethodKind;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodPolicy {
    pub allowed: Vec<MethodKind>,
    /// How many proofs a recovery needs.
    pub required: u32,
}

impl Default for MethodPolicy {
    fn default() -> Self {
        Self { allowed: vec![MethodKind::Totp, MethodKind::Email, MethodKind::RecoveryCode], required: 2 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    #[error("fewer methods allowed than required")]
    TooFewAllowed,
    #[error("the number of proofs must be from 2 to 4")]
    BadRequired,
}

impl MethodPolicy {
    /// The same methods in one order, each once.
    pub fn tidy(mut self) -> Self {
        self.allowed.sort();
        self.allowed.dedup();
        self
    }
    /// Recovery codes are a spare for either proof, not one of the methods a person sets up first.
    pub fn primary(&self) -> Vec<MethodKind> {
        self.allowed.iter().copied().filter(|kind| *kind != MethodKind::RecoveryCode).collect()
    }
    pub fn check(&self) -> Result<(), PolicyFault> {
        if !(2..=4).contains(&self.required) {
            return Err(PolicyFault::BadRequired);
        }
        if self.primary().len() < self.required as usize {
            return Err(PolicyFault::TooFewAllowed);
        }
        Ok(())
    }
    /// Whether these confirmed kinds are enough to recover with.
    pub fn is_enrolled(&self, confirmed: &[MethodKind]) -> bool {
        let count = self.primary().iter().filter(|kind| confirmed.contains(kind)).count();
        count >= self.required as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn two_of_two() {
        let policy = MethodPolicy::default();
        assert_eq!(policy.check(), Ok(()));
        assert!(policy.is_enrolled(&[MethodKind::Email, MethodKind::Totp]));
        assert!(!policy.is_enrolled(&[MethodKind::Email, MethodKind::RecoveryCode]));
        let thin = MethodPolicy { allowed: vec![MethodKind::Totp], required: 2 };
        assert_eq!(thin.check(), Err(PolicyFault::TooFewAllowed));
    }
}
