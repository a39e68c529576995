//! The master key and what is made of it: one sub-key that seals, one that hashes what is short,
//! one that chains the audit log.
//! The key itself comes from a file or the environment and never stands in the database.

use crate::sealed::Column;
use crate::{StoreError, StoreResult};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use latchkey_domain::{Entropy, Secret};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, ZeroizeOnDrop, Zeroizing};

/// XChaCha20's nonce is long enough to be drawn at random for each value.
const NONCE: usize = 24;

/// The present key, with which everything is written, and older ones, with which what they wrote
/// can still be read.
pub struct Keys {
    present: Key,
    older: Vec<Key>,
}

#[derive(ZeroizeOnDrop)]
struct Key {
    /// Eight hexadecimal digits, made of the key: tells keys apart, says nothing about them.
    #[zeroize(skip)]
    id: String,
    sealing: [u8; 32],
    pepper: [u8; 32],
    chain: [u8; 32],
}

impl Key {
    fn new(master: &[u8; 32]) -> Self {
        let mut id = mac(master, &[b"latchkey key id"]);
        let key = Self {
            id: hex(id.get(..4).unwrap_or_default()),
            sealing: mac(master, &[b"latchkey sealing"]),
            pepper: mac(master, &[b"latchkey code pepper"]),
            chain: mac(master, &[b"latchkey audit chain"]),
        };
        id.zeroize();
        key
    }
}

/// Where a sealed value stands. It opens nowhere else: table, column and row are its associated data.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) column: Column,
    pub(crate) row: &'a str,
}
impl Place<'_> {
    fn associated(&self) -> String {
        format!("{}:{}:{}", self.column.table(), self.column.name(), self.row)
    }
}

impl Keys {
    pub fn from_bytes(master: &[u8; 32]) -> Self {
        Self { present: Key::new(master), older: Vec::new() }
    }

    /// Earlier master keys, for what they sealed and hashed; the latest first.
    pub fn with_older(mut self, older: Vec<[u8; 32]>) -> Self {
        self.older = older.into_iter().map(Zeroizing::new).map(|master| Key::new(&master)).collect();
        self
    }

    /// The short id of the key that [`Self::lasting_digest`] is made with.
    pub fn lasting_key_id(&self) -> &str {
        &self.older.last().unwrap_or(&self.present).id
    }

    /// The short id of the present key, for the administrator to compare.
    pub fn key_id(&self) -> &str {
        &self.present.id
    }

    /// `<key id>.<base64url of nonce and ciphertext>`.
    pub(crate) fn seal(&self, place: Place<'_>, plain: &Secret, entropy: &dyn Entropy) -> StoreResult<String> {
        let mut nonce = [0_u8; NONCE];
        entropy.fill(&mut nonce);
        let associated = place.associated();
        let payload = Payload { msg: plain.expose().as_bytes(), aad: associated.as_bytes() };
        let sealed = XChaCha20Poly1305::new(&self.present.sealing.into())
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| StoreError::Other("a value is too long to be sealed".into()))?;
        let mut bytes = nonce.to_vec();
        bytes.extend_from_slice(&sealed);
        Ok(format!("{}.{}", self.present.id, BASE64.encode(bytes)))
    }

    pub(crate) fn open(&self, place: Place<'_>, sealed: &str) -> StoreResult<Secret> {
        let damaged =
            |what: &str| StoreError::Corrupt(format!("{}.{}: {what}", place.column.table(), place.column.name()));
        let (id, text) = sealed.split_once('.').ok_or_else(|| damaged("not a sealed value"))?;
        let key =
            self.all().find(|key| key.id == id).ok_or_else(|| damaged("sealed with a key that we do not have"))?;
        let bytes = BASE64.decode(text).map_err(|_| damaged("not a sealed value"))?;
        let (nonce, cipher) = bytes.split_at_checked(NONCE).ok_or_else(|| damaged("not a sealed value"))?;
        let associated = place.associated();
        let payload = Payload { msg: cipher, aad: associated.as_bytes() };
        let plain = XChaCha20Poly1305::new(&key.sealing.into())
            .decrypt(XNonce::from_slice(nonce), payload)
            .map_err(|_| damaged("does not open: changed, or moved from elsewhere"))?;
        match String::from_utf8(plain) {
            Ok(text) => Ok(Secret::new(text)),
            Err(error) => {
                error.into_bytes().zeroize();
                Err(damaged("not text"))
            }
        }
    }

    /// HMAC-SHA256 under the present key, in hexadecimal.
    pub(crate) fn digest(&self, purpose: &str, parts: &[&str]) -> String {
        keyed(&self.present, purpose, parts)
    }

    /// The same under each key that we have, for looking up what may be older than the present one.
    pub(crate) fn digests(&self, purpose: &str, parts: &[&str]) -> Vec<String> {
        self.all().map(|key| keyed(key, purpose, parts)).collect()
    }

    /// The same under the oldest key that we have: for digests that are compared with others of any
    /// age, or must not change when the key does.
    pub(crate) fn lasting_digest(&self, purpose: &str, parts: &[&str]) -> String {
        keyed(self.older.last().unwrap_or(&self.present), purpose, parts)
    }

    /// HMAC-SHA256 of one link of the audit chain under the present key, in hexadecimal.
    pub(crate) fn link(&self, record: &[u8]) -> String {
        hex(&mac(&self.present.chain, &[record]))
    }

    /// The same under each key, the present one first.
    pub(crate) fn links(&self, record: &[u8]) -> Vec<String> {
        self.all().map(|key| hex(&mac(&key.chain, &[record]))).collect()
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.present).chain(&self.older)
    }
}

