//! Two persons become one, and one becomes two. Who may decide so stands above; here nothing of the one gets to the
//! other but accounts: methods, codes and invitations stay with whom they were made for, or end.

use super::seats::take_lock;
use super::tidy;
use crate::schema::{accounts::dsl as account, flows::dsl as flow, invitations::dsl as invitation, persons::dsl};
use crate::{StoreError, StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::ids::{AccountId, PersonId};

/// The accounts of `other` become those of `stays`, who keeps seat, enrolment and methods; what `other` had set up, was
/// sent, or has under way ends. Whoever held a seat of the two, it is one afterwards.
pub fn join(tx: &mut Tx, stays: &PersonId, other: &PersonId) -> StoreResult<()> {
    if stays == other {
        return Ok(());
    }
    // a seat that is given back meanwhile must not come back with it
    take_lock(tx)?;
    let now = tx.now().millis();
    // an open recovery goes on as one of nobody: whoever has it open learns nothing
    let theirs = flow::flows.filter(flow::person.eq(other.as_str()));
    diesel::delete(theirs.filter(flow::kind.ne("recover"))).execute(tx.conn)?;
    diesel::update(flow::flows.filter(flow::person.eq(other.as_str())))
        .set((flow::person.eq(None::<String>), flow::account.eq(None::<String>)))
        .execute(tx.conn)?;
    let seats: Vec<Option<i64>> = dsl::persons
        .filter(dsl::id.eq_any([stays.as_str(), other.as_str()]))
        .select(dsl::onboarded_at)
        .load(tx.conn)?;
    let seat = seats.into_iter().flatten().min();
    // who is stopped stays stopped, whichever of the two it was
    let frozen: Vec<Option<i64>> =
        dsl::persons.filter(dsl::id.eq_any([stays.as_str(), other.as_str()])).select(dsl::frozen_at).load(tx.conn)?;
    diesel::update(dsl::persons.find(stays.as_str()))
        .set((
            dsl::onboarded_at.eq(seat),
            dsl::frozen_at.eq(frozen.into_iter().flatten().min()),
            dsl::updated_at.eq(now),
        ))
        .execute(tx.conn)?;
    diesel::update(account::accounts.filter(account::person.eq(other.as_str())))
        .set((account::person.eq(stays.as_str()), account::is_primary.eq(false), account::updated_at.eq(now)))
        .execute(tx.conn)?;
    tidy(tx)
}

/// The account gets a person of its own, without a seat and without anything that was set up; what is under way through
/// it ends. A stop holds for both: nobody gets round it by being parted. `Other`: it is the person's only one.
pub fn part(tx: &mut Tx, id: &AccountId) -> StoreResult<PersonId> {
    // of two at once, the later one sees what the first has left
    take_lock(tx)?;
    let now = tx.now().millis();
    let (person, others): (String, i64) = {
        let person: String = account::accounts.find(id.as_str()).select(account::person).first(tx.conn)?;
        let all = account::accounts.filter(account::person.eq(&person)).count().get_result(tx.conn)?;
        (person, all)
    };
    if others < 2 {
        return Err(StoreError::Other("the only account of a person".into()));
    }
    let own = PersonId(tx.new_id());
    super::create_all(tx, std::slice::from_ref(&own))?;
    let stopped: Option<i64> = dsl::persons.find(&person).select(dsl::frozen_at).first(tx.conn)?;
    diesel::update(dsl::persons.find(own.as_str())).set(dsl::frozen_at.eq(stopped)).execute(tx.conn)?;
    diesel::update(account::accounts.find(id.as_str()))
        .set((account::person.eq(own.as_str()), account::is_primary.eq(true), account::updated_at.eq(now)))
        .execute(tx.conn)?;
    diesel::delete(flow::flows.filter(flow::person.eq(&person)).filter(flow::kind.ne("recover"))).execute(tx.conn)?;
    diesel::update(flow::flows.filter(flow::person.eq(&person)))
        .set((flow::person.eq(None::<String>), flow::account.eq(None::<String>)))
        .execute(tx.conn)?;
    // one that was sent to this account's address opens nothing of the other's
    diesel::delete(invitation::invitations.filter(invitation::account.eq(id.as_str()))).execute(tx.conn)?;
    tidy(tx)?;
    Ok(own)
}
