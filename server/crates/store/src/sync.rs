//! What each run of a directory's import found: one row for the run, and rows for the people behind its numbers. Of the
//! first import there are numbers only: it would be a row for everybody.

mod changes;

pub use changes::{ChangeRow, Page, people};

use crate::imports::{ImportRow, Phase};
use crate::schema::{accounts::dsl as account, sync_changes::dsl as change, sync_runs, sync_runs::dsl};
use crate::store::{from_json, to_json};
use crate::{StoreError, StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::Timestamp;
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::sync::{Counts, Kind};

/// How long reports are kept.
const KEPT_SECS: i64 = 90 * 86_400;
const CHUNK: usize = 250;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    Administrator,
    Schedule,
}

impl Trigger {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Schedule => "schedule",
        }
    }
    fn from_code(code: &str) -> StoreResult<Self> {
        [Self::Administrator, Self::Schedule]
            .into_iter()
            .find(|trigger| trigger.code() == code)
            .ok_or_else(|| StoreError::Corrupt("sync_runs.trigger".into()))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    pub run: i64,
    pub trigger: Trigger,
    pub phase: Phase,
    /// Numbers only.
    pub is_first: bool,
    /// People that it read.
    pub seen: i64,
    pub counts: Counts,
    pub error: Option<String>,
    /// Whether those it missed are gone, as an administrator said.
    pub are_gone: Option<bool>,
    pub decided_by: Option<String>,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sync_runs, treat_none_as_default_value = false)]
struct Stored {
    directory: String,
    run: i64,
    trigger: String,
    phase: String,
    is_first: bool,
    seen: i64,
    counts: String,
    error: Option<String>,
    decision: Option<String>,
    decided_by: Option<String>,
    started_at: i64,
    finished_at: Option<i64>,
}

impl TryFrom<Stored> for RunRow {
    type Error = StoreError;
    fn try_from(row: Stored) -> StoreResult<Self> {
        Ok(Self {
            run: row.run,
            trigger: Trigger::from_code(&row.trigger)?,
            phase: Phase::from_code(&row.phase)?,
            is_first: row.is_first,
            seen: row.seen,
            counts: from_json("sync_runs.counts", &row.counts)?,
            error: row.error,
            are_gone: row.decision.map(|decision| decision == GONE),
            decided_by: row.decided_by,
            started_at: Timestamp(row.started_at),
            finished_at: row.finished_at.map(Timestamp),
        })
    }
}

const GONE: &str = "gone";
const KEPT: &str = "kept";

