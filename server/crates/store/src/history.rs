//! Hashes of the passwords that were set through us, for directories that do not compare a reset
//! with their own history. Hashing and comparing are the caller's.

use crate::schema::password_history::dsl;
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::ids::AccountId;

/// Adds one and keeps the latest `keep`. `hash`: argon2id in PHC form, never anything faster.
pub fn add(tx: &mut Tx, account: &AccountId, hash: &str, keep: i64) -> StoreResult<()> {
    let row = (
        dsl::id.eq(tx.new_id()),
        dsl::account.eq(account.as_str()),
        dsl::hash.eq(hash),
        dsl::set_at.eq(tx.now().millis()),
    );
    diesel::insert_into(dsl::password_history).values(row).execute(tx.conn)?;
    let kept: Vec<String> = dsl::password_history
        .filter(dsl::account.eq(account.as_str()))
        .order((dsl::set_at.desc(), dsl::id.desc()))
        .limit(keep.max(0))
        .select(dsl::id)
        .load(tx.conn)?;
    let surplus = dsl::account.eq(account.as_str()).and(dsl::id.ne_all(kept));
    diesel::delete(dsl::password_history.filter(surplus)).execute(tx.conn)?;
    Ok(())
}

/// Latest first.
pub fn of(tx: &mut Tx, account: &AccountId) -> StoreResult<Vec<String>> {
    Ok(dsl::password_history
        .filter(dsl::account.eq(account.as_str()))
        .order((dsl::set_at.desc(), dsl::id.desc()))
        .select(dsl::hash)
        .load(tx.conn)?)
}
