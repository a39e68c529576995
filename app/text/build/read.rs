//! Reads the sources into sentences, language by language.

use super::parts::is_kebab;
use super::resolve::{Resolver, Shelf};
use super::{Fault, Language, SHARED, Sentence, Source, languages};
use fluent_syntax::ast::Entry;
use fluent_syntax::parser;
use std::collections::BTreeMap;

pub fn languages(sources: &[Source], faults: &mut Vec<Fault>) -> Vec<Language> {
    let mut shelves: BTreeMap<&str, BTreeMap<&str, Shelf<'_>>> = BTreeMap::new();
    for source in sources {
        if languages::row(&source.language).is_none() {
            faults.push(fault(
                source,
                1,
                "",
                format!("the language “{}” has no row in build/languages.rs", source.language),
            ));
            continue;
        }
        let shelf = shelf(source, faults);
        shelves.entry(&source.language).or_default().insert(&source.name, shelf);
    }
    let mut all = Vec::new();
    for (code, files) in &shelves {
        let files = files.iter().map(|(name, own)| {
            let resolver = Resolver::new(own, files.get(SHARED));
            ((*name).to_owned(), sentences(own, &resolver, faults))
        });
        all.push(Language { code: (*code).to_owned(), files: files.collect() });
    }
    all
}

pub fn fault(source: &Source, line: usize, key: &str, text: impl Into<String>) -> Fault {
    Fault { path: source.path.clone(), line, key: key.to_owned(), text: text.into() }
}

/// Parses a file, and notes what is there twice or has a name that cannot be.
fn shelf<'a>(source: &'a Source, faults: &mut Vec<Fault>) -> Shelf<'a> {
    let resource = parser::parse(source.text.clone()).unwrap_or_else(|(resource, errors)| {
        faults.extend(errors.into_iter().map(|error| {
            let before = source.text.get(..error.pos.start).unwrap_or(&source.text);
            let line = before.matches('\n').count() + 1;
            fault(source, line, "", format!("this is not Fluent: {}", lower(&error.to_string())))
        }));
        resource
    });
    let mut shelf = Shelf { source, messages: Vec::new(), terms: Vec::new() };
    for entry in resource.body {
        let (name, is_term) = match &entry {
            Entry::Message(message) => (message.id.name.clone(), false),
            Entry::Term(term) => (term.id.name.clone(), true),
            _ => continue,
        };
        let there = if is_term { shelf.term(&name).is_some() } else { shelf.message(&name).is_some() };
        let shown = if is_term { format!("-{name}") } else { name.clone() };
        let line = line_of(&source.text, &shown, None, if there { 1 } else { 0 });
        if there {
            faults.push(fault(source, line, &shown, "stands here twice"));
        } else if is_term && !is_kebab(&name) {
            faults.push(fault(source, line, &shown, "names are small letters, digits and hyphens"));
        }
        match entry {
            Entry::Message(message) => shelf.messages.push(message),
            Entry::Term(term) => shelf.terms.push(term),
            _ => {}
        }
    }
    shelf
}

fn sentences(shelf: &Shelf<'_>, resolver: &Resolver<'_>, faults: &mut Vec<Fault>) -> Vec<Sentence> {
    let source = shelf.source;
    let mut found: Vec<Sentence> = Vec::new();
    for message in &shelf.messages {
        let id = &message.id.name;
        let comment = message.comment.as_ref().map(|comment| comment.content.join(" ")).unwrap_or_default();
        let value = message.value.iter().map(|value| (None, value));
        let attributes =
            message.attributes.iter().map(|attribute| (Some(attribute.id.name.as_str()), &attribute.value));
        for (attribute, pattern) in value.chain(attributes) {
            let key = attribute.map_or_else(|| id.clone(), |attribute| format!("{id}.{attribute}"));
            let line = line_of(&source.text, id, attribute, 0);
            let mut sentence =
                Sentence { key, path: source.path.clone(), line, comment: comment.clone(), pieces: Vec::new() };
            match resolver.whole(pattern, &sentence.key) {
                Ok(pieces) => sentence.pieces = pieces,
                Err(text) => faults.push(sentence.fault(text)),
            }
            if let Some(text) = wrong_name(&sentence, &found) {
                faults.push(sentence.fault(text));
            }
            found.push(sentence);
        }
    }
    found
}

/// Each key becomes a function, so it must be able to.
fn wrong_name(sentence: &Sentence, before: &[Sentence]) -> Option<String> {
    let function = sentence.function();
    if is_word_of_rust(&function) {
        return Some(format!("“{function}” is a word of Rust and cannot be a function: take another name"));
    }
    if sentence.key.split('.').any(|part| !is_kebab(part)) {
        return Some("names are small letters, digits and hyphens".into());
    }
    let twin = before.iter().find(|other| other.function() == function)?;
    (twin.key != sentence.key || sentence.key.contains('.'))
        .then(|| format!("would be the same function as {} in line {}", twin.key, twin.line))
}

pub fn is_word_of_rust(name: &str) -> bool {
    const WORDS: &str = " abstract as async await become box break const continue crate do dyn else enum extern false \
        final fn for gen if impl in let loop macro match mod move mut override priv pub ref return self static struct \
        super trait true try type typeof union unsafe unsized use virtual where while yield ";
    WORDS.contains(&format!(" {name} "))
}

/// Where an entry begins, or one of its attributes; the syntax tree does not say. `skip`: how many of the same name
/// stand before it.
fn line_of(text: &str, id: &str, attribute: Option<&str>, skip: usize) -> usize {
    let begins = |line: &str, name: &str| {
        line.strip_prefix(name).is_some_and(|rest| rest.trim_start_matches(' ').starts_with('='))
    };
    let mut lines = text.lines().zip(1..).filter(|(line, _)| begins(line, id)).map(|(_, number)| number).skip(skip);
    let start = lines.next().unwrap_or(1);
    let Some(attribute) = attribute else { return start };
    let name = format!(".{attribute}");
    let found = text.lines().zip(1..).skip(start).find(|(line, _)| begins(line.trim_start(), &name));
    found.map_or(start, |(_, number)| number)
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
