//! Passwords that everybody tries first: those that head every public list of leaked ones, runs along
//! the keyboard, and repeats. A small list inside the program, so that the check needs no network and
//! tells nobody the password; it does not replace a search in a full breach corpus.

use latchkey_domain::Secret;
use std::collections::HashSet;
use std::sync::LazyLock;

static LIST: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../data/common_passwords.txt")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// So many added digits and signs make no other password of a known one (`summer2024!`).
const AFFIX: usize = 6;

/// What a password is that everybody tries first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Common {
    Listed,
    /// Along a row of keys, the alphabet or the digits.
    Run,
    /// One short or listed piece, again and again.
    Repeat,
}

/// What the password is without capitals, look-alikes and a short beginning or ending of digits and
/// signs.
pub fn found(password: &Secret) -> Option<Common> {
    let lower = password.expose().trim().to_lowercase();
    if lower.is_empty() {
        return None;
    }
    let bare: String = lower.chars().filter(|c| !c.is_whitespace()).collect();
    let core = bare.trim_matches(|c: char| !c.is_alphabetic());
    let affix = bare.chars().count() - core.chars().count();
    let stems = [Some(bare.as_str()), (!core.is_empty() && affix <= AFFIX).then_some(core), stem_of_run(&bare)];
    let texts: Vec<String> = stems.into_iter().flatten().flat_map(spellings).collect();
    let is = |test: fn(&str) -> bool| texts.iter().any(|text| test(text));
    // the list first: it is the strongest reason, and many a run stands on it
    if is(is_listed) {
        Some(Common::Listed)
    } else if is(is_run) {
        Some(Common::Run)
    } else {
        is(is_repeat).then_some(Common::Repeat)
    }
}

/// Whether it is made of words that anybody who knows the person or the organisation would try first (ASVS
/// 5.0 6.2.11): their names, with digits and signs around and look-alikes undone. `Some`: the word.
/// A longer text that has such a word in it is nobody's first guess and is left alone.
pub fn made_of(password: &Secret, names: &[&str]) -> Option<String> {
    let lower = password.expose().to_lowercase();
    let words = names
        .iter()
        .flat_map(|name| name.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().count() >= 3)
        .map(str::to_lowercase);
    let mut words: Vec<String> = words.collect();
    // the longer first, so that `lindqvist` is not half taken away as `lind`
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for text in spellings(&lower) {
        let mut left = text;
        let mut first = None;
        for word in &words {
            if left.contains(word.as_str()) {
                first.get_or_insert_with(|| word.clone());
                left = left.replace(word.as_str(), " ");
            }
        }
        if first.is_some() && left.chars().filter(|c| c.is_alphabetic()).count() < 4 {
            return first;
        }
    }
    None
}

/// `password` of `password123456`: the digits are a run, however long.
fn stem_of_run(text: &str) -> Option<&str> {
    let stem = text.trim_end_matches(|c: char| !c.is_alphabetic());
    let tail: String = text.strip_prefix(stem)?.chars().filter(char::is_ascii_digit).collect();
    (tail.len() > 2 && is_run(&tail)).then_some(stem)
}

fn is_listed(text: &str) -> bool {
    LIST.contains(text)
}

/// The text with look-alikes undone, `1` and `!` once as `i` and once as `l`; and with the ending
/// of digits taken off first, so that `passw0rd1` is seen.
fn spellings(text: &str) -> Vec<String> {
    let without_end = text.trim_end_matches(|c: char| !c.is_alphabetic());
    let short = text.len() - without_end.len() <= AFFIX;
    let mut out = vec![text.to_owned()];
    for text in [Some(text), (short && !without_end.is_empty()).then_some(without_end)].into_iter().flatten() {
        out.push(plain(text, 'i'));
        out.push(plain(text, 'l'));
    }
    out
}

fn plain(text: &str, one: char) -> String {
    text.chars()
        .map(|c| match c {
            '@' | '4' => 'a',
            '8' => 'b',
            '3' | '€' => 'e',
            '9' | '6' => 'g',
            '1' | '!' | '|' => one,
            '0' => 'o',
            '5' | '$' => 's',
            '7' | '+' => 't',
            '2' => 'z',
            other => other,
        })
        .collect()
}

/// Along a keyboard row, the alphabet or the digits, forwards or backwards, as a whole.
fn is_run(text: &str) -> bool {
    const ROWS: [&str; 9] = [
        "12345678901234567890",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "qwertzuiopasdfghjklyxcvbnm",
        "azertyuiopqsdfghjklmwxcvbn",
        "asdfghjkl",
        "zxcvbnm",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
        "!@#$%^&*()",
    ];
    if text.chars().count() < 3 {
        return false;
    }
    let backwards: String = text.chars().rev().collect();
    ROWS.iter().any(|row| row.contains(text) || row.contains(backwards.as_str()))
}

