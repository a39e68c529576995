//! The embedded migrations. Not run by themselves: the server decides at start, the command line
//! on request.

use crate::connection::AnyConnection;
use crate::{StoreError, StoreResult};
use diesel::migration::{Migration, MigrationConnection};
use diesel::{PgConnection, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE: EmbeddedMigrations = embed_migrations!("../../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../../migrations/postgres");

/// Any number, as long as nothing else uses it: two servers that start together run migrations
/// one after the other.
const ADVISORY_LOCK: i64 = 0x6c61_7463_686b_6579;

/// Names of what was run, oldest first.
pub(crate) fn up(conn: &mut AnyConnection) -> StoreResult<Vec<String>> {
    match conn {
        AnyConnection::Sqlite(conn) => run_pending(conn, SQLITE),
        AnyConnection::Postgres(conn) => locked(conn, |conn| run_pending(conn, POSTGRES)),
    }
}

/// Takes back the latest; `None`: there is none.
pub(crate) fn down(conn: &mut AnyConnection) -> StoreResult<Option<String>> {
    match conn {
        AnyConnection::Sqlite(conn) => revert_last(conn, SQLITE),
        AnyConnection::Postgres(conn) => locked(conn, |conn| revert_last(conn, POSTGRES)),
    }
}

/// Names of what is still to be run, oldest first.
pub(crate) fn pending(conn: &mut AnyConnection) -> StoreResult<Vec<String>> {
    match conn {
        AnyConnection::Sqlite(conn) => names(conn, SQLITE),
        AnyConnection::Postgres(conn) => names(conn, POSTGRES),
    }
}

fn names<C>(conn: &mut C, source: EmbeddedMigrations) -> StoreResult<Vec<String>>
where
    C: MigrationHarness<C::Backend> + MigrationConnection + 'static,
    EmbeddedMigrations: diesel::migration::MigrationSource<C::Backend>,
{
    Ok(conn.pending_migrations(source).map_err(failed)?.iter().map(|migration| migration.name().to_string()).collect())
}

fn run_pending<C>(conn: &mut C, source: EmbeddedMigrations) -> StoreResult<Vec<String>>
where
    C: MigrationHarness<C::Backend> + MigrationConnection + 'static,
    EmbeddedMigrations: diesel::migration::MigrationSource<C::Backend>,
{
    let pending: Vec<Box<dyn Migration<C::Backend>>> = conn.pending_migrations(source).map_err(failed)?;
    let mut done = Vec::new();
    for migration in pending {
        conn.run_migration(&migration).map_err(failed)?;
        done.push(migration.name().to_string());
    }
    Ok(done)
}

fn revert_last<C>(conn: &mut C, source: EmbeddedMigrations) -> StoreResult<Option<String>>
where
    C: MigrationHarness<C::Backend> + MigrationConnection + 'static,
    EmbeddedMigrations: diesel::migration::MigrationSource<C::Backend>,
{
    if conn.applied_migrations().map_err(failed)?.is_empty() {
        return Ok(None);
    }
    Ok(Some(conn.revert_last_migration(source).map_err(failed)?.to_string()))
}

fn locked<T>(conn: &mut PgConnection, work: impl FnOnce(&mut PgConnection) -> StoreResult<T>) -> StoreResult<T> {
    let lock = |conn: &mut PgConnection, sql: &str| {
        diesel::sql_query(sql).bind::<diesel::sql_types::BigInt, _>(ADVISORY_LOCK).execute(conn)
    };
    // A migration may take longer than a request may.
    diesel::sql_query("SET statement_timeout = 0").execute(conn)?;
    lock(conn, "SELECT pg_advisory_lock($1)")?;
    let result = work(conn);
    lock(conn, "SELECT pg_advisory_unlock($1)")?;
    diesel::sql_query("SET statement_timeout = '30s'").execute(conn)?;
    result
}

/// diesel_migrations keeps its error types to itself; their text ends in the database's.
fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
    StoreError::from_text(&format!("migration: {error}"))
}
