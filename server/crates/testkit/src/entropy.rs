use latchkey_domain::Entropy;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Debug)]
pub enum TestEntropy {
    /// This byte, again and again: no randomness at all.
    Same(u8),
    /// Looks random, and is the same in every run (splitmix64). Make it by `seeded`.
    Seeded(AtomicU64),
    /// The machine's.
    Machine,
}

impl TestEntropy {
    pub const fn seeded(seed: u64) -> Self {
        Self::Seeded(AtomicU64::new(seed))
    }
}

impl Default for TestEntropy {
    fn default() -> Self {
        Self::seeded(1)
    }
}

impl Entropy for TestEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        match self {
            Self::Same(byte) => buffer.fill(*byte),
            Self::Seeded(state) => buffer.fill_with(|| splitmix(state)),
            Self::Machine => machine(buffer),
        }
    }
}

fn splitmix(state: &AtomicU64) -> u8 {
    let mut z = state.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z.to_be_bytes()[0]
}

#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "this is the tests' source of randomness")]
fn machine(buffer: &mut [u8]) {
    getrandom::fill(buffer).expect("the machine gives no random bytes");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(entropy: &TestEntropy) -> [u8; 32] {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        bytes
    }

    #[test]
    fn each_is_what_it_says() {
        assert_eq!(drawn(&TestEntropy::Same(7)), [7; 32]);
        let one = TestEntropy::seeded(1);
        let first = drawn(&one);
        assert_ne!(first, drawn(&one), "others each time");
        assert_eq!(first, drawn(&TestEntropy::default()), "and the same in every run");
        assert_ne!(first, drawn(&TestEntropy::seeded(2)));
        assert_ne!(drawn(&TestEntropy::Machine), drawn(&TestEntropy::Machine));
    }
}
