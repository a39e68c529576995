//! What a YubiKey types: its public identity and 32 characters that change, in modhex
//! (<https://developers.yubico.com/OTP/OTPs_Explained.html>).

use latchkey_domain::{Entropy, Secret};

/// The sixteen digits that sit alike on the keyboards of the West.
const MODHEX: &[u8; 16] = b"cbdefghijklnrtuv";
const CHANGING: usize = 32;
const LONGEST: usize = 48;

/// Lower case, 33 to 48 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct Otp {
    text: Secret,
    public_id: String,
}

impl std::fmt::Debug for Otp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Otp({}…)", self.public_id)
    }
}

impl Otp {
    /// In capitals, too (Caps Lock), and with blanks around. `None` is nothing that a key typed, and
    /// also what a key without public identity typed: nobody could tell which of them it was.
    pub fn parse(typed: &Secret) -> Option<Self> {
        let text = typed.expose().trim().to_ascii_lowercase();
        let fits = (CHANGING + 1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| MODHEX.contains(&byte));
        if !fits {
            return None;
        }
        let public_id = text.get(..text.len() - CHANGING)?.to_owned();
        Some(Self { text: text.into(), public_id })
    }

    /// Says which key it was, and is no secret. Compare it with the enrolled one before asking a
    /// server, which uses the password up.
    pub fn public_id(&self) -> &str {
        &self.public_id
    }

    pub(super) fn text(&self) -> &str {
        self.text.expose()
    }

    /// Of no key: twelve characters of identity, as most keys have them.
    pub(super) fn made_up(entropy: &dyn Entropy) -> Self {
        let mut random = [0_u8; 22];
        entropy.fill(&mut random);
        let text: String = random
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|nibble| MODHEX.get(usize::from(nibble)))
            .map(|digit| char::from(*digit))
            .collect();
        Self { public_id: text.chars().take(12).collect(), text: text.into() }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn parse(text: &str) -> Option<Otp> {
        Otp::parse(&Secret::new(text))
    }

    #[test]
    fn public_identity_is_all_but_the_last_32() {
        let otp = parse("cccccckdvvulethkhtvkrtbeukiettvfceekurncllcj").unwrap();
        assert_eq!(otp.public_id(), "cccccckdvvul");
        assert_eq!(parse(&"c".repeat(33)).unwrap().public_id(), "c");
        assert_eq!(parse(&"v".repeat(48)).unwrap().public_id(), "v".repeat(16));
        for same in
            ["CCCCCCKDVVULETHKHTVKRTBEUKIETTVFCEEKURNCLLCJ", "  cccccckdvvulEThkhtvkrtbeukiettvfceekurncllcj\r\n"]
        {
            assert_eq!(parse(same).unwrap(), otp);
        }
        assert_eq!(format!("{otp:?}"), "Otp(cccccckdvvul…)");
    }

    #[test]
    fn what_no_key_typed() {
        let good = "cccccckdvvulethkhtvkrtbeukiettvfceekurncllcj";
        assert!(parse(&"c".repeat(32)).is_none(), "no identity");
        assert!(parse(&"c".repeat(49)).is_none());
        assert!(parse("").is_none());
        assert!(parse(&"Ç".repeat(22)).is_none(), "44 bytes, but of other characters");
        for c in "amopqswxyz0123456789 -.&=+%\0\n\u{212a}".chars() {
            let mut bad: Vec<char> = good.chars().collect();
            bad.splice(20..21, [c]);
            assert!(parse(&bad.iter().collect::<String>()).is_none(), "{c:?}");
        }
        // Dvorak types other characters; they are not guessed back
        assert!(parse("jjjjjjthkkgnx.ythdythkrtydxyyt.kujx.x.gprbjnnjh").is_none());
    }

    #[test]
    fn made_up_ones_have_the_right_form() {
        let otp = Otp::made_up(&latchkey_testkit::TestEntropy::default());
        assert_eq!(parse(otp.text()).unwrap(), otp);
        assert_eq!(otp.text().len(), 44);
    }
}
