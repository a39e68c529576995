//! Which methods people may use, and how many they need.

use crate::guessing::{AT_MOST_A_DAY, chance_a_day};
use crate::independence::{self, Authenticator};
use latchkey_contract::MethodKind;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodPolicy {
    pub allowed: Vec<MethodKind>,
    /// How many proofs a recovery needs.
    pub required: u32,
    /// Methods that must be among the proofs.
    #[serde(default)]
    pub mandatory: Vec<MethodKind>,
    /// The administrator read the warning and wants one proof to be enough. Without it, `required`
    /// of one opens nothing.
    #[serde(default)]
    pub one_is_enough: bool,
}

impl Default for MethodPolicy {
    fn default() -> Self {
        Self::of(&[MethodKind::Passkey, MethodKind::Totp, MethodKind::Email, MethodKind::RecoveryCode])
    }
}

/// Where an administrator can start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Nothing that can be looked up or asked out of somebody: no questions, no text messages.
    Recommended,
    /// Text messages and colleagues as well.
    Balanced,
    /// What the first specification names: authenticator app and security questions.
    AsSpecified,
    /// For people whose account opens others: a passkey always, and nothing that is sent.
    Privileged,
}

impl Preset {
    pub fn policy(self) -> MethodPolicy {
        use MethodKind as K;
        match self {
            Self::Recommended => MethodPolicy::default(),
            Self::Balanced => MethodPolicy::of(&[K::Passkey, K::Totp, K::Email, K::Sms, K::Vouch, K::RecoveryCode]),
            Self::AsSpecified => MethodPolicy::of(&[K::Totp, K::Questions, K::RecoveryCode]),
            Self::Privileged => MethodPolicy {
                mandatory: vec![K::Passkey],
                ..MethodPolicy::of(&[K::Passkey, K::Totp, K::YubiKey, K::RecoveryCode])
            },
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    #[error("fewer methods allowed than required")]
    TooFewAllowed,
    #[error("the number of proofs must be from 1 to 4")]
    BadRequired,
    #[error("one proof was not confirmed to be enough")]
    OneNotConfirmed,
    #[error("{} alone can be guessed", .0.code())]
    TooWeakAlone(MethodKind),
    #[error("{} must be used and is not allowed", .0.code())]
    MustNotAllowed(MethodKind),
    #[error("more methods must be used than proofs are needed")]
    TooManyMust,
    #[error("security questions are not for privileged people")]
    QuestionsForPrivileged,
}

impl MethodPolicy {
    fn of(allowed: &[MethodKind]) -> Self {
        Self { allowed: allowed.to_vec(), required: 2, mandatory: Vec::new(), one_is_enough: false }
    }

    /// The same methods in one order, each once.
    pub fn tidy(mut self) -> Self {
        for list in [&mut self.allowed, &mut self.mandatory] {
            list.sort();
            list.dedup();
        }
        self.one_is_enough &= self.required == 1;
        self
    }

    /// What a person chooses from when setting up; the spares come by themselves.
    pub fn primary(&self) -> Vec<MethodKind> {
        self.allowed.iter().copied().filter(|kind| !kind.is_spare()).collect()
    }

    pub fn allows(&self, kind: MethodKind) -> bool {
        self.allowed.contains(&kind)
    }

    /// `privileged`: for people whose account opens others.
    pub fn check(&self, privileged: bool) -> Result<(), PolicyFault> {
        if !(1..=4).contains(&self.required) {
            return Err(PolicyFault::BadRequired);
        }
        if self.primary().len() < self.required as usize {
            return Err(PolicyFault::TooFewAllowed);
        }
        if self.required == 1 {
            if !self.one_is_enough {
                return Err(PolicyFault::OneNotConfirmed);
            }
            if let Some(weak) = self.allowed.iter().find(|kind| chance_a_day(&[**kind]) > AT_MOST_A_DAY) {
                return Err(PolicyFault::TooWeakAlone(*weak));
            }
        }
        if let Some(lacking) = self.mandatory.iter().find(|kind| !self.allows(**kind)) {
            return Err(PolicyFault::MustNotAllowed(*lacking));
        }
        if self.mandatory.len() > self.required as usize {
            return Err(PolicyFault::TooManyMust);
        }
        if privileged && self.allows(MethodKind::Questions) {
            return Err(PolicyFault::QuestionsForPrivileged);
        }
        Ok(())
    }

    /// Whether this number of proofs may open anything: a row that was tampered with, or written by
    /// an older program, must not make recovery easier.
    pub fn demands_enough(&self) -> bool {
        self.required >= 2 || (self.required == 1 && self.one_is_enough)
    }

    /// Of what somebody has, what the policy lets them use and what is worth something.
    pub fn usable<'a>(&self, authenticators: &'a [Authenticator]) -> impl Iterator<Item = &'a Authenticator> {
        let allowed = self.allowed.clone();
        authenticators
            .iter()
            .filter(move |authenticator| allowed.contains(&authenticator.kind) && authenticator.counts())
    }

