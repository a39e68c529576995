//! Whom a run is about, in the order in which it deals with them: that of their ids.

use super::BulkRun;
use crate::accounts::{ONLY_ELSEWHERE, is_admissible};
use crate::connection::on_each;
use crate::persons::{PeopleFilter, matching};
use crate::schema::bulk_run_people::{self, dsl};
use crate::schema::{accounts, accounts::dsl as account, persons::dsl as person};
use crate::{StoreResult, Tx};
use diesel::dsl::{not, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use latchkey_domain::ids::PersonId;

/// Rows per statement.
const CHUNK: usize = 500;

/// Puts whom a query finds, as (run, person), on the list; how many.
macro_rules! listed {
    ($tx:ident, $whom:ident) => {{
        let columns = (bulk_run_people::run, bulk_run_people::person);
        let added = on_each!($tx, conn => diesel::insert_into(bulk_run_people::table)
            .values($whom)
            .into_columns(columns)
            .execute(conn))?;
        Ok(i64::try_from(added).unwrap_or(i64::MAX))
    }};
}

/// Everybody who matches and can be given a seat; how many.
pub fn add_able(tx: &mut Tx, run: &str, filter: &PeopleFilter) -> StoreResult<i64> {
    use account as dsl;
    let able = person::onboarded_at.is_null().and(is_admissible()).and(not(sql::<Bool>(ONLY_ELSEWHERE)));
    let whom = account::accounts
        .inner_join(person::persons)
        .filter(matching!(filter))
        .filter(able)
        .order(person::id)
        .select((run.into_sql::<Text>(), person::id));
    listed!(tx, whom)
}

/// Everybody who matches and has a seat; how many.
pub fn add_onboarded(tx: &mut Tx, run: &str, filter: &PeopleFilter) -> StoreResult<i64> {
    use account as dsl;
    let whom = account::accounts
        .inner_join(person::persons)
        .filter(matching!(filter))
        .filter(person::onboarded_at.is_not_null())
        .order(person::id)
        .select((run.into_sql::<Text>(), person::id));
    listed!(tx, whom)
}

/// These; who is on the list already stays there once.
pub fn add_people(tx: &mut Tx, run: &str, people: &[PersonId]) -> StoreResult<()> {
    for chunk in people.chunks(CHUNK) {
        let rows: Vec<_> = chunk.iter().map(|id| (dsl::run.eq(run), dsl::person.eq(id.as_str()))).collect();
        on_each!(tx, conn => diesel::insert_into(dsl::bulk_run_people)
            .values(&rows)
            .on_conflict_do_nothing()
            .execute(conn))?;
    }
    Ok(())
}

/// Those who come next, up to `most`.
pub fn next(tx: &mut Tx, run: &BulkRun, most: i64) -> StoreResult<Vec<PersonId>> {
    let ids: Vec<String> = dsl::bulk_run_people
        .filter(dsl::run.eq(&run.id))
        .filter(dsl::person.gt(&run.done_to))
        .order(dsl::person)
        .limit(most)
        .select(dsl::person)
        .load(tx.conn)?;
    Ok(ids.into_iter().map(PersonId).collect())
}

/// Everybody on its list.
pub fn people(tx: &mut Tx, run: &str) -> StoreResult<Vec<PersonId>> {
    let list = dsl::bulk_run_people.filter(dsl::run.eq(run)).order(dsl::person).select(dsl::person);
    Ok(list.load::<String>(tx.conn)?.into_iter().map(PersonId).collect())
}

/// Over the list of a run that is over: what its audit row says, while nobody has touched the list.
pub fn digest_of(tx: &mut Tx, run: &str) -> StoreResult<String> {
    let people = people(tx, run)?;
    Ok(people.iter().fold(String::new(), |digest, id| link(tx, &digest, id)))
}

/// Keyed, so that who may write to the database alone makes none that fits.
fn link(tx: &Tx, before: &str, id: &PersonId) -> String {
    tx.lasting_digest("bulk-run-people", &[before, id.as_str()])
}

impl BulkRun {
    /// Done to these, who come after those before, in the order of their ids.
    pub fn dealt_with(&mut self, tx: &Tx, people: &[PersonId]) {
        self.done += i64::try_from(people.len()).unwrap_or(i64::MAX);
        self.digest = people.iter().fold(std::mem::take(&mut self.digest), |digest, id| link(tx, &digest, id));
    }

    /// These are passed over: they are no longer on its list.
    pub fn passed_over(&self, tx: &mut Tx, people: &[PersonId]) -> StoreResult<()> {
        let ids = people.iter().map(PersonId::as_str);
        let rows = dsl::bulk_run_people.filter(dsl::run.eq(&self.id)).filter(dsl::person.eq_any(ids));
        diesel::delete(rows).execute(tx.conn)?;
        Ok(())
    }
}
