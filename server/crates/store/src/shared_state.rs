//! What the servers that work with one directory share for a while, under keys and in words of the directory's
//! adapter. One row is put by one server: whoever expected something else hears so.

use crate::connection::on_each;
use crate::schema::shared_state::dsl;
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use latchkey_domain::Timestamp;
use latchkey_domain::directory::{Expect, StateEntry};
use latchkey_domain::ids::DirectoryId;

/// What is there, unless its time is over.
pub fn get(tx: &mut Tx, directory: &DirectoryId, key: &str) -> StoreResult<Option<StateEntry>> {
    let row: Option<(String, String)> = dsl::shared_state
        .find((directory.as_str(), key))
        .filter(dsl::ends_at.gt(tx.now().millis()))
        .select((dsl::value, dsl::revision))
        .first(tx.conn)
        .optional()?;
    Ok(row.map(|(value, revision)| StateEntry { value, revision }))
}

/// The new revision; `None`: something else than expected was there, and still is.
/// `Conflict("foreign key")`: there is no such directory any more.
pub fn put(
    tx: &mut Tx,
    directory: &DirectoryId,
    key: &str,
    expected: &Expect,
    value: &str,
    until: Timestamp,
) -> StoreResult<Option<String>> {
    let (now, revision) = (tx.now().millis(), tx.new_id());
    let values = (
        dsl::directory.eq(directory.as_str()),
        dsl::key.eq(key),
        dsl::value.eq(value),
        dsl::revision.eq(&revision),
        dsl::ends_at.eq(until.millis()),
    );
    let next = (dsl::value.eq(value), dsl::revision.eq(&revision), dsl::ends_at.eq(until.millis()));
    let changed = match expected {
        Expect::Revision(known) => {
            let unchanged = dsl::shared_state
                .find((directory.as_str(), key))
                .filter(dsl::revision.eq(known))
                .filter(dsl::ends_at.gt(now));
            diesel::update(unchanged).set(next).execute(tx.conn)?
        }
        Expect::Anything => on_each!(tx, conn => diesel::insert_into(dsl::shared_state)
            .values(values)
            .on_conflict((dsl::directory, dsl::key))
            .do_update()
            .set(next)
            .execute(conn))?,
        Expect::Absent => put_where_absent(tx, directory, key, value, &revision, until)?,
    };
    Ok((changed == 1).then_some(revision))
}

/// Over what has ended, and over nothing else.
fn put_where_absent(
    tx: &mut Tx,
    directory: &DirectoryId,
    key: &str,
    value: &str,
    revision: &str,
    until: Timestamp,
) -> StoreResult<usize> {
    let now = tx.now().millis();
    let sql = "INSERT INTO shared_state (directory, key, value, revision, ends_at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (directory, key) DO UPDATE \
               SET value = excluded.value, revision = excluded.revision, ends_at = excluded.ends_at \
               WHERE shared_state.ends_at <= $6";
    let put = diesel::sql_query(sql)
        .bind::<Text, _>(directory.as_str())
        .bind::<Text, _>(key)
        .bind::<Text, _>(value)
        .bind::<Text, _>(revision)
        .bind::<BigInt, _>(until.millis())
        .bind::<BigInt, _>(now);
    Ok(put.execute(tx.conn)?)
}

/// Takes it away, unless somebody put another.
pub fn remove(tx: &mut Tx, directory: &DirectoryId, key: &str, revision: &str) -> StoreResult<()> {
    let row = dsl::shared_state.find((directory.as_str(), key)).filter(dsl::revision.eq(revision));
    diesel::delete(row).execute(tx.conn)?;
    Ok(())
}

/// Removes what is over.
pub fn purge(tx: &mut Tx) -> StoreResult<i64> {
    let over = dsl::shared_state.filter(dsl::ends_at.le(tx.now().millis()));
    Ok(i64::try_from(diesel::delete(over).execute(tx.conn)?).unwrap_or(i64::MAX))
}
