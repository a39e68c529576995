//! From the syntax tree to pieces: references are followed, terms put in, marks paired, so that whoever comes after
//! sees only text, arguments and selectors.

use super::parts::{attribute_of, is_kebab, value_of};
use super::{Form, Key, Piece, Source, Variant};
use fluent_syntax::ast::{self, CallArguments, Expression, InlineExpression, PatternElement, VariantKey};
use fluent_syntax::unicode::unescape_unicode_to_string;
use std::collections::BTreeMap;

type Pattern = ast::Pattern<String>;
type Inline = InlineExpression<String>;
type Resolved<T> = Result<T, String>;

/// One parsed file.
pub struct Shelf<'a> {
    pub source: &'a Source,
    pub messages: Vec<ast::Message<String>>,
    pub terms: Vec<ast::Term<String>>,
}

impl Shelf<'_> {
    pub fn message(&self, name: &str) -> Option<&ast::Message<String>> {
        self.messages.iter().find(|message| message.id.name == name)
    }
    pub fn term(&self, name: &str) -> Option<&ast::Term<String>> {
        self.terms.iter().find(|term| term.id.name == name)
    }
}

/// A reference finds what stands in its own file, then what stands in the shared one.
pub struct Resolver<'a> {
    own: &'a Shelf<'a>,
    shared: Option<&'a Shelf<'a>>,
}

/// Where a pattern is read.
#[derive(Clone, Default)]
struct Place {
    /// What a term was given, if this is one: terms see nothing of the message around them.
    given: Option<BTreeMap<String, String>>,
    /// The references on the way here.
    path: Vec<String>,
}

/// What a selector chooses by.
enum Selector {
    Argument {
        name: String,
        number: bool,
    },
    /// Known now.
    Fixed(Option<String>),
}

enum Token {
    Piece(Piece),
    Open(String),
    Close(String),
}

impl<'a> Resolver<'a> {
    pub const fn new(own: &'a Shelf<'a>, shared: Option<&'a Shelf<'a>>) -> Self {
        Self { own, shared }
    }

    /// The whole sentence of this key.
    pub fn whole(&self, pattern: &Pattern, key: &str) -> Resolved<Vec<Piece>> {
        self.pattern(pattern, &Place { given: None, path: vec![key.to_owned()] })
    }

