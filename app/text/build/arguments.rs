//! What can be seen of a sentence's arguments: which there are, in which order, and what each must be.

use super::{Form, Key, Piece, languages};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Flag,
    Count,
    Moment,
}

#[derive(Clone, Debug)]
pub struct Argument {
    /// As in the source, without `$`.
    pub name: String,
    pub kind: Kind,
}

impl Argument {
    pub fn rust_name(&self) -> String {
        rust_name(&self.name)
    }
}

pub fn rust_name(name: &str) -> String {
    name.replace('-', "_")
}

/// How an argument is used at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    Bare,
    Words,
    Flag,
    Number,
    Moment,
}

/// All names in the order in which they first appear.
pub fn names(pieces: &[Piece]) -> Vec<String> {
    let mut names = Vec::new();
    walk(pieces, &mut |piece| {
        if let Piece::Value { argument, .. } | Piece::Select { argument, .. } = piece
            && !names.contains(argument)
        {
            names.push(argument.clone());
        }
    });
    names
}

/// The names of the marks.
pub fn marks(pieces: &[Piece]) -> BTreeSet<String> {
    let mut marks = BTreeSet::new();
    walk(pieces, &mut |piece| {
        if let Piece::Mark { name, .. } = piece {
            marks.insert(name.clone());
        }
    });
    marks
}

/// For each argument that chooses: by which keys.
pub fn keys(pieces: &[Piece]) -> BTreeMap<String, BTreeSet<Key>> {
    let mut keys: BTreeMap<String, BTreeSet<Key>> = BTreeMap::new();
    walk(pieces, &mut |piece| {
        if let Piece::Select { argument, variants, .. } = piece {
            let of = keys.entry(argument.clone()).or_default();
            of.extend(variants.iter().filter(|variant| !variant.default).map(|variant| variant.key.clone()));
        }
    });
    keys
}

/// What an argument must be, if all its uses agree. `sentences`: the same one in each language.
pub fn kind(name: &str, sentences: &[&[Piece]]) -> Result<Kind, String> {
    let mut uses = BTreeSet::new();
    for pieces in sentences {
        walk(pieces, &mut |piece| uses.extend(use_of(name, piece)));
    }
    let uses: Vec<Use> = uses.into_iter().collect();
    Ok(match uses.as_slice() {
        [Use::Moment] => Kind::Moment,
        [.., Use::Moment] => {
            return Err(format!(
                "${name} is a time and cannot stand by itself or choose: write TIME(${name}) or the like"
            ));
        }
        [Use::Number] | [Use::Bare, Use::Number] => Kind::Count,
        [Use::Flag] => Kind::Flag,
        [Use::Bare, Use::Flag] => return Err(format!("${name} chooses by [true] and [false] and cannot be shown")),
        [] | [Use::Bare] | [Use::Words] | [Use::Bare, Use::Words] => Kind::Text,
        _ => return Err(format!("${name} is used as a number at one place and as a text at another")),
    })
}

fn use_of(name: &str, piece: &Piece) -> Option<Use> {
    match piece {
        Piece::Value { argument, form } if argument == name => Some(match form {
            Form::Plain => Use::Bare,
            Form::Number => Use::Number,
            Form::Moment(_) => Use::Moment,
        }),
        Piece::Select { argument, number, variants } if argument == name => {
            let all = |fits: &dyn Fn(&Key) -> bool| variants.iter().all(|variant| fits(&variant.key));
            let is_number = |key: &Key| match key {
                Key::Number(_) => true,
                Key::Word(word) => languages::is_category(word),
            };
            let is_flag = |key: &Key| matches!(key, Key::Word(word) if word == "true" || word == "false");
            Some(match () {
                () if *number || all(&is_number) => Use::Number,
                () if all(&is_flag) => Use::Flag,
                () => Use::Words,
            })
        }
        _ => None,
    }
}

/// Every piece, outer ones first, in the order of reading.
pub fn walk<'a>(pieces: &'a [Piece], see: &mut dyn FnMut(&'a Piece)) {
    for piece in pieces {
        see(piece);
        match piece {
            Piece::Select { variants, .. } => {
                for variant in variants {
                    walk(&variant.pieces, see);
                }
            }
            Piece::Mark { pieces, .. } => walk(pieces, see),
            Piece::Text(_) | Piece::Value { .. } => {}
        }
    }
}
