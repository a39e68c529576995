//! What every other sentence of the console is made with.

use latchkey_contract::{Locale, MethodKind};
use latchkey_text::{console, format};

/// The language of the console. Its sentences are English only, so far (`ONLY_ENGLISH` in `app/text/build.rs`).
pub const fn language() -> Locale {
    Locale::En
}

pub fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// 1,248
pub fn grouped(number: u32) -> String {
    format::number(language(), number.into())
}

pub fn number_word(number: u32) -> String {
    console::number_word(language(), number)
}

/// As it stands within a sentence.
pub fn method_within(kind: MethodKind) -> &'static str {
    latchkey_text::method_within(language(), kind)
}
