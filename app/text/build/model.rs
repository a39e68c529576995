//! What the generator works on: files, sentences and their pieces, and what can be wrong with them.

use std::collections::BTreeMap;
use std::fmt;

/// The language that all others are compared with.
pub const FIRST: &str = "en";
/// The file whose messages and terms every other file may refer to.
pub const SHARED: &str = "shared";

/// One file of one language.
#[derive(Clone)]
pub struct Source {
    pub language: String,
    /// Without `.ftl`.
    pub name: String,
    /// As it is shown in a fault.
    pub path: String,
    pub text: String,
}

pub struct Options<'a> {
    /// Names of files that are English for everybody; a name ending in `*` stands for all that begin so.
    pub only_english: &'a [&'a str],
    pub pseudo: bool,
}

impl Options<'_> {
    pub(super) fn is_only_english(&self, file: &str) -> bool {
        self.only_english.iter().any(|name| match name.strip_suffix('*') {
            Some(start) => file.starts_with(start),
            None => file == *name,
        })
    }
}

/// What the build writes: one Rust module a file, and a table of all sentences for tests.
#[derive(Debug)]
pub struct Generated {
    pub modules: Vec<(String, String)>,
    pub plurals: String,
    pub samples: String,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub path: String,
    pub line: usize,
    pub key: String,
    pub text: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, key, text } = self;
        if key.is_empty() { write!(f, "{path}:{line}: {text}") } else { write!(f, "{path}:{line}: {key}: {text}") }
    }
}

/// A part of a sentence, after all references have been followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    Value {
        argument: String,
        form: Form,
    },
    Select {
        argument: String,
        /// Said with `NUMBER(…)`.
        number: bool,
        variants: Vec<Variant>,
    },
    /// `<name>…</name>`
    Mark {
        name: String,
        pieces: Vec<Piece>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    pub key: Key,
    pub default: bool,
    pub pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Number(i64),
    Word(String),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "[{number}]"),
            Self::Word(word) => write!(f, "[{word}]"),
        }
    }
}

/// How an argument is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As it is.
    Plain,
    Number,
    /// The name of a function of `src/format.rs`.
    Moment(&'static str),
}

/// One message, or one attribute of one.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// `name` or `name.attribute`, as in the source.
    pub key: String,
    pub path: String,
    pub line: usize,
    pub comment: String,
    pub pieces: Vec<Piece>,
}

impl Sentence {
    pub(super) fn fault(&self, text: impl Into<String>) -> Fault {
        Fault { path: self.path.clone(), line: self.line, key: self.key.clone(), text: text.into() }
    }

    /// The name of its function.
    pub(super) fn function(&self) -> String {
        self.key.replace(['-', '.'], "_")
    }
}

/// A language with its sentences, by file, in the order of the source.
pub struct Language {
    pub code: String,
    pub files: BTreeMap<String, Vec<Sentence>>,
}
