//! Passwords of our own (administrators) and the history of passwords set through us: argon2id
//! with OWASP's parameters, as a PHC string. Directory passwords are never kept.
//!
//! Both functions take some 12 ms and 7 MiB: call them on the blocking pool, with a bound.

use argon2::password_hash::{PasswordHash, SaltString};
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use latchkey_domain::{Entropy, Secret};

/// OWASP Password Storage Cheat Sheet, of its equally strong settings the one that takes least memory:
/// m = 7 MiB, t = 5, p = 1. It fits a processor's cache, so the same work is done in half the time.
const MEMORY_KIB: u32 = 7168;
const PASSES: u32 = 5;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;

/// A random salt and a random result: nothing is known to hash to it, and verifying against it
/// costs what a real one costs.
const DUMMY: &str = "$argon2id$v=19$m=7168,t=5,p=1$yhq6M1z1bubv6h8x5PDiHQ$f7oMICnDlvEV839WyLC8dQD/ug4+vA07m3MXCFs8C+s";

/// `None` when the password is longer than argon2 takes (4 GiB) or memory is short: a fault of ours.
pub fn hash(password: &Secret, entropy: &dyn Entropy) -> Option<String> {
    let mut salt = [0_u8; SALT_BYTES];
    entropy.fill(&mut salt);
    let salt = SaltString::encode_b64(&salt).ok()?;
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).ok()?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Some(argon2.hash_password(password.expose().as_bytes(), &salt).ok()?.to_string())
}

/// By the parameters in the hash, so that stronger ones can come later. Anything that is not an
/// argon2id PHC string matches nothing. Comparison is constant-time.
pub fn verify(hash: &str, password: &Secret) -> bool {
    PasswordHash::new(hash)
        .ok()
        .filter(|parsed| parsed.algorithm == argon2::ARGON2ID_IDENT)
        .is_some_and(|parsed| Argon2::default().verify_password(password.expose().as_bytes(), &parsed).is_ok())
}

/// For names that we do not know: verify against this, then say what a wrong password gets.
pub fn dummy_hash() -> &'static str {
    DUMMY
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    struct Fixed(u8);
    impl Entropy for Fixed {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }

    #[test]
    fn right_wrong_and_nearly_right() {
        let hashed = hash(&Secret::new("korrekt häst ß 7"), &Fixed(3)).unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=7168,t=5,p=1$"), "{hashed}");
        assert!(verify(&hashed, &Secret::new("korrekt häst ß 7")));
        for wrong in ["korrekt häst ß 7 ", "Korrekt häst ß 7", "", "korrekt häst ß 7\0"] {
            assert!(!verify(&hashed, &Secret::new(wrong)), "{wrong:?}");
        }
        assert_ne!(hashed, hash(&Secret::new("korrekt häst ß 7"), &Fixed(4)).unwrap(), "salted");
        // nothing is cut off
        let long = "x".repeat(5000);
        let hashed = hash(&Secret::new(format!("{long}a")), &Fixed(3)).unwrap();
        assert!(!verify(&hashed, &Secret::new(format!("{long}b"))));
    }

    #[test]
    fn other_texts_match_nothing() {
        for hashed in [
            "",
            "plain",
            "$argon2id$",
            "$argon2i$v=19$m=4096,t=3,p=1$c29tZXNhbHQ$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A",
        ] {
            assert!(!verify(hashed, &Secret::new("password")));
        }
    }

    #[test]
    fn the_dummy_costs_the_same_and_opens_nothing() {
        let parsed = PasswordHash::new(dummy_hash()).unwrap();
        let params = Params::try_from(&parsed).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (MEMORY_KIB, PASSES, LANES));
        let real = hash(&Secret::new("x"), &Fixed(1)).unwrap();
        let real = PasswordHash::new(&real).unwrap();
        assert_eq!(parsed.hash.unwrap().len(), real.hash.unwrap().len());
        for guess in ["", "password", "admin"] {
            assert!(!verify(dummy_hash(), &Secret::new(guess)));
        }
    }
}
