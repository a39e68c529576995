//! What a name that nobody has is shown: methods as real people have them, and the same ones each
//! time the name is typed.
//!
//! A set is drawn by weighted rendezvous hashing (each set's key is its weight over the negative
//! logarithm of a draw made of name and set; the largest wins): when a few people change their
//! methods, hardly any name changes its set, so that asking again next week tells nothing.

use crate::independence::{Authenticator, Dependency, FactorKind};
use latchkey_contract::MethodKind;
use serde::{Deserialize, Serialize};

/// What somebody is asked for: the methods that are listed, and how many are needed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Profile {
    pub kinds: Vec<MethodKind>,
    pub required: u32,
    #[serde(default)]
    pub mandatory: Vec<MethodKind>,
}

/// How many people have which profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentProfiles {
    pub profiles: Vec<(Profile, u32)>,
}

impl Profile {
    /// One text for one profile.
    pub fn key(&self) -> String {
        let list = |kinds: &[MethodKind]| kinds.iter().map(|kind| kind.code()).collect::<Vec<_>>().join("+");
        format!("{}/{}/{}", self.required, list(&self.kinds), list(&self.mandatory))
    }

    /// Offers that look like somebody's: each on a thing of its own, and nobody can prove them.
    pub fn authenticators(&self) -> Vec<Authenticator> {
        self.kinds
            .iter()
            .map(|kind| Authenticator { kind: *kind, on: vec![Dependency::new(FactorKind::Device, kind.code())] })
            .collect()
    }
}

impl EnrolmentProfiles {
    /// The profile for a name. `draw`: 64 bits that depend on the name and the text given, and on a key
    /// that nobody outside has. `None` while nobody is enrolled.
    pub fn profile_for(&self, draw: impl Fn(&str) -> u64) -> Option<&Profile> {
        let mut best: Option<(f64, &Profile)> = None;
        for (profile, weight) in self.profiles.iter().filter(|(_, weight)| *weight > 0) {
            // in (0, 1), never exactly either
            let unit = (draw(&profile.key()) as f64 + 1.0) / (u64::MAX as f64 + 2.0);
            let height = f64::from(*weight) / -unit.ln().min(-f64::MIN_POSITIVE);
            if best.is_none_or(|(highest, _)| height > highest) {
                best = Some((height, profile));
            }
        }
        best.map(|(_, profile)| profile)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use MethodKind as K;

    fn profile(kinds: &[K]) -> Profile {
        Profile { kinds: kinds.to_vec(), required: 2, mandatory: Vec::new() }
    }

    /// SplitMix64 over an FNV hash: good enough to test with.
    fn draw(name: u32, text: &str) -> u64 {
        let mut x = text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325 ^ u64::from(name), |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn profiles(a: u32, b: u32, c: u32) -> EnrolmentProfiles {
        EnrolmentProfiles {
            profiles: vec![
                (profile(&[K::Totp, K::Email]), a),
                (profile(&[K::Passkey, K::Totp]), b),
                (profile(&[K::Passkey, K::Email]), c),
            ],
        }
    }

    #[test]
    fn as_often_as_real_people_have_it() {
        let profiles = profiles(600, 300, 100);
        let mut seen = [0_u32; 3];
        for name in 0..20_000 {
            let got = profiles.profile_for(|text| draw(name, text)).unwrap();
            seen[profiles.profiles.iter().position(|(profile, _)| profile == got).unwrap()] += 1;
        }
        for (count, wanted) in seen.iter().zip([12_000.0, 6_000.0, 2_000.0]) {
            // four standard deviations and a bit
            assert!((f64::from(*count) - wanted).abs() < 5.0 * wanted.sqrt(), "{seen:?}");
        }
    }

    #[test]
    fn a_name_keeps_its_set_while_others_change_theirs() {
        let (before, after) = (profiles(600, 300, 100), profiles(605, 296, 99));
        let moved = (0..20_000)
            .filter(|name| before.profile_for(|text| draw(*name, text)) != after.profile_for(|text| draw(*name, text)))
            .count();
        assert!(moved < 200, "{moved} of 20,000 names changed");
        assert_eq!(before.profile_for(|text| draw(7, text)), before.profile_for(|text| draw(7, text)));
    }

    #[test]
    fn extremes() {
        assert_eq!(EnrolmentProfiles::default().profile_for(|_| 0), None);
        assert_eq!(profiles(0, 0, 0).profile_for(|_| 5), None);
        for edge in [0, u64::MAX] {
            assert!(profiles(1, 1, 1).profile_for(|_| edge).is_some());
        }
    }
}
