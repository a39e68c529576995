//! Writes the Rust: a function for each sentence, in it a branch for each language.

use super::arguments::{Argument, Kind, rust_name};
use super::check::{Entry, File};
use super::resolve::join;
use super::{FIRST, Form, Key, Language, Piece, Sentence, Variant, languages};
use std::fmt::Write as _;

/// Texts are gathered here; writing to them cannot fail.
macro_rules! say {
    ($out:expr, $($text:tt)*) => { let _ = writeln!($out, $($text)*); };
}

pub fn module(file: &File, languages: &[Language]) -> String {
    let mut out = String::new();
    for entry in &file.entries {
        let branches = branches(file, entry, languages);
        function(&mut out, entry, &branches, false);
        if entry.has_marks {
            function(&mut out, entry, &branches, true);
        }
    }
    out
}

/// Which languages say what: those that say the same share a branch.
struct Branch<'a> {
    /// None: every language.
    variants: Option<Vec<&'static str>>,
    code: &'a str,
    pieces: &'a [Piece],
}

fn branches<'a>(file: &File, entry: &'a Entry, languages: &'a [Language]) -> Vec<Branch<'a>> {
    if file.only_english {
        return vec![Branch { variants: None, code: FIRST, pieces: &entry.sentence.pieces }];
    }
    let of = |language: &'a Language| {
        let sentences: &'a [Sentence] = language.files.get(&file.name)?;
        let sentence = sentences.iter().find(|one| one.key == entry.sentence.key)?;
        let variant = languages::row(&language.code)?.variant;
        Some(Branch { variants: Some(vec![variant]), code: &language.code, pieces: &sentence.pieces })
    };
    languages.iter().filter_map(of).collect()
}

