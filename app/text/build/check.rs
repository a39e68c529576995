//! Holds the languages against each other, and each sentence to the rules.

use super::arguments::{self, Argument, Kind, rust_name};
use super::{FIRST, Fault, Key, Language, Options, Piece, Sentence, languages, parts, read};
use std::collections::BTreeSet;

/// A file as all languages have it.
pub struct File {
    pub name: String,
    pub only_english: bool,
    pub entries: Vec<Entry>,
}

pub struct Entry {
    pub sentence: Sentence,
    /// In the order in which the English has them.
    pub arguments: Vec<Argument>,
    pub has_marks: bool,
}

pub fn catalogue(languages: &[Language], options: &Options<'_>, faults: &mut Vec<Fault>) -> Vec<File> {
    let Some(english) = languages.iter().find(|language| language.code == FIRST) else {
        let text = "there is no English, which all others are compared with".into();
        faults.push(Fault { path: "locales".into(), line: 1, key: String::new(), text });
        return Vec::new();
    };
    let others: Vec<&Language> = languages.iter().filter(|language| language.code != FIRST).collect();
    for language in languages {
        for sentence in language.files.values().flatten() {
            faults.extend(by_itself(sentence, &language.code).into_iter().map(|text| sentence.fault(text)));
        }
    }
    for other in &others {
        strangers(english, other, options, faults);
    }
    let files = english.files.iter().map(|(name, sentences)| {
        let only_english = options.is_only_english(name);
        let others: &[&Language] = if only_english { &[] } else { &others };
        let entries = sentences.iter().map(|sentence| entry(name, sentence, others, faults)).collect();
        File { name: name.clone(), only_english, entries }
    });
    files.collect()
}

/// Where a file of English is, or should be, in another language.
fn translated_path(english: &str, other: &Language) -> String {
    english.replacen(&format!("/{FIRST}/"), &format!("/{}/", other.code), 1)
}

/// What a language has and English does not, or must not have at all; and files that it lacks.
fn strangers(english: &Language, other: &Language, options: &Options<'_>, faults: &mut Vec<Fault>) {
    for (name, sentences) in &english.files {
        if let Some(first) = sentences.first()
            && !other.files.contains_key(name)
            && !options.is_only_english(name)
        {
            let path = translated_path(&first.path, other);
            faults.push(Fault {
                path,
                line: 1,
                key: String::new(),
                text: "the file is missing; English has it".into(),
            });
        }
    }
    for (name, sentences) in &other.files {
        let first = |text: &str| {
            let path =
                sentences.first().map_or_else(|| format!("{}/{name}.ftl", other.code), |first| first.path.clone());
            Fault { path, line: 1, key: String::new(), text: text.to_owned() }
        };
        match english.files.get(name) {
            None => faults.push(first("English has no such file")),
            Some(_) if options.is_only_english(name) => {
                faults.push(first("this file is listed as English for everybody (ONLY_ENGLISH in build.rs)"));
            }
            Some(known) => faults.extend(
                sentences
                    .iter()
                    .filter(|sentence| !known.iter().any(|english| english.key == sentence.key))
                    .map(|sentence| sentence.fault("English has no such key")),
            ),
        }
    }
}

fn entry(file: &str, sentence: &Sentence, others: &[&Language], faults: &mut Vec<Fault>) -> Entry {
    let mut all: Vec<&[Piece]> = vec![&sentence.pieces];
    for other in others {
        let there = other.files.get(file);
        match there.and_then(|sentences| sentences.iter().find(|one| one.key == sentence.key)) {
            Some(translated) => {
                faults.extend(differences(sentence, translated).into_iter().map(|text| translated.fault(text)));
                all.push(&translated.pieces);
            }
            None if there.is_some() => faults.push(Fault {
                path: translated_path(&sentence.path, other),
                line: 1,
                key: sentence.key.clone(),
                text: format!("is missing; English has it in line {}", sentence.line),
            }),
            None => {}
        }
    }
    let arguments = arguments::names(&sentence.pieces).into_iter().map(|name| {
        let kind = arguments::kind(&name, &all).unwrap_or_else(|text| {
            faults.push(sentence.fault(text));
            Kind::Text
        });
        Argument { name, kind }
    });
    let arguments = arguments.collect();
    Entry { sentence: sentence.clone(), arguments, has_marks: !arguments::marks(&sentence.pieces).is_empty() }
}

