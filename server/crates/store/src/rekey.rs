//! Another master key: every sealed value is opened with the key that it names and sealed again
//! with the present one. In small transactions, so that it can be broken off and taken up again:
//! what is done already names the present key and is passed over.
//!
//! Hashes cannot be made anew (what they were made of is not kept): codes and limits from before
//! are found as long as the older key is among [`Keys::with_older`](crate::Keys::with_older).

use crate::connection::AnyConnection;
pub use crate::sealed::{Column, SEALED};
use crate::{StoreError, StoreResult, Tx};
use diesel::RunQueryDsl as _;
use diesel::sql_types::{BigInt, Text};

/// How far it has come. The beginning is `Position::default()`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    column: usize,
    /// The last row that was looked at.
    after: String,
}

/// What one step did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    pub resealed: usize,
    /// Values that open with none of our keys, as `table.column of row`: left as they are.
    pub unreadable: Vec<String>,
    /// `None`: everything has been looked at.
    pub next: Option<Position>,
}

#[derive(diesel::QueryableByName)]
struct Value {
    #[diesel(sql_type = Text)]
    place: String,
    #[diesel(sql_type = Text)]
    sealed: String,
}

/// Seals up to `rows` values anew.
pub fn step(tx: &mut Tx, at: Position, rows: i64) -> StoreResult<Step> {
    let Some(column) = SEALED.get(at.column) else { return Ok(Step::default()) };
    let values = older(tx, *column, &at.after, rows)?;
    let full = i64::try_from(values.len()).is_ok_and(|found| found >= rows);
    let last = values.last().map(|value| value.place.clone()).unwrap_or_default();
    let mut step = Step::default();
    for value in values {
        match tx.open(*column, &value.place, &value.sealed) {
            Ok(plain) => {
                let sealed = tx.seal(*column, &value.place, &plain)?;
                put(tx, *column, &value.place, &sealed)?;
                step.resealed += 1;
            }
            Err(StoreError::Corrupt(_)) => {
                step.unreadable.push(format!("{}.{} of {}", column.table(), column.name(), value.place));
            }
            Err(error) => return Err(error),
        }
    }
    step.next = match full {
        true => Some(Position { column: at.column, after: last }),
        false => Some(at.column + 1)
            .filter(|next| *next < SEALED.len())
            .map(|column| Position { column, after: String::new() }),
    };
    Ok(step)
}

/// Values that do not name the present key, in the order of their rows, held for us until the end
/// of the transaction.
fn older(tx: &mut Tx, column: Column, after: &str, rows: i64) -> StoreResult<Vec<Value>> {
    let (table, key, name) = (column.table(), column.key(), column.name());
    let mark = format!("{}.", tx.key_id());
    let held = match tx.conn {
        AnyConnection::Sqlite(_) => "",
        AnyConnection::Postgres(_) => " FOR UPDATE",
    };
    let sql = format!(
        "SELECT {key} AS place, {name} AS sealed FROM {table} \
         WHERE {key} > $1 AND substr({name}, 1, {length}) <> $2 ORDER BY {key} LIMIT $3{held}",
        length = mark.len(),
    );
    Ok(diesel::sql_query(sql).bind::<Text, _>(after).bind::<Text, _>(mark).bind::<BigInt, _>(rows).load(tx.conn)?)
}

fn put(tx: &mut Tx, column: Column, place: &str, sealed: &str) -> StoreResult<()> {
    let (table, key, name) = (column.table(), column.key(), column.name());
    diesel::sql_query(format!("UPDATE {table} SET {name} = $1 WHERE {key} = $2"))
        .bind::<Text, _>(sealed)
        .bind::<Text, _>(place)
        .execute(tx.conn)?;
    Ok(())
}
