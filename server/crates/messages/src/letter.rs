//! The sheet that every mail is written on. Rows are gathered once; `templates/letter.html` and `templates/letter.txt`
//! write the same rows. Tables and inline styles, because mail programs drop style sheets; dark colours in the head for
//! those that keep it. Colours are those of the design's tokens.

use crate::{Branding, plain};
use askama::Template;
use latchkey_outbox::Mail;
use latchkey_text::{Locale, Part, mail as text};

/// How much a paragraph stands out.
#[derive(Clone, Copy)]
pub(crate) enum Ink {
    First,
    Second,
    Third,
}

/// A piece of a paragraph or a fact.
pub(crate) enum Run {
    Text(String),
    Break,
    /// A name, which no browser shall translate.
    Name(String),
    /// An address to be typed.
    Address(String),
    Code(String),
    /// To an address of ours.
    Link(String),
}

/// What several runs say together.
pub(crate) struct Words(pub(crate) Vec<Run>);

impl From<&str> for Words {
    fn from(text: &str) -> Self {
        let lines = text.split('\n').map(|line| Run::Text(line.to_owned()));
        let runs = lines.enumerate().flat_map(|(nth, line)| (nth > 0).then_some(Run::Break).into_iter().chain([line]));
        Self(runs.collect())
    }
}
impl From<String> for Words {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}
impl From<Vec<Part>> for Words {
    fn from(parts: Vec<Part>) -> Self {
        let run = |part| match part {
            Part::Mark("name", text) => Run::Name(text),
            Part::Mark("address", text) => Run::Address(text),
            Part::Mark(_, text) | Part::Text(text) => Run::Text(text),
        };
        Self(parts.into_iter().map(run).collect())
    }
}

enum Row {
    Paragraph { ink: Ink, words: Words, after_heading: bool },
    Heading(String),
    Button { label: String, url: String },
    Code(String),
    Facts(Vec<Fact>),
}

pub(crate) struct Fact {
    pub(crate) what: &'static str,
    pub(crate) value: Words,
}

pub(crate) struct Letter {
    locale: Locale,
    organisation: String,
    practice: bool,
    title: String,
    /// What lists of messages show beside the subject. Never a code: lists are seen by others.
    preview: String,
    rows: Vec<Row>,
    /// The small print below the line.
    foot: String,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    letter: &'a Letter,
    /// The sides of a line in this direction, for style sheets that know left and right only.
    start: &'static str,
    end: &'static str,
}

#[derive(Template)]
#[template(path = "letter.txt", escape = "none")]
struct Text<'a> {
    letter: &'a Letter,
}

impl Letter {
    pub(crate) fn new(branding: &Branding<'_>, locale: Locale, title: &str, preview: &str) -> Self {
        Self {
            locale,
            organisation: branding.organisation(),
            practice: branding.practice,
            title: plain(title, 200),
            preview: plain(preview, 200),
            rows: Vec::new(),
            foot: String::new(),
        }
    }

    pub(crate) fn paragraph(&mut self, ink: Ink, words: impl Into<Words>) {
        let after_heading = matches!(self.rows.last(), Some(Row::Heading(_)));
        self.rows.push(Row::Paragraph { ink, words: words.into(), after_heading });
    }

    pub(crate) fn heading(&mut self, text: &str) {
        self.rows.push(Row::Heading(text.to_owned()));
    }

    /// `url` as `Branding` made it.
    pub(crate) fn button(&mut self, label: &str, url: &str) {
        self.rows.push(Row::Button { label: label.to_owned(), url: url.to_owned() });
    }

    /// A code, large, on a plate of its own.
    pub(crate) fn code(&mut self, code: &str) {
        self.rows.push(Row::Code(plain(code, 64)));
    }

    pub(crate) fn facts(&mut self, facts: Vec<Fact>) {
        self.rows.push(Row::Facts(facts));
    }

    pub(crate) fn close(mut self, foot: &str, to: &str, subject: &str) -> Mail {
        foot.clone_into(&mut self.foot);
        let (start, end) = if self.locale.dir() == "rtl" { ("right", "left") } else { ("left", "right") };
        // Writing text into a text does not fail.
        let html = Html { letter: &self, start, end }.render().unwrap_or_default();
        let text = Text { letter: &self }.render().unwrap_or_default();
        Mail { to: to.to_owned(), subject: plain(subject, 200), text, html }
    }

    fn practice_band(&self) -> Option<&'static str> {
        self.practice.then(|| text::practice(self.locale))
    }
}
