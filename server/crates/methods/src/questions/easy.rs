//! Answers that somebody would try first: short, repeated, read off the question or the person's name,
//! or given by half of all people.

use super::normal::{plain, words};
use crate::common_passwords;
use latchkey_domain::Secret;
use std::collections::HashSet;
use std::sync::LazyLock;

static COMMON: LazyLock<HashSet<String>> = LazyLock::new(|| {
    include_str!("../../data/common_answers.txt").lines().filter(|line| !line.starts_with('#')).map(plain).collect()
});

const SHORTEST: usize = 3;
/// A year is one of a hundred.
const SHORTEST_NUMBER: usize = 5;

/// What anybody knows who sees the page.
pub(super) struct Known<'a> {
    pub(super) question: &'a str,
    /// Login, display name, addresses.
    pub(super) names: &'a [&'a str],
}

impl Known<'_> {
    pub(super) fn makes_easy(&self, answer: &str) -> bool {
        let bare = plain(answer);
        // a short word among longer ones makes nothing harder: "a teacher", "Anna L."
        let parts: Vec<String> = words(answer).into_iter().filter(|part| is_long(part)).collect();
        is_short(&bare)
            || is_repeated(&bare)
            || COMMON.contains(&bare)
            || common_passwords::found(&Secret::new(bare.clone())).is_some()
            || self.is_of_question(&bare, &parts)
            || self.is_of_name(&bare, &parts)
    }

    /// Made of its words, or of beginnings of them.
    fn is_of_question(&self, bare: &str, parts: &[String]) -> bool {
        let asked = words(self.question);
        let begins = |part: &String| asked.iter().any(|word| word.starts_with(part.as_str()));
        // several of them in a row, written without blanks
        let in_a_row = (0..asked.len())
            .any(|from| (from + 1..=asked.len()).any(|to| asked.get(from..to).is_some_and(|row| row.concat() == bare)));
        (!parts.is_empty() && parts.iter().all(begins)) || in_a_row
    }

    /// A part of a name, or hardly more than names.
    fn is_of_name(&self, bare: &str, parts: &[String]) -> bool {
        let mut known: Vec<String> =
            self.names.iter().flat_map(|name| words(name)).filter(|part| is_long(part)).collect();
        // the longer first, so that `lindqvist` is not half taken away as `lind`
        known.sort_by_key(|part| std::cmp::Reverse(part.len()));
        let left = known.iter().fold(bare.to_owned(), |left, part| left.replace(part.as_str(), ""));
        self.names.iter().any(|name| plain(name).contains(bare))
            || (!parts.is_empty() && parts.iter().all(|part| known.iter().any(|name| name.contains(part.as_str()))))
            || (left.len() < bare.len() && !is_long(&left))
    }
}

fn is_long(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST
}

fn is_short(bare: &str) -> bool {
    let only_digits = bare.chars().all(char::is_numeric);
    !is_long(bare) || (only_digits && bare.chars().count() < SHORTEST_NUMBER)
}

/// One piece again and again, the last perhaps not whole: `aaaa`, `lalala`, `123123`.
fn is_repeated(bare: &str) -> bool {
    let letters: Vec<char> = bare.chars().collect();
    (1..=letters.len() / 2).any(|size| letters.iter().zip(letters.iter().skip(size)).all(|(one, next)| one == next))
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTION: &str = "Which teacher changed your mind about something, and about what?";
    const NAMES: &[&str] =
        &["a.lindqvist", "Anna Lindqvist-Öberg", "anna.lindqvist@corp.example", "anna@northwind.example"];

    fn easy(answer: &str) -> bool {
        Known { question: QUESTION, names: NAMES }.makes_easy(answer)
    }

    #[test]
    fn what_would_be_tried_first() {
        for (why, answers) in [
            ("short", &["", "a", "ab", " x-y ", "…", "❤️❤️❤️", "é é", "42", "1987", "２０２４"][..]),
            ("repeated", &["aaa", "aaaaaaaa", "abab", "lalala", "la la la l", "123123", "haha ha", "ｘｘｘ"]),
            ("a run", &["abc", "12345", "54321", "qwerty", "asdfgh", "98765"]),
            (
                "the question",
                &[
                    "teacher",
                    "Teach",
                    "a teacher",
                    "mind",
                    "changed mind",
                    "my mind",
                    "your mind",
                    "yourmind",
                    "about what?",
                ],
            ),
            (
                "the name",
                &[
                    "Anna",
                    "lindqvist",
                    "Lindq",
                    "ANNA LINDQVIST",
                    "annalindqvist",
                    "lindqvistanna",
                    "Öberg",
                    "öberg-anna",
                    "Anna L.",
                    "anna1",
                    "anna 12",
                    "a.lindqvist",
                    "northwind",
                ],
            ),
            (
                "common",
                &[
                    "none",
                    "Don’t know!",
                    "unknown",
                    "Blue",
                    "BLAU",
                    "weiss",
                    "Weiß",
                    "Monday",
                    "März",
                    "harry potter",
                    "Pizza",
                    "password",
                    "letmein",
                    "keine Ahnung",
                ],
            ),
        ] {
            for answer in answers {
                assert!(easy(answer), "{why}: {answer:?}");
            }
        }
    }

    #[test]
    fn what_may_be_answered() {
        for answer in [
            "Mrs Okonkwo, about poetry",
            "Theo",
            "Tom Waits",
            "the old lighthouse",
            "Anna’s red canoe",
            "Linden tree",
            "19873",
            "17 Acacia Avenue",
            "ravioli in Bergamo",
            "北京烤鸭",
            "Ålesund",
            "Ana",
            "Mo Farah",
            "in de Pijp",
        ] {
            assert!(!easy(answer), "{answer:?}");
        }
    }

    #[test]
    fn without_names_and_words_nothing_is_theirs() {
        assert!(!Known { question: "", names: &[] }.makes_easy("harbour"));
        assert!(!Known { question: "???", names: &["", " ", "."] }.makes_easy("harbour"));
    }

    #[test]
    fn the_list_is_read() {
        assert!(COMMON.len() > 250 && COMMON.contains("idontknow") && !COMMON.iter().any(|line| line.contains('#')));
    }
}
