//! The raw settings: read from file, environment and flags, each remembering where it stands, so
//! that a bad value can be shown with its line. What the values mean is the sections' business.

use super::error::{Fault, Faults, Source};
use super::keys::{self, Held, Key, Kind};
use super::kubernetes::describes_a_service;
use super::value::Value;
use latchkey_domain::Secret;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// Later sources win: file, then environment, then flags.
#[derive(Debug, Default)]
pub struct Values {
    set: BTreeMap<String, (Value, Source)>,
    faults: Vec<Fault>,
}

impl Values {
    pub fn read_file(&mut self, path: &Path) -> Result<(), Faults> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Faults::one(Source::Flag("--config"), format!("{} cannot be read: {e}", path.display())))?;
        self.read_text(path, &text);
        Ok(())
    }

    pub fn read_text(&mut self, path: &Path, text: &str) {
        let place = Place { file: path.to_path_buf(), text };
        match DeTable::parse(text) {
            Ok(table) => self.read_table("", table.get_ref(), &place),
            Err(e) => {
                let at = e.span().map_or(0, |span| span.start);
                self.faults
                    .push(Fault { source: place.source(at), reason: format!("this is not TOML: {}", e.message()) });
            }
        }
    }

    fn read_table(&mut self, section: &str, table: &DeTable<'_>, place: &Place<'_>) {
        for (name, value) in table {
            let key =
                if section.is_empty() { name.get_ref().to_string() } else { format!("{section}.{}", name.get_ref()) };
            let source = place.source(name.span().start);
            match (keys::kind(&key), value.get_ref()) {
                (None, DeValue::Table(inner)) if section.is_empty() && keys::is_section(&key) => {
                    self.read_table(&key, inner, place);
                }
                (None, _) => self.fault(source, unknown(&key)),
                (Some(Kind::Secret), _) => self.fault(
                    source,
                    format!(
                        "a secret must not stand in this file. Put it into a file of its own and name that with `{key}_file`, or set {}.",
                        keys::variable(&key)
                    ),
                ),
                (Some(kind), value) => match from_toml(kind, value) {
                    Some(value) => {
                        self.set.insert(key, (value, source));
                    }
                    None => self.fault(source, format!("`{key}` must be {}.", kind.words())),
                },
            }
        }
    }

    /// `LATCHKEY_…`; two underscores stand for the dot. `LATCHKEY_TEST_…` belongs to the tests,
    /// and what Kubernetes says about a Service called `latchkey` is not for us.
    pub fn read_environment(&mut self, variables: &BTreeMap<String, String>) {
        for (variable, text) in variables {
            let Some(rest) = variable.strip_prefix("LATCHKEY_") else { continue };
            if rest.starts_with("TEST_") || describes_a_service(rest, text) {
                continue;
            }
            let key = rest.to_ascii_lowercase().replace("__", ".");
            let source = Source::Environment(variable.clone());
            let Some(kind) = keys::kind(&key) else {
                let hint = keys::nearest(&key)
                    .map_or_else(String::new, |near| format!(" Did you mean {}?", keys::variable(near)));
                self.fault(source, format!("there is no such setting.{hint}"));
                continue;
            };
            match from_text(kind, text) {
                Some(value) => {
                    self.set.insert(key, (value, source));
                }
                None => self.fault(source, format!("the value must be {}.", kind.words())),
            }
        }
    }

    pub fn set_flag(&mut self, key: &str, value: Value, flag: &'static str) {
        self.set.insert(key.to_owned(), (value, Source::Flag(flag)));
    }

    pub fn fault(&mut self, source: Source, reason: impl Into<String>) {
        self.faults.push(Fault { source, reason: reason.into() });
    }
    /// A fault at the place where `key` was set.
    pub(super) fn fault_at<T>(&mut self, key: Key<T>, reason: impl Into<String>) {
        let source = self.source(key).unwrap_or(Source::Missing);
        self.fault(source, reason);
    }
    /// What was found wrong, in the order of the file's lines.
    pub fn into_faults(mut self) -> Option<Faults> {
        self.faults.sort_by_key(|fault| match &fault.source {
            Source::File { line, .. } => *line,
            _ => usize::MAX,
        });
        (!self.faults.is_empty()).then_some(Faults(self.faults))
    }

    pub(super) fn source<T>(&self, key: Key<T>) -> Option<Source> {
        self.set.get(key.name).map(|(_, source)| source.clone())
    }
    /// The first key that is set of a section: `tls` finds `tls.certificate`.
    pub fn first_of(&self, section: &str) -> Option<(&str, &Source)> {
        let prefix = format!("{section}.");
        self.set.iter().find(|(key, _)| key.starts_with(&prefix)).map(|(key, (_, source))| (key.as_str(), source))
    }

    pub(super) fn get<T: Held>(&self, key: Key<T>) -> Option<T> {
        self.set.get(key.name).and_then(|(value, _)| T::of(value)).cloned()
    }
    pub(super) fn text(&self, key: Key<String>) -> Option<String> {
        self.get(key).map(|text| text.trim().to_owned())
    }
    pub(super) fn path(&self, key: Key<String>) -> Option<PathBuf> {
        self.text(key).map(PathBuf::from)
    }
    pub(super) fn list(&self, key: Key<Vec<String>>) -> Vec<String> {
        self.get(key).unwrap_or_default()
    }
    /// A number within bounds, else a fault and the default.
    pub(super) fn number_in(&mut self, key: Key<i64>, default: i64, low: i64, high: i64) -> i64 {
        match self.get(key) {
            None => default,
            Some(n) if (low..=high).contains(&n) => n,
            Some(n) => {
                self.fault_at(key, format!("`{}` is {n}, and must be from {low} to {high}.", key.name));
                default
            }
        }
    }
    /// A text that must parse. `None`: absent, or bad (and told).
    pub(super) fn parsed<T>(&mut self, key: Key<String>, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        match parse(&self.text(key)?) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.fault_at(key, reason);
                None
            }
        }
    }
}

struct Place<'a> {
    file: PathBuf,
    text: &'a str,
}
impl Place<'_> {
    fn source(&self, at: usize) -> Source {
        let line = 1 + self.text.bytes().take(at).filter(|byte| *byte == b'\n').count();
        Source::File { file: self.file.clone(), line }
    }
}

fn unknown(key: &str) -> String {
    match keys::nearest(key) {
        Some(near) => match near.split_once('.') {
            Some((section, name)) => format!("there is no setting `{key}`. Did you mean `{name}` in [{section}]?"),
            None => format!("there is no setting `{key}`. Did you mean `{near}`?"),
        },
        None => format!("there is no setting `{key}`. `latchkey serve --help` lists all."),
    }
}

fn from_toml(kind: Kind, value: &DeValue<'_>) -> Option<Value> {
    match kind {
        Kind::Text => value.as_str().map(|text| Value::Text(text.to_owned())),
        Kind::Number => {
            let integer = value.as_integer()?;
            i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(Value::Number)
        }
        Kind::Bool => value.as_bool().map(Value::Bool),
        Kind::List => {
            let items = value.as_array()?;
            items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect::<Option<_>>().map(Value::List)
        }
        Kind::Secret => None,
    }
}

fn from_text(kind: Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::Text => Some(Value::Text(text.to_owned())),
        Kind::Number => text.trim().parse().ok().map(Value::Number),
        Kind::Bool => text.trim().parse().ok().map(Value::Bool),
        Kind::List => Some(Value::List(
            text.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect(),
        )),
        Kind::Secret => Some(Value::Secret(Secret::new(text))),
    }
}
