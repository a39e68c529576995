//! What the build makes of a catalogue, and what it refuses.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "../build/mod.rs"]
mod generator;

use generator::{Generated, Options, Source, generate};

const OPTIONS: Options<'_> = Options { only_english: &["console", "console-*"], pseudo: false };

fn source(language: &str, name: &str, text: &str) -> Source {
    let path = format!("locales/{language}/{name}.ftl");
    Source { language: language.into(), name: name.into(), path, text: text.into() }
}

fn pair(english: &str, german: &str) -> [Source; 2] {
    [source("en", "page", english), source("de", "page", german)]
}

fn both(text: &str) -> [Source; 2] {
    pair(text, text)
}

fn made(sources: &[Source]) -> Generated {
    generate(sources, &OPTIONS).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The module of the first file.
fn rust(sources: &[Source]) -> String {
    made(sources).modules.swap_remove(0).1
}

fn faults(sources: &[Source]) -> Vec<String> {
    generate(sources, &OPTIONS).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn a_module_looks_like_this() {
    let english = include_str!("generator/en.ftl");
    let german = include_str!("generator/de.ftl");
    let made = rust(&pair(english, german));
    assert_eq!(made, include_str!("generator/page.rs.txt"), "\n--- it is now ---\n{made}");
}

/// Each of these is a fault, said in exactly these words.
fn refused(sources: &[Source], expected: &[&str]) {
    assert_eq!(faults(sources), expected);
}

#[test]
fn languages_have_the_same_sentences() {
    refused(&pair("a = A\nb = B\n", "a = A\n"), &["locales/de/page.ftl:1: b: is missing; English has it in line 2"]);
    refused(&pair("a = A\n", "a = A\n\nb = B\n"), &["locales/de/page.ftl:3: b: English has no such key"]);
    refused(
        &pair("a = A\n    .b = B\n", "a = A\n"),
        &["locales/de/page.ftl:1: a.b: is missing; English has it in line 2"],
    );
    let more = source("de", "more", "a = A\n");
    refused(
        &[both("a = A\n"), [more, source("en", "x", "a = A\n")]].concat(),
        &["locales/de/x.ftl:1: the file is missing; English has it", "locales/de/more.ftl:1: English has no such file"],
    );
    refused(
        &[source("de", "page", "a = A\n")],
        &["locales:1: there is no English, which all others are compared with"],
    );
    refused(
        &[source("en", "page", "a = A\n"), source("tlh", "page", "a = A\n")],
        &["locales/tlh/page.ftl:1: the language “tlh” has no row in build/languages.rs"],
    );
}

#[test]
fn the_console_is_english_because_the_list_says_so() {
    let sources = [
        source("en", "console-people", "a = { $n } people\n"),
        source("en", "page", "a = A\n"),
        source("de", "page", "a = Ä\n"),
    ];
    let made = made(&sources);
    assert!(made.modules[0].1.contains("pub fn a(_: Locale, n: &str) -> String {"), "{}", made.modules[0].1);
    let german = source("de", "console-people", "a = { $n } Leute\n");
    let sources: Vec<Source> = sources.into_iter().chain([german]).collect();
    refused(
        &sources,
        &["locales/de/console-people.ftl:1: this file is listed as English for everybody (ONLY_ENGLISH in build.rs)"],
    );
}

#[test]
fn translations_have_the_same_arguments_marks_and_cases() {
    let of = |english: &str, german: &str, text: &str| {
        refused(&pair(english, german), &[&format!("locales/de/page.ftl:1: a: {text}")]);
    };
    of("a = A\n", "a = { $b }\n", "uses $b, which English does not have");
    of("a = { $b }\n", "a = A\n", "does not use $b, and English does");
    of("a = A\n", "a = <b>A</b>\n", "has <b>, and English does not");
    of("a = <b>A</b>\n", "a = A\n", "does not have <b>, and English does");
    let cases = "a =\n    { $b ->\n        [none] A\n       *[other] { $b }\n    }\n";
    of(cases, "a = { $b }\n", "$b lacks the case [none] of the English");
    of("a = { $b }\n", cases, "$b has the case [none], and in English not");
    // each language tells numbers apart in its own way
    let numbers = "a =\n    { NUMBER($b) ->\n        [0] A\n        [one] B\n       *[other] { $b }\n    }\n";
    made(&pair(numbers, "a = { $b }\n"));
}

#[test]
fn arguments_are_of_one_kind() {
    let of = |text: &str, fault: &str| refused(&both(text), &[&format!("locales/en/page.ftl:1: a: {fault}")]);
    of("a = { TIME($b) } { $b }\n", "$b is a time and cannot stand by itself or choose: write TIME($b) or the like");
    of(
        "a = { NUMBER($b) }{ $b ->\n    [x] A\n   *[y] B\n }\n",
        "$b is used as a number at one place and as a text at another",
    );
    of("a = { $b }{ $b ->\n    [true] A\n   *[false] B\n }\n", "$b chooses by [true] and [false] and cannot be shown");
}

#[test]
fn a_sentence_is_held_to_the_rules() {
    let of = |text: &str, fault: &str| {
        let twice = ["en", "de"].map(|language| format!("locales/{language}/page.ftl:1: {fault}"));
        let mut found = faults(&both(text));
        found.sort_by_key(|fault| !fault.contains("/en/"));
        assert_eq!(found, twice, "{text}");
    };
    of("a = { PRICE($b) }\n", "a: PRICE(…) is not a function here: NUMBER, TIME, WHEN, CLOCK, DATE and DATETIME are");
    of("a = { NUMBER($b, type: \"ordinal\") }\n", "a: NUMBER(…) takes no “type”");
    of("a = { TIME(\"b\") }\n", "a: TIME(…) takes one argument of the message, such as TIME($at)");
    of("a = { TIME($b) ->\n   *[x] B\n }\n", "a: TIME(…) cannot choose: only NUMBER(…) can");
    of("a = { b }\n", "a: refers to b, which stands neither here nor in shared.ftl");
    of("a = { -b }\n", "a: refers to -b, which stands neither here nor in shared.ftl");
    of("a = { a }\n", "a: refers to itself: a → a");
    of("a = A{ \" \" }\n", "a: begins or ends with a blank");
    of("a = { $b ->\n    [x] { \" \" }B\n   *[y] C\n }\n", "a: begins or ends with a blank");
    of("a = { \"\" }\n", "a: says nothing");
    of("a = A < B\n", "a: “<” and “>” are for marks such as <link>…</link>; write {\"<\"} for the sign itself");
    of("a = <b>A\n", "a: <b> is not closed, or not in the same variant");
    of("a = A</b>\n", "a: </b> closes nothing");
    of("a = <b>A<c>B</c></b>\n", "a: <c> stands within <b>");
    of("move = A\n", "move: “move” is a word of Rust and cannot be a function: take another name");
    of("a = { $type }\n", "a: $type cannot be the name of an argument in Rust: take another");
    of("a = { $locale }\n", "a: $locale cannot be the name of an argument in Rust: take another");
    of("a = { $Of }\n", "a: $Of: names are small letters, digits and hyphens");
    of(
        "a = { $n ->\n    [few] A\n   *[other] B\n }\n",
        "a: $n has the case [few], which is no plural of this language",
    );
    of("a = { $n ->\n    [1.5] A\n   *[other] B\n }\n", "a: [1.5] is not a whole number");
}

#[test]
fn names_are_there_once() {
    let english = |text: &str| {
        let found = faults(&[source("en", "page", text)]);
        assert!(!found.is_empty());
        found.join("\n")
    };
    assert_eq!(english("a = A\nb = B\na = C\n"), "locales/en/page.ftl:3: a: stands here twice");
    assert_eq!(english("-a = A\n-a = C\n"), "locales/en/page.ftl:2: -a: stands here twice");
    assert_eq!(
        english("a-b = A\na = B\n    .b = C\n"),
        "locales/en/page.ftl:3: a.b: would be the same function as a-b in line 1"
    );
    assert_eq!(english("aB = A\n"), "locales/en/page.ftl:1: aB: names are small letters, digits and hyphens");
}

#[test]
fn what_is_not_fluent_is_said_with_its_line() {
    let english = |text: &str| faults(&[source("en", "page", text)]).join("\n");
    assert_eq!(
        english("a = A\nb = { $n ->\n    [one] B\n    [two] C\n }\n"),
        "locales/en/page.ftl:5: this is not Fluent: the select expression must have a default variant"
    );
    assert!(english("a = A\n\nb { B }\n").starts_with("locales/en/page.ftl:3: this is not Fluent: "));
}

#[test]
fn terms_and_references_are_followed() {
    let shared = "-product = Latchkey\n    .gender = he\n-org =\n    { $case ->\n       *[plain] org\n        [of] of the org\n    }\ncall = call { $number }\n";
    let page = "a = { -product }: { -org } { -org(case: \"of\") }, { call }; { -product.gender ->\n    [he] his\n   *[other] its\n }\n";
    let sources = [source("en", "page", page), source("en", "shared", shared)];
    let made = rust(&sources);
    assert!(made.contains("out.push_str(\"Latchkey: org of the org, call \");"), "{made}");
    assert!(made.contains("out.push_str(number);\nout.push_str(\"; his\");"), "{made}");
}

#[test]
fn literals_escapes_and_lines_are_those_of_fluent() {
    let made = rust(&both("a = { \"\\u00A0x\" }{ \"{\" } { 5 }\nb =\n    One\n      two\n\n    three\n"));
    assert!(made.contains("\"\\u{a0}x{ 5\""), "{made}");
    assert!(made.contains(r#""One\n  two\n\nthree""#), "{made}");
}

#[test]
fn the_made_up_language_comes_from_the_english() {
    let sources = both("a = Hello { $name }, <b>you</b>\nb = { $x }, { $y }\n");
    let made = generate(&sources, &Options { pseudo: true, ..OPTIONS }).unwrap();
    let rust = &made.modules[0].1;
    assert!(
        rust.contains(
            "Locale::Pseudo => {\nout.push_str(\"[Hééllöö \");\nout.push_str(\"\\u{2068}\");\nout.push_str(name);"
        ),
        "{rust}"
    );
    // without letters of its own it stays as it is, but for the isolates
    assert!(rust.contains("out.push_str(x);\nout.push_str(\"\\u{2069}\");\nout.push_str(\", \");"), "{rust}");
}

#[test]
fn plurals_are_there_for_each_language_and_samples_for_each_branch() {
    let made = made(&both("a =\n    { NUMBER($n) ->\n        [one] A\n       *[other] B\n    }\n"));
    assert!(made.plurals.contains("pub const fn de_one(n: u64) -> bool { n == 1 }"), "{}", made.plurals);
    for call in ["crate::page::a(locale, 1i64)", "crate::page::a(locale, 2i64)"] {
        assert!(made.samples.contains(call), "{}", made.samples);
    }
}
