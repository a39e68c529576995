//! The job queue: rows, so that a job is kept or lost together with what caused it, and several
//! servers share them. A job may run more than once (a worker died, or its lease ran out):
//! handlers must bear that. Which kinds there are, who works on them and for how long it is tried is
//! decided by the runner.

use crate::connection::{AnyConnection, on_each};
use crate::schema::{jobs, jobs::dsl};
use crate::sealed::JOBS;
use crate::store::to_json;
use crate::{StoreResult, Tx};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use latchkey_domain::{Secret, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub id: String,
    pub kind: String,
    /// JSON, as enqueued. Sealed at rest.
    pub payload: Secret,
    /// How often it was leased, this time included. With the id it names this lease: who was
    /// overtaken by another worker changes nothing any more.
    pub attempts: i64,
    pub created_at: Timestamp,
}

/// What goes wrong with one kind of jobs, for the administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failing {
    pub kind: String,
    pub count: i64,
    /// Why the latest failed, as the runner wrote it; no addresses stand in it.
    pub error: String,
    /// When the oldest of them was wanted.
    pub since: Timestamp,
}

/// A job that failed more often than this is worth a word, though it is still being tried.
const OFTEN: i64 = 3;
/// How long those that failed for good are kept.
const KEPT_SECS: i64 = 7 * 86_400;

/// Said in the statement itself: with a bound state SQLite would not use the index of open jobs, since a
/// plan never depends on what is bound (SQLITE_ENABLE_QPSG, docs/decisions/0015).
fn is_open() -> SqlLiteral<Bool> {
    sql("jobs.state = 'open'")
}

/// `key`: at most one open job has it; another with the same is dropped silently. The runner of this
/// process is woken when the transaction is kept.
pub fn enqueue<T: Serialize>(
    tx: &mut Tx,
    kind: &str,
    payload: &T,
    run_at: Timestamp,
    key: Option<&str>,
) -> StoreResult<()> {
    let (id, payload) = (tx.new_id(), Secret::new(to_json(payload)?));
    let row = (
        dsl::sealed.eq(tx.seal(JOBS, &id, &payload)?),
        dsl::id.eq(id),
        dsl::kind.eq(kind),
        dsl::key.eq(key),
        dsl::state.eq("open"),
        dsl::run_at.eq(run_at.millis()),
        dsl::attempts.eq(0),
        dsl::created_at.eq(tx.now().millis()),
    );
    // No target named: the only other rule is the id's, and ids do not repeat.
    on_each!(tx, conn => diesel::insert_into(dsl::jobs).values(row).on_conflict_do_nothing().execute(conn))?;
    tx.ring();
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = jobs)]
struct Due {
    id: String,
    kind: String,
    sealed: String,
    attempts: i64,
    created_at: i64,
}

/// Up to `limit` jobs of these kinds that are due, the longest due first, for `lease_secs`. What is
/// not done, extended, put off or given up by then comes back.
pub fn lease(tx: &mut Tx, worker: &str, lease_secs: i64, limit: i64, kinds: &[&str]) -> StoreResult<Vec<Job>> {
    let now = tx.now();
    let free = dsl::leased_until.is_null().or(dsl::leased_until.le(now.millis()));
    let due = dsl::jobs
        .filter(is_open().and(dsl::kind.eq_any(kinds)).and(dsl::run_at.le(now.millis())).and(free))
        .order((dsl::run_at, dsl::id))
        .limit(limit);
    let rows: Vec<Due> = match tx.conn {
        // one writer at a time: nobody else is choosing
        AnyConnection::Sqlite(conn) => due.select(Due::as_select()).load(conn)?,
        AnyConnection::Postgres(conn) => due.select(Due::as_select()).for_update().skip_locked().load(conn)?,
    };
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    diesel::update(dsl::jobs.filter(dsl::id.eq_any(rows.iter().map(|row| row.id.as_str()))))
        .set((
            dsl::leased_until.eq(Some(now.plus_secs(lease_secs).millis())),
            dsl::worker.eq(Some(worker)),
            dsl::attempts.eq(dsl::attempts + 1),
        ))
        .execute(tx.conn)?;
    let mut jobs = Vec::new();
    for row in rows {
        let (id, attempts) = (row.id, row.attempts + 1);
        let created_at = Timestamp(row.created_at);
        match tx.open(JOBS, &id, &row.sealed) {
            Ok(payload) => jobs.push(Job { id, kind: row.kind, payload, attempts, created_at }),
            // It would hold up all the others for ever.
            Err(error) => {
                let payload = Secret::default();
                give_up(tx, &Job { id, kind: row.kind, payload, attempts, created_at }, &error.to_string())?;
            }
        }
    }
    Ok(jobs)
}

