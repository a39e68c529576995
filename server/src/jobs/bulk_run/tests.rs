//! Runs on a real SQLite file: large ones beside recoveries, interrupted ones, and those that may not go on.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::jobs::staged;
use crate::work::begin_bulk_run;
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::{DirectoryId, ObjectId};
use latchkey_domain::roles::Role;
use latchkey_domain::{Secret, Timestamp};
use latchkey_store::admins::Admin;
use latchkey_store::persons::PeopleFilter;
use latchkey_store::{accounts, audit, directories, imports, settings};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

struct Office {
    _folder: tempfile::TempDir,
    app: Arc<AppState>,
    admin: AdminId,
}

fn entry(nth: usize) -> Entry {
    let anna = crate::methods::stage::anna(None);
    let (login, name) = (format!("p{nth}"), format!("Person {nth}"));
    Entry { object_id: ObjectId(format!("{nth:08}")), dn: format!("CN={login}"), login, display_name: name, ..anna }
}

impl Office {
    async fn of(people: usize) -> Self {
        let (folder, app) = staged::app_state("practice = true\nseats = 2000\n").await;
        let admin = app.store.write(move |tx| {
            let directory = DirectoryId(tx.new_id());
            directories::insert(tx, &crate::methods::stage::practice(&directory))?;
            let run = imports::start(tx, &directory, 0)?.run;
            let entries: Vec<Entry> = (0..people).map(entry).collect();
            imports::page(tx, &directory, run, None, &entries, None)?;
            let admin = Admin {
                id: AdminId(tx.new_id()),
                name: "jonas".into(),
                password_hash: String::new(),
                role: Role::Administrator,
                totp: Some(Secret::new("seed")),
                totp_step: 0,
                created_at: tx.now(),
            };
            admins::insert(tx, &admin)?;
            Ok(admin.id)
        });
        let admin = admin.await.unwrap();
        Self { _folder: folder, app, admin }
    }

    async fn write<T: Send + 'static>(&self, f: impl FnOnce(&mut Tx) -> StoreResult<T> + Send + 'static) -> T {
        self.app.store.write(f).await.unwrap()
    }

    /// A run of everybody to whom it can be done.
    async fn begun(&self, kind: BulkKind) -> BulkRun {
        let admin = self.admin.0.clone();
        self.write(move |tx| {
            let everybody = PeopleFilter::default();
            let selection = bulk_runs::Selection::Matching { text: String::new(), onboarded_only: false };
            let mut run = bulk_runs::create(tx, kind, Phase::Running, "jonas", selection)?;
            run.total = match kind {
                BulkKind::Onboard => bulk_runs::add_able(tx, &run.id, &everybody)?,
                BulkKind::Offboard => bulk_runs::add_onboarded(tx, &run.id, &everybody)?,
            };
            bulk_runs::save(tx, &run)?;
            let (actor, address) = ("jonas".to_owned(), "192.0.2.10".to_owned());
            let job = BulkRun { run: run.id.clone(), admin, actor, address };
            begin_bulk_run(tx, &run, &job)?;
            Ok(job)
        })
        .await
    }

    async fn step(&self, job: &BulkRun, seats: i64) -> bool {
        let job = job.clone();
        self.write(move |tx| step(tx, &job, seats)).await
    }

    async fn all(&self, job: &BulkRun, seats: i64) {
        while self.step(job, seats).await {}
    }

    async fn left(&self, job: &BulkRun) -> (Run, i64) {
        let id = job.run.clone();
        self.write(move |tx| Ok((bulk_runs::get(tx, &id)?.unwrap(), persons::seats_used(tx)?))).await
    }

    async fn ended(&self) -> Vec<serde_json::Value> {
        let of_kind = |tx: &mut Tx| audit::of_kind(tx, AuditKind::PeopleBulkEnded, Timestamp(0), 10);
        let rows = self.write(of_kind).await;
        assert!(rows.iter().all(|row| row.actor == "admin:jonas" && row.address.as_deref() == Some("192.0.2.10")));
        rows.into_iter().map(|row| row.detail).collect()
    }
}

