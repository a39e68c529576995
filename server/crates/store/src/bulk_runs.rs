//! What is done to many people at once, in chunks: who is meant, how far it is, and what came of it. The people of a run
//! are written down when it begins, so that whoever comes later, or is called otherwise by then, is not meant; and a
//! chunk ends in the transaction that does it, so that a run which is taken up again does nothing twice.
//!
//! The rows stay as long as the audit log, which names the run: they are the list of people that is too long for it.

mod people;

pub use people::{add_able, add_onboarded, add_people, digest_of, next, people};

use crate::connection::AnyConnection;
use crate::schema::{bulk_run_people::dsl as person, bulk_runs, bulk_runs::dsl};
use crate::store::{from_json, to_json};
use crate::{StoreError, StoreResult, Tx};
use diesel::prelude::*;
use latchkey_domain::Timestamp;
use latchkey_domain::ids::{DirectoryId, ObjectId, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkKind {
    Onboard,
    Offboard,
}

impl BulkKind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Onboard => "onboard",
            Self::Offboard => "offboard",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Its people are still being written down: it has not begun.
    Collecting,
    Running,
    /// Everybody was dealt with.
    Finished,
    /// Some were not; `failure` says why.
    Stopped,
}

impl Phase {
    const fn code(self) -> &'static str {
        match self {
            Self::Collecting => "collecting",
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Stopped => "stopped",
        }
    }
}

/// Who was meant, as it was asked for. Stored, so a case may be added and none renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Selection {
    /// One by one.
    People,
    Matching {
        text: String,
        onboarded_only: bool,
    },
    Group {
        directory: DirectoryId,
        group: ObjectId,
    },
}

/// Why somebody was not onboarded. Stored, as `Selection` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyLeftOut {
    Gone,
    Disabled,
    Protected,
    SetOnPremises,
    SetByProvider,
    NotSetHere,
    NotFound,
    NotImported,
}

/// How many were left out for each reason, and the names of some.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub counts: BTreeMap<WhyLeftOut, i64>,
    pub names: Vec<(String, WhyLeftOut)>,
}

/// More names than this nobody reads.
pub const MOST_NAMES: usize = 100;

impl LeftOut {
    /// One more, by name.
    pub fn add(&mut self, name: String, why: WhyLeftOut) {
        self.count(why, 1);
        if self.names.len() < MOST_NAMES {
            self.names.push((name, why));
        }
    }

    /// So many more, without names.
    pub fn count(&mut self, why: WhyLeftOut, number: i64) {
        if number > 0 {
            *self.counts.entry(why).or_default() += number;
        }
    }

