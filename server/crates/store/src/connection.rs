//! One connection type for both databases, and how each is opened. What only one of them can say
//! (locks, upserts) is told apart with [`on_each!`].

use crate::{StoreError, StoreResult};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use std::path::PathBuf;

#[derive(diesel::MultiConnection)]
pub(crate) enum AnyConnection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// The same expression on either connection, each with its own dialect.
macro_rules! on_each {
    ($tx:expr, $conn:ident => $body:expr) => {
        match &mut *$tx.conn {
            $crate::connection::AnyConnection::Sqlite($conn) => $body,
            $crate::connection::AnyConnection::Postgres($conn) => $body,
        }
    };
}
pub(crate) use on_each;

/// Which database, from the configured URL.
#[derive(Clone)]
pub(crate) enum Place {
    Sqlite(PathBuf),
    /// The URL, password included: never shown.
    Postgres(String),
}

impl Place {
    /// `sqlite:///absolute/file`, `sqlite:relative/file`, `postgres://…` (or `postgresql://…`).
    pub(crate) fn parse(url: &str) -> StoreResult<Self> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.starts_with(':') {
                return Err(StoreError::Other("sqlite: needs the path of a file".into()));
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let mut url = url.to_owned();
            if !url.contains("connect_timeout=") {
                url.push_str(if url.contains('?') { "&connect_timeout=5" } else { "?connect_timeout=5" });
            }
            return Ok(Self::Postgres(url));
        }
        Err(StoreError::Other("the database URL must begin with sqlite: or postgres://".into()))
    }

    /// Opens a connection. `writes`: for SQLite, whether this one may write at all.
    pub(crate) fn connect(&self, writes: bool) -> StoreResult<AnyConnection> {
        match self {
            Self::Sqlite(path) => sqlite(path, writes).map(AnyConnection::Sqlite),
            Self::Postgres(url) => postgres(url).map(AnyConnection::Postgres),
        }
    }
}

/// Full sync: what was answered to a person survives a power cut, too. foreign_keys is off by
/// default and per connection. The busy time-out is for other processes (the command line): our own
/// writers queue for the one writing connection.
fn sqlite(path: &std::path::Path, writes: bool) -> StoreResult<SqliteConnection> {
    if writes {
        private_file(path)?;
    }
    let text = path.to_str().ok_or_else(|| StoreError::Other("the path of the database is not UTF-8".into()))?;
    let mut conn = SqliteConnection::establish(text).map_err(|error| StoreError::Unreachable(error.to_string()))?;
    conn.batch_execute(
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;",
    )?;
    if !writes {
        conn.batch_execute("PRAGMA query_only = ON;")?;
    }
    Ok(conn)
}

/// Makes the file first, for our own eyes only; SQLite gives its -wal and -shm the same mode.
fn private_file(path: &std::path::Path) -> StoreResult<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::StorageFull => Err(StoreError::Full(error.to_string())),
        Err(error) => Err(StoreError::Unreachable(format!("{}: {error}", path.display()))),
    }
}

/// Bounds on waiting: for a lock, for a statement, and for a client of ours that hangs.
fn postgres(url: &str) -> StoreResult<PgConnection> {
    let mut conn =
        PgConnection::establish(url).map_err(|error| StoreError::Unreachable(without_url(&error.to_string(), url)))?;
    conn.batch_execute(
        "SET lock_timeout = '5s'; SET statement_timeout = '30s'; \
         SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = warning;",
    )?;
    Ok(conn)
}

/// libpq repeats a URL that it cannot read, with the password in it.
fn without_url(message: &str, url: &str) -> String {
    let secret = url.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@')).map(|(user, _)| user);
    let hidden = [Some(url), secret, secret.and_then(|user| user.split_once(':')).map(|(_, password)| password)];
    hidden
        .into_iter()
        .flatten()
        .filter(|part| part.len() > 2)
        .fold(message.trim().to_owned(), |text, part| text.replace(part, "…"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn urls() {
        assert!(matches!(Place::parse("sqlite:///var/lib/x.sqlite").unwrap(), Place::Sqlite(p) if p.is_absolute()));
        assert!(matches!(Place::parse("sqlite:x.sqlite").unwrap(), Place::Sqlite(p) if p.is_relative()));
        assert!(Place::parse("sqlite::memory:").is_err());
        assert!(Place::parse("mysql://x").is_err());
    }

    #[test]
    fn no_message_holds_the_password() {
        let url = "postgres://me:top-secret@[::1/db";
        let error = Place::parse(url).unwrap().connect(true).err().unwrap().to_string();
        assert!(!error.contains("top-secret"), "{error}");
    }
}
