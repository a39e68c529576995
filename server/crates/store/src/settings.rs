//! Small settings of the whole installation, as JSON by name. Nothing secret: what must be sealed
//! has a table of its own.

use crate::connection::on_each;
use crate::schema::settings::dsl;
use crate::store::{from_json, to_json};
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

pub fn get<T: DeserializeOwned>(tx: &mut Tx, name: &str) -> StoreResult<Option<T>> {
    let text: Option<String> = dsl::settings.find(name).select(dsl::value).first(tx.conn).optional()?;
    text.map(|text| from_json("settings", &text)).transpose()
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
