//! Importing a directory, page by page. The cursor moves in the transaction that stores the page,
//! and only from where that page was asked for, so that of two servers one goes on. Taken up again
//! (after a stop, a fault, a restart) it begins with the unit in which it stood: people of that unit
//! come a second time, are written over and counted once.

use super::job::{End, Job};
use super::lanes::Lane;
use super::retry_policy::RetryPolicy;
use super::sync;
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::services::joining;
use crate::services::policy::profiles_changed;
use crate::work::{Import, JobFault, members_after_import};
use latchkey_contract::admin::WorkKind;
use latchkey_domain::directory::{Cursor, Directory, Page, PeopleSource};
use latchkey_domain::ids::DirectoryId;
use latchkey_store::imports::Ended;
use latchkey_store::{Store, StoreResult, Tx, directories, imports};
use std::sync::Arc;

const PAGE: u32 = 1000;

impl Job for Import {
    /// An hour each, and one at a time.
    const LANE: Lane = Lane::Import;
    const RETRY: RetryPolicy = RetryPolicy::A_DAY;
    const TOLD: WorkKind = WorkKind::Import;

    async fn run(self, app: &Arc<AppState>) -> End {
        let id = DirectoryId(self.directory);
        match read(app, &id, self.run).await {
            Ok(end) => end,
            Err(Fault::Gone(_)) => End::Done,
            Err(Fault::Directory(error)) => sync::broke_off(app, &id, self.run, error).await,
            // our own database comes back by itself
            Err(fault) => End::Retry(fault.into()),
        }
    }

    fn given_up(self, tx: &mut Tx, _tries: i64, why: &JobFault) -> StoreResult<()> {
        imports::fail(tx, &DirectoryId(self.directory), self.run, &why.kept()).map(drop)
    }
}

async fn read(app: &Arc<AppState>, id: &DirectoryId, run: i64) -> Result<End, Fault> {
    let (row, directory) = app.directory(id).await?;
    learn_domains(app, id, directory.as_ref()).await?;
    let work = Work { store: &app.store, people: directory.people(), units: &row.subtrees, id: id.clone(), run };
    work.all(PAGE).await
}

/// Which domains are the organisation's may have changed since the connection was saved; the methods that are set up
/// from now on are judged by what holds now.
async fn learn_domains(app: &AppState, id: &DirectoryId, directory: &dyn Directory) -> Result<(), Fault> {
    let (id, domains) = (id.clone(), directory.verified_domains().await?);
    app.store.write(move |tx| directories::set_domains(tx, &id, &domains)).await?;
    Ok(())
}

struct Work<'a> {
    store: &'a Store,
    people: &'a dyn PeopleSource,
    units: &'a [String],
    id: DirectoryId,
    run: i64,
}

impl Work<'_> {
    async fn all(&self, size: u32) -> Result<End, Fault> {
        let mut taken_up = true;
        loop {
            let Some(state) = self.running().await? else { return Ok(End::Done) };
            let stands = state.cursor.map(Cursor);
            let from = stands.as_ref().map(|cursor| match taken_up {
                true => self.people.rewound(cursor),
                false => cursor.clone(),
            });
            taken_up = false;
            let page = self.people.list(self.units, from.as_ref(), size).await?;
            let (id, run, last) = (self.id.clone(), self.run, page.next.is_none());
            let units = self.units.to_vec();
            let stored = self.store.write(move |tx| store(tx, &id, run, &units, stands.as_ref(), &page)).await?;
            if stored && last {
                return Ok(End::Done);
            }
            if !stored && self.running().await?.is_some() {
                return Ok(End::Retry(JobFault::Elsewhere));
            }
        }
    }

    /// `None`: stopped, finished, or another run has begun.
    async fn running(&self) -> StoreResult<Option<imports::ImportRow>> {
        let (id, run) = (self.id.clone(), self.run);
        let state = self.store.read(move |tx| imports::get(tx, &id)).await?;
        Ok(state.filter(|state| state.run == run && state.phase == imports::Phase::Running))
    }
}

