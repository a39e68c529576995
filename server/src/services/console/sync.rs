//! A directory that is read again by itself: its report, its times, and the answer to what it asks. What is read and
//! kept is the job's and the store's.

use super::code::{proved, short};
use super::guarded::Guarded;
use super::{ConsoleService, count, directory, name_of};
use crate::app_state::AppState;
use crate::services::admin_auth::authorise;
use crate::work::{JobFault, enqueue_next, enqueue_run};
use async_trait::async_trait;
use latchkey_app::ports::{Caller, SyncAdmin};
use latchkey_contract::admin::*;
use latchkey_contract::sync::*;
use latchkey_domain::audit::{self, AuditKind};
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::roles::Permission;
use latchkey_domain::sync::{Counts, Field, Kind, parent};
use latchkey_store::directories::DirectoryRow;
use latchkey_store::imports::{ImportRow, Missing, Phase};
use latchkey_store::sync::{ChangeRow, RunRow, Trigger};
use latchkey_store::{AuditEvent, StoreResult, Tx, accounts, directories, imports, persons, sync};

/// Runs on the page.
const RUNS: i64 = 50;
/// People on a page.
const PEOPLE: i64 = 50;
/// Names beside the question.
const NAMES: usize = 50;

/// What is asked: the run, when, and whom it missed.
type OpenQuestion = (RunRow, Missing, i64);

/// Nothing is looked up while nothing is asked.
pub(super) fn asked(tx: &mut Tx, row: &DirectoryRow, import: Option<&ImportRow>) -> StoreResult<Option<OpenQuestion>> {
    let Some(run) = import.and_then(|import| import.asking_run) else { return Ok(None) };
    let Some(report) = sync::get(tx, &row.id, run)? else { return Ok(None) };
    let missing = imports::missing(tx, &row.id, run, &[])?;
    let ids: Vec<&str> = missing.people.iter().map(|person| person.id.as_str()).collect();
    let seats = persons::with_seat(tx, &ids)?;
    Ok(Some((report, missing, seats)))
}

pub(super) fn state(app: &AppState, import: Option<&ImportRow>, asked: Option<OpenQuestion>) -> Option<SyncState> {
    let import = import?;
    Some(SyncState {
        finished_at: app.moment(import.finished_at?),
        next_at: import.next_at.map(|at| app.moment(at)),
        question: asked.map(|asked| question(app, asked)),
    })
}

fn question(app: &AppState, (report, missing, seats): OpenQuestion) -> SyncQuestion {
    let all = u32::try_from(missing.people.len()).unwrap_or(u32::MAX);
    SyncQuestion {
        run: report.run,
        at: app.moment(report.finished_at.unwrap_or(report.started_at)),
        missing: all,
        present: count(missing.present),
        seats: count(seats),
        emptied: missing.emptied.into_iter().map(|(dn, people)| EmptiedUnit { dn, people: count(people) }).collect(),
        people: missing
            .people
            .into_iter()
            .take(NAMES)
            .map(|person| SyncName { name: person.name, login: person.login })
            .collect(),
    }
}

fn counts(counts: &Counts) -> SyncCounts {
    SyncCounts {
        new: count(counts.new),
        recreated: count(counts.recreated),
        changed: count(counts.changed),
        moved: count(counts.moved),
        disabled: count(counts.disabled),
        enabled: count(counts.enabled),
        gone: count(counts.gone),
        back: count(counts.back),
        held: count(counts.held),
    }
}

fn run(app: &AppState, row: RunRow) -> SyncRun {
    let end = match (row.phase, row.are_gone) {
        (Phase::Running, _) => SyncEnd::Running,
        (Phase::Stopped, _) => SyncEnd::Stopped,
        (Phase::Failed, _) => SyncEnd::Failed(JobFault::stored(row.error.as_deref()).view()),
        (Phase::Asking, _) => SyncEnd::Asking,
        (Phase::Finished, Some(are_gone)) => {
            let by = row.decided_by.unwrap_or_default();
            SyncEnd::Decided { are_gone, by: by.strip_prefix("admin:").map_or(by.clone(), str::to_owned) }
        }
        (Phase::Finished, None) => SyncEnd::Finished,
    };
    SyncRun {
        run: row.run,
        by_itself: row.trigger == Trigger::Schedule,
        is_first: row.is_first,
        started_at: app.moment(row.started_at),
        millis: row.finished_at.map(|at| count(at.since(row.started_at))),
        seen: count(row.seen),
        counts: counts(&row.counts),
        end,
    }
}

