//! Every sample page in every language: what is read in it is of that language.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::{account, enrol, recover};
use latchkey_contract::{Locale, Site};
use std::collections::BTreeSet;

/// The same in every language: names, and what somebody else wrote. What has `translate="no"` is not looked at.
const SAME: &[&str] = &[
    // methods
    "Duo",
    "YubiKey",
    // a person, the directory, and what people called their methods
    "Anna Lindqvist · Northwind Hospital",
    "Northwind account",
    "· Northwind account",
    "Passkey on my laptop",
    "Authenticator app",
    "Old phone",
    // what another server asks, and the administrator's questions
    "Enter the next code of your token",
    "Next code",
    "Which book did you read more than twice?",
    "What did you build?",
];

/// English, and no word of another language. An address, a name or a label may have others.
const ENGLISH: &[&str] = &["the", "your", "you", "and", "not", "this", "that", "with", "from", "have", "is", "are"];

/// What a page shows, and what it says to whoever listens.
const READ_OUT: &[&str] = &["aria-label", "title", "placeholder", "alt", "content", "data-met", "data-not-met"];

/// Without an end tag.
const VOID: &[&str] = &["meta", "link", "input", "br", "!doctype", "!----"];

fn documents(locale: Locale) -> Vec<(String, String)> {
    let site = Site { locale, practice: true, ..recover::samples::site("/a/") };
    [
        ("recover", recover::samples::documents(&site)),
        ("enrol", enrol::samples::documents(&site)),
        ("account", account::samples::documents(&site)),
    ]
    .into_iter()
    .flat_map(|(tier, pages)| pages.into_iter().map(move |(name, html)| (format!("{tier}-{name}"), html)))
    .collect()
}

/// Every text of a document that is to be in its language.
fn texts(html: &str) -> Vec<String> {
    let (mut found, mut open) = (Vec::new(), Vec::new());
    for piece in html.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap();
        let name = tag.split([' ', '/']).find(|word| !word.is_empty()).unwrap();
        // another language by its own name, a number, a picture
        let foreign =
            tag.contains("translate=\"no\"") || tag.contains("hreflang=") || ["svg", "script"].contains(&name);
        if tag.starts_with('/') {
            open.pop();
        } else if !VOID.contains(&name) && !tag.ends_with('/') {
            open.push(foreign);
        }
        if open.contains(&true) {
            continue;
        }
        let described = !name.eq("meta") || tag.contains("name=\"description\"");
        for attribute in READ_OUT.iter().filter(|_| described) {
            if let Some((_, rest)) = tag.split_once(&format!(" {attribute}=\"")) {
                found.push(rest.split('"').next().unwrap().to_owned());
            }
        }
        if !text.trim().is_empty() {
            found.push(text.trim().to_owned());
        }
    }
    found.into_iter().map(|text| text.replace("&quot;", "\"").replace("&amp;", "&")).collect()
}

fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Whether it is English, whatever else it should be.
fn is_english(text: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric()).any(|word| ENGLISH.contains(&word.to_lowercase().as_str()))
}

#[test]
fn no_page_has_a_sentence_of_another_language() {
    let english = documents(Locale::En);
    let mut wrong = BTreeSet::new();
    for locale in Locale::ALL.iter().filter(|locale| **locale != Locale::En) {
        for ((name, english), (_, other)) in english.iter().zip(documents(*locale)) {
            let english: BTreeSet<String> = texts(english).into_iter().collect();
            let of_its_own =
                texts(&other).into_iter().filter(|text| has_letters(text) && !SAME.contains(&text.as_str()));
            wrong.extend(
                of_its_own
                    .filter(|text| english.contains(text) || is_english(text))
                    .map(|text| format!("{} {name}: {text}", locale.code())),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_that_is_read_is_empty() {
    for locale in Locale::ALL {
        for (name, html) in documents(*locale) {
            assert!(texts(&html).len() > 5, "{name}");
            assert!(texts(&html).iter().all(|text| !text.trim().is_empty()), "{name}");
            for tag in ["h1", "h2", "title", "label", "legend", "button", "summary", "b", "small", "a", "strong"] {
                let ends = format!("></{tag}>");
                let mut before = html.split(&ends).collect::<Vec<_>>();
                before.pop();
                let last = before.iter().map(|part| part.rsplit('<').next().unwrap());
                let empty = last.filter(|last| last.split(' ').next() == Some(tag)).count();
                assert_eq!(empty, 0, "{name}: an empty {tag}");
            }
        }
    }
}

#[test]
fn what_is_said_is_found() {
    let html = "<!doctype html><html lang=\"en\"><meta name=\"description\" content=\"a &amp; b\"/><p>c <b translate=\"no\">d</b> e\
                <img alt=\"f\"></img></p><svg><path/><text>g</text></svg>h</html>";
    assert_eq!(texts(html), ["a & b", "c", "e", "f", "h"]);
}
