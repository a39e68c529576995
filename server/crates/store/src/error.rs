//! What can go wrong below a repository. Messages come from the database engine and never hold
//! values: bound parameters are not part of them, and connection passwords are cut out.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};

#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// A rule of the schema was broken: names the table that has it, or `foreign key`.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// The database cannot be reached, or is too busy to be waited for. Worth trying again.
    #[error("database unreachable: {0}")]
    Unreachable(String),
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
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
            StoreError::Unreachable(message.trim().into())
        }
        DatabaseErrorKind::SerializationFailure => StoreError::Unreachable("too many at once".into()),
        _ => from_message(message),
    }
}

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
    } else if says(&[
        "unable to open database file",
        "database is locked",
        "disk I/O error",
        "server closed the connection",
        "terminating connection",
        "connection to server",
        "no connection to the server",
        "could not receive data",
        "could not send data",
        "the database system is",
        "lock timeout",
        "statement timeout",
        "deadlock detected",
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