/// The length before each part, so that no two lists of parts are written alike.
fn keyed(key: &Key, purpose: &str, parts: &[&str]) -> String {
    let lengths: Vec<[u8; 8]> = std::iter::once(&purpose).chain(parts).map(|part| length(part)).collect();
    let pieces: Vec<&[u8]> = std::iter::once(&purpose)
        .chain(parts)
        .zip(&lengths)
        .flat_map(|(part, length)| [length.as_slice(), part.as_bytes()])
        .collect();
    hex(&mac(&key.pepper, &pieces))
}

pub(crate) fn length(part: &str) -> [u8; 8] {
    u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes()
}

fn mac(key: &[u8; 32], pieces: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length; the error cannot happen, and would give a value that nobody has.
    let Ok(mut mac) = <Hmac<Sha256> as hmac::Mac>::new_from_slice(key) else {
        return [0; 32];
    };
    pieces.iter().for_each(|piece| mac.update(piece));
    mac.finalize().into_bytes().into()
}

/// For tokens of 256 random bits: nothing to guess, so no key is needed.
pub(crate) fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|nibble| char::from_digit(nibble.into(), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::sealed::{ADMINS, METHODS};
    use latchkey_testkit::TestEntropy;

    const PLACE: Place<'static> = Place { column: METHODS, row: "1" };

    #[test]
    fn opens_only_in_its_place_and_with_its_key() {
        let keys = Keys::from_bytes(&[1; 32]);
        let sealed = keys.seal(PLACE, &Secret::new("hunter2"), &TestEntropy::Same(7)).unwrap();
        assert!(!sealed.contains("hunter2"));
        assert_eq!(keys.open(PLACE, &sealed).unwrap().expose(), "hunter2");
        assert!(matches!(keys.open(Place { row: "2", ..PLACE }, &sealed), Err(StoreError::Corrupt(_))));
        assert!(matches!(keys.open(Place { column: ADMINS, ..PLACE }, &sealed), Err(StoreError::Corrupt(_))));
        assert!(matches!(Keys::from_bytes(&[2; 32]).open(PLACE, &sealed), Err(StoreError::Corrupt(_))));
        let changed = format!("{}A", sealed.strip_suffix(|_: char| true).unwrap());
        assert!(changed == sealed || keys.open(PLACE, &changed).is_err());
    }

    #[test]
    fn an_older_key_still_opens() {
        let old = Keys::from_bytes(&[1; 32]);
        let sealed = old.seal(PLACE, &Secret::new("x"), &TestEntropy::Same(7)).unwrap();
        let new = Keys::from_bytes(&[2; 32]).with_older(vec![[1; 32]]);
        assert_eq!(new.open(PLACE, &sealed).unwrap().expose(), "x");
        assert_ne!(new.key_id(), old.key_id());
        assert!(new.digests("p", &["a"]).contains(&old.digest("p", &["a"])));
        let newest = Keys::from_bytes(&[3; 32]).with_older(vec![[2; 32], [1; 32]]);
        for keys in [&old, &new, &newest] {
            assert_eq!(keys.lasting_digest("p", &["a"]), old.digest("p", &["a"]), "the same over two rotations");
        }
    }

    #[test]
    fn each_sub_key_is_another() {
        let key = Key::new(&[1; 32]);
        assert!(key.sealing != key.pepper && key.pepper != key.chain && key.chain != key.sealing);
    }

    #[test]
    fn digests_are_unambiguous() {
        let keys = Keys::from_bytes(&[1; 32]);
        assert_ne!(keys.digest("p", &["ab", "c"]), keys.digest("p", &["a", "bc"]));
        assert_ne!(keys.digest("p", &["a"]), keys.digest("p", &["a", ""]));
        assert_ne!(keys.digest("p", &["q"]), keys.digest("pq", &[]));
    }
}
