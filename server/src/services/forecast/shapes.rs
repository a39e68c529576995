//! Methods in little room, and what two people have in common who differ only in whose phone and
//! whose mailbox it is.

use latchkey_contract::MethodKind;
use latchkey_domain::independence::{Dependency, Offer, Thing};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// An offer of one of the many: what it hangs on as numbers, so that it takes little room. Nearly
/// every method hangs on one thing.
pub(super) struct Thin {
    pub person: usize,
    pub kind: MethodKind,
    on: Things,
}

enum Things {
    One(Thing, u64),
    Other(Vec<(Thing, u64)>),
}

impl Thin {
    pub fn of(person: usize, offer: Offer) -> Self {
        let number = |dependency: &Dependency| {
            let mut hasher = DefaultHasher::new();
            dependency.which.hash(&mut hasher);
            (dependency.thing, hasher.finish())
        };
        let on = match offer.on.as_slice() {
            [one] => {
                let (thing, which) = number(one);
                Things::One(thing, which)
            }
            other => Things::Other(other.iter().map(number).collect()),
        };
        Self { person, kind: offer.kind, on }
    }

    fn things(&self) -> Vec<(Thing, u64)> {
        match &self.on {
            Things::One(thing, which) => vec![(*thing, *which)],
            Things::Other(things) => things.clone(),
        }
    }

    pub fn offer(&self) -> Offer {
        let on = self.things().into_iter().map(|(thing, which)| Dependency::new(thing, which.to_string()));
        Offer { kind: self.kind, on: on.collect() }
    }
}

/// `offers`: of one person, by kind.
pub(super) fn shape(offers: &[Thin]) -> Vec<u8> {
    let mut seen: Vec<(Thing, u64)> = Vec::new();
    let mut shape = Vec::with_capacity(offers.len() * 4);
    for offer in offers {
        let things = offer.things();
        shape.extend([offer.kind as u8, byte(things.len())]);
        for thing in things {
            let known = seen.iter().position(|earlier| *earlier == thing);
            let nth = known.unwrap_or(seen.len());
            if known.is_none() {
                seen.push(thing);
            }
            shape.extend([thing.0 as u8, byte(nth)]);
        }
    }
    shape
}

/// Nobody has so many that two shapes would look alike.
fn byte(count: usize) -> u8 {
    u8::try_from(count).unwrap_or(u8::MAX)
}
