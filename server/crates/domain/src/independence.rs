//! Two proofs count as two only if they hang on different things: two codes to one phone are one,
//! and a mailbox that opens with the very password that is lost is none.

use latchkey_contract::MethodKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a proof can hang on. Whoever holds it has the proof; whoever lost it has lost the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Thing {
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
    pub thing: Thing,
    pub which: String,
}

impl Dependency {
    pub fn new(thing: Thing, which: impl Into<String>) -> Self {
        Self { thing, which: which.into() }
    }
}

/// One method that a person could prove themselves with, and what it hangs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub kind: MethodKind,
    pub on: Vec<Dependency>,
}

impl Offer {
    /// Worth something to somebody who forgot their password.
    pub fn counts(&self) -> bool {
        self.on.iter().all(|dependency| dependency.thing != Thing::Password)
    }

    /// Why these two do not count as two; `None`: they do.
    pub fn shares(&self, other: &Self) -> Option<Shared> {
        if self.kind == other.kind {
            return Some(Shared::Kind);
        }
        let both = self.on.iter().find(|dependency| other.on.contains(dependency));
        both.map(|dependency| Shared::Thing(dependency.thing))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// The same method twice is one proof, also with two devices.
    Kind,
    Thing(Thing),
}

/// Whether `offer` may still follow what was proved already.
pub fn may_follow(offer: &Offer, proved: &[Offer]) -> bool {
    offer.counts() && proved.iter().all(|earlier| offer.shares(earlier).is_none())
}

/// Whether these count as that many, all of them: what was proved.
pub fn all_count(proved: &[Offer]) -> bool {
    proved.iter().enumerate().all(|(n, offer)| proved.get(..n).is_some_and(|earlier| may_follow(offer, earlier)))
}

/// Whether somebody with these offers can give `required` proofs that count, the kinds of `must`
/// among them.
pub fn enough(offers: &[Offer], required: u32, must: &[MethodKind]) -> bool {
    let kinds: BTreeSet<MethodKind> = offers.iter().map(|offer| offer.kind).collect();
    let required = required.max(u32::try_from(must.len()).unwrap_or(u32::MAX)) as usize;
    if kinds.len() < required || !must.iter().all(|kind| kinds.contains(kind)) {
        return false;
    }
    // those that must be there first, so that a dead end is seen early
    let mut order: Vec<MethodKind> = must.to_vec();
    order.extend(kinds.into_iter().filter(|kind| !must.contains(kind)));
    search(offers, &order, must, required, &mut Vec::new())
}

/// Takes one offer of the next kind or none, until enough are taken. A person has a dozen offers at
/// the most, and nearly always the first way through is open.
fn search<'a>(
    offers: &'a [Offer],
    kinds: &[MethodKind],
    must: &[MethodKind],
    required: usize,
    taken: &mut Vec<&'a Offer>,
) -> bool {
    let Some((kind, rest)) = kinds.split_first() else { return taken.len() >= required };
    if taken.len() >= required && !must.contains(kind) {
        return true;
    }
    if taken.len() + kinds.len() < required {
        return false;
    }
    for offer in offers.iter().filter(|offer| offer.kind == *kind && offer.counts()) {
        if taken.iter().all(|earlier| offer.shares(earlier).is_none()) {
            taken.push(offer);
            if search(offers, rest, must, required, taken) {
                return true;
            }
            taken.pop();
        }
    }
    !must.contains(kind) && search(offers, rest, must, required, taken)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use MethodKind as K;

    fn offer(kind: K, on: &[(Thing, &str)]) -> Offer {
        Offer { kind, on: on.iter().map(|(thing, which)| Dependency::new(*thing, *which)).collect() }
    }

    /// Every kind on its own thing: every pair of two kinds counts, and none with itself.
    #[test]
    fn the_matrix_of_all_pairs() {
        for (n, a) in K::ALL.iter().enumerate() {
            for (m, b) in K::ALL.iter().enumerate() {
                let apart =
                    [offer(*a, &[(Thing::Device, &n.to_string())]), offer(*b, &[(Thing::Device, &m.to_string())])];
                assert_eq!(all_count(&apart), a != b, "{a:?} {b:?}");
                assert_eq!(enough(&apart, 2, &[]), a != b, "{a:?} {b:?}");
                for thing in [Thing::Mailbox, Thing::Phone, Thing::Device, Thing::Account, Thing::Memory] {
                    let together = [offer(*a, &[(thing, "x")]), offer(*b, &[(Thing::Paper, "y"), (thing, "x")])];
                    assert!(!all_count(&together) && !enough(&together, 2, &[]), "{a:?} {b:?} {thing:?}");
                }
                let lost = [offer(*a, &[(Thing::Password, "")]), offer(*b, &[(Thing::Device, "x")])];
                assert!(!all_count(&lost) && !enough(&lost, 2, &[]), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_third_thing_can_save_a_pair_that_shares() {
        let three = [
            offer(K::Sms, &[(Thing::Phone, "1")]),
            offer(K::Radius, &[(Thing::Phone, "1")]),
            offer(K::Email, &[(Thing::Mailbox, "a")]),
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
            offer(K::Totp, &[(Thing::Device, "phone")]),
            offer(K::Totp, &[(Thing::Device, "tablet")]),
            offer(K::Passkey, &[(Thing::Device, "phone")]),
        ];
        assert!(enough(&both, 2, &[]));
        assert!(!may_follow(&both[2], &both[..1]));
        assert!(may_follow(&both[2], &both[1..2]));
        assert!(!enough(&both, 3, &[]), "two apps are one kind");
    }

    #[test]
    fn nothing_is_enough_for_nobody() {
        assert!(!enough(&[], 1, &[]));
        assert!(enough(&[offer(K::Passkey, &[])], 1, &[]));
        assert!(!enough(&[offer(K::Passkey, &[])], 1, &[K::Passkey, K::Totp]));
    }
}
