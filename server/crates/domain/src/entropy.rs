//! Randomness as a parameter, and the few things we make from it.

use crate::{Secret, Timestamp};

/// A cryptographically secure source of bytes.
pub trait Entropy: Send + Sync {
    /// Fills the whole buffer. A source that cannot do so must not return.
    fn fill(&self, buffer: &mut [u8]);
}

/// UUIDv7 (RFC 9562 5.7) from our own clock and entropy, as lower-case text.
pub fn new_id(now: Timestamp, entropy: &dyn Entropy) -> String {
    let mut random = [0_u8; 10];
    entropy.fill(&mut random);
    let millis = u64::try_from(now.millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()
}

/// A 256-bit token for cookies and links, in lower-case hexadecimal (64 characters).
pub fn new_token(entropy: &dyn Entropy) -> Secret {
    let mut bytes = [0_u8; 32];
    entropy.fill(&mut bytes);
    let text = bytes.iter().fold(String::with_capacity(64), |mut out, byte| {
        for nibble in [byte >> 4, byte & 15] {
            out.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
        out
    });
    Secret::new(text)
}

/// `digits` decimal digits (at most 18), each equally likely: rejection sampling, no modulo bias.
pub fn new_code(digits: u32, entropy: &dyn Entropy) -> Secret {
    let span = 10_u64.pow(digits.min(18));
    let limit = u64::MAX - u64::MAX % span;
    loop {
        let mut bytes = [0_u8; 8];
        entropy.fill(&mut bytes);
        let number = u64::from_le_bytes(bytes);
        if number < limit {
            return Secret::new(format!("{:0width$}", number % span, width = digits as usize));
        }
    }
}

/// Letters and digits that are hard to misread (no 0 O 1 I L U), for codes that people type:
/// 5 bits a character.
pub const READABLE: &[u8; 32] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ-+";

/// `len` characters out of thirty unmistakable ones (4.9 bits each).
pub fn new_readable(len: usize, entropy: &dyn Entropy) -> Secret {
    let mut out = String::with_capacity(len);
    while out.len() < len {
        let mut byte = [0_u8; 1];
        entropy.fill(&mut byte);
        let index = usize::from(byte[0] & 31);
        match READABLE.get(index) {
            Some(b'-' | b'+') | None => {}
            Some(c) => out.push(char::from(*c)),
        }
    }
    Secret::new(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    struct Counting(std::sync::Mutex<u8>);
    impl Entropy for Counting {
        fn fill(&self, buffer: &mut [u8]) {
            let mut n = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            for b in buffer {
                *b = *n;
                *n = n.wrapping_add(37);
            }
        }
    }

    #[test]
    fn shapes() {
        let e = Counting(std::sync::Mutex::new(0));
        assert_eq!(new_token(&e).expose().len(), 64);
        assert_eq!(new_code(6, &e).expose().len(), 6);
        assert_eq!(new_readable(16, &e).expose().len(), 16);
        let id = new_id(Timestamp::from_secs(1_700_000_000), &e);
        assert_eq!(id.len(), 36);
        assert_eq!(&id[14..15], "7");
    }
}
