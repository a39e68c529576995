//! Every setting there is, with its kind: the one list that the file, the environment and the
//! hints for mistyped keys are checked against.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Bool,
    /// In the environment: separated by commas.
    List,
    /// Comes from the environment (or a file that another key names), never from the TOML file.
    Secret {
        /// The key to use in the file instead.
        instead: &'static str,
    },
}

impl Kind {
    pub const fn words(self) -> &'static str {
        match self {
            Self::Text | Self::Secret { .. } => "a text in quotes",
            Self::Number => "a whole number",
            Self::Bool => "true or false",
            Self::List => "a list of texts, such as [\"10.0.0.0/8\"]",
        }
    }
}

pub const KEYS: &[(&str, Kind)] = &[
    ("origin", Kind::Text),
    ("organisation", Kind::Text),
    ("help_desk", Kind::Text),
    ("help_desk_tel", Kind::Text),
    ("language", Kind::Text),
    ("time_zone", Kind::Text),
    ("listen", Kind::Text),
    ("data_dir", Kind::Text),
    ("practice", Kind::Bool),
    ("seats", Kind::Number),
    ("tls.certificate", Kind::Text),
    ("tls.key", Kind::Text),
    ("proxy.trusted", Kind::List),
    ("database.url", Kind::Text),
    ("database.password_file", Kind::Text),
    ("database.password", Kind::Secret { instead: "database.password_file" }),
    ("database.pool", Kind::Number),
    ("database.migrate", Kind::Bool),
    ("secrets.key_file", Kind::Text),
    ("secrets.key", Kind::Secret { instead: "secrets.key_file" }),
    ("secrets.older_key_files", Kind::List),
    ("mail.host", Kind::Text),
    ("mail.port", Kind::Number),
    ("mail.security", Kind::Text),
    ("mail.username", Kind::Text),
    ("mail.password_file", Kind::Text),
    ("mail.password", Kind::Secret { instead: "mail.password_file" }),
    ("mail.from", Kind::Text),
    ("mail.ca_file", Kind::Text),
    ("log.format", Kind::Text),
    ("log.level", Kind::Text),
];

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
    let leaf = wrong.rsplit('.').next().unwrap_or(wrong);
    KEYS.iter()
        .map(|(key, _)| {
            let key_leaf = key.rsplit('.').next().unwrap_or(key);
            // A right name in a wrong section is one step away.
            let moved = if leaf == key_leaf { 1 } else { 1 + distance(leaf, key_leaf) };
            (distance(wrong, key).min(moved), *key)
        })
        .min()
        .filter(|(steps, _)| *steps <= 1 + leaf.chars().count() / 3)
        .map(|(_, key)| key)
}

/// Levenshtein: inserted, removed and replaced characters.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (above, cb) in row.iter().skip(1).zip(b.chars()) {
            left = (diagonal + usize::from(ca != cb)).min(above + 1).min(left + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        assert_eq!(distance("kitten", "sitting"), 3);
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
}
