//! One spelling for what people spell differently from one day to the next.

use latchkey_domain::Secret;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

pub const LONGEST_ANSWER: usize = 200;

/// Letters, their marks, and digits, in small: NFKC (UAX #15), case folded, everything between them left
/// out. Accents stay: in many languages they make another word. Longer input is cut off.
pub fn normalise(typed: &str) -> Secret {
    Secret::new(plain(typed))
}

/// Letter by letter, so that it does not depend on what stands beside (the Greek final sigma). By way of
/// the capitals, so that `ß` and `ss`, `ı` and `i` are one.
pub(super) fn plain(typed: &str) -> String {
    let kept = typed.chars().take(LONGEST_ANSWER).nfkc().filter(|c| counts(*c));
    let folded = kept.flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    folded.nfkc().filter(|c| counts(*c)).collect()
}

fn counts(c: char) -> bool {
    // the dot that a small Turkish İ leaves behind, and the selectors behind a symbol
    let stray = matches!(c, '\u{307}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    (c.is_alphanumeric() || is_combining_mark(c)) && !stray
}

/// Its words, each in that spelling.
pub(super) fn words(text: &str) -> Vec<String> {
    let apart = |c: char| !(c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\'' | '’'));
    text.split(apart).map(plain).filter(|word| !word.is_empty()).collect()
}

/// A question as it is shown: one line, without what cannot be seen or turns the line around.
pub(super) fn clean(text: &str) -> String {
    let hidden =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !hidden(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        for (spellings, plain) in [
            (
                &[
                    "Blue Whale",
                    " bluewhale ",
                    "BLUE-WHALE!",
                    "blue\u{a0}whale",
                    "b l u e w h a l e",
                    "ｂｌｕｅ　ｗｈａｌｅ",
                ][..],
                "bluewhale",
            ),
            (&["Ångström", "A\u{30a}ngstro\u{308}m", "ÅNGSTRÖM"], "ångström"),
            (&["Straße", "STRASSE", "straſſe"], "strasse"),
            (&["İzmir", "izmir", "IZMIR", "ızmır"], "izmir"),
            (&["Οδός Α", "ΟΔΌΣΑ", "οδόςα"], "οδόσα"),
            (&["ﬁsh ２", "FISH 2", "fish²"], "fish2"),
            (&["日本 語", "日本語"], "日本語"),
            (&["हिन्दी", "हिन्दी !"], "हिन्दी"),
            (&["O’Neill 7", "o'neill7"], "oneill7"),
            (&["", " ", "…", "\u{200b}\u{feff}\0", "?!", "❤\u{fe0f}"], ""),
        ] {
            for typed in spellings {
                assert_eq!(super::plain(typed), plain, "{typed:?}");
                assert_eq!(super::plain(&super::plain(typed)), plain, "{typed:?} once more");
            }
        }
        assert_ne!(plain("résumé"), plain("resume"));
        assert_eq!(plain(&"a".repeat(1_000_000)).len(), LONGEST_ANSWER);
    }

    #[test]
    fn a_question_is_one_visible_line() {
        assert_eq!(clean("  Which\u{202e} street\r\n was\tit?\0 "), "Which street was it?");
        assert_eq!(clean("\u{200b} \u{feff}"), "");
    }

    #[test]
    fn words_of_a_sentence() {
        assert_eq!(words("What's the name—of THE first shop?"), ["whats", "the", "name", "of", "the", "first", "shop"]);
    }
}
