//! Two proofs count as two only if they depend on different things: two codes to one phone are one,
//! and a mailbox that opens with the very password that is lost is none.

use latchkey_contract::MethodKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a proof can depend on. Whoever holds it has the proof; whoever lost it has lost the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactorKind {
    /// The directory password itself: worth nothing to somebody who forgot it.
    Password,
    Mailbox,
    Phone,
    Device,
    /// An account at another provider.
    Account,
    Memory,
    Paper,
    Colleague,
}

/// One such thing. `which` tells two of a kind apart: a keyed digest or an id, never an address or
/// a number, because it lies in the state of a flow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dependency {
    pub factor: FactorKind,
    pub which: String,
}

impl Dependency {
    pub fn new(factor: FactorKind, which: impl Into<String>) -> Self {
        Self { factor, which: which.into() }
    }
}

/// One method that a person could prove themselves with, and what it depends on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authenticator {
    pub kind: MethodKind,
    pub on: Vec<Dependency>,
}

impl Authenticator {
    /// Worth something to somebody who forgot their password.
    pub fn counts(&self) -> bool {
        self.on.iter().all(|dependency| dependency.factor != FactorKind::Password)
    }

    /// Why these two do not count as two; `None`: they do.
    pub fn shares(&self, other: &Self) -> Option<Shared> {
        if self.kind == other.kind {
            return Some(Shared::Kind);
        }
        let both = self.on.iter().find(|dependency| other.on.contains(dependency));
        both.map(|dependency| Shared::FactorKind(dependency.factor))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// The same method twice is one proof, also with two devices.
    Kind,
    FactorKind(FactorKind),
}

/// Whether `authenticator` may still follow what was proved already.
pub fn may_follow(authenticator: &Authenticator, proved: &[Authenticator]) -> bool {
    authenticator.counts() && proved.iter().all(|earlier| authenticator.shares(earlier).is_none())
}

/// Whether these count as that many, all of them: what was proved.
pub fn all_count(proved: &[Authenticator]) -> bool {
    proved
        .iter()
        .enumerate()
        .all(|(n, authenticator)| proved.get(..n).is_some_and(|earlier| may_follow(authenticator, earlier)))
}

/// Whether somebody with these authenticators can give `required` proofs that count, the kinds of `must`
/// among them.
pub fn enough(authenticators: &[Authenticator], required: u32, mandatory: &[MethodKind]) -> bool {
    let kinds: BTreeSet<MethodKind> = authenticators.iter().map(|authenticator| authenticator.kind).collect();
    let required = required.max(u32::try_from(mandatory.len()).unwrap_or(u32::MAX)) as usize;
    if kinds.len() < required || !mandatory.iter().all(|kind| kinds.contains(kind)) {
        return false;
    }
    // those that must be there first, so that a dead end is seen early
    let mut order: Vec<MethodKind> = mandatory.to_vec();
    order.extend(kinds.into_iter().filter(|kind| !mandatory.contains(kind)));
    search(authenticators, &order, mandatory, required, &mut Vec::new())
}

/// Takes one authenticator of the next kind or none, until enough are taken. A person has a dozen authenticators at
/// the most, and nearly always the first way through is open.
fn search<'a>(
    authenticators: &'a [Authenticator],
    kinds: &[MethodKind],
    mandatory: &[MethodKind],
    required: usize,
    taken: &mut Vec<&'a Authenticator>,
) -> bool {
    let Some((kind, rest)) = kinds.split_first() else { return taken.len() >= required };
    if taken.len() >= required && !mandatory.contains(kind) {
        return true;
    }
    if taken.len() + kinds.len() < required {
        return false;
    }
    for authenticator in
        authenticators.iter().filter(|authenticator| authenticator.kind == *kind && authenticator.counts())
    {
        if taken.iter().all(|earlier| authenticator.shares(earlier).is_none()) {
            taken.push(authenticator);
            if search(authenticators, rest, mandatory, required, taken) {
                return true;
            }
            taken.pop();
        }
    }
    !mandatory.contains(kind) && search(authenticators, rest, mandatory, required, taken)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use MethodKind as K;

    fn authenticator(kind: K, on: &[(FactorKind, &str)]) -> Authenticator {
        Authenticator { kind, on: on.iter().map(|(thing, which)| Dependency::new(*thing, *which)).collect() }
    }

    /// Every kind on its own thing: every pair of two kinds counts, and none with itself.
    #[test]
    fn the_matrix_of_all_pairs() {
        for (n, a) in K::ALL.iter().enumerate() {
            for (m, b) in K::ALL.iter().enumerate() {
                let apart = [
                    authenticator(*a, &[(FactorKind::Device, &n.to_string())]),
                    authenticator(*b, &[(FactorKind::Device, &m.to_string())]),
                ];
                assert_eq!(all_count(&apart), a != b, "{a:?} {b:?}");
                assert_eq!(enough(&apart, 2, &[]), a != b, "{a:?} {b:?}");
                for thing in [
                    FactorKind::Mailbox,
                    FactorKind::Phone,
                    FactorKind::Device,
                    FactorKind::Account,
                    FactorKind::Memory,
                ] {
                    let together = [
                        authenticator(*a, &[(thing, "x")]),
                        authenticator(*b, &[(FactorKind::Paper, "y"), (thing, "x")]),
                    ];
                    assert!(!all_count(&together) && !enough(&together, 2, &[]), "{a:?} {b:?} {thing:?}");
                }
                let lost =
                    [authenticator(*a, &[(FactorKind::Password, "")]), authenticator(*b, &[(FactorKind::Device, "x")])];
                assert!(!all_count(&lost) && !enough(&lost, 2, &[]), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_third_thing_can_save_a_pair_that_shares() {
        let three = [
            authenticator(K::Sms, &[(FactorKind::Phone, "1")]),
            authenticator(K::Radius, &[(FactorKind::Phone, "1")]),
            authenticator(K::Email, &[(FactorKind::Mailbox, "a")]),
        ];
        assert!(enough(&three, 2, &[]));
        assert!(!enough(&three, 3, &[]));
        assert!(enough(&three, 2, &[K::Radius]));
        assert!(!enough(&three, 2, &[K::Radius, K::Sms]));
        assert!(!enough(&three, 2, &[K::Passkey]));
    }

    #[test]
    fn of_several_devices_the_one_that_fits_is_taken() {
        let both = [
            authenticator(K::Totp, &[(FactorKind::Device, "phone")]),
            authenticator(K::Totp, &[(FactorKind::Device, "tablet")]),
            authenticator(K::Passkey, &[(FactorKind::Device, "phone")]),
        ];
        assert!(enough(&both, 2, &[]));
        assert!(!may_follow(&both[2], &both[..1]));
        assert!(may_follow(&both[2], &both[1..2]));
        assert!(!enough(&both, 3, &[]), "two apps are one kind");
    }

    #[test]
    fn nothing_is_enough_for_nobody() {
        assert!(!enough(&[], 1, &[]));
        assert!(enough(&[authenticator(K::Passkey, &[])], 1, &[]));
        assert!(!enough(&[authenticator(K::Passkey, &[])], 1, &[K::Passkey, K::Totp]));
    }
}
