//! Other servers that prove who somebody is or carry a message, as the administrator configured them:
//! one row for each, by the name that its user knows ("sms", "radius"), with its secrets sealed.

use crate::connection::on_each;
use crate::schema::providers::{self, dsl};
use crate::sealed::PROVIDERS;
use crate::store::{from_json, to_json};
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::{Secret, Timestamp};

#[derive(Clone, Debug, PartialEq)]
pub struct ProviderRow {
    pub name: String,
    /// Nothing secret: it may be shown to administrators.
    pub config: serde_json::Value,
    /// Sealed at rest; usually JSON as well.
    pub secret: Secret,
    /// Another number with each change, also after a removal: a client that was made of other settings
    /// is never taken for one of these.
    pub version: i64,
    pub updated_at: Timestamp,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = providers)]
struct Stored {
    name: String,
    config: String,
    sealed: String,
    version: i64,
    updated_at: i64,
}

fn opened(tx: &Tx, row: Stored) -> StoreResult<ProviderRow> {
    Ok(ProviderRow {
        config: from_json("providers.config", &row.config)?,
        secret: tx.open(PROVIDERS, &row.name, &row.sealed)?,
        name: row.name,
        version: row.version,
        updated_at: Timestamp(row.updated_at),
    })
}

pub fn get(tx: &mut Tx, name: &str) -> StoreResult<Option<ProviderRow>> {
    let row: Option<Stored> = dsl::providers.find(name).select(Stored::as_select()).first(tx.conn).optional()?;
    row.map(|row| opened(tx, row)).transpose()
}

/// Whether there is one; nothing is opened.
pub fn is_there(tx: &mut Tx, name: &str) -> StoreResult<bool> {
    Ok(dsl::providers.find(name).select(dsl::version).first::<i64>(tx.conn).optional()?.is_some())
}

/// By name.
pub fn list(tx: &mut Tx) -> StoreResult<Vec<ProviderRow>> {
    let rows: Vec<Stored> = dsl::providers.order(dsl::name).select(Stored::as_select()).load(tx.conn)?;
    rows.into_iter().map(|row| opened(tx, row)).collect()
}

/// `was`: the version that the administrator saw; `None`: there was none. Gives the new version;
/// `None`: somebody else was first, and nothing was changed.
pub fn put(
    tx: &mut Tx,
    name: &str,
    config: &serde_json::Value,
    secret: &Secret,
    was: Option<i64>,
) -> StoreResult<Option<i64>> {
    let version = new_version(tx, was);
    let values = (
        dsl::config.eq(to_json(config)?),
        dsl::sealed.eq(tx.seal(PROVIDERS, name, secret)?),
        dsl::version.eq(version),
        dsl::updated_at.eq(tx.now().millis()),
    );
    let changed = match was {
        Some(was) => {
            let seen = dsl::name.eq(name).and(dsl::version.eq(was));
            diesel::update(dsl::providers.filter(seen)).set(values).execute(tx.conn)?
        }
        None => on_each!(tx, conn => diesel::insert_into(dsl::providers)
            .values((dsl::name.eq(name), values))
            .on_conflict_do_nothing()
            .execute(conn))?,
    };
    Ok((changed == 1).then_some(version))
}

/// Drawn, so that nothing has to be remembered about rows that are gone.
fn new_version(tx: &Tx, was: Option<i64>) -> i64 {
    loop {
        let mut bytes = [0_u8; 8];
        tx.entropy().fill(&mut bytes);
        // 53 bits: browsers keep such numbers as they are
        let version = i64::from_le_bytes(bytes) & ((1 << 53) - 1);
        if was != Some(version) {
            return version;
        }
    }
}

/// `false`: there was none of this version (any more).
pub fn remove(tx: &mut Tx, name: &str, was: i64) -> StoreResult<bool> {
    let seen = dsl::name.eq(name).and(dsl::version.eq(was));
    Ok(diesel::delete(dsl::providers.filter(seen)).execute(tx.conn)? == 1)
}