    fn pattern(&self, pattern: &Pattern, place: &Place) -> Resolved<Vec<Piece>> {
        let mut tokens = Vec::new();
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => tokens.extend(text_and_marks(value)?),
                PatternElement::Placeable { expression } => {
                    tokens.extend(self.expression(expression, place)?.into_iter().map(Token::Piece));
                }
            }
        }
        paired(tokens)
    }

    fn expression(&self, expression: &Expression<String>, place: &Place) -> Resolved<Vec<Piece>> {
        match expression {
            Expression::Inline(inline) => self.inline(inline, place),
            Expression::Select { selector, variants } => {
                let selector = self.selector(selector, place)?;
                let variants = variants.iter().map(|variant| self.variant(variant, place)).collect::<Resolved<_>>()?;
                Ok(match selector {
                    Selector::Argument { name, number } => vec![Piece::Select { argument: name, number, variants }],
                    Selector::Fixed(value) => chosen(variants, value.as_deref()),
                })
            }
        }
    }

    fn variant(&self, variant: &ast::Variant<String>, place: &Place) -> Resolved<Variant> {
        let key = match &variant.key {
            VariantKey::Identifier { name } => Key::Word(name.clone()),
            VariantKey::NumberLiteral { value } => {
                Key::Number(value.parse().map_err(|_| format!("[{value}] is not a whole number"))?)
            }
        };
        Ok(Variant { key, default: variant.default, pieces: self.pattern(&variant.value, place)? })
    }

    fn selector(&self, selector: &Inline, place: &Place) -> Resolved<Selector> {
        match selector {
            Inline::VariableReference { id } => Ok(match &place.given {
                Some(given) => Selector::Fixed(given.get(&id.name).cloned()),
                None => Selector::Argument { name: id.name.clone(), number: false },
            }),
            Inline::FunctionReference { id, arguments } if id.name == "NUMBER" => {
                Ok(Selector::Argument { name: only_argument(&id.name, arguments, place)?, number: true })
            }
            Inline::FunctionReference { id, .. } => Err(format!("{}(…) cannot choose: only NUMBER(…) can", id.name)),
            Inline::StringLiteral { value } | Inline::NumberLiteral { value } => {
                Ok(Selector::Fixed(Some(value.clone())))
            }
            Inline::TermReference { id, attribute: Some(attribute), .. } => {
                let term = self.term(&id.name)?;
                let value = attribute_of(&term.attributes, &attribute.name);
                let value = value.ok_or_else(|| format!("-{} has no .{}", id.name, attribute.name))?;
                let inside = place.into(&format!("-{}.{}", id.name, attribute.name), Some(BTreeMap::new()))?;
                Ok(Selector::Fixed(Some(plain(&self.pattern(value, &inside)?)?)))
            }
            _ => Err("a selector is an argument, NUMBER(…) of one, or an attribute of a term".into()),
        }
    }

    fn inline(&self, inline: &Inline, place: &Place) -> Resolved<Vec<Piece>> {
        Ok(match inline {
            Inline::StringLiteral { value } => vec![Piece::Text(unescape_unicode_to_string(value).into_owned())],
            Inline::NumberLiteral { value } => vec![Piece::Text(value.clone())],
            Inline::VariableReference { id } => match &place.given {
                Some(given) => {
                    let value = given.get(&id.name);
                    vec![Piece::Text(
                        value.cloned().ok_or_else(|| format!("a term needs ${}, and is not given it", id.name))?,
                    )]
                }
                None => vec![Piece::Value { argument: id.name.clone(), form: Form::Plain }],
            },
            Inline::FunctionReference { id, arguments } => {
                let form = form(&id.name)?;
                vec![Piece::Value { argument: only_argument(&id.name, arguments, place)?, form }]
            }
            Inline::MessageReference { id, attribute } => self.message(id, attribute.as_ref(), place)?,
            Inline::TermReference { id, arguments, .. } => {
                let given = arguments.as_ref().map(given).transpose()?.unwrap_or_default();
                let inside = place.into(&format!("-{}", id.name), Some(given))?;
                self.pattern(&self.term(&id.name)?.value, &inside)?
            }
            Inline::Placeable { expression } => self.expression(expression, place)?,
        })
    }

    fn message(
        &self,
        id: &ast::Identifier<String>,
        attribute: Option<&ast::Identifier<String>>,
        place: &Place,
    ) -> Resolved<Vec<Piece>> {
        let attribute = attribute.map(|attribute| attribute.name.as_str());
        let key = attribute.map_or_else(|| id.name.clone(), |attribute| format!("{}.{attribute}", id.name));
        let message = self.own.message(&id.name).or_else(|| self.shared.and_then(|shared| shared.message(&id.name)));
        let value = message.and_then(|message| value_of(message, attribute));
        let value = value.ok_or_else(|| format!("refers to {key}, which stands neither here nor in shared.ftl"))?;
        self.pattern(value, &place.into(&key, place.given.clone())?)
    }

    fn term(&self, name: &str) -> Resolved<&ast::Term<String>> {
        let term = self.own.term(name).or_else(|| self.shared.and_then(|shared| shared.term(name)));
        term.ok_or_else(|| format!("refers to -{name}, which stands neither here nor in shared.ftl"))
    }
}

impl Place {
    fn into(&self, key: &str, given: Option<BTreeMap<String, String>>) -> Resolved<Self> {
        if self.path.iter().any(|before| before == key) {
            return Err(format!("refers to itself: {} → {key}", self.path.join(" → ")));
        }
        let mut path = self.path.clone();
        path.push(key.to_owned());
        Ok(Self { given, path })
    }
}

fn form(function: &str) -> Resolved<Form> {
    Ok(match function {
        "NUMBER" => Form::Number,
        "TIME" => Form::Moment("time"),
        "WHEN" => Form::Moment("when"),
        "CLOCK" => Form::Moment("clock"),
        "DATE" => Form::Moment("date"),
        "DATETIME" => Form::Moment("datetime"),
        other => {
            return Err(format!("{other}(…) is not a function here: NUMBER, TIME, WHEN, CLOCK, DATE and DATETIME are"));
        }
    })
}

