//! Counting how often, exactly, in windows that begin with the first hit. Whom it is about is not
//! kept: the key in the database is a keyed digest.

use crate::connection::on_each;
use crate::schema::limits::dsl;
use crate::{StoreResult, Tx};
use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::upsert::excluded;
use latchkey_domain::Timestamp;
use latchkey_domain::limits::Limit;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// `hit`: this one was within the limit. `peek`: the next one would be.
    pub allowed: bool,
    /// Hits in this window.
    pub count: i64,
    /// When the window ends; now, if there is none.
    pub retry_at: Timestamp,
}

fn digest(tx: &Tx, limit: &Limit, key: &str) -> String {
    tx.digest("limit", &[limit.name, key])
}

/// The row's name under the present key. What was counted under an older one is taken along: a
/// rotation of the key gives nobody more tries.
fn taken_along(tx: &mut Tx, limit: &Limit, key: &str) -> StoreResult<String> {
    let mut digests = tx.digests("limit", &[limit.name, key]).into_iter();
    let present = digests.next().unwrap_or_default();
    for older in digests {
        // Where both are there, the older one ends by its time.
        let sql = "UPDATE limits SET key = $1 WHERE key = $2 \
                   AND NOT EXISTS (SELECT 1 FROM limits AS present WHERE present.key = $1)";
        diesel::sql_query(sql).bind::<Text, _>(&present).bind::<Text, _>(older).execute(tx.conn)?;
    }
    Ok(present)
}

/// Counts one. Hits that were not allowed count, too, but do not prolong the window.
pub fn hit(tx: &mut Tx, limit: &Limit, key: &str) -> StoreResult<Hit> {
    let (key, now) = (taken_along(tx, limit, key)?, tx.now());
    let values = (dsl::key.eq(&key), dsl::hits.eq(1), dsl::ends_at.eq(now.plus_secs(limit.window_secs).millis()));
    let over = || dsl::ends_at.le(now.millis());
    let (count, ends_at): (i64, i64) = on_each!(tx, conn => diesel::insert_into(dsl::limits)
        .values(values)
        .on_conflict(dsl::key)
        .do_update()
        .set((
            dsl::hits.eq(case_when(over(), 1.into_sql::<diesel::sql_types::BigInt>()).otherwise(dsl::hits + 1)),
            dsl::ends_at.eq(case_when(over(), excluded(dsl::ends_at)).otherwise(dsl::ends_at)),
        ))
        .returning((dsl::hits, dsl::ends_at))
        .get_result(conn))?;
    Ok(Hit { allowed: count <= limit.max, count, retry_at: Timestamp(ends_at) })
}

/// Counts nothing.
pub fn peek(tx: &mut Tx, limit: &Limit, key: &str) -> StoreResult<Hit> {
    let (keys, now) = (tx.digests("limit", &[limit.name, key]), tx.now());
    let row: Option<(i64, i64)> = dsl::limits
        .filter(dsl::key.eq_any(keys))
        .filter(dsl::ends_at.gt(now.millis()))
        .order(dsl::hits.desc())
        .select((dsl::hits, dsl::ends_at))
        .first(tx.conn)
        .optional()?;
    let (count, ends_at) = row.unwrap_or((0, now.millis()));
    Ok(Hit { allowed: count < limit.max, count, retry_at: Timestamp(ends_at) })
}

/// Takes one hit back: what was counted before it was looked at, and turned out to be right.
pub fn give_back(tx: &mut Tx, limit: &Limit, key: &str) -> StoreResult<()> {
    let key = digest(tx, limit, key);
    diesel::update(dsl::limits.filter(dsl::key.eq(key)).filter(dsl::hits.gt(0)))
        .set(dsl::hits.eq(dsl::hits - 1))
        .execute(tx.conn)?;
    Ok(())
}

pub fn forget(tx: &mut Tx, limit: &Limit, key: &str) -> StoreResult<()> {
    let keys = tx.digests("limit", &[limit.name, key]);
    diesel::delete(dsl::limits.filter(dsl::key.eq_any(keys))).execute(tx.conn)?;
    Ok(())
}

/// Removes the windows that ended.
pub fn purge(tx: &mut Tx) -> StoreResult<i64> {
    let removed = diesel::delete(dsl::limits.filter(dsl::ends_at.le(tx.now().millis()))).execute(tx.conn)?;
    Ok(i64::try_from(removed).unwrap_or(i64::MAX))
}
