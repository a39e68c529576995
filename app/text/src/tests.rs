//! Reads the whole catalogue in every language, each sentence with arguments that try its branches.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use crate::{Locale, MethodKind, Moment, Part, format, list_and, list_or, method_within};
use std::collections::BTreeSet;

struct Sample {
    /// `file.key`
    id: &'static str,
    /// Nobody has to translate it.
    only_english: bool,
    says: fn(Locale) -> Vec<String>,
}

include!(concat!(env!("OUT_DIR"), "/samples.rs"));

/// Said alike in English and German.
const SAME: &[&str] = &["list.more", "methods.yubikey-name", "methods.duo-name"];

/// Tuesday, 3 March 2026, 14:20 at +01, so many days from today.
const fn moment(days: i32) -> Moment {
    Moment { at: 1_772_544_000_000, offset: 60, days }
}

fn each(mut see: impl FnMut(&Sample, Locale, &str)) {
    for sample in SAMPLES {
        // the console's are English for everybody (`ONLY_ENGLISH` in build.rs)
        let english = sample.id.starts_with("console");
        for locale in Locale::ALL.iter().filter(|locale| !english || **locale == Locale::En) {
            for text in (sample.says)(*locale) {
                see(sample, *locale, &text);
            }
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[test]
fn every_sentence_says_something() {
    assert!(SAMPLES.len() > 150, "{}", SAMPLES.len());
    each(|sample, locale, text| {
        assert!(!text.is_empty(), "{} {locale:?}", sample.id);
        assert_eq!(text, text.trim(), "{} {locale:?}", sample.id);
        assert!(
            !text.contains("  ") && !text.contains(" .") && !text.contains(" ,"),
            "{} {locale:?}: {text}",
            sample.id
        );
        assert!(!text.contains(".."), "{} {locale:?}: {text}", sample.id);
    });
}

#[test]
fn nobody_is_shouted_at_or_begged() {
    let bad = ["please", "oops", "sorry", "invalid", "bitte", "leider", "ungültig", "ungültige", "ungültiger"];
    each(|sample, locale, text| {
        assert!(!text.contains('!'), "{} {locale:?}: {text}", sample.id);
        let found = words(text).find(|word| bad.contains(&word.to_lowercase().as_str()));
        assert_eq!(found, None, "{} {locale:?}: {text}", sample.id);
    });
}

#[test]
fn signs_are_those_of_a_printer() {
    each(|sample, locale, text| {
        assert!(!text.contains(['"', '\'', '`']), "{} {locale:?}: {text}", sample.id);
        assert!(!text.contains("...") && !text.contains(" - "), "{} {locale:?}: {text}", sample.id);
        let (open, close) = if locale == Locale::De { ('„', '“') } else { ('“', '”') };
        assert_eq!(text.matches(open).count(), text.matches(close).count(), "{} {locale:?}: {text}", sample.id);
        assert!(locale != Locale::De || !text.contains('”'), "{}: {text}", sample.id);
    });
}

#[test]
fn german_is_german_and_formal() {
    for sample in SAMPLES.iter().filter(|sample| !sample.only_english) {
        let same = (sample.says)(Locale::De) == (sample.says)(Locale::En);
        assert_eq!(same, SAME.contains(&sample.id), "{}: {:?}", sample.id, (sample.says)(Locale::De));
        for text in (sample.says)(Locale::De) {
            let familiar = ["du", "dich", "dir", "dein", "deine", "deinen", "deinem", "deiner", "euch"];
            assert!(!words(&text).any(|word| familiar.contains(&word)), "{}: {text}", sample.id);
        }
    }
}

#[test]
fn an_argument_stands_in_the_sentence_whole() {
    let text = crate::problem::same_mailbox(Locale::De, "northwind.example");
    assert_eq!(text, "Eine Adresse bei northwind.example würde Sie ebenfalls aussperren");
    let tell = |number: &str| crate::recover::not_found_lede(Locale::En, number);
    assert_eq!(tell("ext. 4477"), "The address may be mistyped or old. Start below, or call ext. 4477.");
    assert_eq!(tell(""), "The address may be mistyped or old. Start below, or ask your help desk.");
}

#[test]
fn times_as_people_say_them() {
    type Say = fn(Locale, Moment) -> String;
    let table: [(Say, i32, &str, &str); 14] = [
        (format::time, 0, "14:20", "14:20 Uhr"),
        (format::time, 1, "14:20 tomorrow", "morgen, 14:20 Uhr"),
        (format::time, -1, "14:20 yesterday", "gestern, 14:20 Uhr"),
        (format::time, 6, "14:20 on Tuesday", "Dienstag, 14:20 Uhr"),
        (format::time, 7, "14:20 on 3 March", "3. März, 14:20 Uhr"),
        (format::time, 301, "14:20 on 3 March 2026", "3. März 2026, 14:20 Uhr"),
        (format::when, 0, "at 14:20", "um 14:20 Uhr"),
        (format::when, 1, "at 14:20 tomorrow", "morgen um 14:20 Uhr"),
        (format::when, -6, "at 14:20 on Tuesday", "am Dienstag um 14:20 Uhr"),
        (format::when, -7, "at 14:20 on 3 March", "am 3. März um 14:20 Uhr"),
        (format::clock, 3, "14:20", "14:20"),
        (format::date, 0, "3 March", "3. März"),
        (format::date, i32::MIN, "3 March 2026", "3. März 2026"),
        (format::datetime, -1, "Tuesday, 3 March, 14:20", "Dienstag, 3. März, 14:20 Uhr"),
    ];
    for (say, days, english, german) in table {
        assert_eq!((say(Locale::En, moment(days)), say(Locale::De, moment(days))), (english.into(), german.into()));
    }
}

#[test]
fn numbers_and_lists() {
    for (number, english, german) in [
        (0, "0", "0"),
        (-7, "−7", "−7"),
        (999, "999", "999"),
        (1234, "1,234", "1.234"),
        (-100_000, "−100,000", "−100.000"),
        (i64::MIN, "−9,223,372,036,854,775,808", "−9.223.372.036.854.775.808"),
    ] {
        let say = |locale| format::number(locale, number.into());
        assert_eq!((say(Locale::En), say(Locale::De)), (english.into(), german.into()));
    }
    let items = ["a", "b", "c"];
    assert_eq!([0, 1, 2, 3].map(|n| list_and(Locale::En, &items[..n])), ["", "a", "a and b", "a, b and c"]);
    assert_eq!(list_and(Locale::De, &items), "a, b und c");
    assert_eq!(list_or(Locale::De, &items[..2]), "a oder b");
}

#[test]
fn plurals_and_signs() {
    let say = |locale, minutes: i32| crate::problem::clock_off_behind(locale, minutes);
    assert_eq!(say(Locale::En, 1), "This code was right 1 minute ago");
    assert_eq!(say(Locale::En, 0), "This code was right 0 minutes ago");
    assert_eq!(say(Locale::De, 2), "Dieser Code war vor 2 Minuten richtig");
}

#[test]
fn parts_keep_their_order() {
    let mut parts = crate::parts::Parts::new();
    parts.push_str("Load it ");
    parts.open("link");
    parts.push_str("he");
    parts.push_str("re");
    parts.close();
    parts.open("code");
    parts.push_str("x");
    parts.close();
    let text = |text: &str| Part::Text(text.into());
    assert_eq!(parts.done(), [text("Load it "), Part::Mark("link", "here".into()), Part::Mark("code", "x".into())]);
    let mut parts = crate::parts::Parts::new();
    parts.push_str("a");
    assert_eq!(parts.done(), [text("a")]);
}

#[test]
fn methods_are_called_differently() {
    for locale in Locale::ALL {
        let names: BTreeSet<_> = MethodKind::ALL.iter().map(|kind| method_within(*locale, *kind)).collect();
        assert_eq!(names.len(), MethodKind::ALL.len());
        assert!(names.iter().all(|name| !name.is_empty()));
    }
}

#[cfg(feature = "pseudo")]
#[test]
fn the_made_up_language_is_longer_and_keeps_arguments() {
    let text = crate::problem::same_mailbox(Locale::Pseudo, "northwind.example");
    assert!(
        text.starts_with('[') && text.ends_with(']') && text.contains("\u{2068}northwind.example\u{2069}"),
        "{text}"
    );
    let length = |locale| -> usize {
        // what is only English is English here, too
        let translated = SAMPLES.iter().filter(|sample| !sample.only_english);
        translated.flat_map(|sample| (sample.says)(locale)).map(|text| text.chars().count()).sum()
    };
    let (english, made_up) = (length(Locale::En), length(Locale::Pseudo));
    assert!(made_up * 10 >= english * 14, "{english} {made_up}");
}
