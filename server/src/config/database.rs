//! Where the rows are, and the key that seals the secrets among them.

use super::error::Source;
use super::keys::{
    DATABASE_MIGRATE, DATABASE_PASSWORD, DATABASE_PASSWORD_FILE, DATABASE_POOL, DATABASE_URL, Key, SECRETS_KEY,
    SECRETS_KEY_FILE,
};
use super::values::Values;
use latchkey_domain::Secret;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// One file beside us: the default.
    Sqlite(PathBuf),
    /// `postgres://user@host/name`, with the password already in its place.
    Postgres(Secret),
}

#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    pub url: DatabaseUrl,
    pub pool: usize,
    /// Bring the schema up to date at the start.
    pub migrate: bool,
}

impl DatabaseConfig {
    /// `embedded` is used when no url is given.
    pub fn read(values: &mut Values, embedded: &Path) -> Self {
        let password = values.get(DATABASE_PASSWORD).or_else(|| read_secret(values, DATABASE_PASSWORD_FILE));
        let url = match values.text(DATABASE_URL) {
            None => DatabaseUrl::Sqlite(embedded.to_path_buf()),
            Some(url) => {
                read_url(values, &url, password.as_ref()).unwrap_or_else(|| DatabaseUrl::Sqlite(embedded.to_path_buf()))
            }
        };
        Self {
            url,
            pool: usize::try_from(values.number_in(DATABASE_POOL, 8, 1, 200)).unwrap_or(8),
            migrate: values.get(DATABASE_MIGRATE).unwrap_or(true),
        }
    }
}

fn read_url(values: &mut Values, url: &str, password: Option<&Secret>) -> Option<DatabaseUrl> {
    if let Some(path) = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) {
        if path.is_empty() {
            values.fault_at(
                DATABASE_URL,
                "`database.url` names no file. Write it as sqlite:///var/lib/latchkey/latchkey.sqlite",
            );
            return None;
        }
        return Some(DatabaseUrl::Sqlite(PathBuf::from(path)));
    }
    let Some(rest) = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://")) else {
        values.fault_at(DATABASE_URL, "`database.url` must begin with postgres:// or sqlite://");
        return None;
    };
    let (user, place) = rest.rsplit_once('@').unwrap_or(("", rest));
    let in_file = matches!(values.source(DATABASE_URL), Some(Source::File { .. }));
    if in_file && (user.contains(':') || place.contains("password=")) {
        values.fault_at(
            DATABASE_URL,
            "a password must not stand in this file. Put it into a file of its own and name that with `database.password_file`, or set LATCHKEY_DATABASE__PASSWORD.",
        );
        return None;
    }
    Some(DatabaseUrl::Postgres(match password {
        Some(password) if !user.contains(':') => {
            let password = utf8_percent_encode(password.expose(), RESERVED);
            Secret::new(format!("postgres://{user}:{password}@{place}"))
        }
        _ => Secret::new(format!("postgres://{rest}")),
    }))
}

/// All but the unreserved characters (RFC 3986 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[derive(Clone, Debug)]
pub enum KeySource {
    /// Made on the first start when `may_create`.
    File {
        path: PathBuf,
        may_create: bool,
    },
    ProofInput(Secret),
}

impl KeySource {
    pub fn read(values: &mut Values, database: &DatabaseUrl, embedded: &Path) -> Self {
        if let Some(key) = values.get(SECRETS_KEY) {
            return Self::ProofInput(key);
        }
        if let Some(path) = values.path(SECRETS_KEY_FILE) {
            return Self::File { path, may_create: false };
        }
        if matches!(database, DatabaseUrl::Postgres(_)) {
            values.fault(
                Source::Missing,
                "with PostgreSQL the key that seals the secrets must be named, since every server needs the same: set `key_file` in [secrets]. `latchkey new-key FILE` makes one.",
            );
        }
        Self::File { path: embedded.to_path_buf(), may_create: true }
    }
}

/// The text of a file that holds one secret, without the newline that editors add. Faults are told.
pub(super) fn read_secret(values: &mut Values, key: Key<String>) -> Option<Secret> {
    let path = values.path(key)?;
    match read_private(&path, 0o007) {
        Ok(secret) => Some(secret),
        Err(reason) => {
            values.fault_at(key, reason);
            None
        }
    }
}

/// Refuses a file whose mode has any of the `forbidden` bits.
pub fn read_private(path: &Path, forbidden: u32) -> Result<Secret, String> {
    use std::os::unix::fs::PermissionsExt as _;
    let told = |e: std::io::Error| format!("{} cannot be read: {e}", path.display());
    let mode = std::fs::metadata(path).map_err(told)?.permissions().mode() & 0o777;
    if mode & forbidden != 0 {
        return Err(format!(
            "{} can be read by others (mode {mode:o}). Run: chmod 600 {}",
            path.display(),
            path.display()
        ));
    }
    let text = zeroize::Zeroizing::new(std::fs::read_to_string(path).map_err(told)?);
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(format!("{} is empty", path.display()));
    }
    Ok(Secret::new(text))
}
