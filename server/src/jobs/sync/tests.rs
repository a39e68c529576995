//! A practice directory to which things happen, read again by itself: what the report says, and what it asks.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::jobs::staged::{self, until};
use crate::jobs::{Started, start};
use crate::work::{IMPORT, SYNC};
use latchkey_contract::MethodKind;
use latchkey_directory::PracticeDirectory;
use latchkey_domain::Secret;
use latchkey_domain::sync::{Counts, Field, Kind};
use latchkey_store::directories::{self, DirectoryRow};
use latchkey_store::imports::{ImportRow, Phase};
use latchkey_store::methods::{self, NewMethod};
use latchkey_store::sync::{ChangeRow, RunRow, Trigger};
use latchkey_store::{audit, jobs, persons};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::sleep;

const HOUR: Duration = Duration::from_secs(3600);

struct Office {
    _folder: tempfile::TempDir,
    app: Arc<AppState>,
    id: DirectoryId,
}

impl Office {
    /// The first import is begun, and nobody works yet.
    async fn begun() -> Self {
        let (folder, app) = staged::app_state("practice = true\n").await;
        let put = |tx: &mut Tx| {
            let id = DirectoryId(tx.new_id());
            let row = DirectoryRow {
                domains: Vec::new(),
                id: id.clone(),
                kind: "practice".to_owned(),
                name: PracticeDirectory::DOMAIN.to_owned(),
                label: String::new(),
                config: serde_json::Value::Null,
                secret: Secret::new("-"),
                active: true,
                subtrees: Vec::new(),
                version: 1,
            };
            directories::insert(tx, &row)?;
            let import = imports::start(tx, &id, 21)?;
            enqueue_run(tx, &import)?;
            Ok(id)
        };
        let id = app.store.write(put).await.unwrap();
        Self { _folder: folder, app, id }
    }

    /// The first import is finished, and somebody works.
    async fn imported() -> (Self, Work) {
        let office = Self::begun().await;
        let work = office.work();
        office.ended(1).await;
        (office, work)
    }

    fn work(&self) -> Work {
        let (stop, stopped) = watch::channel(false);
        (stop, start(self.app.clone(), stopped))
    }
    fn practice(&self) -> &PracticeDirectory {
        self.app.practice.as_ref().unwrap()
    }
    async fn write<T: Send + 'static>(&self, f: impl FnOnce(&mut Tx) -> StoreResult<T> + Send + 'static) -> T {
        self.app.store.write(f).await.unwrap()
    }
    async fn state(&self) -> ImportRow {
        let id = self.id.clone();
        self.write(move |tx| imports::get(tx, &id)).await.unwrap()
    }
    async fn report(&self, run: i64) -> Option<RunRow> {
        let id = self.id.clone();
        self.write(move |tx| sync::get(tx, &id, run)).await
    }
    /// Waits for this run, and gives what it found.
    async fn ended(&self, run: i64) -> RunRow {
        let done = async || self.report(run).await.is_some_and(|row| row.phase != Phase::Running);
        until(2 * 3600, "the run", done).await;
        self.report(run).await.unwrap()
    }
    async fn behind(&self, run: i64, kind: Kind) -> Vec<ChangeRow> {
        let id = self.id.clone();
        self.write(move |tx| sync::people(tx, &id, run, kind, "", 100)).await.rows
    }
    async fn named(&self, login: &'static str) -> Vec<accounts::Account> {
        self.write(move |tx| accounts::by_name(tx, login)).await
    }
    async fn decide(&self, run: i64, are_gone: bool) -> Option<i64> {
        let id = self.id.clone();
        self.write(move |tx| imports::decide(tx, &id, run, are_gone, "admin:jonas")).await
    }
    async fn audited(&self, kind: &str) -> Vec<audit::AuditRow> {
        let rows = self.write(|tx| audit::recent(tx, 100)).await;
        rows.into_iter().filter(|row| row.kind == kind).collect()
    }
}

type Work = (watch::Sender<bool>, Started);

