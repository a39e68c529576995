//! The import of a directory's people: one row per directory that says how far it came, so that
//! it can be stopped, and resumed after a restart of ours. Each page is one transaction, and people
//! who come a second time are counted once. What each run found stands in `sync`.

mod end;
mod page;

pub use end::{Ended, Missing, MissingPerson, decide, end, finish, missing};
pub use page::page;

use crate::connection::on_each;
use crate::schema::{imports, imports::dsl};
use crate::sync::{self, Trigger};
use crate::{StoreError, StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::Timestamp;
use latchkey_domain::ids::DirectoryId;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Running,
    Stopped,
    Failed,
    /// All was read; whether those who are missing are gone is asked.
    Asking,
    Finished,
}

impl Phase {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
            Self::Asking => "asking",
            Self::Finished => "finished",
        }
    }
    pub(crate) fn from_code(code: &str) -> StoreResult<Self> {
        [Self::Running, Self::Stopped, Self::Failed, Self::Asking, Self::Finished]
            .into_iter()
            .find(|phase| phase.code() == code)
            .ok_or_else(|| StoreError::Corrupt("imports.phase".into()))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    pub directory: DirectoryId,
    pub phase: Phase,
    /// Counts the imports of this directory; accounts carry the one that saw them last.
    pub run: i64,
    /// Where to go on, as the adapter said; `None`: from the beginning.
    pub cursor: Option<String>,
    /// People that this run has seen, each once.
    pub done: i64,
    /// As counted before it began.
    pub expected: i64,
    pub error: Option<String>,
    pub started_at: Timestamp,
    pub updated_at: Timestamp,
    /// How often it runs by itself, in minutes; 0: never.
    pub every_minutes: i64,
    pub next_at: Option<Timestamp>,
    /// When all of it was read last. `None`: the first import has not come to its end.
    pub finished_at: Option<Timestamp>,
    /// The run whose missing people are asked about.
    pub asking_run: Option<i64>,
}

/// How often a directory is read again, until somebody says otherwise.
pub const EVERY_MINUTES: i64 = 60;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = imports, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Stored {
    directory: String,
    phase: String,
    run: i64,
    cursor: Option<String>,
    done: i64,
    expected: i64,
    error: Option<String>,
    started_at: i64,
    updated_at: i64,
    every_minutes: i64,
    next_at: Option<i64>,
    finished_at: Option<i64>,
    asking_run: Option<i64>,
}

impl TryFrom<Stored> for ImportRow {
    type Error = StoreError;
    fn try_from(row: Stored) -> StoreResult<Self> {
        Ok(Self {
            directory: DirectoryId(row.directory),
            phase: Phase::from_code(&row.phase)?,
            run: row.run,
            cursor: row.cursor,
            done: row.done,
            expected: row.expected,
            error: row.error,
            started_at: Timestamp(row.started_at),
            updated_at: Timestamp(row.updated_at),
            every_minutes: row.every_minutes,
            next_at: row.next_at.map(Timestamp),
            finished_at: row.finished_at.map(Timestamp),
            asking_run: row.asking_run,
        })
    }
}

pub fn get(tx: &mut Tx, id: &DirectoryId) -> StoreResult<Option<ImportRow>> {
    let row: Option<Stored> = dsl::imports.find(id.as_str()).select(Stored::as_select()).first(tx.conn).optional()?;
    row.map(ImportRow::try_from).transpose()
}

/// Of the directories that are read again by themselves.
pub fn scheduled(tx: &mut Tx) -> StoreResult<Vec<ImportRow>> {
    let rows: Vec<Stored> =
        dsl::imports.filter(dsl::next_at.is_not_null()).select(Stored::as_select()).load(tx.conn)?;
    rows.into_iter().map(ImportRow::try_from).collect()
}

/// A new run from the beginning that an administrator wanted, whatever was before; one that is still running
/// elsewhere notices with its next page. `Conflict("foreign key")`: no such directory.
pub fn start(tx: &mut Tx, id: &DirectoryId, expected: i64) -> StoreResult<ImportRow> {
    start_by(tx, id, expected, Trigger::Administrator)
}

pub fn start_by(tx: &mut Tx, id: &DirectoryId, expected: i64, trigger: Trigger) -> StoreResult<ImportRow> {
    let now = tx.now().millis();
    let first = Stored {
        directory: id.0.clone(),
        phase: Phase::Running.code().into(),
        run: 1,
        cursor: None,
        done: 0,
        expected,
        error: None,
        started_at: now,
        updated_at: now,
        every_minutes: EVERY_MINUTES,
        next_at: None,
        finished_at: None,
        asking_run: None,
    };
    on_each!(tx, conn => diesel::insert_into(dsl::imports)
        .values(&first)
        .on_conflict(dsl::directory)
        .do_update()
        .set((
            dsl::phase.eq(Phase::Running.code()),
            dsl::run.eq(dsl::run + 1),
            dsl::cursor.eq(None::<String>),
            dsl::done.eq(0),
            dsl::expected.eq(expected),
            dsl::error.eq(None::<String>),
            dsl::started_at.eq(now),
            dsl::updated_at.eq(now),
        ))
        .execute(conn))?;
    let row = get(tx, id)?.ok_or_else(|| StoreError::Other("the import that was begun is gone".into()))?;
    sync::begin(tx, &row, trigger)?;
    Ok(row)
}

