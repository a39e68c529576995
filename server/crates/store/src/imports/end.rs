//! After the last page: who was not seen. A few are marked as gone, many are asked about first, since a lost right and
//! an emptied unit look alike from here. Nothing is deleted.

use super::page::{CHUNK, Row, insert};
use super::{Phase, get, running};
use crate::schema::{accounts::dsl as account, imports::dsl, sync_changes::dsl as change};
use crate::{StoreResult, Tx, sync};
use diesel::prelude::*;
use latchkey_domain::Timestamp;
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::sync::{Counts, Kind, asks, emptied, is_within};

/// Who is present, and was not seen by a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// In the units that were read.
    pub people: Vec<MissingPerson>,
    /// In none of them: left out by an administrator's choice of units.
    pub left_out: Vec<MissingPerson>,
    /// Of how many who were here before.
    pub present: i64,
    /// Units that had somebody and would have nobody, with how many that were.
    pub emptied: Vec<(String, i64)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingPerson {
    pub id: String,
    pub dn: String,
    pub name: String,
    pub login: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// As for `page`: nothing was written.
    NotRunning,
    Finished(Counts),
    /// Nobody of those who are missing is gone yet. `anew`: it is the first to ask.
    Asking {
        counts: Counts,
        anew: bool,
    },
}

/// The end of a run, with the guard. `units`: what was read; none: all of it.
pub fn end(tx: &mut Tx, id: &DirectoryId, run: i64, units: &[String]) -> StoreResult<Ended> {
    let was_asking = get(tx, id)?.is_some_and(|row| row.asking_run.is_some());
    if !close(tx, id, run, Phase::Finished)? {
        return Ok(Ended::NotRunning);
    }
    let missing = missing(tx, id, run, units)?;
    let held = i64::try_from(missing.people.len()).unwrap_or(i64::MAX);
    if asks(missing.present, held, missing.emptied.len()) {
        diesel::update(dsl::imports.find(id.as_str()))
            .set((dsl::phase.eq(Phase::Asking.code()), dsl::asking_run.eq(Some(run))))
            .execute(tx.conn)?;
        gone(tx, id, run, &missing.left_out)?;
        let counts = sync::settle(tx, id, run, Phase::Asking, held)?;
        return Ok(Ended::Asking { counts, anew: !was_asking });
    }
    let all: Vec<MissingPerson> = missing.people.into_iter().chain(missing.left_out).collect();
    gone(tx, id, run, &all)?;
    Ok(Ended::Finished(sync::settle(tx, id, run, Phase::Finished, 0)?))
}

/// The same without the guard: whoever was not seen is gone. `false` as for `page`.
pub fn finish(tx: &mut Tx, id: &DirectoryId, run: i64) -> StoreResult<bool> {
    if !close(tx, id, run, Phase::Finished)? {
        return Ok(false);
    }
    let all = missing(tx, id, run, &[])?.people;
    gone(tx, id, run, &all)?;
    sync::settle(tx, id, run, Phase::Finished, 0)?;
    Ok(true)
}

/// What an administrator says of those whom this run missed: they are gone, or they are kept and the next run asks
/// again. Who was seen since is not among them. `None`: it is not this run that asks.
pub fn decide(tx: &mut Tx, id: &DirectoryId, run: i64, are_gone: bool, by: &str) -> StoreResult<Option<i64>> {
    let asking = dsl::directory.eq(id.as_str()).and(dsl::asking_run.eq(run));
    let changed = diesel::update(dsl::imports.filter(asking)).set(dsl::asking_run.eq(None::<i64>)).execute(tx.conn)?;
    if changed == 0 {
        return Ok(None);
    }
    let still = dsl::directory.eq(id.as_str()).and(dsl::phase.eq(Phase::Asking.code()));
    diesel::update(dsl::imports.filter(still)).set(dsl::phase.eq(Phase::Finished.code())).execute(tx.conn)?;
    let people = missing(tx, id, run, &[])?.people;
    if are_gone {
        gone(tx, id, run, &people)?;
    }
    sync::decided(tx, id, run, are_gone, by)?;
    Ok(Some(i64::try_from(people.len()).unwrap_or(i64::MAX)))
}