/// Twenty thousand, while somebody writes and reads all the time, as people who recover do.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[expect(clippy::disallowed_methods, reason = "how long a write takes is what is tested")]
async fn recoveries_go_on_beside_twenty_thousand() {
    const PEOPLE: usize = 20_000;
    let office = Office::of(PEOPLE).await;
    let (over, store) = (Arc::new(AtomicBool::new(false)), office.app.store.clone());
    let stop = over.clone();
    let beside = tokio::spawn(async move {
        let (mut slowest, mut count) = (Duration::ZERO, 0_u32);
        while !stop.load(Ordering::SeqCst) {
            let began = Instant::now();
            store.write(move |tx| settings::put(tx, "beside", &count)).await.unwrap();
            store.read(|tx| accounts::by_name(tx, "p77")).await.unwrap();
            slowest = slowest.max(began.elapsed());
            count += 1;
        }
        (slowest, count)
    });
    let job = office.begun(BulkKind::Onboard).await;
    office.all(&job, PEOPLE as i64).await;
    let (onboarded, used) = office.left(&job).await;
    let job = office.begun(BulkKind::Offboard).await;
    office.all(&job, PEOPLE as i64).await;
    let (removed, unused) = office.left(&job).await;
    over.store(true, Ordering::SeqCst);
    let (slowest, count) = beside.await.unwrap();
    assert_eq!((onboarded.phase, onboarded.done, used), (Phase::Finished, PEOPLE as i64, PEOPLE as i64));
    assert_eq!((removed.phase, removed.done, unused), (Phase::Finished, PEOPLE as i64, 0));
    assert!(slowest < Duration::from_millis(500), "{count} writes and reads beside it, the slowest {slowest:?}");
    assert!(count > 20, "it came to its turn again and again: {count}");
}

#[tokio::test]
async fn interrupted_it_goes_on_where_it_was_and_does_nothing_twice() {
    let office = Office::of(1_300).await;
    let job = office.begun(BulkKind::Onboard).await;
    assert!(office.step(&job, 2_000).await);
    let (run, used) = office.left(&job).await;
    assert_eq!((run.phase, run.total, run.done, used), (Phase::Running, 1_300, 500, 500));
    // after its lease two servers take it up
    let (one, two) = tokio::join!(job.clone().run(&office.app), job.clone().run(&office.app));
    assert_eq!((one, two), (End::Done, End::Done));
    let (run, used) = office.left(&job).await;
    assert_eq!((run.phase, run.done, run.already, used), (Phase::Finished, 1_300, 0, 1_300));
    assert_eq!(job.clone().run(&office.app).await, End::Done);
    assert_eq!(office.left(&job).await, (run.clone(), used), "over is over");
    let ended = office.ended().await;
    assert_eq!(ended.len(), 1, "{ended:?}");
    let (id, row) = (run.id.clone(), &ended[0]);
    let listed = office.write(move |tx| Ok((bulk_runs::people(tx, &id)?.len(), bulk_runs::digest_of(tx, &id)?))).await;
    assert_eq!(listed, (1_300, run.digest.clone()));
    assert_eq!((&row["run"], &row["people"], &row["digest"]), (&json!(run.id), &json!(1_300), &json!(run.digest)));
}

#[tokio::test]
async fn when_others_took_the_seats_it_stops_and_says_how_far_it_came() {
    let office = Office::of(1_300).await;
    let job = office.begun(BulkKind::Onboard).await;
    assert!(office.step(&job, 1_300).await);
    // from here on there are 700 in all
    office.all(&job, 700).await;
    let (run, used) = office.left(&job).await;
    assert_eq!((run.phase, run.done, run.total, used), (Phase::Stopped, 700, 1_300, 700));
    assert_eq!(StopReason::stored(run.failure.as_deref()), StopReason::NoSeats);
    let ended = office.ended().await;
    assert_eq!(
        (&ended[0]["people"], &ended[0]["not"], &ended[0]["stopped"]),
        (&json!(700), &json!(600), &json!("no-seats"))
    );
    let id = run.id.clone();
    assert_eq!(office.write(move |tx| bulk_runs::people(tx, &id)).await.len(), 700, "whom it was done to, nobody else");
}

