//! A secret that no copy of the database opens, not even with the master key: sealed with a key of its own, of which one
//! half stands beside it and the other nowhere but in the memory of the process that made it.

use crate::{StoreError, StoreResult};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use latchkey_domain::{Entropy, Secret};
use zeroize::{Zeroize as _, Zeroizing};

/// The half that must stay in memory.
pub type Half = Zeroizing<[u8; 32]>;

const NONCE: usize = 24;

/// What may be stored.
pub struct Halved {
    pub half: String,
    pub sealed: String,
}

/// Each half alone is random: the key is both, combined bit by bit.
pub fn seal(plain: &Secret, entropy: &dyn Entropy) -> StoreResult<(Half, Halved)> {
    let (mut ours, mut theirs, mut nonce) = (Half::default(), Half::default(), [0_u8; NONCE]);
    entropy.fill(ours.as_mut());
    entropy.fill(theirs.as_mut());
    entropy.fill(&mut nonce);
    let cipher = XChaCha20Poly1305::new((&*key(&ours, &theirs)).into());
    let sealed = cipher
        .encrypt(XNonce::from_slice(&nonce), plain.expose().as_bytes())
        .map_err(|_| StoreError::Other("a value is too long to be sealed".into()))?;
    let sealed = BASE64.encode([nonce.as_slice(), &sealed].concat());
    Ok((ours, Halved { half: BASE64.encode(theirs.as_slice()), sealed }))
}

/// `None`: the halves are not of one key, or something was changed.
pub fn open(ours: &Half, stored: &Halved) -> Option<Secret> {
    let theirs: Half = Zeroizing::new(BASE64.decode(&stored.half).ok()?.try_into().ok()?);
    let bytes = BASE64.decode(&stored.sealed).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
    let cipher = XChaCha20Poly1305::new((&*key(ours, &theirs)).into());
    let plain = cipher.decrypt(XNonce::from_slice(nonce), sealed).ok()?;
    match String::from_utf8(plain) {
        Ok(text) => Some(Secret::new(text)),
        Err(error) => {
            error.into_bytes().zeroize();
            None
        }
    }
}

fn key(ours: &Half, theirs: &Half) -> Half {
    let mut key = Half::default();
    for (byte, (one, other)) in key.iter_mut().zip(ours.iter().zip(theirs.iter())) {
        *byte = one ^ other;
    }
    key
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use latchkey_testkit::TestEntropy;

    #[test]
    fn both_halves_and_only_both_open_it() {
        let entropy = TestEntropy::default();
        let new = Secret::new("correct horse battery staple");
        let (ours, stored) = seal(&new, &entropy).unwrap();
        assert_eq!(open(&ours, &stored).unwrap(), new);
        let (others, _) = seal(&new, &entropy).unwrap();
        assert!(open(&others, &stored).is_none());
        assert!(open(&Half::default(), &stored).is_none(), "what is stored is not enough");
        let (_, other) = seal(&new, &entropy).unwrap();
        assert!(open(&ours, &Halved { half: other.half, sealed: stored.sealed.clone() }).is_none());
        assert!(!stored.sealed.contains("horse"));
        let mut changed = stored.sealed.clone();
        changed.replace_range(40..41, if changed.get(40..41) == Some("A") { "B" } else { "A" });
        assert!(open(&ours, &Halved { half: stored.half, sealed: changed }).is_none());
    }
}