/// Where a translation does not say what the English says, as far as a machine can see.
fn differences(english: &Sentence, other: &Sentence) -> Vec<String> {
    let mut texts = Vec::new();
    let set = |sentence: &Sentence| arguments::names(&sentence.pieces).into_iter().collect::<BTreeSet<_>>();
    let (first, second) = (set(english), set(other));
    texts.extend(second.difference(&first).map(|name| format!("uses ${name}, which English does not have")));
    texts.extend(first.difference(&second).map(|name| format!("does not use ${name}, and English does")));
    let (first, second) = (arguments::marks(&english.pieces), arguments::marks(&other.pieces));
    texts.extend(second.difference(&first).map(|name| format!("has <{name}>, and English does not")));
    texts.extend(first.difference(&second).map(|name| format!("does not have <{name}>, and English does")));
    // A number may be told apart in its own way by each language; words are the same cases everywhere.
    let words = |sentence: &Sentence| {
        let mut keys = arguments::keys(&sentence.pieces);
        for of in keys.values_mut() {
            of.retain(|key| matches!(key, Key::Word(word) if !languages::is_category(word)));
        }
        keys.retain(|_, of| !of.is_empty());
        keys
    };
    let (first, second) = (words(english), words(other));
    let none = BTreeSet::new();
    for name in first.keys().chain(second.keys()).collect::<BTreeSet<_>>() {
        let (first, second) = (first.get(name).unwrap_or(&none), second.get(name).unwrap_or(&none));
        texts.extend(second.difference(first).map(|key| format!("${name} has the case {key}, and in English not")));
        texts.extend(first.difference(second).map(|key| format!("${name} lacks the case {key} of the English")));
    }
    texts
}

/// The rules for one sentence.
fn by_itself(sentence: &Sentence, code: &str) -> Vec<String> {
    let mut texts = Vec::new();
    if sentence.pieces.is_empty() {
        texts.push("says nothing".into());
    }
    if edge(&sentence.pieces, Edge::First).0 || edge(&sentence.pieces, Edge::Last).0 {
        texts.push("begins or ends with a blank".into());
    }
    for name in arguments::names(&sentence.pieces) {
        if !parts::is_kebab(&name) {
            texts.push(format!("${name}: names are small letters, digits and hyphens"));
        }
        let rust = rust_name(&name);
        if read::is_word_of_rust(&rust) || ["locale", "out"].contains(&rust.as_str()) {
            texts.push(format!("${name} cannot be the name of an argument in Rust: take another"));
        }
    }
    let plurals = languages::row(code).map_or(&[] as &[_], |row| row.plurals);
    for (name, keys) in arguments::keys(&sentence.pieces) {
        let numbers = |key: &Key| match key {
            Key::Number(_) => true,
            Key::Word(word) => languages::is_category(word),
        };
        if !keys.iter().all(numbers) {
            continue;
        }
        for key in keys {
            if let Key::Word(word) = &key
                && word != "other"
                && !plurals.iter().any(|(category, _)| category == word)
            {
                texts.push(format!("${name} has the case {key}, which is no plural of this language"));
            }
        }
    }
    texts
}

#[derive(Clone, Copy)]
enum Edge {
    First,
    Last,
}

/// Whether there may be a blank at this edge, and whether there may be nothing at all.
fn edge(pieces: &[Piece], at: Edge) -> (bool, bool) {
    let mut order: Vec<&Piece> = pieces.iter().collect();
    if matches!(at, Edge::Last) {
        order.reverse();
    }
    for piece in order {
        let (blank, nothing) = match piece {
            Piece::Text(text) => {
                let letter = match at {
                    Edge::First => text.chars().next(),
                    Edge::Last => text.chars().next_back(),
                };
                (matches!(letter, Some(' ' | '\t' | '\n')), letter.is_none())
            }
            Piece::Value { .. } => (false, false),
            Piece::Select { variants, .. } => variants
                .iter()
                .map(|variant| edge(&variant.pieces, at))
                .fold((false, false), |(blank, nothing), one| (blank || one.0, nothing || one.1)),
            Piece::Mark { pieces, .. } => edge(pieces, at),
        };
        if blank || !nothing {
            return (blank, nothing);
        }
    }
    (false, true)
}
