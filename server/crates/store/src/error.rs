//! What can go wrong below a repository. Messages come from the database engine and never hold
//! values: bound parameters are not part of them, and connection passwords are cut out.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};

#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// A rule of the schema was broken: names the table that has it, or `foreign key`.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// The database cannot be reached. Worth trying again.
    #[error("database unreachable: {0}")]
    Unreachable(String),
    /// The line is well, and others hold what was wanted. Worth trying again.
    #[error("database busy: {0}")]
    Busy(String),
    /// The storage takes no more writes: disk full, quota, or made read-only.
    #[error("database takes no writes: {0}")]
    Full(String),
    /// The data is damaged, or a sealed value does not open with the keys that we have.
    #[error("database corrupt: {0}")]
    Corrupt(String),
    #[error("database: {0}")]
    Other(String),
}

pub type StoreResult<T> = Result<T, StoreError>;

/// Tables with a rule that a request can break.
const TABLES: &[&str] =
    &["directories", "accounts", "methods", "recovery_codes", "admins", "invitations", "flows", "sessions"];

impl StoreError {
    /// From what a database said, where only its text is left.
    pub(crate) fn from_text(text: &str) -> Self {
        from_message(text)
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::DatabaseError(kind, info) => from_database(kind, info.as_ref()),
            // What a broken line leaves behind in diesel's own bookkeeping.
            Error::BrokenTransactionManager => Self::Unreachable("the connection broke".into()),
            Error::RollbackErrorOnCommit { commit_error, .. } => Self::from(*commit_error),
            other => Self::Other(other.to_string()),
        }
    }
}

fn from_database(kind: DatabaseErrorKind, info: &(dyn DatabaseErrorInformation + Send + Sync)) -> StoreError {
    let message = info.message();
    match kind {
        DatabaseErrorKind::UniqueViolation => StoreError::Conflict(table(info)),
        DatabaseErrorKind::ForeignKeyViolation => StoreError::Conflict("foreign key"),
        DatabaseErrorKind::ReadOnlyTransaction => StoreError::Other("a write inside Store::read".into()),
        // this one connection, because we hung
        DatabaseErrorKind::ClosedConnection if message.contains(HUNG) => StoreError::Busy(message.trim().into()),
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
            StoreError::Unreachable(message.trim().into())
        }
        DatabaseErrorKind::SerializationFailure => StoreError::Busy("too many at once".into()),
        _ => from_message(message),
    }
}

/// `idle_in_transaction_session_timeout` of PostgreSQL.
const HUNG: &str = "idle-in-transaction timeout";

/// SQLite says what happened in its fixed texts (`sqlite3_errstr`); diesel passes neither its code
/// nor PostgreSQL's SQLSTATE on.
fn from_message(message: &str) -> StoreError {
    let message = message.trim();
    let says = |texts: &[&str]| texts.iter().any(|text| message.contains(text));
    if says(&[
        "database or disk is full",
        "No space left on device",
        "Disk quota exceeded",
        "readonly database",
        "read-only transaction",
    ]) {
        StoreError::Full(message.into())
    } else if says(&["malformed", "file is not a database", "invalid page in block", "could not read block"]) {
        StoreError::Corrupt(message.into())
    } else if says(&["database is locked", "lock timeout", "statement timeout", "deadlock detected", HUNG]) {
        StoreError::Busy(message.into())
    } else if says(&[
        "unable to open database file",
        "disk I/O error",
        "server closed the connection",
        "terminating connection",
        "connection to server",
        "no connection to the server",
        "could not receive data",
        "could not send data",
        "the database system is",
        "too many clients",
        "remaining connection slots",
    ]) {
        StoreError::Unreachable(message.into())
    } else {
        StoreError::Other(message.into())
    }
}

/// PostgreSQL names the table; SQLite says "UNIQUE constraint failed: table.column".
fn table(info: &(dyn DatabaseErrorInformation + Send + Sync)) -> &'static str {
    let message = info.message();
    let named = |table: &&&str| info.table_name() == Some(**table) || message.contains(&format!(": {table}."));
    TABLES.iter().find(named).copied().unwrap_or("unique")
}

#[cfg(test)]
mod tests {
    use super::StoreError;

    /// After a lost line all idle connections are replaced; others being quicker is no reason for that.
    #[test]
    fn busy_is_not_away() {
        for text in [
            "database is locked",
            "canceling statement due to lock timeout",
            "canceling statement due to statement timeout",
            "deadlock detected",
            "terminating connection due to idle-in-transaction timeout",
        ] {
            assert!(matches!(StoreError::from_text(text), StoreError::Busy(_)), "{text}");
        }
        for text in [
            "terminating connection due to administrator command",
            "server closed the connection unexpectedly",
            "the database system is shutting down",
            "disk I/O error",
            "sorry, too many clients already",
        ] {
            assert!(matches!(StoreError::from_text(text), StoreError::Unreachable(_)), "{text}");
        }
    }
}
