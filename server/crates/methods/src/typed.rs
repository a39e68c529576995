//! Codes as people type them: with spaces, dashes, and the digits of their keyboard.

/// Longer input names no code of ours; the rest is not looked at.
const MOST: usize = 64;

/// An ASCII digit for any decimal digit of the scripts whose keyboards produce their own.
pub(crate) fn ascii_digit(c: char) -> Option<char> {
    const ZEROS: [u32; 5] = [
        0x30,   // ASCII
        0xFF10, // full width
        0x0660, // Arabic-Indic
        0x06F0, // Extended Arabic-Indic
        0x0966, // Devanagari
    ];
    ZEROS
        .iter()
        .filter_map(|zero| u32::from(c).checked_sub(*zero))
        .find(|value| *value < 10)
        .and_then(|value| char::from_digit(value, 10))
}

/// A full-width Latin letter as its ASCII one (U+FF01–FF5E are ASCII shifted by 0xFEE0).
fn ascii_letter(c: char) -> char {
    match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '-' | '.' | '_' | ',' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Separators dropped, digits made ASCII; anything else stays, so that it matches nothing.
pub(crate) fn digits(typed: &str) -> String {
    typed.chars().filter(|c| !is_separator(*c)).take(MOST).map(|c| ascii_digit(c).unwrap_or(c)).collect()
}

/// Separators dropped, letters in capitals, digits made ASCII.
pub(crate) fn readable(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !is_separator(*c))
        .take(MOST)
        .map(|c| ascii_digit(c).unwrap_or_else(|| ascii_letter(c)).to_ascii_uppercase())
        .filter(|c| !is_separator(*c))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_many_keyboards() {
        for typed in [
            "123456",
            " 123 456 ",
            "123-456",
            "123\u{a0}456\r\n",
            "１２３４５６",
            "١٢٣٤٥٦",
            "۱۲۳۴۵۶",
            "१२३४५६",
            "\u{200e}123456",
        ] {
            assert_eq!(digits(typed), "123456", "{typed:?}");
        }
        assert_eq!(digits("12345a"), "12345a");
        assert_eq!(digits("+12345"), "+12345");
        assert_eq!(digits(&"9".repeat(1_000_000)).len(), MOST);
    }

    #[test]
    fn letters_in_capitals() {
        assert_eq!(readable("k7qw 2ztn–b4xg_a6rj"), "K7QW2ZTNB4XGA6RJ");
        assert_eq!(readable("Ｋ７ｑｗ－２"), "K7QW2");
    }
}