/// The next run by itself, once for each time that it is due, however many ask: `at` is when that was. The time after
/// it is kept, so that one that breaks off, and one that runs for longer, hold up no other. `None`: not due by that
/// time any more, or one is running.
pub fn start_due(tx: &mut Tx, id: &DirectoryId, at: Timestamp, expected: i64) -> StoreResult<Option<ImportRow>> {
    let Some(row) = get(tx, id)?.filter(|row| row.next_at == Some(at)) else { return Ok(None) };
    let next = next_after(at, row.every_minutes, tx.now());
    let ours = dsl::directory.eq(id.as_str()).and(dsl::next_at.eq(at.millis()));
    let moved =
        diesel::update(dsl::imports.filter(ours)).set(dsl::next_at.eq(next.map(Timestamp::millis))).execute(tx.conn)?;
    // looked at again: somebody may have begun one while we waited
    let idle = get(tx, id)?.is_some_and(|row| row.phase != Phase::Running);
    if moved == 1 && idle { start_by(tx, id, expected, Trigger::Schedule).map(Some) } else { Ok(None) }
}

/// The first time after `now` that is a whole number of steps after `at`. `None`: never.
fn next_after(at: Timestamp, every_minutes: i64, now: Timestamp) -> Option<Timestamp> {
    let step = every_minutes.saturating_mul(60_000);
    (step > 0).then(|| at.plus_millis((now.since(at).max(0) / step + 1) * step))
}

/// How often it runs by itself from now on. Before the first import has come to its end, from that end on.
pub fn set_every(tx: &mut Tx, id: &DirectoryId, minutes: i64) -> StoreResult<bool> {
    let Some(row) = get(tx, id)? else { return Ok(false) };
    let next = row.finished_at.and_then(|at| next_after(at, minutes, tx.now())).map(Timestamp::millis);
    let changed = diesel::update(dsl::imports.filter(dsl::directory.eq(id.as_str())))
        .set((dsl::every_minutes.eq(minutes), dsl::next_at.eq(next)))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

/// Stopped or failed: runs again from where it was. `None`: there is nothing to resume.
pub fn resume(tx: &mut Tx, id: &DirectoryId) -> StoreResult<Option<ImportRow>> {
    let resumable = dsl::phase.eq_any([Phase::Stopped.code(), Phase::Failed.code()]);
    let changed = diesel::update(dsl::imports.filter(dsl::directory.eq(id.as_str())).filter(resumable))
        .set((
            dsl::phase.eq(Phase::Running.code()),
            dsl::error.eq(None::<String>),
            dsl::updated_at.eq(tx.now().millis()),
        ))
        .execute(tx.conn)?;
    if changed == 0 {
        return Ok(None);
    }
    let row = get(tx, id)?;
    if let Some(row) = &row {
        sync::put_phase(tx, id, row.run, Phase::Running, None)?;
    }
    Ok(row)
}

/// `false`: it was not running.
pub fn stop(tx: &mut Tx, id: &DirectoryId) -> StoreResult<bool> {
    let is_running = dsl::directory.eq(id.as_str()).and(dsl::phase.eq(Phase::Running.code()));
    let changed = diesel::update(dsl::imports.filter(is_running))
        .set((dsl::phase.eq(Phase::Stopped.code()), dsl::updated_at.eq(tx.now().millis())))
        .execute(tx.conn)?;
    if changed == 1
        && let Some(row) = get(tx, id)?
    {
        sync::put_phase(tx, id, row.run, Phase::Stopped, None)?;
    }
    Ok(changed == 1)
}

/// `error`: as the runner writes it. `false` as for `page`.
pub fn fail(tx: &mut Tx, id: &DirectoryId, run: i64, error: &str) -> StoreResult<bool> {
    let changed = diesel::update(running(id, run))
        .set((dsl::phase.eq(Phase::Failed.code()), dsl::error.eq(Some(error)), dsl::updated_at.eq(tx.now().millis())))
        .execute(tx.conn)?;
    if changed == 1 {
        sync::put_phase(tx, id, run, Phase::Failed, Some(error))?;
    }
    Ok(changed == 1)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn running<'a>(id: &'a DirectoryId, run: i64) -> _ {
    let directory: &'a str = id.as_str();
    let phase: &'static str = "running";
    dsl::imports.filter(dsl::directory.eq(directory)).filter(dsl::run.eq(run)).filter(dsl::phase.eq(phase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_time_keeps_its_step_and_is_never_past() {
        let at = Timestamp::from_secs;
        assert_eq!(next_after(at(0), 60, at(0)), Some(at(3600)));
        assert_eq!(next_after(at(0), 60, at(3599)), Some(at(3600)));
        assert_eq!(next_after(at(0), 60, at(3600)), Some(at(7200)));
        assert_eq!(next_after(at(100), 60, at(86_400)), Some(at(86_500)), "after a day off");
        assert_eq!(next_after(at(0), 0, at(9)), None);
    }
}