    /// Whether somebody with these methods has set up what they need. Spares do not count.
    pub fn is_enrolled(&self, authenticators: &[Authenticator]) -> bool {
        let own: Vec<Authenticator> =
            self.usable(authenticators).filter(|authenticator| !authenticator.kind.is_spare()).cloned().collect();
        let mandatory: Vec<MethodKind> = self.mandatory.iter().copied().filter(|kind| !kind.is_spare()).collect();
        independence::enough(&own, self.required, &mandatory)
    }

    /// Whether somebody with these methods can recover now, spares included.
    pub fn can_recover(&self, authenticators: &[Authenticator]) -> bool {
        let all: Vec<Authenticator> = self.usable(authenticators).cloned().collect();
        independence::enough(&all, self.required, &self.mandatory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::independence::{Dependency, FactorKind};
    use MethodKind as K;

    fn on_own(kinds: &[K]) -> Vec<Authenticator> {
        kinds
            .iter()
            .map(|kind| Authenticator { kind: *kind, on: vec![Dependency::new(FactorKind::Device, kind.code())] })
            .collect()
    }

    #[test]
    fn two_of_two() {
        let policy = MethodPolicy::default();
        assert_eq!(policy.check(false), Ok(()));
        assert!(policy.is_enrolled(&on_own(&[K::Email, K::Totp])));
        assert!(!policy.is_enrolled(&on_own(&[K::Email, K::RecoveryCode])));
        assert!(policy.can_recover(&on_own(&[K::Email, K::RecoveryCode])), "the spare stands in");
        assert!(!policy.is_enrolled(&on_own(&[K::Email, K::Sms])), "not allowed");
        let thin = MethodPolicy { allowed: vec![K::Totp], ..MethodPolicy::default() };
        assert_eq!(thin.check(false), Err(PolicyFault::TooFewAllowed));
    }

    #[test]
    fn one_alone_only_when_confirmed_and_strong() {
        let mut policy =
            MethodPolicy { allowed: vec![K::Passkey, K::RecoveryCode], required: 1, ..MethodPolicy::default() };
        assert_eq!(policy.check(false), Err(PolicyFault::OneNotConfirmed));
        assert!(!policy.demands_enough());
        policy.one_is_enough = true;
        assert_eq!(policy.check(false), Ok(()));
        assert!(policy.demands_enough());
        policy.allowed.push(K::Totp);
        assert_eq!(policy.check(false), Err(PolicyFault::TooWeakAlone(K::Totp)));
        let none = MethodPolicy { required: 0, one_is_enough: true, ..MethodPolicy::default() };
        assert!(!none.demands_enough());
        assert_eq!(none.check(false), Err(PolicyFault::BadRequired));
        assert!(!MethodPolicy { required: 2, one_is_enough: true, ..MethodPolicy::default() }.tidy().one_is_enough);
    }

    #[test]
    fn what_must_be_used_is_allowed_and_there() {
        let mut policy = MethodPolicy { mandatory: vec![K::Sms], ..MethodPolicy::default() };
        assert_eq!(policy.check(false), Err(PolicyFault::MustNotAllowed(K::Sms)));
        policy.mandatory = vec![K::Passkey];
        assert!(!policy.is_enrolled(&on_own(&[K::Email, K::Totp])));
        assert!(policy.is_enrolled(&on_own(&[K::Email, K::Passkey])));
        policy.mandatory = vec![K::Passkey, K::Totp, K::Email];
        assert_eq!(policy.check(false), Err(PolicyFault::TooManyMust));
    }

    #[test]
    fn presets_hold_their_own_rules() {
        for preset in [Preset::Recommended, Preset::Balanced, Preset::AsSpecified] {
            assert_eq!(preset.policy().check(false), Ok(()), "{preset:?}");
        }
        assert_eq!(Preset::Privileged.policy().check(true), Ok(()));
        assert_eq!(Preset::AsSpecified.policy().check(true), Err(PolicyFault::QuestionsForPrivileged));
        assert!(!Preset::Recommended.policy().allows(K::Questions));
    }
}
