//! How likely a guess is right. The numbers that the limits are made for: through any pair of
//! methods, at most one in a million a day for one person.

use crate::limits::{QUESTIONS_PER_PERSON_DAY, WRONG_PROOFS_PER_PERSON_DAY};
use latchkey_contract::MethodKind;

/// The aim, for one person and one day.
pub const AT_MOST_A_DAY: f64 = 1e-6;

/// The chance that one try is right, for somebody who has nothing.
pub const fn chance_per_try(kind: MethodKind) -> f64 {
    match kind {
        // 256 bits and more, or somebody else's sign-in that must really happen
        MethodKind::Passkey | MethodKind::YubiKey | MethodKind::Duo | MethodKind::Oidc | MethodKind::Vouch => 0.0,
        // ten of 16 characters out of thirty
        MethodKind::RecoveryCode => 10.0 / 4.3e23,
        // six digits in three windows
        MethodKind::Totp => 3e-6,
        MethodKind::Email | MethodKind::Sms | MethodKind::Radius => 1e-6,
        // three answers, each with one in twenty by who knows the person a little
        MethodKind::Questions => 1.0 / 8000.0,
    }
}

/// Cannot be guessed within any number of tries: does not count against a person, so that a
/// stranger's guesses at the others never close these.
pub const fn is_unguessable(kind: MethodKind) -> bool {
    chance_per_try(kind) < 1e-15
}

pub const fn tries_a_day(kind: MethodKind) -> i64 {
    match kind {
        MethodKind::Questions => QUESTIONS_PER_PERSON_DAY.max,
        _ => WRONG_PROOFS_PER_PERSON_DAY.max,
    }
}

/// The chance to get through all of these within a day.
pub fn chance_a_day(kinds: &[MethodKind]) -> f64 {
    kinds.iter().map(|kind| (chance_per_try(*kind) * tries_a_day(*kind) as f64).min(1.0)).product()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{WRONG_PROOFS_PER_FLOW, WRONG_PROOFS_PER_PERSON};

    #[test]
    fn no_pair_is_guessed_in_a_day() {
        for a in MethodKind::ALL {
            for b in MethodKind::ALL.iter().filter(|b| *b != a) {
                let chance = chance_a_day(&[*a, *b]);
                assert!(chance <= AT_MOST_A_DAY, "{a:?} and {b:?}: {chance:e}");
            }
        }
    }

    /// Whatever stands between: a stranger may share their tries between methods as they like, and who
    /// holds one proof has the tries for the other alone; also within an hour, and over days.
    #[test]
    fn who_holds_one_proof_still_guesses_long() {
        for kind in MethodKind::ALL.iter().filter(|kind| **kind != MethodKind::Questions) {
            let a_day = chance_a_day(&[*kind]);
            assert!(a_day <= 1e-4, "{kind:?}: {a_day:e} a day for who stole the other proof");
        }
        let hourly = WRONG_PROOFS_PER_PERSON.max * 24;
        assert!(WRONG_PROOFS_PER_PERSON_DAY.max < hourly, "the day is the limit that counts");
        assert!(i64::from(WRONG_PROOFS_PER_FLOW) <= WRONG_PROOFS_PER_PERSON.max, "one flow is no way around it");
        assert_eq!((WRONG_PROOFS_PER_PERSON_DAY.window_secs, QUESTIONS_PER_PERSON_DAY.window_secs), (86_400, 86_400));
    }

    /// A code is as long as it is said to be: the chances above are those of what is made and checked.
    #[test]
    fn what_cannot_be_guessed_is_not_counted_and_all_else_is() {
        let counted: Vec<_> = MethodKind::ALL.iter().copied().filter(|kind| !is_unguessable(*kind)).collect();
        use MethodKind as K;
        assert_eq!(counted, [K::Totp, K::Radius, K::Email, K::Sms, K::Questions]);
        for kind in counted {
            assert!(chance_per_try(kind) * tries_a_day(kind) as f64 <= 1e-3, "{kind:?}");
        }
    }

    #[test]
    fn what_may_stand_alone() {
        let alone: Vec<_> = MethodKind::ALL.iter().filter(|kind| chance_a_day(&[**kind]) <= AT_MOST_A_DAY).collect();
        assert!(alone.iter().all(|kind| is_unguessable(**kind)), "{alone:?}");
        assert!(!alone.contains(&&MethodKind::Totp) && !alone.contains(&&MethodKind::Questions));
    }
}
