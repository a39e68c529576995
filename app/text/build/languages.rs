//! What the build knows of each language: one row each.

pub struct Row {
    /// The folder, BCP 47.
    pub code: &'static str,
    /// The variant of `Locale`.
    pub variant: &'static str,
    /// Written from right to left. Arguments such as names and codes are then kept apart by isolates (UAX 9); the
    /// others need none, and in a text message they would cost half its length.
    pub right_to_left: bool,
    /// The plural categories besides `other` (Unicode CLDR, cardinal), each as a condition on `n: u64`.
    pub plurals: &'static [(&'static str, &'static str)],
}

const ONE: &[(&str, &str)] = &[("one", "n == 1")];

pub const PSEUDO: &str = "ar-XB";

const ROWS: &[Row] = &[
    Row { code: "en", variant: "En", right_to_left: false, plurals: ONE },
    Row { code: "de", variant: "De", right_to_left: false, plurals: ONE },
    // made of the English
    Row { code: PSEUDO, variant: "Pseudo", right_to_left: true, plurals: ONE },
];

pub fn row(code: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.code == code)
}

/// Whether a key of a selector can only be about a number.
pub fn is_category(word: &str) -> bool {
    ["zero", "one", "two", "few", "many", "other"].contains(&word)
}