/// Ends the run; the question of an earlier one is over. `false` as for `page`.
fn close(tx: &mut Tx, id: &DirectoryId, run: i64, phase: Phase) -> StoreResult<bool> {
    let now = tx.now();
    let seen: i64 = account::accounts
        .filter(account::directory.eq(id.as_str()))
        .filter(account::run.eq(run))
        .count()
        .get_result(tx.conn)?;
    let closed = diesel::update(running(id, run))
        .set((
            dsl::phase.eq(phase.code()),
            dsl::cursor.eq(None::<String>),
            dsl::done.eq(seen),
            dsl::updated_at.eq(now.millis()),
            dsl::finished_at.eq(Some(now.millis())),
            dsl::asking_run.eq(None::<i64>),
        ))
        .execute(tx.conn)?;
    if closed == 1
        && let Some(row) = get(tx, id)?.filter(|row| row.next_at.is_none())
    {
        // the first one sets the time for all that follow
        let next = super::next_after(now, row.every_minutes, now);
        diesel::update(dsl::imports.find(id.as_str()))
            .set(dsl::next_at.eq(next.map(Timestamp::millis)))
            .execute(tx.conn)?;
    }
    Ok(closed == 1)
}

/// Whom the run did not see.
pub fn missing(tx: &mut Tx, id: &DirectoryId, run: i64, units: &[String]) -> StoreResult<Missing> {
    let present = || account::directory.eq(id.as_str()).and(account::gone.eq(false));
    let rows: Vec<(String, String, String, String)> = account::accounts
        .filter(present().and(account::run.lt(run)))
        .order((account::sort_name, account::id))
        .select((account::id, account::dn, account::display_name, account::login))
        .load(tx.conn)?;
    if rows.is_empty() {
        return Ok(Missing::default());
    }
    let (people, left_out): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .map(|(id, dn, name, login)| MissingPerson { id, dn, name, login })
        .partition(|person| is_within(&person.dn, units));
    let seen: Vec<String> =
        account::accounts.filter(present().and(account::run.ge(run))).select(account::dn).load(tx.conn)?;
    // who came with this run was not here before it
    let came = [Kind::New, Kind::Recreated, Kind::Back].map(Kind::code);
    let came: i64 = change::sync_changes
        .filter(change::directory.eq(id.as_str()))
        .filter(change::run.eq(run))
        .filter(change::kind.eq_any(came))
        .count()
        .get_result(tx.conn)?;
    let before = i64::try_from(people.len() + seen.len()).unwrap_or(i64::MAX) - came;
    let dns = |all: &[MissingPerson]| all.iter().map(|person| person.dn.clone()).collect::<Vec<_>>();
    let (lost, units) = (dns(&people), seen);
    let emptied = emptied(lost.iter().map(String::as_str), units.iter().map(String::as_str))
        .into_iter()
        .map(|(unit, count)| (unit.to_owned(), i64::try_from(count).unwrap_or(i64::MAX)))
        .collect();
    Ok(Missing { people, left_out, present: before, emptied })
}

fn gone(tx: &mut Tx, id: &DirectoryId, run: i64, people: &[MissingPerson]) -> StoreResult<()> {
    let now = tx.now().millis();
    for chunk in people.chunks(CHUNK) {
        let ids: Vec<&str> = chunk.iter().map(|person| person.id.as_str()).collect();
        diesel::update(account::accounts.filter(account::id.eq_any(ids)))
            .set((account::gone.eq(true), account::updated_at.eq(now)))
            .execute(tx.conn)?;
    }
    crate::persons::tidy(tx)?;
    let row = |person: &MissingPerson| Row {
        directory: "",
        run,
        account: person.id.clone(),
        kind: Kind::Gone.code(),
        field: "",
        name: "",
        login: "",
        before: Some(person.dn.clone()),
        after: None,
    };
    let rows: Vec<Row<'_>> = people
        .iter()
        .map(|person| Row { directory: id.as_str(), name: &person.name, login: &person.login, ..row(person) })
        .collect();
    insert(tx, &rows)
}