/// The latest first.
pub fn runs(tx: &mut Tx, id: &DirectoryId, most: i64) -> StoreResult<Vec<RunRow>> {
    let rows: Vec<Stored> = dsl::sync_runs
        .filter(dsl::directory.eq(id.as_str()))
        .order(dsl::run.desc())
        .limit(most)
        .select(Stored::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(RunRow::try_from).collect()
}

pub fn get(tx: &mut Tx, id: &DirectoryId, run: i64) -> StoreResult<Option<RunRow>> {
    let row: Option<Stored> =
        dsl::sync_runs.find((id.as_str(), run)).select(Stored::as_select()).first(tx.conn).optional()?;
    row.map(RunRow::try_from).transpose()
}

/// Clears away what is older than 90 days. What still asks stays.
pub fn purge(tx: &mut Tx) -> StoreResult<i64> {
    let before = tx.now().plus_secs(-KEPT_SECS).millis();
    let old = dsl::started_at.lt(before).and(dsl::phase.ne_all([Phase::Asking.code(), Phase::Running.code()]));
    Ok(i64::try_from(diesel::delete(dsl::sync_runs.filter(old)).execute(tx.conn)?).unwrap_or(i64::MAX))
}

/// A run that was begun; an earlier one that is still under way goes on no more.
pub(crate) fn begin(tx: &mut Tx, import: &ImportRow, trigger: Trigger) -> StoreResult<()> {
    let now = tx.now().millis();
    let left = dsl::directory.eq(import.directory.as_str()).and(dsl::phase.eq(Phase::Running.code()));
    diesel::update(dsl::sync_runs.filter(left))
        .set((dsl::phase.eq(Phase::Stopped.code()), dsl::finished_at.eq(Some(now))))
        .execute(tx.conn)?;
    let row = Stored {
        directory: import.directory.0.clone(),
        run: import.run,
        trigger: trigger.code().into(),
        phase: Phase::Running.code().into(),
        is_first: import.finished_at.is_none(),
        seen: 0,
        counts: to_json(&Counts::default())?,
        error: None,
        decision: None,
        decided_by: None,
        started_at: now,
        finished_at: None,
    };
    diesel::insert_into(dsl::sync_runs).values(row).execute(tx.conn)?;
    Ok(())
}

/// Goes on, stopped or failed; with what it found so far.
pub(crate) fn put_phase(tx: &mut Tx, id: &DirectoryId, run: i64, phase: Phase, error: Option<&str>) -> StoreResult<()> {
    put(tx, id, run, phase, 0)?;
    let ended = if phase == Phase::Running { None } else { Some(tx.now().millis()) };
    diesel::update(dsl::sync_runs.find((id.as_str(), run)))
        .set((dsl::error.eq(error), dsl::finished_at.eq(ended)))
        .execute(tx.conn)?;
    Ok(())
}

/// At the end of a run: who came anew under a login of somebody who is not there any more is told from who is new, and
/// all are counted.
pub(crate) fn settle(tx: &mut Tx, id: &DirectoryId, run: i64, phase: Phase, held: i64) -> StoreResult<Counts> {
    // what an earlier one asked is asked anew, or answered by what was found
    let earlier = dsl::directory.eq(id.as_str()).and(dsl::run.lt(run)).and(dsl::phase.eq(Phase::Asking.code()));
    diesel::update(dsl::sync_runs.filter(earlier)).set(dsl::phase.eq(Phase::Finished.code())).execute(tx.conn)?;
    tell_recreated(tx, id, run)?;
    let counts = put(tx, id, run, phase, held)?;
    diesel::update(dsl::sync_runs.find((id.as_str(), run)))
        .set(dsl::finished_at.eq(Some(tx.now().millis())))
        .execute(tx.conn)?;
    Ok(counts)
}

pub(crate) fn decided(tx: &mut Tx, id: &DirectoryId, run: i64, are_gone: bool, by: &str) -> StoreResult<()> {
    put(tx, id, run, Phase::Finished, 0)?;
    let decision = if are_gone { GONE } else { KEPT };
    diesel::update(dsl::sync_runs.find((id.as_str(), run)))
        .set((dsl::decision.eq(Some(decision)), dsl::decided_by.eq(Some(by))))
        .execute(tx.conn)?;
    Ok(())
}

fn put(tx: &mut Tx, id: &DirectoryId, run: i64, phase: Phase, held: i64) -> StoreResult<Counts> {
    let seen: i64 = account::accounts
        .filter(account::directory.eq(id.as_str()))
        .filter(account::run.eq(run))
        .count()
        .get_result(tx.conn)?;
    let mut counts = count(tx, id, run)?;
    counts.held = held;
    // a later run may have seen them again since
    let before: Option<RunRow> = get(tx, id, run)?;
    let seen = before.as_ref().map_or(seen, |row| row.seen.max(seen));
    if before.is_some_and(|row| row.is_first) {
        counts.new = seen;
    }
    diesel::update(dsl::sync_runs.find((id.as_str(), run)))
        .set((dsl::phase.eq(phase.code()), dsl::seen.eq(seen), dsl::counts.eq(to_json(&counts)?)))
        .execute(tx.conn)?;
    Ok(counts)
}

/// In people: whoever changed in three fields is one.
fn count(tx: &mut Tx, id: &DirectoryId, run: i64) -> StoreResult<Counts> {
    use diesel::dsl::sql;
    use diesel::sql_types::BigInt;
    let rows: Vec<(String, i64)> = change::sync_changes
        .filter(change::directory.eq(id.as_str()))
        .filter(change::run.eq(run))
        .group_by(change::kind)
        .select((change::kind, sql::<BigInt>("count(DISTINCT account)")))
        .load(tx.conn)?;
    let mut counts = Counts::default();
    for (kind, people) in rows {
        if let Some(kind) = Kind::from_code(&kind) {
            *counts.of(kind) = people;
        }
    }
    Ok(counts)
}

/// Known at the end only: until then the login may be of somebody who has another one by now.
fn tell_recreated(tx: &mut Tx, id: &DirectoryId, run: i64) -> StoreResult<()> {
    let ours = || change::directory.eq(id.as_str()).and(change::run.eq(run)).and(change::kind.eq(Kind::New.code()));
    let new: Vec<String> = change::sync_changes.filter(ours()).select(change::account).load(tx.conn)?;
    for chunk in new.chunks(CHUNK) {
        let logins: Vec<(String, String)> = account::accounts
            .filter(account::id.eq_any(chunk))
            .select((account::id, account::login_key))
            .load(tx.conn)?;
        let keys: Vec<&str> = logins.iter().map(|(_, key)| key.as_str()).collect();
        let left: Vec<String> = account::accounts
            .filter(account::directory.eq(id.as_str()))
            .filter(account::login_key.eq_any(keys))
            .filter(account::gone.eq(true).or(account::run.lt(run)))
            .select(account::login_key)
            .load(tx.conn)?;
        let again: Vec<&str> = logins.iter().filter(|(_, key)| left.contains(key)).map(|(id, _)| id.as_str()).collect();
        diesel::update(change::sync_changes.filter(ours()).filter(change::account.eq_any(again)))
            .set(change::kind.eq(Kind::Recreated.code()))
            .execute(tx.conn)?;
    }
    Ok(())
}
