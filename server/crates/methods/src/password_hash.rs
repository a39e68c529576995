//! Passwords of our own (administrators) and the history of passwords set through us: argon2id
//! with OWASP's parameters, as a PHC string. Directory passwords are never kept.
//!
//! Both functions take some 11 ms and 7 MiB: call them on the blocking pool, with a bound.

use argon2::password_hash::{Output, ParamsString, PasswordHash, Salt, SaltString};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};
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

/// What one hash works in, to be used again by the next: taken from the system each time, it would
/// have to be cleared first, and the allocator of each thread that ever hashed would keep its own.
#[derive(Default)]
pub struct Memory(Vec<Block>);

impl Memory {
    fn blocks(&mut self, params: &Params) -> &mut [Block] {
        let wanted = params.block_count();
        if self.0.len() < wanted {
            self.0.resize(wanted, Block::default());
        }
        self.0.get_mut(..wanted).unwrap_or_default()
    }
}

/// `None` when the password is longer than argon2 takes (4 GiB): a fault of ours.
pub fn hash(password: &Secret, entropy: &dyn Entropy, memory: &mut Memory) -> Option<String> {
    let mut salt = [0_u8; SALT_BYTES];
    entropy.fill(&mut salt);
    let salt = SaltString::encode_b64(&salt).ok()?;
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).ok()?;
    let hashed = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).ok()?,
        salt: Some(salt.as_salt()),
        hash: Some(output(password, salt.as_salt(), Version::V0x13, params, memory)?),
    };
    Some(hashed.to_string())
}

/// By the parameters in the hash, so that stronger ones can come later. Anything that is not an
/// argon2id PHC string matches nothing. Comparison is constant-time.
pub fn verify(hash: &str, password: &Secret, memory: &mut Memory) -> bool {
    matches(hash, password, memory).unwrap_or(false)
}

fn matches(hash: &str, password: &Secret, memory: &mut Memory) -> Option<bool> {
    let parsed = PasswordHash::new(hash).ok().filter(|parsed| parsed.algorithm == ARGON2ID_IDENT)?;
    let version = parsed.version.map_or(Ok(Version::V0x13), Version::try_from).ok()?;
    let params = Params::try_from(&parsed).ok()?;
    // `Output` compares in constant time
    Some(parsed.hash? == output(password, parsed.salt?, version, params, memory)?)
}

fn output(password: &Secret, salt: Salt<'_>, version: Version, params: Params, memory: &mut Memory) -> Option<Output> {
    let mut bytes = [0_u8; Salt::MAX_LENGTH];
    let salt = salt.decode_b64(&mut bytes).ok()?;
    let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let blocks = memory.blocks(&params);
    let argon2 = Argon2::new(Algorithm::Argon2id, version, params.clone());
    let fill = |out: &mut [u8]| {
        argon2.hash_password_into_with_memory(password.expose().as_bytes(), salt, out, blocks).map_err(Into::into)
    };
    Output::init_with(length, fill).ok()
}

/// For names that we do not know: verify against this, then say what a wrong password gets.
pub fn dummy_hash() -> &'static str {
    DUMMY
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use argon2::{PasswordHasher as _, PasswordVerifier as _};
    use latchkey_testkit::TestEntropy;

    fn hash(password: &Secret, entropy: &dyn Entropy) -> Option<String> {
        super::hash(password, entropy, &mut Memory::default())
    }
    fn verify(hash: &str, password: &Secret) -> bool {
        super::verify(hash, password, &mut Memory::default())
    }

    #[test]
    fn right_wrong_and_nearly_right() {
        let hashed = hash(&Secret::new("korrekt häst ß 7"), &TestEntropy::Same(3)).unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=7168,t=5,p=1$"), "{hashed}");
        assert!(verify(&hashed, &Secret::new("korrekt häst ß 7")));
        for wrong in ["korrekt häst ß 7 ", "Korrekt häst ß 7", "", "korrekt häst ß 7\0"] {
            assert!(!verify(&hashed, &Secret::new(wrong)), "{wrong:?}");
        }
        assert_ne!(hashed, hash(&Secret::new("korrekt häst ß 7"), &TestEntropy::Same(4)).unwrap(), "salted");
        // nothing is cut off
        let long = "x".repeat(5000);
        let hashed = hash(&Secret::new(format!("{long}a")), &TestEntropy::Same(3)).unwrap();
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
        let real = hash(&Secret::new("x"), &TestEntropy::Same(1)).unwrap();
        let real = PasswordHash::new(&real).unwrap();
        assert_eq!(parsed.hash.unwrap().len(), real.hash.unwrap().len());
        for guess in ["", "password", "admin"] {
            assert!(!verify(dummy_hash(), &Secret::new(guess)));
        }
    }

    /// What an earlier one left in the memory changes nothing, and the library by itself says the same.
    #[test]
    fn memory_is_used_again() {
        let mut memory = Memory::default();
        let (one, other) = (Secret::new("Winter Harbour 7"), Secret::new("Winter Harbour 8"));
        for (nth, password) in [&one, &other, &one].into_iter().enumerate() {
            let byte = u8::try_from(nth).unwrap();
            let entropy = TestEntropy::Same(byte);
            let hashed = super::hash(password, &entropy, &mut memory).unwrap();
            assert_eq!(hashed, hash(password, &entropy).unwrap());
            let salt = SaltString::encode_b64(&[byte; SALT_BYTES]).unwrap();
            let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap();
            let library = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            assert_eq!(hashed, library.hash_password(password.expose().as_bytes(), &salt).unwrap().to_string());
            assert!(super::verify(&hashed, password, &mut memory));
            assert!(!super::verify(&hashed, &Secret::new("Winter Harbour 9"), &mut memory));
        }
        // one of other, larger parameters, then one of ours again
        let strong = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(9216, 4, 2, Some(24)).unwrap());
        let salt = SaltString::encode_b64(&[9; SALT_BYTES]).unwrap();
        let hashed = strong.hash_password(b"Winter Harbour 7", &salt).unwrap().to_string();
        assert!(super::verify(&hashed, &one, &mut memory) && !super::verify(&hashed, &other, &mut memory));
        let ours = super::hash(&one, &TestEntropy::Same(3), &mut memory).unwrap();
        assert!(super::verify(&ours, &one, &mut memory));
        assert!(Argon2::default().verify_password(b"Winter Harbour 7", &PasswordHash::new(&ours).unwrap()).is_ok());
    }
}