/// One to four characters, or one listed word, again and again: `aaaaaaaa`, `abab`, `testtest`.
fn is_repeat(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (1..=chars.len() / 2).any(|size| {
        let mut pieces = chars.chunks(size);
        let Some(first) = pieces.next() else { return false };
        pieces.all(|piece| first.starts_with(piece)) && (size <= 4 || is_listed(&first.iter().collect::<String>()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    fn common(text: &str) -> bool {
        found(&Secret::new(text)).is_some()
    }

    #[test]
    fn what_everybody_guesses_first() {
        for text in [
            "password",
            "Password",
            "PASSWORD1",
            "P@ssw0rd",
            "P@ssw0rd!",
            "p4$$w0rd",
            "Passw0rd123",
            "Password123456",
            "Password123456!",
            "qwertyuiop",
            "Qwertz123!",
            "1q2w3e4r5t",
            "1qaz2wsx3edc",
            "123456789",
            "9876543210",
            "aaaaaaaaaaaa",
            "abcabcabc",
            "abcdefghijkl",
            "zyxwvuts",
            "Summer2024!",
            "Summer2025",
            "Winter2023!!",
            "Welcome1!",
            "W3lc0me!",
            "letmein",
            "LetMe1n!",
            "ChangeMe123!",
            "adm1n1strator",
            "iloveyou2",
            "Iloveyou!!",
            "dragon",
            "football1",
            "testtesttest",
            "PasswordPassword",
            "Pass word 1",
            "!password!",
            "2024Summer",
            "trustno1",
            "asdfghjkl;",
            "11111111",
            "12345678901234567890",
            "Frühling2024",
            "correct horse battery staple",
            "qwertyqwerty",
            "123password",
            "Monday2024!",
            "Juli2024!",
        ] {
            assert!(common(text), "{text}");
        }
    }

    #[test]
    fn what_was_found_is_said() {
        let found = |text: &str| found(&Secret::new(text));
        for text in ["P@ssw0rd!", "Summer2024!", "trustno1", "Password123456"] {
            assert_eq!(found(text), Some(Common::Listed), "{text}");
        }
        for text in ["zyxwvuts", "rfv5tgb6yhn", "Lkjhgf77!", "56789012"] {
            assert_eq!(found(text), Some(Common::Run), "{text}");
        }
        for text in ["xkxkxkxkxk", "Zzzzzzzzzzzz!", "DragonDragonDragon", "yyyyyyyyy2024"] {
            assert_eq!(found(text), Some(Common::Repeat), "{text}");
        }
        assert_eq!(found("harbour Violin 7"), None);
    }

    #[test]
    fn good_ones_are_left_alone() {
        for text in [
            "harbour Violin 7",
            "seven grey herons over Kiruna",
            "dragon 8472910384",
            "Tr0ub4dor&3",
            "G7#kq!2mVx9w",
            "summer rain on a tin roof",
            "Kaffe-och-bulle-1987-nog",
            "correct elephant",
            "xkq-71-bnm-qq",
            "Pw",
            "4t8Xz-Passwort-Lampe",
            "Initial-Passw0rd-1",
            "passwords are for keeping",
            "ß",
            "密碼不是這個啊",
            "",
        ] {
            assert!(!common(text), "{text}");
        }
    }

    #[test]
    fn the_list_is_tidy() {
        assert!(LIST.len() > 400, "{}", LIST.len());
        for line in LIST.iter() {
            assert_eq!(*line, line.to_lowercase().trim());
        }
    }

    #[test]
    fn names_of_the_person_and_the_house() {
        let made = |password: &str| {
            made_of(&Secret::new(password), &["anna.lindqvist", "Anna Lindqvist", "Northwind Hospital"])
        };
        for bad in [
            "Northwind2026!",
            "n0rthw1nd-h0sp1tal",
            "Lindqvist,Anna1",
            "ANNAanna99",
            "hospital!!!!!!",
            "Anna Lindqvist 1984",
        ] {
            assert!(made(bad).is_some(), "{bad}");
        }
        for good in ["harbour Violin 7", "anna likes violins", "northern harbour 7", "correct horse", "An1!xkqzw"] {
            assert_eq!(made(good), None, "{good}");
        }
        assert_eq!(made_of(&Secret::new("al2026!!"), &["Al"]), None, "two letters are no word");
        assert_eq!(made_of(&Secret::new("x"), &[]), None);
    }
}