    pub fn total(&self) -> i64 {
        self.counts.values().sum()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkRun {
    pub id: String,
    pub kind: BulkKind,
    pub phase: Phase,
    /// The administrator's name.
    pub actor: String,
    pub selection: Selection,
    /// Whom it is done to, as counted when it began.
    pub total: i64,
    pub done: i64,
    /// For whom there was nothing to do any more, or never was.
    pub already: i64,
    pub left_out: LeftOut,
    /// The last person who was dealt with; empty: nobody yet.
    pub done_to: String,
    pub digest: String,
    /// Why it stopped, in the words of whoever stopped it.
    pub failure: Option<String>,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = bulk_runs, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Stored {
    id: String,
    kind: String,
    phase: String,
    actor: String,
    selection: String,
    total: i64,
    done: i64,
    already: i64,
    left_out: String,
    done_to: String,
    digest: String,
    failure: Option<String>,
    started_at: i64,
    finished_at: Option<i64>,
}

impl Stored {
    fn of(run: &BulkRun) -> StoreResult<Self> {
        Ok(Self {
            id: run.id.clone(),
            kind: run.kind.code().into(),
            phase: run.phase.code().into(),
            actor: run.actor.clone(),
            selection: to_json(&run.selection)?,
            total: run.total,
            done: run.done,
            already: run.already,
            left_out: to_json(&run.left_out)?,
            done_to: run.done_to.clone(),
            digest: run.digest.clone(),
            failure: run.failure.clone(),
            started_at: run.started_at.millis(),
            finished_at: run.finished_at.map(Timestamp::millis),
        })
    }

    fn opened(self) -> StoreResult<BulkRun> {
        let corrupt = |column: &str| StoreError::Corrupt(format!("bulk_runs.{column}"));
        let kinds = [BulkKind::Onboard, BulkKind::Offboard];
        let phases = [Phase::Collecting, Phase::Running, Phase::Finished, Phase::Stopped];
        Ok(BulkRun {
            kind: kinds.into_iter().find(|kind| kind.code() == self.kind).ok_or_else(|| corrupt("kind"))?,
            phase: phases.into_iter().find(|phase| phase.code() == self.phase).ok_or_else(|| corrupt("phase"))?,
            selection: from_json("bulk_runs.selection", &self.selection)?,
            left_out: from_json("bulk_runs.left_out", &self.left_out)?,
            id: self.id,
            actor: self.actor,
            total: self.total,
            done: self.done,
            already: self.already,
            done_to: self.done_to,
            digest: self.digest,
            failure: self.failure,
            started_at: Timestamp(self.started_at),
            finished_at: self.finished_at.map(Timestamp),
        })
    }
}

/// A new one, of nobody yet.
pub fn create(tx: &mut Tx, kind: BulkKind, phase: Phase, actor: &str, selection: Selection) -> StoreResult<BulkRun> {
    let run = BulkRun {
        id: tx.new_id(),
        kind,
        phase,
        actor: actor.to_owned(),
        selection,
        total: 0,
        done: 0,
        already: 0,
        left_out: LeftOut::default(),
        done_to: String::new(),
        digest: String::new(),
        failure: None,
        started_at: tx.now(),
        finished_at: None,
    };
    diesel::insert_into(dsl::bulk_runs).values(Stored::of(&run)?).execute(tx.conn)?;
    Ok(run)
}

/// For a step of it: of two that work on one run, the later waits for the earlier.
pub fn locked(tx: &mut Tx, id: &str) -> StoreResult<Option<BulkRun>> {
    if let AnyConnection::Postgres(conn) = tx.conn {
        dsl::bulk_runs.find(id).select(dsl::id).for_update().load::<String>(conn)?;
    }
    get(tx, id)
}

pub fn get(tx: &mut Tx, id: &str) -> StoreResult<Option<BulkRun>> {
    let row: Option<Stored> = dsl::bulk_runs.find(id).select(Stored::as_select()).first(tx.conn).optional()?;
    row.map(Stored::opened).transpose()
}

/// All of it but whose it is, as it stands now.
pub fn save(tx: &mut Tx, run: &BulkRun) -> StoreResult<()> {
    diesel::update(dsl::bulk_runs.find(&run.id)).set(Stored::of(run)?).execute(tx.conn)?;
    Ok(())
}

/// Over, as `phase` says. Those whom it did not come to are no longer on its list.
pub fn end(tx: &mut Tx, run: &mut BulkRun, phase: Phase, failure: Option<String>) -> StoreResult<()> {
    (run.phase, run.failure, run.finished_at) = (phase, failure, Some(tx.now()));
    let rest = person::bulk_run_people.filter(person::run.eq(&run.id)).filter(person::person.gt(&run.done_to));
    diesel::delete(rest).execute(tx.conn)?;
    save(tx, run)
}

/// As if it had never been asked for.
pub fn discard(tx: &mut Tx, id: &str) -> StoreResult<()> {
    diesel::delete(dsl::bulk_runs.find(id)).execute(tx.conn)?;
    Ok(())
}

/// Those that have begun since, latest first.
pub fn recent(tx: &mut Tx, since: Timestamp, limit: i64) -> StoreResult<Vec<BulkRun>> {
    let rows: Vec<Stored> = dsl::bulk_runs
        .filter(dsl::started_at.ge(since.millis()))
        .filter(dsl::phase.ne(Phase::Collecting.code()))
        .order((dsl::started_at.desc(), dsl::id.desc()))
        .limit(limit)
        .select(Stored::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(Stored::opened).collect()
}

/// Whether the same is under way: a second click.
pub fn is_running(tx: &mut Tx, kind: BulkKind, selection: &Selection) -> StoreResult<bool> {
    let same = dsl::bulk_runs
        .filter(dsl::phase.eq(Phase::Running.code()))
        .filter(dsl::kind.eq(kind.code()))
        .filter(dsl::selection.eq(to_json(selection)?));
    Ok(same.count().get_result::<i64>(tx.conn)? > 0)
}

/// Takes away what was being written down for a run that never began: the server ended meanwhile.
pub fn purge(tx: &mut Tx) -> StoreResult<()> {
    let before = tx.now().plus_secs(-3600).millis();
    let old = dsl::phase.eq(Phase::Collecting.code()).and(dsl::started_at.lt(before));
    diesel::delete(dsl::bulk_runs.filter(old)).execute(tx.conn)?;
    Ok(())
}

/// Done to `people` in one go: kept as a run that is over, with its list.
pub fn at_once(tx: &mut Tx, mut run: BulkRun, people: &[PersonId]) -> StoreResult<BulkRun> {
    let mut people = people.to_vec();
    people.sort();
    add_people(tx, &run.id, &people)?;
    run.dealt_with(tx, &people);
    run.total = run.done;
    run.done_to = people.last().map(|last| last.0.clone()).unwrap_or_default();
    end(tx, &mut run, Phase::Finished, None)?;
    Ok(run)
}
