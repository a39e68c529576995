//! A table of all sentences with arguments that try every branch, for the tests that read the whole catalogue.

use super::Key;
use super::arguments::{self, Argument, Kind};
use super::check::{Entry, File};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// More branches than this are not tried together.
const MOST: usize = 64;

pub fn table(files: &[File]) -> String {
    let mut rows = String::new();
    for file in files {
        for entry in &file.entries {
            let module = file.name.replace('-', "_");
            let calls: String = calls(entry)
                .iter()
                .map(|given| format!("crate::{module}::{}(locale{given}).to_string(), ", entry.sentence.function()))
                .collect();
            let id = format!("{}.{}", file.name, entry.sentence.key);
            let _ = writeln!(
                rows,
                "Sample {{ id: {id:?}, only_english: {}, says: |locale| vec![{calls}] }},",
                file.only_english
            );
        }
    }
    format!("const SAMPLES: &[Sample] = &[\n{rows}];\n")
}

/// The arguments of each call, as they stand after the locale.
fn calls(entry: &Entry) -> Vec<String> {
    let mut calls = vec![String::new()];
    for argument in &entry.arguments {
        let values = values(argument, entry);
        let room = calls.len() * values.len() <= MOST;
        calls = calls
            .iter()
            .flat_map(|before| {
                values.iter().take(if room { values.len() } else { 1 }).map(move |value| format!("{before}, {value}"))
            })
            .collect();
    }
    calls
}

fn values(argument: &Argument, entry: &Entry) -> Vec<String> {
    let keys = arguments::keys(&entry.sentence.pieces);
    let keys = keys.get(&argument.name).into_iter().flatten();
    let mut values = BTreeSet::new();
    match argument.kind {
        Kind::Text => {
            values.insert(format!("{:?}", format!("<{}>", argument.name)));
            values.extend(keys.filter_map(|key| match key {
                Key::Word(word) if word == "none" => Some("\"\"".to_owned()),
                Key::Word(word) => Some(format!("{word:?}")),
                Key::Number(_) => None,
            }));
        }
        Kind::Flag => values.extend(["true".to_owned(), "false".to_owned()]),
        Kind::Count => {
            values.extend(["1", "2", "1234"].map(|number| format!("{number}i64")));
            values.extend(keys.filter_map(|key| match key {
                Key::Number(number) => Some(format!("{number}i64")),
                Key::Word(_) => None,
            }));
        }
        Kind::Moment => values.extend([0, 1, -1, 3, 40, 400].map(|days| format!("moment({days})"))),
    }
    values.into_iter().collect()
}