const fn field(field: Field) -> SyncField {
    match field {
        Field::Login => SyncField::Login,
        Field::Upn => SyncField::Upn,
        Field::DisplayName => SyncField::DisplayName,
        Field::Mail => SyncField::Mail,
        Field::Phone => SyncField::Phone,
        Field::Manager => SyncField::Manager,
        Field::Language => SyncField::Language,
        Field::Dn => SyncField::Dn,
        Field::SetElsewhere => SyncField::SetElsewhere,
    }
}

/// `None`: those whom the question is about, who stand nowhere yet.
const fn kind(kind: SyncKind) -> Option<Kind> {
    Some(match kind {
        SyncKind::New => Kind::New,
        SyncKind::Recreated => Kind::Recreated,
        SyncKind::Changed => Kind::Changed,
        SyncKind::Moved => Kind::Moved,
        SyncKind::Disabled => Kind::Disabled,
        SyncKind::Enabled => Kind::Enabled,
        SyncKind::Gone => Kind::Gone,
        SyncKind::Back => Kind::Back,
        SyncKind::Held => return None,
    })
}

/// One row for each person; of a change its fields are kept together.
fn rows(changes: Vec<ChangeRow>) -> Vec<SyncRow> {
    let mut rows: Vec<(String, SyncRow)> = Vec::new();
    for change in changes {
        let unit = |dn: &Option<String>| dn.as_deref().map(|dn| parent(dn).to_owned());
        let is_field = change.field.is_some();
        let (unit_before, unit_after) =
            if is_field { (None, None) } else { (unit(&change.before), unit(&change.after)) };
        let told = change.field.map(|of| SyncChange { field: field(of), before: change.before, after: change.after });
        match rows.last_mut().filter(|(account, _)| *account == change.account.0) {
            Some((_, row)) => row.changes.extend(told),
            None => rows.push((
                change.account.0,
                SyncRow {
                    name: change.name,
                    login: change.login,
                    changes: told.into_iter().collect(),
                    unit_before,
                    unit_after,
                },
            )),
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Those who are asked about, from where the page before ended.
fn held(missing: Missing, after: &str) -> (Vec<SyncRow>, Option<String>) {
    let from: usize = after.parse().unwrap_or(0);
    let most = usize::try_from(PEOPLE).unwrap_or(usize::MAX);
    let all = missing.people.len();
    let row = |person: imports::MissingPerson| SyncRow {
        unit_before: Some(parent(&person.dn).to_owned()),
        name: person.name,
        login: person.login,
        changes: Vec::new(),
        unit_after: None,
    };
    let rows = missing.people.into_iter().skip(from).take(most).map(row).collect();
    let next = from.saturating_add(most);
    (rows, (next < all).then(|| next.to_string()))
}

#[async_trait]
impl SyncAdmin for ConsoleService {
    async fn sync_report(&self, caller: &Caller, id: &str) -> AdminResult<SyncReport> {
        authorise(&self.app, caller, Permission::ReadPeople).await?;
        let wanted = DirectoryId(id.to_owned());
        let read = self.app.store.read(move |tx| {
            let Some(row) = directories::get(tx, &wanted)? else { return Ok(None) };
            let import = imports::get(tx, &wanted)?;
            let asked = asked(tx, &row, import.as_ref())?;
            Ok(Some((row, import, asked, sync::runs(tx, &wanted, RUNS)?)))
        });
        let found = self.stored("a sync report could not be read", read.await)?;
        let (row, import, asked, runs) = found.ok_or(AdminError::Refused(Refused::Gone(Gone::Directory)))?;
        Ok(SyncReport {
            name: name_of(&row),
            every: SyncEvery::of_minutes(import.as_ref().map_or(imports::EVERY_MINUTES, |import| import.every_minutes)),
            running: import.as_ref().is_some_and(|import| import.phase == Phase::Running),
            state: state(&self.app, import.as_ref(), asked),
            runs: runs.into_iter().map(|row| run(&self.app, row)).collect(),
        })
    }

    async fn sync_people(&self, caller: &Caller, query: SyncPeopleQuery) -> AdminResult<SyncPeople> {
        authorise(&self.app, caller, Permission::ReadPeople).await?;
        let read = self.app.store.read(move |tx| {
            let id = DirectoryId(query.directory);
            let Some(row) = directories::get(tx, &id)? else { return Ok(None) };
            let Some(report) = sync::get(tx, &id, query.run)? else { return Ok(None) };
            let (rows, next) = match kind(query.kind) {
                Some(kind) => {
                    let page = sync::people(tx, &id, query.run, kind, &query.after, PEOPLE)?;
                    (rows(page.rows), page.next)
                }
                // only while it is this run that asks: those of an earlier one are somebody else by now
                None if imports::get(tx, &id)?.is_some_and(|import| import.asking_run == Some(query.run)) => {
                    held(imports::missing(tx, &id, query.run, &[])?, &query.after)
                }
                None => (Vec::new(), None),
            };
            Ok(Some((name_of(&row), report, rows, next)))
        });
        let found = self.stored("the people of a run could not be read", read.await)?;
        let (name, report, rows, next) = found.ok_or(AdminError::Refused(Refused::Gone(Gone::Other)))?;
        Ok(SyncPeople { name, run: run(&self.app, report), rows, next })
    }

    /// The same units again; who is missing is asked about as in every run.
    async fn sync_now(&self, caller: &Caller, id: &str) -> AdminResult<ImportState> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        let wanted = DirectoryId(id.to_owned());
        let started = self.app.store.write(move |tx| {
            let Some(row) = directories::get(tx, &wanted)? else { return Ok(Err(Refused::Gone(Gone::Directory))) };
            let import = imports::get(tx, &wanted)?;
            if import.as_ref().is_none_or(|import| import.finished_at.is_none()) {
                return Ok(Err(Refused::NotReady { reasons: vec![NotReady::NobodyImported] }));
            }
            if import.as_ref().is_some_and(|import| import.phase == Phase::Running) {
                return Ok(Ok(import));
            }
            let expected = accounts::count(tx, &wanted)?;
            let import = imports::start(tx, &wanted, expected)?;
            enqueue_run(tx, &import)?;
            let event = AuditEvent::at(&actor.address).directory(&wanted);
            let detail = serde_json::json!({ "subtrees": row.subtrees });
            tx.audit(AuditKind::ImportStarted, &actor, event.detail(detail));
            Ok(Ok(Some(import)))
        });
        let state = self.stored("a sync could not be started", started.await)?.map_err(AdminError::Refused)?;
        Ok(directory::import_view(&self.app, state))
    }

    async fn sync_every(&self, caller: &Caller, id: &str, every: SyncEvery) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        let wanted = DirectoryId(id.to_owned());
        let done = self.app.store.write(move |tx| {
            if !imports::set_every(tx, &wanted, i64::from(every.minutes()))? {
                return Ok(Err(Refused::NotReady { reasons: vec![NotReady::NobodyImported] }));
            }
            enqueue_next(tx, &wanted)?;
            let detail = serde_json::json!({ "every_minutes": every.minutes() });
            tx.audit(
                AuditKind::SyncScheduled,
                &actor,
                AuditEvent::at(&actor.address).directory(&wanted).detail(detail),
            );
            Ok(Ok(()))
        });
        self.stored("the times of a sync could not be kept", done.await)?.map_err(AdminError::Refused)
    }

    /// Only of the run that the administrator saw: another one has others to ask about.
    async fn sync_decide(&self, caller: &Caller, id: &str, run: i64, are_gone: bool, code: &str) -> AdminResult<()> {
        let actor = authorise(&self.app, caller, Permission::ManageDirectories).await?;
        let (app, wanted, code) = (self.app.clone(), DirectoryId(id.to_owned()), short(code));
        let done = self.app.store.write(move |tx| {
            let asking = imports::get(tx, &wanted)?.and_then(|import| import.asking_run);
            if asking != Some(run) {
                return Ok(Err(Refused::Stale));
            }
            if are_gone && let Err(refused) = proved(&app, tx, &actor, Guarded::SyncDecide, &code)? {
                return Ok(Err(refused));
            }
            let by = audit::Actor::from(&actor).to_string();
            let Some(people) = imports::decide(tx, &wanted, run, are_gone, &by)? else {
                return Ok(Err(Refused::Stale));
            };
            if are_gone {
                // who is here is another number
                crate::services::policy::profiles_changed(tx)?;
            }
            let detail = serde_json::json!({ "run": run, "gone": are_gone, "people": people });
            tx.audit(AuditKind::SyncDecided, &actor, AuditEvent::at(&actor.address).directory(&wanted).detail(detail));
            Ok(Ok(()))
        });
        self.stored("an answer could not be kept", done.await)?.map_err(AdminError::Refused)
    }
}
