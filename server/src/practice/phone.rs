//! The authenticator of practice mode: keys by label, and the codes that they show now.

use latchkey_contract::practice::PracticeToken;
use latchkey_domain::Timestamp;
use std::sync::{Mutex, PoisonError};
use totp_rs::Totp;

/// More are dropped, oldest first.
const MOST_KEYS: usize = 50;
const STEP_SECS: i64 = 30;

/// Gone with the process, like a lost phone.
#[derive(Default)]
pub(super) struct Authenticator(Mutex<Vec<(String, Totp)>>);

impl Authenticator {
    /// `false`: that is no key.
    pub(super) fn add(&self, label: &str, key: &str) -> bool {
        let Some(totp) = read(key) else { return false };
        let label: String = label.trim().chars().take(64).collect();
        let label = if label.is_empty() { "Somebody".to_owned() } else { label };
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= MOST_KEYS {
            keys.remove(0);
        }
        keys.push((label, totp));
        true
    }

    /// Newest first.
    pub(super) fn codes(&self, now: Timestamp) -> Vec<PracticeToken> {
        let now = now.secs();
        let seconds = u64::try_from(now).unwrap_or(0);
        let left = u32::try_from(STEP_SECS - now.rem_euclid(STEP_SECS)).unwrap_or(0);
        let keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let token = |(label, totp): &(String, Totp)| PracticeToken {
            label: label.clone(),
            code: totp.generate(seconds).to_string(),
            seconds_left: left,
        };
        keys.iter().rev().map(token).collect()
    }
}

/// Reads what the enrolment page shows (Base32 in groups) or a whole `otpauth://` address.
fn read(text: &str) -> Option<Totp> {
    let text = text.trim();
    let key = match text.strip_prefix("otpauth://") {
        Some(rest) => rest.split(['?', '&']).find_map(|part| part.strip_prefix("secret="))?.to_owned(),
        None => text.split_whitespace().collect::<String>().to_ascii_uppercase(),
    };
    let secret = totp_rs::Secret::try_from_base32(&key).ok()?;
    totp_rs::Builder::new().with_secret(secret).with_account_name("practice").build().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    /// RFC 6238, appendix B: SHA-1, at 59 seconds, the last six digits.
    #[test]
    fn the_phone_reads_what_the_page_shows() {
        for text in [
            "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ",
            " gezdgnbvgy3tqojqgezdgnbvgy3tqojq\n",
            "otpauth://totp/N:a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=N",
        ] {
            assert_eq!(read(text).unwrap().generate(59).to_string(), "287082", "{text}");
        }
        for bad in ["", "0189", "otpauth://totp/N:a", "A"] {
            assert!(read(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn the_newest_key_is_on_top_and_has_a_label() {
        let phone = Authenticator::default();
        assert!(phone.add("anna", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") && !phone.add("anna", "no key"));
        assert!(phone.add("  ", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
        let codes = phone.codes(Timestamp::from_secs(59));
        assert_eq!((codes[0].label.as_str(), codes[1].label.as_str()), ("Somebody", "anna"));
        assert_eq!((codes[1].code.as_str(), codes[1].seconds_left), ("287082", 1));
    }
}