/// For each kind with open jobs, when the next may be leased. Reading this is cheaper than leasing,
/// and on SQLite it keeps no writer waiting.
pub fn next_due(tx: &mut Tx) -> StoreResult<Vec<(String, Timestamp)>> {
    use diesel::dsl::min;
    let open = || dsl::jobs.filter(is_open()).group_by(dsl::kind);
    let free: Vec<(String, Option<i64>)> =
        open().filter(dsl::leased_until.is_null()).select((dsl::kind, min(dsl::run_at))).load(tx.conn)?;
    let leased: Vec<(String, Option<i64>)> =
        open().filter(dsl::leased_until.is_not_null()).select((dsl::kind, min(dsl::leased_until))).load(tx.conn)?;
    let mut due = BTreeMap::<String, Timestamp>::new();
    for (kind, at) in free.into_iter().chain(leased) {
        let Some(at) = at.map(Timestamp) else { continue };
        due.entry(kind).and_modify(|first| *first = at.min(*first)).or_insert(at);
    }
    Ok(due.into_iter().collect())
}

/// Holds the lease for `lease_secs` from now. `false`: it ran out, and another worker has the job.
pub fn extend(tx: &mut Tx, job: &Job, lease_secs: i64) -> StoreResult<bool> {
    let until = tx.now().plus_secs(lease_secs).millis();
    let changed = diesel::update(held(job)).set(dsl::leased_until.eq(Some(until))).execute(tx.conn)?;
    Ok(changed == 1)
}

/// Done: the job is gone, and its payload with it. `false`, here and below: another worker has it by
/// now, and nothing was changed.
pub fn done(tx: &mut Tx, job: &Job) -> StoreResult<bool> {
    Ok(diesel::delete(held(job)).execute(tx.conn)? == 1)
}

/// `error`: as the runner writes it, without addresses.
pub fn retry(tx: &mut Tx, job: &Job, error: &str, run_at: Timestamp) -> StoreResult<bool> {
    let changed = diesel::update(held(job))
        .set((
            dsl::run_at.eq(run_at.millis()),
            dsl::leased_until.eq(None::<i64>),
            dsl::worker.eq(None::<String>),
            dsl::error.eq(Some(error)),
        ))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

/// Failed for good: kept for the administrator until `purge`.
pub fn give_up(tx: &mut Tx, job: &Job, error: &str) -> StoreResult<bool> {
    let changed = diesel::update(held(job))
        .set((
            dsl::state.eq("failed"),
            dsl::leased_until.eq(None::<i64>),
            dsl::error.eq(Some(error)),
            dsl::finished_at.eq(Some(tx.now().millis())),
        ))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

/// A second call, because the answer to the first was lost, changes nothing.
#[diesel::dsl::auto_type(no_type_alias)]
fn held<'a>(job: &'a Job) -> _ {
    let id: &'a str = job.id.as_str();
    let attempts: i64 = job.attempts;
    let open: SqlLiteral<Bool> = is_open();
    let leased = dsl::leased_until.is_not_null();
    dsl::jobs.filter(dsl::id.eq(id)).filter(dsl::attempts.eq(attempts)).filter(open).filter(leased)
}

/// Jobs that were given up in the last 7 days, and jobs that failed more than three times and are
/// still being tried, by kind.
pub fn failing(tx: &mut Tx) -> StoreResult<Vec<Failing>> {
    let after = tx.now().plus_secs(-KEPT_SECS).millis();
    let lost = || dsl::state.eq("failed").and(dsl::finished_at.ge(after));
    let stuck = || is_open().and(dsl::attempts.gt(OFTEN)).and(dsl::error.is_not_null());
    let groups: Vec<(String, i64, Option<i64>)> = dsl::jobs
        .filter(lost().or(stuck()))
        .group_by(dsl::kind)
        .select((dsl::kind, diesel::dsl::count_star(), diesel::dsl::min(dsl::created_at)))
        .order(dsl::kind)
        .load(tx.conn)?;
    let mut all = Vec::new();
    for (kind, count, since) in groups {
        // what was tried last says best what is wrong now
        let error: Option<String> = dsl::jobs
            .filter(dsl::kind.eq(&kind))
            .filter(lost().or(stuck()))
            .order((dsl::run_at.desc(), dsl::id.desc()))
            .select(dsl::error)
            .first(tx.conn)?;
        let since = since.map_or(tx.now(), Timestamp);
        all.push(Failing { kind, count, error: error.unwrap_or_default(), since });
    }
    Ok(all)
}

/// `(open, failed)`.
pub fn counts(tx: &mut Tx) -> StoreResult<(i64, i64)> {
    let open = dsl::jobs.filter(is_open()).count().get_result(tx.conn)?;
    let failed = dsl::jobs.filter(dsl::state.eq("failed")).count().get_result(tx.conn)?;
    Ok((open, failed))
}

/// Removes what failed more than a week ago.
pub fn purge(tx: &mut Tx) -> StoreResult<i64> {
    let before = tx.now().plus_secs(-KEPT_SECS).millis();
    let old = dsl::state.eq("failed").and(dsl::finished_at.lt(before));
    Ok(i64::try_from(diesel::delete(dsl::jobs.filter(old)).execute(tx.conn)?).unwrap_or(i64::MAX))
}
