//! The columns whose values are sealed. `Tx` seals and opens by them and by nothing else, so that the list cannot miss
//! one, and `rekey` leaves none behind.

/// `key`: the column that names the row by which a value is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    table: &'static str,
    key: &'static str,
    name: &'static str,
}

impl Column {
    pub const fn table(self) -> &'static str {
        self.table
    }
    pub const fn key(self) -> &'static str {
        self.key
    }
    pub const fn name(self) -> &'static str {
        self.name
    }
}

macro_rules! sealed {
    ($($column:ident = $table:literal[$key:literal].$name:ident;)*) => {
        $(pub(crate) const $column: Column = Column { table: $table, key: $key, name: stringify!($name) };)*
        /// All of them, in the order in which they are sealed anew. A test holds this against the schema of both databases.
        pub const SEALED: &[Column] = &[$($column,)*];
    };
}

sealed! {
    DIRECTORIES = "directories"["id"].sealed;
    PROVIDERS = "providers"["name"].sealed;
    FLOWS = "flows"["id"].sealed;
    METHODS = "methods"["id"].sealed;
    ADMINS = "admins"["id"].totp_sealed;
    SESSIONS = "sessions"["id"].sealed;
    JOBS = "jobs"["id"].sealed;
}
