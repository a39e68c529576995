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

/// As many as there were seats for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FittingRows {
    pub added: Vec<PersonId>,
    pub already: Vec<PersonId>,
    /// For these there was no seat.
    pub without: Vec<PersonId>,
}

/// Gives each of these persons a seat, or none of them. Unknown ones, and those of whom every account is gone, are passed over.
pub fn onboard(tx: &mut Tx, ids: &[PersonId], total_seats: i64) -> StoreResult<Result<OnboardedRows, SeatsShort>> {
    take_lock(tx)?;
    let (added, already) = without_seat(tx, ids)?;
    let wanted = i64::try_from(added.len()).unwrap_or(i64::MAX);
    let free = (total_seats - seats_used(tx)?).max(0);
    if wanted > free {
        return Ok(Err(SeatsShort { wanted, free }));
    }
    give_seats(tx, &added)?;
    Ok(Ok(OnboardedRows { added, already: i64::try_from(already.len()).unwrap_or(i64::MAX) }))
}

/// Gives these persons seats as far as there are any, in the order of their ids; passes over whom `onboard` does.
pub fn onboard_fitting(tx: &mut Tx, ids: &[PersonId], total_seats: i64) -> StoreResult<FittingRows> {
    take_lock(tx)?;
    let (mut added, already) = without_seat(tx, ids)?;
    added.sort();
    let free = usize::try_from((total_seats - seats_used(tx)?).max(0)).unwrap_or(usize::MAX);
    let without = added.split_off(free.min(added.len()));
    give_seats(tx, &added)?;
    Ok(FittingRows { added, already, without })
}

/// Those who are here and have no seat, and those who have one.
fn without_seat(tx: &mut Tx, ids: &[PersonId]) -> StoreResult<(Vec<PersonId>, Vec<PersonId>)> {
    let ids: Vec<&str> = ids.iter().map(PersonId::as_str).collect::<BTreeSet<_>>().into_iter().collect();
    let (mut without, mut already) = (Vec::new(), Vec::new());
    for chunk in ids.chunks(CHUNK) {
        let found: Vec<(String, Option<i64>)> = dsl::persons
            .filter(dsl::id.eq_any(chunk))
            .filter(exists(account::accounts.filter(account::person.eq(dsl::id)).filter(account::gone.eq(false))))
            .select((dsl::id, dsl::onboarded_at))
            .load(tx.conn)?;
        for (id, onboarded_at) in found {
            match onboarded_at {
                Some(_) => already.push(PersonId(id)),
                None => without.push(PersonId(id)),
            }
        }
    }
    Ok((without, already))
}

fn give_seats(tx: &mut Tx, ids: &[PersonId]) -> StoreResult<()> {
    let now = tx.now().millis();
    for chunk in ids.chunks(CHUNK) {
        diesel::update(dsl::persons.filter(dsl::id.eq_any(chunk.iter().map(PersonId::as_str))))
            .set((dsl::onboarded_at.eq(Some(now)), dsl::updated_at.eq(now)))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Gives the seats back, and ends what these people have under way. Their methods stay, so that
/// they need not enrol again should they come back. Gives those who had a seat.
pub fn offboard(tx: &mut Tx, ids: &[PersonId]) -> StoreResult<Vec<PersonId>> {
    take_lock(tx)?;
    let now = tx.now().millis();
    let mut removed = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let ids: Vec<&str> = chunk.iter().map(PersonId::as_str).collect();
        let theirs = || dsl::persons.filter(dsl::id.eq_any(&ids));
        let seated: Vec<String> = theirs().filter(dsl::onboarded_at.is_not_null()).select(dsl::id).load(tx.conn)?;
        removed.extend(seated.into_iter().map(PersonId));
        diesel::update(theirs()).set((dsl::onboarded_at.eq(None::<i64>), dsl::updated_at.eq(now))).execute(tx.conn)?;
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
    Ok(removed)
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

/// How many of the persons behind these accounts are onboarded.
pub fn with_seat(tx: &mut Tx, accounts: &[&str]) -> StoreResult<i64> {
    let mut all = 0;
    for chunk in accounts.chunks(CHUNK) {
        let theirs = account::accounts.filter(account::id.eq_any(chunk)).select(account::person);
        let some: i64 = dsl::persons
            .filter(dsl::id.eq_any(theirs))
            .filter(dsl::onboarded_at.is_not_null())
            .count()
            .get_result(tx.conn)?;
        all += some;
    }
    Ok(all)
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
