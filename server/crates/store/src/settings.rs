//! Small settings of the whole installation, as JSON by name. Nothing secret: what must be sealed
//! has a table of its own.

use crate::connection::{AnyConnection, on_each};
use crate::schema::settings::dsl;
use crate::store::{from_json, to_json};
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

pub fn get<T: DeserializeOwned>(tx: &mut Tx, name: &str) -> StoreResult<Option<T>> {
    let text: Option<String> = dsl::settings.find(name).select(dsl::value).first(tx.conn).optional()?;
    text.map(|text| from_json("settings", &text)).transpose()
}

/// Writes it only if there is none yet; gives the one that holds. Of any number at once, all hear
/// the same.
pub fn claim<T: Serialize + DeserializeOwned + Clone>(tx: &mut Tx, name: &str, value: &T) -> StoreResult<T> {
    let text = to_json(value)?;
    on_each!(tx, conn => diesel::insert_into(dsl::settings)
        .values((dsl::name.eq(name), dsl::value.eq(&text)))
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok(get(tx, name)?.unwrap_or_else(|| value.clone()))
}

/// Whether the table is there at all: not before the first migration.
pub fn are_there(tx: &mut Tx) -> StoreResult<bool> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let sql = match tx.conn {
        AnyConnection::Sqlite(_) => {
            "SELECT COUNT(*) AS n FROM sqlite_master WHERE type = 'table' AND name = 'settings'"
        }
        AnyConnection::Postgres(_) => {
            "SELECT COUNT(*) AS n FROM pg_catalog.pg_class WHERE oid = to_regclass('settings')"
        }
    };
    let found: Found = diesel::sql_query(sql).get_result(tx.conn)?;
    Ok(found.n > 0)
}

pub fn put<T: Serialize>(tx: &mut Tx, name: &str, value: &T) -> StoreResult<()> {
    let text = to_json(value)?;
    on_each!(tx, conn => diesel::insert_into(dsl::settings)
        .values((dsl::name.eq(name), dsl::value.eq(&text)))
        .on_conflict(dsl::name)
        .do_update()
        .set(dsl::value.eq(&text))
        .execute(conn))?;
    Ok(())
}