/// One page, and with the last one the end.
fn store(
    tx: &mut Tx,
    id: &DirectoryId,
    run: i64,
    units: &[String],
    stands: Option<&Cursor>,
    page: &Page,
) -> StoreResult<bool> {
    let text = |cursor: Option<&Cursor>| cursor.map(|cursor| cursor.0.clone());
    let (from, next) = (text(stands), text(page.next.as_ref()));
    if !imports::page(tx, id, run, from.as_deref(), &page.entries, next.as_deref())? {
        return Ok(false);
    }
    if next.is_some() {
        return Ok(true);
    }
    let is_first = imports::get(tx, id)?.is_none_or(|import| import.finished_at.is_none());
    let how = imports::end(tx, id, run, units)?;
    if how != Ended::NotRunning {
        members_after_import(tx, id)?;
        // numbers, managers and who is here are the directory's
        profiles_changed(tx)?;
        joining::enqueue(tx)?;
        sync::ended(tx, id, run, is_first, &how)?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;
    use crate::jobs::staged;
    use latchkey_directory::PracticeDirectory;
    use latchkey_domain::Secret;
    use latchkey_domain::directory::DirectoryError;
    use latchkey_store::audit;
    use latchkey_store::directories::{self, DirectoryRow};
    use latchkey_store::imports::{ImportRow, Phase};
    use latchkey_testkit::TestClock;

    /// A store with one directory whose import has begun, and the directory itself.
    async fn begun(folder: &std::path::Path) -> (Store, PracticeDirectory, DirectoryId) {
        let clock = Arc::new(TestClock::of_tokio());
        let store = staged::store(folder, &clock).await;
        let id = DirectoryId("d".to_owned());
        let row = DirectoryRow {
            id: id.clone(),
            kind: "practice".to_owned(),
            name: PracticeDirectory::DOMAIN.to_owned(),
            label: String::new(),
            config: serde_json::Value::Null,
            secret: Secret::new("-"),
            active: false,
            subtrees: Vec::new(),
            domains: Vec::new(),
            version: 1,
        };
        let wanted = id.clone();
        store
            .write(move |tx| {
                directories::insert(tx, &row)?;
                imports::start(tx, &wanted, 21)
            })
            .await
            .unwrap();
        (store, PracticeDirectory::new(clock), id)
    }
    fn work<'a>(store: &'a Store, people: &'a PracticeDirectory, id: &DirectoryId) -> Work<'a> {
        Work { store, people, units: &[], id: id.clone(), run: 1 }
    }
    async fn state(store: &Store, id: &DirectoryId) -> ImportRow {
        let id = id.clone();
        store.read(move |tx| imports::get(tx, &id)).await.unwrap().unwrap()
    }
    async fn set(store: &Store, id: &DirectoryId, change: fn(&mut Tx, &DirectoryId) -> StoreResult<()>) {
        let id = id.clone();
        store.write(move |tx| change(tx, &id)).await.unwrap();
    }

    #[tokio::test]
    async fn from_start_to_end_with_the_right_number() {
        let folder = tempfile::tempdir().unwrap();
        let (store, practice, id) = begun(folder.path()).await;
        assert_eq!(work(&store, &practice, &id).all(4).await.unwrap(), End::Done);
        let end = state(&store, &id).await;
        assert_eq!((end.phase, end.done, end.cursor), (Phase::Finished, 21, None));
    }

    #[tokio::test]
    async fn a_directory_that_goes_away_ends_it_with_the_reason_and_it_goes_on_later() {
        let folder = tempfile::tempdir().unwrap();
        let (store, practice, id) = begun(folder.path()).await;
        practice.set_reachable(false);
        let fault = work(&store, &practice, &id).all(4).await.unwrap_err();
        assert!(matches!(&fault, Fault::Directory(DirectoryError::Unreachable { .. })), "{fault:?}");
        set(&store, &id, |tx, id| imports::fail(tx, id, 1, "…").map(drop)).await;
        practice.set_reachable(true);
        assert_eq!(
            work(&store, &practice, &id).all(4).await.unwrap(),
            End::Done,
            "a failed import is not gone on with"
        );
        assert_eq!(state(&store, &id).await.done, 0);
        set(&store, &id, |tx, id| imports::resume(tx, id).map(drop)).await;
        assert_eq!(work(&store, &practice, &id).all(4).await.unwrap(), End::Done);
        let end = state(&store, &id).await;
        assert_eq!((end.phase, end.done), (Phase::Finished, 21));
    }

    #[tokio::test]
    async fn stopped_in_the_middle_and_taken_up_again_counts_everybody_once() {
        let folder = tempfile::tempdir().unwrap();
        let (store, practice, id) = begun(folder.path()).await;
        let one = work(&store, &practice, &id);
        // Two pages by hand, as before the stop; the second of them overlaps the first.
        for (from, next) in [(None, "4"), (Some("4"), "2")] {
            let page = practice.list(&[], from.map(|text: &str| Cursor(text.to_owned())).as_ref(), 4).await.unwrap();
            let page = Page { next: Some(Cursor(next.to_owned())), ..page };
            let (id, stands) = (id.clone(), from.map(|text| Cursor(text.to_owned())));
            assert!(store.write(move |tx| super::store(tx, &id, 1, &[], stands.as_ref(), &page)).await.unwrap());
        }
        set(&store, &id, |tx, id| imports::stop(tx, id).map(drop)).await;
        assert_eq!(one.all(4).await.unwrap(), End::Done, "stopped is stopped");
        assert_eq!(state(&store, &id).await.done, 8);
        set(&store, &id, |tx, id| imports::resume(tx, id).map(drop)).await;
        assert_eq!(one.all(4).await.unwrap(), End::Done);
        let end = state(&store, &id).await;
        assert_eq!((end.phase, end.done), (Phase::Finished, 21), "from the third person on again, none twice");
    }

    /// The server dies between two pages of a later run, and people change meanwhile: told once, by what they were.
    #[tokio::test]
    async fn killed_in_the_middle_a_later_run_goes_on_and_says_each_thing_once() {
        let folder = tempfile::tempdir().unwrap();
        let (store, practice, id) = begun(folder.path()).await;
        assert_eq!(work(&store, &practice, &id).all(4).await.unwrap(), End::Done);
        set(&store, &id, |tx, id| imports::start(tx, id, 21).map(drop)).await;
        practice.rename("anna", "annika", "Annika Lindqvist");
        practice.set_disabled("carmen", true);
        for (from, next) in [(None, "4"), (Some("4"), "2")] {
            let page = practice.list(&[], from.map(|text: &str| Cursor(text.to_owned())).as_ref(), 4).await.unwrap();
            let page = Page { next: Some(Cursor(next.to_owned())), ..page };
            let (id, stands) = (id.clone(), from.map(|text| Cursor(text.to_owned())));
            assert!(store.write(move |tx| super::store(tx, &id, 2, &[], stands.as_ref(), &page)).await.unwrap());
        }
        // people that were read come again
        practice.set_disabled("dmitri", true);
        let again = Work { run: 2, ..work(&store, &practice, &id) };
        assert_eq!(again.all(4).await.unwrap(), End::Done);
        let wanted = id.clone();
        let report = store.read(move |tx| latchkey_store::sync::get(tx, &wanted, 2)).await.unwrap().unwrap();
        let counts = latchkey_domain::sync::Counts { changed: 1, disabled: 2, ..Default::default() };
        assert_eq!((report.seen, report.counts), (21, counts));
    }

    #[tokio::test]
    async fn two_servers_on_one_import_do_it_once() {
        let folder = tempfile::tempdir().unwrap();
        let (store, practice, id) = begun(folder.path()).await;
        let (one, two) = (work(&store, &practice, &id), work(&store, &practice, &id));
        let (a, b) = tokio::join!(one.all(1), two.all(1));
        let ends = [a.unwrap(), b.unwrap()];
        assert!(ends.contains(&End::Done), "{ends:?}");
        assert!(ends.iter().all(|end| matches!(end, End::Done | End::Retry(_))), "{ends:?}");
        let end = state(&store, &id).await;
        assert_eq!((end.phase, end.done), (Phase::Finished, 21));
        let id = id.clone();
        let written = store.read(|tx| audit::recent(tx, 9)).await.unwrap();
        assert_eq!(written.len(), 1, "finished once, {id}: {written:?}");
    }

    /// What the directory names as its own by now is what mailboxes are judged by.
    #[tokio::test]
    async fn each_import_learns_the_domains() {
        use crate::methods::stage::Stage;
        use latchkey_contract::settings::MethodSettings;
        let stage = Stage::new(&[], MethodSettings::default()).await;
        let row = stage.write(|tx| Ok(directories::list(tx)?.remove(0))).await;
        assert!(row.domains.is_empty());
        let id = row.id.clone();
        let run = stage.write(move |tx| Ok(imports::start(tx, &id, 21)?.run)).await;
        assert_eq!(Import { directory: row.id.0, run }.run(&stage.app).await, End::Done);
        assert_eq!(stage.write(|tx| Ok(directories::list(tx)?.remove(0))).await.domains, [PracticeDirectory::DOMAIN]);
    }
}
