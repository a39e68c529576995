//! Persons: the human behind one or more accounts. Seat, enrolment, methods, codes, invitations, language and what is
//! under way belong here, so that they are one however many directories know the person.

mod joining;
mod list;
mod matching;
mod pairs;
mod roster;
mod seats;

pub use joining::{join, part};
pub use list::{OtherAccount, other_accounts, search};
pub(crate) use matching::matching;
pub use matching::{MatchCounts, PeopleFilter, counts, matching_accounts, matching_hindered};
pub use pairs::{Pair, Review, are_apart, decided, keep_apart, open_reviews, pairs, review, review_by_id};
pub use roster::{RosterRow, roster, roster_of_names};
pub use seats::{
    FittingRows, OnboardedRows, SeatsShort, alone, enrolled_count, offboard, onboard, onboard_fitting, seats_used,
    with_seat,
};

use crate::accounts::{Account, Joined, can_be_helped};
use crate::connection::on_each;
use crate::schema::accounts::dsl as account;
use crate::schema::directories::dsl as directory;
use crate::schema::persons::{self, dsl};
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use latchkey_contract::Locale;
use latchkey_domain::Timestamp;
use latchkey_domain::ids::PersonId;
use std::collections::HashSet;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub onboarded_at: Option<Timestamp>,
    pub enrolled_at: Option<Timestamp>,
    /// Somebody said "this wasn't me": nothing is recovered until the help desk lifts it.
    pub frozen_at: Option<Timestamp>,
    /// What the person chose here.
    pub language: Option<Locale>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = persons)]
pub(crate) struct StoredPerson {
    id: String,
    onboarded_at: Option<i64>,
    enrolled_at: Option<i64>,
    frozen_at: Option<i64>,
    language: Option<String>,
}

impl From<StoredPerson> for Person {
    fn from(row: StoredPerson) -> Self {
        Self {
            id: PersonId(row.id),
            onboarded_at: row.onboarded_at.map(Timestamp),
            enrolled_at: row.enrolled_at.map(Timestamp),
            frozen_at: row.frozen_at.map(Timestamp),
            // of a later version's languages nothing is known here
            language: row.language.as_deref().and_then(Locale::from_code),
        }
    }
}

/// Without a seat, enrolled in nothing.
pub(crate) fn create_all(tx: &mut Tx, ids: &[PersonId]) -> StoreResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let now = tx.now().millis();
    let row = |id: &PersonId| (dsl::id.eq(id.0.clone()), dsl::created_at.eq(now), dsl::updated_at.eq(now));
    let rows: Vec<_> = ids.iter().map(row).collect();
    on_each!(tx, conn => diesel::insert_into(dsl::persons).values(&rows).execute(conn))?;
    Ok(())
}

pub fn by_id(tx: &mut Tx, id: &PersonId) -> StoreResult<Option<Person>> {
    let row: Option<StoredPerson> =
        dsl::persons.find(id.as_str()).select(StoredPerson::as_select()).first(tx.conn).optional()?;
    Ok(row.map(Person::from))
}

/// All of a person's, gone ones included: the one that lists show first, then those of older directories.
pub fn accounts(tx: &mut Tx, id: &PersonId) -> StoreResult<Vec<Account>> {
    let rows: Vec<Joined> = account::accounts
        .inner_join(dsl::persons)
        .inner_join(directory::directories)
        .filter(account::person.eq(id.as_str()))
        .order((account::is_primary.desc(), directory::created_at, account::id))
        .select(Joined::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Account::from).collect())
}

/// Those of a person that a recovery can set a password for: in a directory that is switched on, neither gone, nor disabled, nor
/// an administrator's, and with a password of its own. Ordered as [`accounts`].
pub fn recoverable_accounts(tx: &mut Tx, id: &PersonId) -> StoreResult<Vec<Account>> {
    let rows: Vec<Joined> = account::accounts
        .inner_join(dsl::persons)
        .inner_join(directory::directories)
        .filter(account::person.eq(id.as_str()))
        .filter(can_be_helped())
        .filter(directory::active.eq(true).and(directory::sets_passwords.eq(true)))
        .order((account::is_primary.desc(), directory::created_at, account::id))
        .select(Joined::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Account::from).collect())
}

