//! Recovery codes: ten on paper, each good once and together with one other method. Made and
//! compared here; the store keeps only hashes of the normalised text.

use crate::typed;
use latchkey_domain::{Entropy, Secret, entropy};

pub const COUNT: usize = 10;
/// 16 characters of 30: 78 bits, beyond guessing even from a stolen table of fast hashes.
const LENGTH: usize = 16;
const GROUP: usize = 4;

/// Ten codes as they are printed: `K7QW-2ZTN-B4XG-A6RJ`. Hash `normalise` of each.
pub fn generate(entropy: &dyn Entropy) -> Vec<Secret> {
    (0..COUNT).map(|_| grouped(&entropy::new_readable(LENGTH, entropy))).collect()
}

/// The form that is hashed and compared: capitals and digits without separators.
pub fn normalise(typed: &str) -> String {
    typed::readable(typed)
}

fn grouped(code: &Secret) -> Secret {
    let mut out = String::with_capacity(LENGTH + LENGTH / GROUP);
    for (nth, c) in code.expose().chars().enumerate() {
        if nth > 0 && nth % GROUP == 0 {
            out.push('-');
        }
        out.push(c);
    }
    Secret::new(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_testkit::TestEntropy;
    use std::collections::HashSet;

    #[test]
    fn ten_different_readable_codes() {
        let codes = generate(&TestEntropy::default());
        assert_eq!(codes.len(), COUNT);
        let mut seen = HashSet::new();
        for code in &codes {
            let text = code.expose();
            assert_eq!(text.len(), 19);
            assert!(text.split('-').all(|group| group.len() == 4), "{text}");
            assert!(!text.contains(['0', 'O', '1', 'I', 'L', 'U']), "{text}");
            assert!(seen.insert(text.to_owned()));
            assert_eq!(normalise(text).len(), 16);
        }
        // 16 characters of 30 are at least 64 bits
        assert!(30_f64.log2() * 16.0 > 64.0);
    }

    #[test]
    fn as_people_copy_them_from_paper() {
        for typed in ["K7QW-2ZTN-B4XG-A6RJ", "k7qw 2ztn b4xg a6rj", "k7qw2ztnb4xga6rj\n", "K7QW–2ZTN–B4XG–A6RJ"] {
            assert_eq!(normalise(typed), "K7QW2ZTNB4XGA6RJ");
        }
        assert_eq!(normalise(""), "");
        assert_eq!(normalise("- -"), "");
    }
}
