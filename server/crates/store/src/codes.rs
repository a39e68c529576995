//! Codes that were sent: short, so kept as keyed hashes, bound to one flow and purpose, used once.

use crate::schema::codes::dsl;
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::ids::FlowId;
use latchkey_domain::{Secret, Timestamp};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redeemed {
    Right,
    Wrong,
    /// Right once, and spent.
    Used,
    Expired,
    /// None was issued for this flow and purpose.
    Missing,
}

fn digests(tx: &Tx, flow: &FlowId, purpose: &str, code: &str) -> Vec<String> {
    tx.digests("code", &[flow.as_str(), purpose, code])
}

/// Gives the moment it expires. An earlier code of this flow and purpose is no longer good.
/// `destination_digest`: where it goes, as `Tx::digest` made it.
pub fn issue(
    tx: &mut Tx,
    flow: &FlowId,
    purpose: &str,
    destination_digest: &str,
    code: &Secret,
    ttl_secs: i64,
) -> StoreResult<Timestamp> {
    let expires = tx.now().plus_secs(ttl_secs);
    let digest = tx.digest("code", &[flow.as_str(), purpose, code.expose()]);
    let values = (
        dsl::digest.eq(digest),
        dsl::destination_digest.eq(destination_digest),
        dsl::issued_at.eq(tx.now().millis()),
        dsl::expires_at.eq(expires.millis()),
        dsl::used_at.eq(None::<i64>),
    );
    let key = (dsl::flow.eq(flow.as_str()), dsl::purpose.eq(purpose));
    crate::connection::on_each!(tx, conn => diesel::insert_into(dsl::codes)
        .values((key, values.clone()))
        .on_conflict((dsl::flow, dsl::purpose))
        .do_update()
        .set(values)
        .execute(conn))?;
    Ok(expires)
}

/// Spends the code if it is the right one: of any number at once, exactly one hears `Right`.
pub fn redeem(tx: &mut Tx, flow: &FlowId, purpose: &str, typed: &str) -> StoreResult<Redeemed> {
    let (now, typed) = (tx.now().millis(), digests(tx, flow, purpose, typed));
    let this = dsl::flow.eq(flow.as_str()).and(dsl::purpose.eq(purpose));
    let good = dsl::digest.eq_any(&typed).and(dsl::used_at.is_null()).and(dsl::expires_at.gt(now));
    let spent =
        diesel::update(dsl::codes.filter(this).filter(good)).set(dsl::used_at.eq(Some(now))).execute(tx.conn)?;
    let row: Option<(String, i64, Option<i64>)> =
        dsl::codes.filter(this).select((dsl::digest, dsl::expires_at, dsl::used_at)).first(tx.conn).optional()?;
    Ok(match row {
        _ if spent == 1 => Redeemed::Right,
        None => Redeemed::Missing,
        Some((digest, _, Some(_))) if typed.contains(&digest) => Redeemed::Used,
        // Also for a wrong one: nothing that is typed now would be right.
        Some((_, expires, None)) if expires <= now => Redeemed::Expired,
        Some(_) => Redeemed::Wrong,
    })
}

/// When the latest code was issued, and when it expires.
pub fn current(tx: &mut Tx, flow: &FlowId, purpose: &str) -> StoreResult<Option<(Timestamp, Timestamp)>> {
    let row: Option<(i64, i64)> = dsl::codes
        .find((flow.as_str(), purpose))
        .select((dsl::issued_at, dsl::expires_at))
        .first(tx.conn)
        .optional()?;
    Ok(row.map(|(issued, expires)| (Timestamp(issued), Timestamp(expires))))
}