#[tokio::test(start_paused = true)]
async fn every_hour_it_finds_what_became_of_people() {
    let (office, _work) = Office::imported().await;
    let first = office.ended(1).await;
    assert_eq!((first.is_first, first.seen, first.counts.new), (true, 21, 21));
    assert_eq!(office.audited("directory.imported").await.len(), 1);
    let began = office.state().await.finished_at.unwrap();

    let practice = office.practice();
    assert!(practice.rename("anna", "anna.berg", "Anna Berg"));
    assert!(practice.move_to("oscar", "Staff"));
    assert!(practice.set_disabled("mei", true) && practice.set_disabled("esther", false));
    assert!(practice.set_addresses("noor", Some("noor@elsewhere.example"), None));
    assert!(practice.remove("uma"));
    let second = office.ended(2).await;
    assert_eq!(
        (second.trigger, second.phase, second.started_at.since(began)),
        (Trigger::Schedule, Phase::Finished, 3600 * 1000)
    );
    let counts = Counts { changed: 3, moved: 1, disabled: 1, enabled: 1, gone: 1, ..Counts::default() };
    assert_eq!(second.counts, counts, "with the other manager of whom moved");
    let changed = office.behind(2, Kind::Changed).await;
    let of = |login: &str| -> Vec<Field> {
        changed.iter().filter(|row| row.login == login).map(|row| row.field.unwrap()).collect()
    };
    assert_eq!(of("anna.berg"), [Field::DisplayName, Field::Dn, Field::Login, Field::Upn]);
    assert_eq!(of("noor"), [Field::Mail, Field::Phone]);
    assert_eq!(of("oscar"), [Field::Manager]);
    let detail = office.audited("directory.synced").await.remove(0).detail;
    assert_eq!(
        (&detail["people"], &detail["found"]["moved"], &detail["trigger"]),
        (&20.into(), &1.into(), &"schedule".into())
    );
    assert!(!detail.to_string().contains("anna"), "numbers only");

    // the next one has nothing to say
    assert_eq!(office.ended(3).await.counts, Counts::default());
    assert_eq!(office.state().await.next_at.map(|at| at.since(began)), Some(3 * 3600 * 1000));
}

#[tokio::test(start_paused = true)]
async fn who_is_back_has_everything_and_who_was_made_anew_has_nothing() {
    let (office, _work) = Office::imported().await;
    let (kavita, tove) = (office.named("kavita").await.remove(0), office.named("tove").await.remove(0));
    let both = [kavita.person.id.clone(), tove.person.id.clone()];
    office
        .write(move |tx| {
            persons::onboard(tx, &both, 10)?.unwrap();
            for id in &both {
                persons::set_enrolled(tx, id, Some(tx.now()))?;
                let (label, secret) = ("App".to_owned(), Secret::new("x"));
                let totp = NewMethod { kind: MethodKind::Totp, label, secret, depends_on: Vec::new(), last_step: 0 };
                methods::add(tx, id, &totp)?;
            }
            Ok(())
        })
        .await;
    for (run, login) in [(2, "kavita"), (3, "tove")] {
        assert!(office.practice().remove(login));
        assert_eq!(office.ended(run).await.counts, Counts { gone: 1, ..Counts::default() });
        assert!(office.named(login).await.is_empty(), "nobody recovers by it");
    }
    assert!(office.practice().bring_back("kavita") && office.practice().make_anew("tove"));
    let counts = Counts { back: 1, recreated: 1, ..Counts::default() };
    assert_eq!(office.ended(4).await.counts, counts);
    let back = office.named("kavita").await.remove(0);
    assert_eq!((&back.id, &back.person.id), (&kavita.id, &kavita.person.id));
    assert!(back.person.onboarded_at.is_some() && back.person.enrolled_at.is_some());
    assert_eq!(office.behind(4, Kind::Back).await[0].account, kavita.id);
    let anew = office.named("tove").await;
    assert_eq!(anew.len(), 1);
    let stranger = anew[0].clone();
    assert!(
        stranger.id != tove.id
            && stranger.person.id != tove.person.id
            && anew[0].person.onboarded_at.is_none()
            && anew[0].person.enrolled_at.is_none()
    );
    assert_eq!(office.behind(4, Kind::Recreated).await[0].account, stranger.id);
    let kept = office
        .write(move |tx| Ok((methods::of(tx, &kavita.person.id)?.len(), methods::of(tx, &stranger.person.id)?.len())))
        .await;
    assert_eq!(kept, (1, 0));
}

#[tokio::test(start_paused = true)]
async fn an_emptied_unit_waits_for_an_answer_and_holds_up_nothing_else() {
    let (office, _work) = Office::imported().await;
    assert_eq!(office.practice().empty("Contractors"), 5);
    office.practice().set_disabled("mei", true);
    let second = office.ended(2).await;
    assert_eq!((second.phase, second.counts), (Phase::Asking, Counts { held: 5, disabled: 1, ..Counts::default() }));
    assert_eq!(office.named("rosa").await.len(), 1, "still here");
    assert_eq!(office.audited("sync.asked").await.len(), 1);

    office.practice().rename("hiro", "hiro", "Hiro T.");
    let third = office.ended(3).await;
    assert_eq!((third.phase, third.counts), (Phase::Asking, Counts { held: 5, changed: 1, ..Counts::default() }));
    assert_eq!(office.audited("sync.asked").await.len(), 1, "asked once, until somebody answers");
    assert_eq!(office.decide(2, true).await, None, "that was of an earlier run");

    // kept, they are asked about again; gone, they are
    assert_eq!(office.decide(3, false).await, Some(5));
    assert_eq!((office.state().await.phase, office.named("rosa").await.len()), (Phase::Finished, 1));
    assert_eq!(office.ended(4).await.phase, Phase::Asking);
    assert_eq!(office.audited("sync.asked").await.len(), 2);
    assert_eq!(office.decide(4, true).await, Some(5));
    assert!(office.named("rosa").await.is_empty());
    let answered = office.report(4).await.unwrap();
    assert_eq!((answered.counts.gone, answered.counts.held, answered.are_gone), (5, 0, Some(true)));
    // and whoever is there again is back, by whatever they were
    for login in ["oscar", "priya", "quentin", "rosa", "samir"] {
        assert!(office.practice().bring_back(login));
    }
    assert_eq!(office.ended(5).await.counts, Counts { back: 5, ..Counts::default() });
}