/// Those of these persons of whom at least one account can be helped here, whichever directories are switched on.
pub fn helpable(tx: &mut Tx, ids: &[PersonId]) -> StoreResult<HashSet<PersonId>> {
    let setting = directory::directories.filter(directory::sets_passwords.eq(true)).select(directory::id);
    let mut found = HashSet::new();
    for chunk in ids.chunks(500) {
        let some: Vec<String> = account::accounts
            .filter(account::person.eq_any(chunk.iter().map(PersonId::as_str)))
            .filter(can_be_helped())
            .filter(account::directory.eq_any(setting))
            .select(account::person)
            .load(tx.conn)?;
        found.extend(some.into_iter().map(PersonId));
    }
    Ok(found)
}

/// The account that stands for a person in lists and letters.
pub fn primary_account(tx: &mut Tx, id: &PersonId) -> StoreResult<Option<Account>> {
    Ok(accounts(tx, id)?.into_iter().next())
}

/// The accounts that stand for these persons, by name; unknown ones are passed over.
pub fn primary_accounts(tx: &mut Tx, ids: &[PersonId]) -> StoreResult<Vec<Account>> {
    let mut found: Vec<(String, Joined)> = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let rows = account::accounts
            .inner_join(dsl::persons)
            .filter(account::person.eq_any(chunk.iter().map(PersonId::as_str)))
            .filter(account::is_primary.eq(true))
            .select((account::sort_name, Joined::as_select()))
            .load(tx.conn)?;
        found.extend(rows);
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(found.into_iter().map(|(_, row)| row.into()).collect())
}

/// Some of those who are onboarded, enrolled and here, the same ones while nobody comes or goes: ids are
/// made of time, and the order by object id is as good as none.
pub fn some_enrolled(tx: &mut Tx, most: i64) -> StoreResult<Vec<PersonId>> {
    let ids: Vec<String> = account::accounts
        .inner_join(dsl::persons)
        .filter(dsl::onboarded_at.is_not_null())
        .filter(dsl::enrolled_at.is_not_null())
        .filter(account::gone.eq(false))
        .filter(account::is_primary.eq(true))
        .order(account::object_id)
        .limit(most)
        .select(dsl::id)
        .load(tx.conn)?;
    Ok(ids.into_iter().map(PersonId).collect())
}

pub fn set_enrolled(tx: &mut Tx, id: &PersonId, at: Option<Timestamp>) -> StoreResult<()> {
    diesel::update(dsl::persons.find(id.as_str()))
        .set((dsl::enrolled_at.eq(at.map(Timestamp::millis)), dsl::updated_at.eq(tx.now().millis())))
        .execute(tx.conn)?;
    Ok(())
}

/// Stops all recovery of the person, or lifts that.
pub fn set_frozen(tx: &mut Tx, id: &PersonId, at: Option<Timestamp>) -> StoreResult<()> {
    diesel::update(dsl::persons.find(id.as_str()))
        .set((dsl::frozen_at.eq(at.map(Timestamp::millis)), dsl::updated_at.eq(tx.now().millis())))
        .execute(tx.conn)?;
    Ok(())
}

/// In which language the person wants to be written to; `None`: as before they chose one.
pub fn set_language(tx: &mut Tx, id: &PersonId, language: Option<Locale>) -> StoreResult<()> {
    diesel::update(dsl::persons.find(id.as_str()))
        .set(dsl::language.eq(language.map(Locale::code)))
        .execute(tx.conn)?;
    Ok(())
}

/// Of each person one account stands in lists: a present one, if there is any. To be called after accounts went away,
/// were marked gone, or changed hands; persons without any account end with all that is theirs.
pub(crate) fn tidy(tx: &mut Tx) -> StoreResult<()> {
    for sentence in [
        "DELETE FROM persons WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE accounts.person = persons.id)",
        "UPDATE accounts SET is_primary = FALSE WHERE is_primary AND gone AND EXISTS
           (SELECT 1 FROM accounts AS other WHERE other.person = accounts.person AND NOT other.gone)",
        "UPDATE accounts SET is_primary = TRUE WHERE id IN (SELECT MIN(id) FROM accounts AS one
           WHERE NOT EXISTS (SELECT 1 FROM accounts AS other WHERE other.person = one.person AND other.is_primary)
           AND NOT (gone AND EXISTS (SELECT 1 FROM accounts AS other WHERE other.person = one.person AND NOT other.gone))
           GROUP BY person)",
    ] {
        diesel::sql_query(sentence).execute(tx.conn)?;
    }
    Ok(())
}
