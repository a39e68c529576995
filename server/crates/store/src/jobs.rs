//! The job queue: rows, so that a job is kept or lost together with what caused it, and several
//! servers share them. A job may run more than once (a worker died, or its lease ran out):
//! handlers must bear that.

use crate::connection::on_each;
use crate::schema::jobs::dsl;
use crate::store::to_json;
use crate::{StoreResult, Tx};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use latchkey_domain::{Secret, Timestamp};
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub id: String,
    pub kind: String,
    /// JSON, as enqueued. Sealed at rest.
    pub payload: Secret,
    /// How often it was leased, this time included.
    pub attempts: i64,
}

/// `key`: at most one open job has it; another with the same is dropped silently.
pub fn enqueue<T: Serialize>(
    tx: &mut Tx,
    kind: &str,
    payload: &T,
    run_at: Timestamp,
    key: Option<&str>,
) -> StoreResult<()> {
    let (id, payload) = (tx.new_id(), Secret::new(to_json(payload)?));
    let row = (
        dsl::sealed.eq(tx.seal("jobs", "sealed", &id, &payload)?),
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
    Ok(())
}

#[derive(QueryableByName)]
struct Leased {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    sealed: String,
    #[diesel(sql_type = BigInt)]
    attempts: i64,
    #[diesel(sql_type = BigInt)]
    run_at: i64,
}

const LEASE: &str = "UPDATE jobs SET leased_until = $1, worker = $2, attempts = attempts + 1 WHERE id IN (\
    SELECT id FROM jobs WHERE state = 'open' AND run_at <= $3 AND (leased_until IS NULL OR leased_until <= $3) \
    ORDER BY run_at, id LIMIT $4";
const RETURNING: &str = ") RETURNING id, kind, sealed, attempts, run_at";

/// Up to `limit` jobs that are due, the longest due first, for `lease_secs`. What is not `done`,
/// put off or given up by then comes back.
pub fn lease(tx: &mut Tx, worker: &str, lease_secs: i64, limit: i64) -> StoreResult<Vec<Job>> {
    let now = tx.now();
    let until = now.plus_secs(lease_secs).millis();
    let skip = match tx.conn {
        crate::connection::AnyConnection::Sqlite(_) => "",
        crate::connection::AnyConnection::Postgres(_) => " FOR UPDATE SKIP LOCKED",
    };
    let mut rows: Vec<Leased> = diesel::sql_query(format!("{LEASE}{skip}{RETURNING}"))
        .bind::<BigInt, _>(until)
        .bind::<Text, _>(worker)
        .bind::<BigInt, _>(now.millis())
        .bind::<BigInt, _>(limit)
        .load(tx.conn)?;
    rows.sort_by(|a, b| (a.run_at, &a.id).cmp(&(b.run_at, &b.id)));
    let mut jobs = Vec::new();
    for row in rows {
        match tx.open("jobs", "sealed", &row.id, &row.sealed) {
            Ok(payload) => jobs.push(Job { id: row.id, kind: row.kind, payload, attempts: row.attempts }),
            // It would hold up all the others for ever.
            Err(error) => give_up(tx, &row.id, &error.to_string())?,
        }
    }
    Ok(jobs)
}

/// When the next job may be leased; `None`: nothing is open. Reading this is cheaper than leasing.
pub fn next_due(tx: &mut Tx) -> StoreResult<Option<Timestamp>> {
    let open = || dsl::jobs.filter(dsl::state.eq("open"));
    let free: Option<i64> =
        open().filter(dsl::leased_until.is_null()).select(diesel::dsl::min(dsl::run_at)).first(tx.conn)?;
    let leased: Option<i64> = open().select(diesel::dsl::min(dsl::leased_until)).first(tx.conn)?;
    Ok([free, leased].into_iter().flatten().min().map(Timestamp))
}

/// Done: the job is gone, and its payload with it.
pub fn done(tx: &mut Tx, id: &str) -> StoreResult<()> {
    diesel::delete(dsl::jobs.find(id)).execute(tx.conn)?;
    Ok(())
}

/// `error`: one sentence without addresses.
pub fn retry(tx: &mut Tx, id: &str, error: &str, run_at: Timestamp) -> StoreResult<()> {
    diesel::update(dsl::jobs.find(id))
        .set((
            dsl::run_at.eq(run_at.millis()),
            dsl::leased_until.eq(None::<i64>),
            dsl::worker.eq(None::<String>),
            dsl::error.eq(Some(error)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Failed for good: kept for the administrator until `purge`.
pub fn give_up(tx: &mut Tx, id: &str, error: &str) -> StoreResult<()> {
    diesel::update(dsl::jobs.find(id))
        .set((
            dsl::state.eq("failed"),
            dsl::leased_until.eq(None::<i64>),
            dsl::error.eq(Some(error)),
            dsl::finished_at.eq(Some(tx.now().millis())),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// `(open, failed)`.
pub fn counts(tx: &mut Tx) -> StoreResult<(i64, i64)> {
    let open = dsl::jobs.filter(dsl::state.eq("open")).count().get_result(tx.conn)?;
    let failed = dsl::jobs.filter(dsl::state.eq("failed")).count().get_result(tx.conn)?;
    Ok((open, failed))
}

/// Removes what failed more than a week ago.
pub fn purge(tx: &mut Tx) -> StoreResult<i64> {
    let before = tx.now().plus_secs(-7 * 86_400).millis();
    let old = dsl::state.eq("failed").and(dsl::finished_at.lt(before));
    Ok(i64::try_from(diesel::delete(dsl::jobs.filter(old)).execute(tx.conn)?).unwrap_or(i64::MAX))
}
