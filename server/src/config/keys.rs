//! Every setting there is: one table for the file, the environment, the hints for mistyped names, and whoever reads a
//! value. It is read by its constant, so a wrong name or kind does not compile, and the compiler tells of a setting that
//! nobody reads. Why no struct is derived for serde: docs/decisions/0029.

use super::value::Value;
use latchkey_domain::Secret;
use std::marker::PhantomData;
use strsim::levenshtein;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Bool,
    /// In the environment: separated by commas.
    List,
    /// Comes from the environment, or from the file that the key with `_file` behind its name names; never from the
    /// TOML file.
    Secret,
}

impl Kind {
    pub const fn words(self) -> &'static str {
        match self {
            Self::Text | Self::Secret => "a text in quotes",
            Self::Number => "a whole number",
            Self::Bool => "true or false",
            Self::List => "a list of texts, such as [\"10.0.0.0/8\"]",
        }
    }
}

/// What a setting can hold.
pub(super) trait Held: Clone {
    const KIND: Kind;
    fn of(value: &Value) -> Option<&Self>;
}

macro_rules! held {
    ($($kind:ident as $held:ty),*) => {
        $(impl Held for $held {
            const KIND: Kind = Kind::$kind;
            fn of(value: &Value) -> Option<&Self> {
                if let Value::$kind(held) = value { Some(held) } else { None }
            }
        })*
    };
}
held!(Text as String, Number as i64, Bool as bool, List as Vec<String>, Secret as Secret);

/// The name of a setting that holds a `T`.
pub(super) struct Key<T> {
    pub(super) name: &'static str,
    holds: PhantomData<fn() -> T>,
}

impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Key<T> {}

impl<T> Key<T> {
    /// `database` of `database.url`; empty at the top.
    pub(super) fn section(self) -> &'static str {
        self.name.split_once('.').map_or("", |(section, _)| section)
    }
}

macro_rules! settings {
    ($($constant:ident: $held:ty = $name:literal;)*) => {
        $(pub(super) const $constant: Key<$held> = Key { name: $name, holds: PhantomData };)*
        pub const KEYS: &[(&str, Kind)] = &[$(($name, <$held as Held>::KIND),)*];
    };
}

settings! {
    ORIGIN: String = "origin";
    ORGANISATION: String = "organisation";
    HELP_DESK: String = "help_desk";
    HELP_DESK_TEL: String = "help_desk_tel";
    LANGUAGE: String = "language";
    TIME_ZONE: String = "time_zone";
    LISTEN: String = "listen";
    DATA_DIR: String = "data_dir";
    PRACTICE: bool = "practice";
    SEATS: i64 = "seats";
    TLS_CERTIFICATE: String = "tls.certificate";
    TLS_KEY: String = "tls.key";
    PROXY_TRUSTED: Vec<String> = "proxy.trusted";
    DATABASE_URL: String = "database.url";
    DATABASE_PASSWORD_FILE: String = "database.password_file";
    DATABASE_PASSWORD: Secret = "database.password";
    DATABASE_POOL: i64 = "database.pool";
    DATABASE_MIGRATE: bool = "database.migrate";
    SECRETS_KEY_FILE: String = "secrets.key_file";
    SECRETS_KEY: Secret = "secrets.key";
    SECRETS_OLDER_KEY_FILES: Vec<String> = "secrets.older_key_files";
    MAIL_HOST: String = "mail.host";
    MAIL_PORT: i64 = "mail.port";
    MAIL_SECURITY: String = "mail.security";
    MAIL_USERNAME: String = "mail.username";
    MAIL_PASSWORD_FILE: String = "mail.password_file";
    MAIL_PASSWORD: Secret = "mail.password";
    MAIL_FROM: String = "mail.from";
    MAIL_CA_FILE: String = "mail.ca_file";
    LOG_FORMAT: String = "log.format";
    LOG_LEVEL: String = "log.level";
}

pub fn kind(key: &str) -> Option<Kind> {
    KEYS.iter().find(|(name, _)| *name == key).map(|(_, kind)| *kind)
}

pub fn is_section(name: &str) -> bool {
    KEYS.iter().any(|(key, _)| key.split_once('.').is_some_and(|(section, _)| section == name))
}

/// The name of the variable that holds `key`: `LATCHKEY_DATABASE__URL`.
pub fn variable(key: &str) -> String {
    format!("LATCHKEY_{}", key.replace('.', "__").to_ascii_uppercase())
}

/// The setting that was most likely meant; `None` when nothing is close.
pub fn nearest(wrong: &str) -> Option<&'static str> {
    let leaf = leaf(wrong);
    KEYS.iter()
        // a right name in a wrong section is one step away
        .map(|(key, _)| (levenshtein(wrong, key).min(1 + levenshtein(leaf, self::leaf(key))), *key))
        .min()
        .filter(|(steps, _)| *steps <= 1 + leaf.chars().count() / 3)
        .map(|(_, key)| key)
}

fn leaf(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        assert_eq!(nearest("orgin"), Some("origin"));
        assert_eq!(nearest("organization"), Some("organisation"));
        assert_eq!(nearest("database.uri"), Some("database.url"));
        assert_eq!(nearest("key_file"), Some("secrets.key_file"));
        assert_eq!(nearest("server.trusted"), Some("proxy.trusted"));
        assert_eq!(nearest("colour_of_the_door"), None);
    }

    #[test]
    fn names_of_variables() {
        assert_eq!(variable("database.url"), "LATCHKEY_DATABASE__URL");
        assert_eq!(variable("data_dir"), "LATCHKEY_DATA_DIR");
    }

    /// Whoever writes one into the file is told of the other.
    #[test]
    fn each_secret_can_stand_in_a_file_of_its_own() {
        for (key, _) in KEYS.iter().filter(|(_, kind)| *kind == Kind::Secret) {
            assert_eq!(kind(&format!("{key}_file")), Some(Kind::Text), "{key}");
        }
    }

    #[test]
    fn each_stands_in_the_table_once() {
        for (key, _) in KEYS {
            assert_eq!(KEYS.iter().filter(|(other, _)| other == key).count(), 1, "{key}");
        }
    }
}