/// The functions here take one argument of the message, and no options.
fn only_argument(function: &str, arguments: &CallArguments<String>, place: &Place) -> Resolved<String> {
    if let Some(option) = arguments.named.first() {
        return Err(format!("{function}(…) takes no “{}”", option.name.name));
    }
    match arguments.positional.as_slice() {
        [Inline::VariableReference { id }] if place.given.is_none() => Ok(id.name.clone()),
        _ => Err(format!("{function}(…) takes one argument of the message, such as {function}($at)")),
    }
}

/// What a term is given: words and numbers by name.
fn given(arguments: &CallArguments<String>) -> Resolved<BTreeMap<String, String>> {
    if !arguments.positional.is_empty() {
        return Err("a term is given things by name: -term(case: \"dative\")".into());
    }
    let value = |value: &Inline| match value {
        Inline::StringLiteral { value } | Inline::NumberLiteral { value } => Ok(value.clone()),
        _ => Err("a term is given words or numbers only".to_owned()),
    };
    arguments.named.iter().map(|named| Ok((named.name.name.clone(), value(&named.value)?))).collect()
}

/// The variant for a value that is known now.
fn chosen(variants: Vec<Variant>, value: Option<&str>) -> Vec<Piece> {
    let fits = |key: &Key| match (key, value) {
        (Key::Word(word), Some(value)) => word == value,
        (Key::Number(number), Some(value)) => value.parse() == Ok(*number),
        (_, None) => false,
    };
    let at = variants.iter().position(|variant| fits(&variant.key));
    let at = at.or_else(|| variants.iter().position(|variant| variant.default));
    at.and_then(|at| variants.into_iter().nth(at)).map(|variant| variant.pieces).unwrap_or_default()
}

fn plain(pieces: &[Piece]) -> Resolved<String> {
    match pieces {
        [Piece::Text(text)] => Ok(text.clone()),
        _ => Err("an attribute that chooses is plain text".into()),
    }
}

/// Cuts `<link>` and `</link>` out of a text.
fn text_and_marks(text: &str) -> Resolved<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let (mark, after) = after.split_once('>').unwrap_or((after, ""));
        let name = mark.strip_prefix('/').unwrap_or(mark);
        if !is_kebab(name) || before.contains('>') {
            return Err(STRAY.into());
        }
        tokens.push(Token::Piece(Piece::Text(before.to_owned())));
        let name = name.to_owned();
        tokens.push(if mark.starts_with('/') { Token::Close(name) } else { Token::Open(name) });
        rest = after;
    }
    if rest.contains('>') {
        return Err(STRAY.into());
    }
    tokens.push(Token::Piece(Piece::Text(rest.to_owned())));
    Ok(tokens)
}

const STRAY: &str = "“<” and “>” are for marks such as <link>…</link>; write {\"<\"} for the sign itself";

/// Pairs the marks, and joins texts that follow each other.
fn paired(tokens: Vec<Token>) -> Resolved<Vec<Piece>> {
    let mut outer = Vec::new();
    let mut open: Option<(String, Vec<Piece>)> = None;
    for token in tokens {
        match (token, &mut open) {
            (Token::Piece(piece), Some((_, inner))) => join(inner, piece),
            (Token::Piece(piece), None) => join(&mut outer, piece),
            (Token::Open(name), None) => open = Some((name, Vec::new())),
            (Token::Open(name), Some((other, _))) => return Err(format!("<{name}> stands within <{other}>")),
            (Token::Close(name), Some((other, _))) if name == *other => {
                if let Some((name, pieces)) = open.take() {
                    outer.push(Piece::Mark { name, pieces });
                }
            }
            (Token::Close(name), _) => return Err(format!("</{name}> closes nothing")),
        }
    }
    match open {
        Some((name, _)) => Err(format!("<{name}> is not closed, or not in the same variant")),
        None => Ok(outer),
    }
}

/// Puts a piece at the end; texts that follow each other become one.
pub fn join(pieces: &mut Vec<Piece>, piece: Piece) {
    match (pieces.last_mut(), piece) {
        (_, Piece::Text(text)) if text.is_empty() => {}
        (Some(Piece::Text(before)), Piece::Text(text)) => before.push_str(&text),
        (_, piece) => pieces.push(piece),
    }
}
