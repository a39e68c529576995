//! The methods that an account enrolled, with their sealed secrets, and its recovery codes.

use crate::schema::{methods, methods::dsl, recovery_codes::dsl as code};
use crate::{StoreError, StoreResult, Tx};
use diesel::prelude::*;
use latchkey_contract::MethodKind;
use latchkey_domain::ids::{AccountId, MethodId};
use latchkey_domain::{Secret, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodRow {
    pub id: MethodId,
    pub account: AccountId,
    pub kind: MethodKind,
    /// Stands in the clear: nothing that must not be read there.
    pub label: String,
    /// Sealed at rest.
    pub secret: Secret,
    /// The last time step for which a code was accepted (TOTP).
    pub last_step: i64,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = methods, treat_none_as_default_value = false)]
struct Stored {
    id: String,
    account: String,
    kind: String,
    label: String,
    sealed: String,
    last_step: i64,
    created_at: i64,
    last_used_at: Option<i64>,
}

/// Oldest first.
pub fn of(tx: &mut Tx, account: &AccountId) -> StoreResult<Vec<MethodRow>> {
    let rows: Vec<Stored> = dsl::methods
        .filter(dsl::account.eq(account.as_str()))
        .order((dsl::created_at, dsl::id))
        .select(Stored::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(|row| opened(tx, row)).collect()
}

fn opened(tx: &Tx, row: Stored) -> StoreResult<MethodRow> {
    Ok(MethodRow {
        secret: tx.open("methods", "sealed", &row.id, &row.sealed)?,
        id: MethodId(row.id),
        account: AccountId(row.account),
        kind: MethodKind::from_code(&row.kind).ok_or_else(|| StoreError::Corrupt("methods.kind".into()))?,
        label: row.label,
        last_step: row.last_step,
        created_at: Timestamp(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp),
    })
}

/// Replaces the account's method of the same kind. `last_step`: the one that the proof at
/// enrolment used up. `Conflict("foreign key")`: the account is gone.
pub fn put(
    tx: &mut Tx,
    account: &AccountId,
    kind: MethodKind,
    label: &str,
    secret: &Secret,
    last_step: i64,
) -> StoreResult<MethodId> {
    let id = tx.new_id();
    let same = dsl::account.eq(account.as_str()).and(dsl::kind.eq(kind.code()));
    diesel::delete(dsl::methods.filter(same)).execute(tx.conn)?;
    let stored = Stored {
        sealed: tx.seal("methods", "sealed", &id, secret)?,
        id: id.clone(),
        account: account.0.clone(),
        kind: kind.code().into(),
        label: label.into(),
        last_step,
        created_at: tx.now().millis(),
        last_used_at: None,
    };
    diesel::insert_into(dsl::methods).values(stored).execute(tx.conn)?;
    Ok(MethodId(id))
}

/// Uses a time step up. `false`: this or a later one was used before (RFC 6238 5.2).
pub fn use_step(tx: &mut Tx, id: &MethodId, step: i64) -> StoreResult<bool> {
    let changed = diesel::update(dsl::methods.filter(dsl::id.eq(id.as_str())).filter(dsl::last_step.lt(step)))
        .set((dsl::last_step.eq(step), dsl::last_used_at.eq(Some(tx.now().millis()))))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

/// Notes that it was used.
pub fn touch(tx: &mut Tx, id: &MethodId) -> StoreResult<()> {
    diesel::update(dsl::methods.find(id.as_str()))
        .set(dsl::last_used_at.eq(Some(tx.now().millis())))
        .execute(tx.conn)?;
    Ok(())
}

pub fn remove(tx: &mut Tx, id: &MethodId) -> StoreResult<()> {
    diesel::delete(dsl::methods.find(id.as_str())).execute(tx.conn)?;
    Ok(())
}

const RECOVERY_CODE: &str = "recovery-code";

/// Replaces all of the account's codes. They are kept as keyed hashes, so as they were normalised
/// for typing they must be handed in here.
pub fn put_recovery_codes(tx: &mut Tx, account: &AccountId, codes: &[Secret]) -> StoreResult<()> {
    diesel::delete(code::recovery_codes.filter(code::account.eq(account.as_str()))).execute(tx.conn)?;
    let now = tx.now().millis();
    let rows: Vec<_> = codes
        .iter()
        .map(|secret| {
            let digest = tx.digest(RECOVERY_CODE, &[account.as_str(), secret.expose()]);
            (code::account.eq(account.as_str()), code::digest.eq(digest), code::created_at.eq(now))
        })
        .collect();
    for row in rows {
        diesel::insert_into(code::recovery_codes).values(row).execute(tx.conn)?;
    }
    Ok(())
}

/// Spends the code. `false`: wrong, or spent before.
pub fn redeem_recovery_code(tx: &mut Tx, account: &AccountId, typed_normalised: &str) -> StoreResult<bool> {
    let typed = tx.digests(RECOVERY_CODE, &[account.as_str(), typed_normalised]);
    let unspent = code::account.eq(account.as_str()).and(code::digest.eq_any(typed)).and(code::used_at.is_null());
    let spent = diesel::update(code::recovery_codes.filter(unspent))
        .set(code::used_at.eq(Some(tx.now().millis())))
        .execute(tx.conn)?;
    Ok(spent == 1)
}

pub fn recovery_codes_left(tx: &mut Tx, account: &AccountId) -> StoreResult<i64> {
    let left = code::account.eq(account.as_str()).and(code::used_at.is_null());
    Ok(code::recovery_codes.filter(left).count().get_result(tx.conn)?)
}
