//! The import of a directory's people: one row per directory that says how far it came, so that
//! it can be stopped, and resumed after a restart of ours. Each page is one transaction, and people
//! who come a second time are counted once.

use crate::accounts;
use crate::connection::on_each;
use crate::schema::{accounts::dsl as account, imports, imports::dsl};
use crate::{StoreError, StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::Timestamp;
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::DirectoryId;
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Running,
    Stopped,
    Failed,
    Finished,
}

impl Phase {
    const fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
            Self::Finished => "finished",
        }
    }
    fn from_code(code: &str) -> StoreResult<Self> {
        [Self::Running, Self::Stopped, Self::Failed, Self::Finished]
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
}

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
        })
    }
}

pub fn get(tx: &mut Tx, id: &DirectoryId) -> StoreResult<Option<ImportRow>> {
    let row: Option<Stored> = dsl::imports.find(id.as_str()).select(Stored::as_select()).first(tx.conn).optional()?;
    row.map(ImportRow::try_from).transpose()
}

/// A new run from the beginning, whatever was before; one that is still running elsewhere notices
/// with its next page. `Conflict("foreign key")`: no such directory.
pub fn start(tx: &mut Tx, id: &DirectoryId, expected: i64) -> StoreResult<ImportRow> {
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
    get(tx, id)?.ok_or_else(|| StoreError::Other("the import that was begun is gone".into()))
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
    if changed == 0 { Ok(None) } else { get(tx, id) }
}

/// Takes one page in and moves the cursor from where the page was asked for. `false`: no longer
/// running, another run, or somebody else has moved the cursor; nothing was written.
pub fn page(
    tx: &mut Tx,
    id: &DirectoryId,
    run: i64,
    from: Option<&str>,
    entries: &[Entry],
    next: Option<&str>,
) -> StoreResult<bool> {
    let new = not_seen(tx, id, run, entries)?;
    let moves = (dsl::cursor.eq(next), dsl::done.eq(dsl::done + new), dsl::updated_at.eq(tx.now().millis()));
    let moved = match from {
        Some(from) => diesel::update(running(id, run).filter(dsl::cursor.eq(from))).set(moves).execute(tx.conn)?,
        None => diesel::update(running(id, run).filter(dsl::cursor.is_null())).set(moves).execute(tx.conn)?,
    };
    if moved == 0 {
        return Ok(false);
    }
    accounts::upsert_all(tx, id, entries, run)?;
    Ok(true)
}

/// Values per statement, far below both databases' limits.
const CHUNK: usize = 250;

/// How many of these the run has not seen yet.
fn not_seen(tx: &mut Tx, id: &DirectoryId, run: i64, entries: &[Entry]) -> StoreResult<i64> {
    let ids: BTreeSet<&str> = entries.iter().map(|entry| entry.object_id.as_str()).collect();
    let all: Vec<&str> = ids.into_iter().collect();
    let mut new = i64::try_from(all.len()).unwrap_or(i64::MAX);
    for chunk in all.chunks(CHUNK) {
        let seen: i64 = account::accounts
            .filter(account::directory.eq(id.as_str()))
            .filter(account::object_id.eq_any(chunk.to_vec()))
            .filter(account::run.eq(run))
            .count()
            .get_result(tx.conn)?;
        new -= seen;
    }
    Ok(new)
}

/// After the last page: accounts that this run did not see are marked gone. Nothing is deleted.
/// `false` as for `page`.
pub fn finish(tx: &mut Tx, id: &DirectoryId, run: i64) -> StoreResult<bool> {
    let now = tx.now().millis();
    let seen: i64 = account::accounts
        .filter(account::directory.eq(id.as_str()))
        .filter(account::run.eq(run))
        .count()
        .get_result(tx.conn)?;
    let finished = diesel::update(running(id, run))
        .set((
            dsl::phase.eq(Phase::Finished.code()),
            dsl::cursor.eq(None::<String>),
            dsl::done.eq(seen),
            dsl::updated_at.eq(now),
        ))
        .execute(tx.conn)?;
    if finished == 0 {
        return Ok(false);
    }
    let unseen = account::directory.eq(id.as_str()).and(account::run.ne(run)).and(account::gone.eq(false));
    diesel::update(account::accounts.filter(unseen))
        .set((account::gone.eq(true), account::updated_at.eq(now)))
        .execute(tx.conn)?;
    crate::persons::tidy(tx)?;
    Ok(true)
}

/// `false`: it was not running.
pub fn stop(tx: &mut Tx, id: &DirectoryId) -> StoreResult<bool> {
    let is_running = dsl::directory.eq(id.as_str()).and(dsl::phase.eq(Phase::Running.code()));
    let changed = diesel::update(dsl::imports.filter(is_running))
        .set((dsl::phase.eq(Phase::Stopped.code()), dsl::updated_at.eq(tx.now().millis())))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

/// `error`: as the runner writes it. `false` as for `page`.
pub fn fail(tx: &mut Tx, id: &DirectoryId, run: i64, error: &str) -> StoreResult<bool> {
    let changed = diesel::update(running(id, run))
        .set((dsl::phase.eq(Phase::Failed.code()), dsl::error.eq(Some(error)), dsl::updated_at.eq(tx.now().millis())))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn running<'a>(id: &'a DirectoryId, run: i64) -> _ {
    let directory: &'a str = id.as_str();
    let phase: &'static str = "running";
    dsl::imports.filter(dsl::directory.eq(directory)).filter(dsl::run.eq(run)).filter(dsl::phase.eq(phase))
}