#[tokio::test(start_paused = true)]
async fn a_question_that_the_directory_answers_itself_is_over() {
    let (office, _work) = Office::imported().await;
    for login in ["uma", "tove"] {
        office.practice().remove(login);
    }
    assert_eq!(office.ended(2).await.phase, Phase::Asking, "two of twenty-one");
    office.practice().bring_back("uma");
    office.practice().bring_back("tove");
    let third = office.ended(3).await;
    assert_eq!((third.phase, third.counts), (Phase::Finished, Counts::default()));
    assert_eq!(office.state().await.asking_run, None);
    assert_eq!(office.report(2).await.unwrap().phase, Phase::Finished);
}

#[tokio::test(start_paused = true)]
async fn a_directory_that_does_not_answer_is_tried_at_its_next_time() {
    let (office, _work) = Office::imported().await;
    office.practice().set_reachable(false);
    let second = office.ended(2).await;
    assert_eq!(second.phase, Phase::Failed);
    let why = JobFault::stored(second.error.as_deref());
    assert!(matches!(why, JobFault::Directory(DirectoryError::Unreachable { .. })), "{why:?}");
    assert_eq!(office.state().await.phase, Phase::Failed);
    assert_eq!(office.ended(3).await.phase, Phase::Failed);
    office.practice().set_reachable(true);
    assert_eq!(office.ended(4).await.phase, Phase::Finished);
    assert_eq!(office.ended(4).await.started_at.since(second.started_at), 2 * 3600 * 1000);
    assert_eq!(office.audited("sync.failed").await.len(), 2);
    let failing = office.app.store.read(jobs::failing).await.unwrap();
    assert!(failing.iter().all(|row| row.kind != IMPORT), "it is over: {failing:?}");
}

#[tokio::test(start_paused = true)]
async fn a_first_import_that_failed_waits_for_an_administrator() {
    let office = Office::begun().await;
    office.practice().set_reachable(false);
    let _work = office.work();
    assert_eq!(office.ended(1).await.phase, Phase::Failed);
    office.practice().set_reachable(true);
    sleep(30 * HOUR).await;
    assert_eq!((office.state().await.phase, office.state().await.run), (Phase::Failed, 1));
    let failing = office.app.store.read(jobs::failing).await.unwrap();
    assert_eq!(failing[0].kind, IMPORT, "given up, and said so");
}

#[tokio::test(start_paused = true)]
async fn two_servers_read_it_once_each_time() {
    let (office, _one) = Office::imported().await;
    let _two = office.work();
    sleep(5 * HOUR + Duration::from_secs(600)).await;
    assert_eq!(office.state().await.run, 6);
    assert_eq!(office.audited("directory.synced").await.len(), 5);
    // a job of a time that is over begins nothing, nor does a second one of this time
    let due = office.state().await.next_at.unwrap();
    let job = |at| SyncDue { directory: office.id.0.clone(), at };
    sleep(Duration::from_secs(3000)).await;
    office.ended(7).await;
    assert_eq!(job(due).run(&office.app).await, End::Done);
    assert_eq!(office.state().await.run, 7);
}

#[tokio::test(start_paused = true)]
async fn what_was_lost_is_put_in_again_and_what_is_off_is_not() {
    let (office, work) = Office::imported().await;
    drop(work);
    sleep(Duration::from_secs(5)).await;
    let id = office.id.clone();
    office
        .write(|tx| {
            for job in jobs::lease(tx, "somebody", 60, 9, &[SYNC])? {
                jobs::done(tx, &job)?;
            }
            Ok(())
        })
        .await;
    sleep(2 * HOUR).await;
    let _work = office.work();
    office.ended(2).await;
    office.write(move |tx| imports::set_every(tx, &id, 0)).await;
    sleep(30 * HOUR).await;
    assert_eq!(office.state().await.run, 2);
}