#[tokio::test]
async fn whoever_has_a_seat_by_then_or_is_gone_is_passed_over() {
    let office = Office::of(20).await;
    let job = office.begun(BulkKind::Onboard).await;
    let id = job.run.clone();
    let people = office.write(move |tx| bulk_runs::people(tx, &id)).await;
    let (by_hand, gone) = (people[0].clone(), people[1].clone());
    office
        .write(move |tx| {
            persons::onboard(tx, &[by_hand], 100)?.unwrap();
            let account = persons::primary_account(tx, &gone)?.unwrap();
            let rest: Vec<Entry> = (0..20).map(entry).filter(|entry| entry.login != account.login).collect();
            let run = imports::start(tx, &account.directory, 0)?.run;
            imports::page(tx, &account.directory, run, None, &rest, None)?;
            imports::finish(tx, &account.directory, run)
        })
        .await;
    office.all(&job, 100).await;
    let (run, used) = office.left(&job).await;
    assert_eq!((run.phase, run.done, run.already, used), (Phase::Finished, 18, 1, 19));
    assert_eq!((run.left_out.total(), run.left_out.names[0].1), (1, WhyLeftOut::Gone));
    let id = run.id.clone();
    assert_eq!(office.write(move |tx| bulk_runs::people(tx, &id)).await, people[2..]);
    let removal = office.begun(BulkKind::Offboard).await;
    let last = people[19].clone();
    office.write(move |tx| persons::offboard(tx, &[last])).await;
    office.all(&removal, 100).await;
    let (run, used) = office.left(&removal).await;
    assert_eq!((run.done, run.already, used), (18, 1, 0));
}

/// A session that was stolen has begun it; the owner takes the administrator's rights away.
#[tokio::test]
async fn whoever_may_not_do_it_any_more_lets_in_nobody_else() {
    for demoted in [true, false] {
        let office = Office::of(700).await;
        let job = office.begun(BulkKind::Onboard).await;
        assert!(office.step(&job, 1_000).await);
        let admin = office.admin.clone();
        let change = move |tx: &mut Tx| match demoted {
            true => admins::set_role(tx, &admin, Role::Auditor),
            // being set up anew
            false => admins::set_totp(tx, &admin, None, 0),
        };
        office.write(change).await;
        assert!(!office.step(&job, 1_000).await);
        let (run, used) = office.left(&job).await;
        assert_eq!((run.phase, run.done, used), (Phase::Stopped, 500, 500));
        assert_eq!(StopReason::stored(run.failure.as_deref()), StopReason::NotAllowed);
    }
}

#[tokio::test]
async fn given_up_it_is_over_and_those_who_have_seats_keep_them() {
    let office = Office::of(700).await;
    let job = office.begun(BulkKind::Onboard).await;
    assert!(office.step(&job, 1_000).await);
    let again = job.clone();
    office.write(move |tx| again.given_up(tx, 1, &JobFault::Program)).await;
    let again = job.clone();
    office.write(move |tx| again.given_up(tx, 1, &JobFault::Unreadable)).await;
    let (run, used) = office.left(&job).await;
    assert_eq!((run.phase, used), (Phase::Stopped, 500));
    assert_eq!(StopReason::stored(run.failure.as_deref()), StopReason::Fault(JobFault::Program));
    assert_eq!(office.ended().await.len(), 1);
    assert!(!office.step(&job, 1_000).await, "it does not come back");
}

#[test]
fn reasons_stay() {
    for (text, reason) in [("\"no-seats\"", StopReason::NoSeats), ("\"not-allowed\"", StopReason::NotAllowed)] {
        assert_eq!((reason.kept().as_deref(), StopReason::stored(Some(text))), (Some(text), reason));
    }
    let odd = StopReason::stored(Some("of tomorrow"));
    assert_eq!(odd, StopReason::Fault(JobFault::Other { said: "of tomorrow".into() }));
}
