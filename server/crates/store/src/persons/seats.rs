//! Onboarding: who holds a seat. Exact, however many administrators there are at once.

use crate::connection::AnyConnection;
use crate::schema::{
    accounts::dsl as account, flows::dsl as flow, invitations::dsl as invitation, persons::dsl, seat_lock::dsl as lock,
};
use crate::{StoreResult, Tx};
use diesel::dsl::exists;
use diesel::prelude::*;
use latchkey_domain::ids::PersonId;
use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnboardedRows {
    pub added: Vec<PersonId>,
    pub already: i64,
}

/// Nobody was onboarded: `wanted` new seats, `free` are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatsShort {
    pub wanted: i64,
    pub free: i64,
}

/// Ids per statement.
const CHUNK: usize = 500;

/// Gives each of these persons a seat, or none of them. Unknown ones, and those of whom every account is gone, are passed over.
pub fn onboard(tx: &mut Tx, ids: &[PersonId], total_seats: i64) -> StoreResult<Result<OnboardedRows, SeatsShort>> {
    take_lock(tx)?;
    let ids: Vec<&str> = ids.iter().map(PersonId::as_str).collect::<BTreeSet<_>>().into_iter().collect();
    let (mut added, mut already) = (Vec::new(), 0_i64);
    for chunk in ids.chunks(CHUNK) {
        let found: Vec<(String, Option<i64>)> = dsl::persons
            .filter(dsl::id.eq_any(chunk))
            .filter(exists(account::accounts.filter(account::person.eq(dsl::id)).filter(account::gone.eq(false))))
            .select((dsl::id, dsl::onboarded_at))
            .load(tx.conn)?;
        for (id, onboarded_at) in found {
            match onboarded_at {
                Some(_) => already += 1,
                None => added.push(id),
            }
        }
    }
    let wanted = i64::try_from(added.len()).unwrap_or(i64::MAX);
    let free = (total_seats - seats_used(tx)?).max(0);
    if wanted > free {
        return Ok(Err(SeatsShort { wanted, free }));
    }
    let now = tx.now().millis();
    for chunk in added.chunks(CHUNK) {
        diesel::update(dsl::persons.filter(dsl::id.eq_any(chunk)))
            .set((dsl::onboarded_at.eq(Some(now)), dsl::updated_at.eq(now)))
            .execute(tx.conn)?;
    }
    Ok(Ok(OnboardedRows { added: added.into_iter().map(PersonId).collect(), already }))
}

/// Gives the seats back, and ends what these people have under way. Their methods stay, so that
/// they need not enrol again should they come back.
pub fn offboard(tx: &mut Tx, ids: &[PersonId]) -> StoreResult<()> {
    take_lock(tx)?;
    let now = tx.now().millis();
    for chunk in ids.chunks(CHUNK) {
        let ids: Vec<&str> = chunk.iter().map(PersonId::as_str).collect();
        diesel::update(dsl::persons.filter(dsl::id.eq_any(&ids)))
            .set((dsl::onboarded_at.eq(None::<i64>), dsl::updated_at.eq(now)))
            .execute(tx.conn)?;
        // An open recovery goes on as one of nobody: whoever has it open learns nothing.
        diesel::delete(flow::flows.filter(flow::person.eq_any(&ids)).filter(flow::kind.ne("recover")))
            .execute(tx.conn)?;
        diesel::update(
            invitation::invitations
                .filter(invitation::person.eq_any(&ids))
                .filter(invitation::voided.eq(false))
                .filter(invitation::used_at.is_null()),
        )
        .set((invitation::voided.eq(true), invitation::expires_at.eq(now)))
        .execute(tx.conn)?;
    }
    Ok(())
}

/// Until the transaction ends nobody else gives seats, joins or parts: for whoever reads whose an account is and then
/// decides by it.
pub fn alone(tx: &mut Tx) -> StoreResult<()> {
    take_lock(tx)
}

/// SQLite has one writer at a time anyway.
pub(super) fn take_lock(tx: &mut Tx) -> StoreResult<()> {
    if let AnyConnection::Postgres(conn) = tx.conn {
        lock::seat_lock.select(lock::id).for_update().load::<i64>(conn)?;
    }
    Ok(())
}

/// Onboarded persons, gone ones included: a seat is given back by an administrator, never by an import.
pub fn seats_used(tx: &mut Tx) -> StoreResult<i64> {
    Ok(dsl::persons.filter(dsl::onboarded_at.is_not_null()).count().get_result(tx.conn)?)
}

/// Onboarded and enrolled.
pub fn enrolled_count(tx: &mut Tx) -> StoreResult<i64> {
    let enrolled = dsl::onboarded_at.is_not_null().and(dsl::enrolled_at.is_not_null());
    Ok(dsl::persons.filter(enrolled).count().get_result(tx.conn)?)
}