fn function(out: &mut String, entry: &Entry, branches: &[Branch<'_>], parts: bool) {
    let Entry { sentence, arguments, .. } = entry;
    if !sentence.comment.is_empty() {
        say!(out, "/// {}\n///", sentence.comment);
    }
    say!(out, "/// > {}", shown(&sentence.pieces).replace('\n', "\n/// > "));
    let name = sentence.function();
    let name = if parts { format!("{name}_parts") } else { name };
    let fixed = arguments.is_empty() && !parts;
    let result = match (parts, fixed) {
        (true, _) => "Vec<Part>",
        (false, true) => "&'static str",
        (false, false) => "String",
    };
    let locale = if branches.iter().any(|branch| branch.variants.is_some()) { "locale" } else { "_" };
    let parameters: String = arguments.iter().map(|argument| format!(", {}", parameter(argument))).collect();
    let keyword = if fixed { "pub const fn" } else { "pub fn" };
    say!(out, "{keyword} {name}({locale}: Locale{parameters}) -> {result} {{");
    for argument in arguments.iter().filter(|argument| argument.kind == Kind::Count) {
        let name = argument.rust_name();
        say!(out, "let {name}: Count = {name}.into();");
    }
    if !fixed {
        say!(out, "let mut out = {};", if parts { "Parts::new()" } else { "String::new()" });
    }
    bodies(out, branches, arguments, (fixed, parts));
    if !fixed {
        say!(out, "{}", if parts { "out.done()" } else { "out" });
    }
    say!(out, "}}\n");
}

fn bodies(out: &mut String, branches: &[Branch<'_>], arguments: &[Argument], (fixed, parts): (bool, bool)) {
    // the same text once, whoever says it
    let mut bodies: Vec<(String, Vec<&'static str>)> = Vec::new();
    for branch in branches {
        let mut body = String::new();
        if fixed {
            say!(body, "{:?}", shown(branch.pieces));
        } else {
            let writer = Writer { code: branch.code, arguments, parts };
            writer.pieces(&mut body, branch.pieces);
        }
        let variants = branch.variants.clone().unwrap_or_default();
        match bodies.iter_mut().find(|(other, _)| *other == body) {
            Some((_, others)) => others.extend(variants),
            None => bodies.push((body, variants)),
        }
    }
    if let [(body, variants)] = bodies.as_slice()
        && variants.is_empty()
    {
        out.push_str(body);
        return;
    }
    say!(out, "match locale {{");
    for (body, variants) in bodies {
        let variants: Vec<String> = variants.iter().map(|variant| format!("Locale::{variant}")).collect();
        say!(out, "{} => {{\n{body}}}", variants.join(" | "));
    }
    say!(out, "}}");
}

fn parameter(argument: &Argument) -> String {
    let kind = match argument.kind {
        Kind::Text => "&str",
        Kind::Flag => "bool",
        Kind::Count => "impl Into<Count>",
        Kind::Moment => "Moment",
    };
    format!("{}: {kind}", argument.rust_name())
}

struct Writer<'a> {
    code: &'a str,
    arguments: &'a [Argument],
    parts: bool,
}

impl Writer<'_> {
    fn pieces(&self, out: &mut String, pieces: &[Piece]) {
        let plain;
        let pieces = if self.parts {
            pieces
        } else {
            plain = without_marks(pieces);
            &plain
        };
        for piece in pieces {
            match piece {
                Piece::Text(text) => {
                    say!(out, "out.push_str({text:?});");
                }
                Piece::Value { argument, form } => self.value(out, argument, *form),
                Piece::Select { argument, variants, .. } => self.select(out, argument, variants),
                Piece::Mark { name, pieces } => {
                    say!(out, "out.open({name:?});");
                    self.pieces(out, pieces);
                    say!(out, "out.close();");
                }
            }
        }
    }

    fn kind(&self, argument: &str) -> Kind {
        self.arguments.iter().find(|one| one.name == argument).map_or(Kind::Text, |one| one.kind)
    }

    fn value(&self, out: &mut String, argument: &str, form: Form) {
        let name = rust_name(argument);
        let row = languages::row(self.code);
        let locale = row.map_or("En", |row| row.variant);
        match (self.kind(argument), form) {
            (Kind::Count, _) => {
                say!(out, "out.push_str(&format::number(Locale::{locale}, {name}));");
            }
            (Kind::Moment, Form::Moment(function)) => {
                say!(out, "out.push_str(&format::{function}(Locale::{locale}, {name}));");
            }
            _ if row.is_some_and(|row| row.right_to_left) => {
                say!(out, "out.push_str(\"\\u{{2068}}\");\nout.push_str({name});\nout.push_str(\"\\u{{2069}}\");");
            }
            _ => {
                say!(out, "out.push_str({name});");
            }
        }
    }

    fn select(&self, out: &mut String, argument: &str, variants: &[Variant]) {
        let name = rust_name(argument);
        let kind = self.kind(argument);
        say!(out, "match {} {{", if kind == Kind::Count { format!("{name}.get()") } else { name.clone() });
        let (others, chosen): (Vec<_>, Vec<_>) = variants.iter().partition(|variant| variant.default);
        for variant in chosen {
            let arm = match (&variant.key, kind) {
                (Key::Number(number), _) => number.to_string(),
                (Key::Word(word), Kind::Count) => format!("_ if plurals::{}({name}.size())", plural(self.code, word)),
                (Key::Word(word), Kind::Flag) => word.clone(),
                (Key::Word(word), _) if word == "none" => "\"\"".to_owned(),
                (Key::Word(word), _) => format!("{word:?}"),
            };
            say!(out, "{arm} => {{");
            self.pieces(out, &variant.pieces);
            say!(out, "}}");
        }
        say!(out, "_ => {{");
        for variant in others {
            self.pieces(out, &variant.pieces);
        }
        say!(out, "}}\n}}");
    }
}

/// What stands in the marks, as if there were none.
fn without_marks(pieces: &[Piece]) -> Vec<Piece> {
    let mut plain = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Mark { pieces, .. } => pieces.iter().for_each(|piece| join(&mut plain, piece.clone())),
            piece => join(&mut plain, piece.clone()),
        }
    }
    plain
}

fn plural(code: &str, category: &str) -> String {
    format!("{}_{category}", code.replace('-', "_").to_lowercase())
}

/// The plural categories of each language, as functions.
pub fn plurals(languages: &[Language]) -> String {
    let mut out = String::new();
    for row in languages.iter().filter_map(|language| languages::row(&language.code)) {
        for (category, condition) in row.plurals {
            say!(out, "pub const fn {}(n: u64) -> bool {{ {condition} }}", plural(row.code, category));
        }
    }
    out
}

/// A sentence as it is read: for the documentation, and the whole of one without arguments.
fn shown(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Value { argument, .. } => {
                let _ = write!(text, "{{{argument}}}");
            }
            Piece::Select { variants, .. } => {
                let usual = variants.iter().filter(|variant| variant.default);
                text.extend(usual.map(|variant| shown(&variant.pieces)));
            }
            Piece::Mark { pieces, .. } => text.push_str(&shown(pieces)),
        }
    }
    text
}
