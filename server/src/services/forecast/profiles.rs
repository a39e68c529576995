//! Methods in little room, and what two people have in common who differ only in whose phone and
//! whose mailbox it is.

use latchkey_contract::MethodKind;
use latchkey_domain::independence::{Authenticator, Dependency, FactorKind};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// An authenticator of one of the many: what it depends on as numbers, so that it takes little room. Nearly
/// every method depends on one thing.
pub(super) struct Thin {
    pub person: usize,
    pub kind: MethodKind,
    on: Things,
}

enum Things {
    One(FactorKind, u64),
    Other(Vec<(FactorKind, u64)>),
}

impl Thin {
    pub fn of(person: usize, authenticator: Authenticator) -> Self {
        let number = |dependency: &Dependency| {
            let mut hasher = DefaultHasher::new();
            dependency.which.hash(&mut hasher);
            (dependency.factor, hasher.finish())
        };
        let on = match authenticator.on.as_slice() {
            [one] => {
                let (thing, which) = number(one);
                Things::One(thing, which)
            }
            other => Things::Other(other.iter().map(number).collect()),
        };
        Self { person, kind: authenticator.kind, on }
    }

    fn things(&self) -> Vec<(FactorKind, u64)> {
        match &self.on {
            Things::One(thing, which) => vec![(*thing, *which)],
            Things::Other(things) => things.clone(),
        }
    }

    pub fn authenticator(&self) -> Authenticator {
        let on = self.things().into_iter().map(|(thing, which)| Dependency::new(thing, which.to_string()));
        Authenticator { kind: self.kind, on: on.collect() }
    }
}

/// `authenticators`: of one person, by kind.
pub(super) fn profile(authenticators: &[Thin]) -> Vec<u8> {
    let mut seen: Vec<(FactorKind, u64)> = Vec::new();
    let mut profile = Vec::with_capacity(authenticators.len() * 4);
    for authenticator in authenticators {
        let things = authenticator.things();
        profile.extend([authenticator.kind as u8, byte(things.len())]);
        for thing in things {
            let known = seen.iter().position(|earlier| *earlier == thing);
            let nth = known.unwrap_or(seen.len());
            if known.is_none() {
                seen.push(thing);
            }
            profile.extend([thing.0 as u8, byte(nth)]);
        }
    }
    profile
}

/// Nobody has so many that two profiles would look alike.
fn byte(count: usize) -> u8 {
    u8::try_from(count).unwrap_or(u8::MAX)
}
