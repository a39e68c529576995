//! Many people at once: chosen by a search, counted before anything is done, and dealt with in the background.

use crate::support::{Browser, Home, Phone, refusal};
use latchkey::jobs::Job as _;
use latchkey::work::{BULK_RUN, BulkRun, begin_bulk_run};
use latchkey_contract::Problem;
use latchkey_contract::admin::*;
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::{DirectoryId, ObjectId};
use latchkey_domain::roles::Role;
use latchkey_store::{accounts, admins, bulk_runs, imports, jobs, persons};

const PEOPLE: usize = 640;

/// A directory with many people, of whom two are disabled.
struct Office {
    home: Home,
    admin: Browser,
    phone: Phone,
    directory: DirectoryId,
}

fn entry(nth: usize) -> Entry {
    let login = format!("p{nth:03}");
    Entry {
        object_id: ObjectId(format!("{nth:08}")),
        display_name: format!("Person {nth:03}"),
        disabled: nth < 2,
        ..latchkey_testkit::entry(&login)
    }
}

fn all(shown: u32) -> Selection {
    Selection::Matching { text: String::new(), onboarded_only: false, shown }
}

fn called(text: &str, shown: u32) -> Selection {
    Selection::Matching { text: text.into(), onboarded_only: false, shown }
}

fn begun<T>(answer: BulkAnswer<T>) -> u32 {
    match answer {
        BulkAnswer::Begun { people } => people,
        BulkAnswer::Done(_) => panic!("at once"),
    }
}

impl Office {
    async fn new(seats: u32) -> Self {
        let home = Home::practice_with_seats(seats).await;
        let (admin, phone) = home.administrator("jonas").await;
        let directory = DirectoryId(home.practice_directory(&admin, &phone).await);
        let id = directory.clone();
        home.write(move |tx| {
            let run = imports::start(tx, &id, 1)?.run;
            let entries: Vec<Entry> = (0..PEOPLE).map(entry).collect();
            imports::page(tx, &id, run, None, &entries, None)?;
            imports::finish(tx, &id, run)
        })
        .await;
        Self { home, admin, phone, directory }
    }

    async fn onboard(&self, whom: Selection) -> Result<BulkAnswer<Onboarded>, Refused> {
        let code = self.phone.next(&self.home);
        self.home.api.people.onboard(&self.admin.caller(), whom, &code).await.map_err(refusal)
    }

    async fn offboard(&self, whom: Selection) -> Result<BulkAnswer<Seats>, Refused> {
        let code = self.phone.next(&self.home);
        self.home.api.people.offboard(&self.admin.caller(), whom, &code).await.map_err(refusal)
    }

    async fn found(&self, text: &str) -> People {
        let query = PeopleQuery { text: text.into(), ..PeopleQuery::default() };
        self.home.api.people.people(&self.admin.caller(), query).await.unwrap()
    }

    async fn used(&self) -> i64 {
        self.home.read(persons::seats_used).await
    }

    async fn runs(&self) -> Vec<BulkRunRow> {
        self.home.api.people.bulk_runs(&self.admin.caller()).await.unwrap()
    }

    /// What waits in the queue, done.
    async fn work(&self) {
        let waiting = self.home.write(|tx| jobs::lease(tx, "test", 60, 10, &[BULK_RUN])).await;
        assert!(!waiting.is_empty());
        for job in waiting {
            let payload: BulkRun = serde_json::from_str(job.payload.expose()).unwrap();
            payload.run(&self.home.app).await;
            self.home.write(move |tx| jobs::done(tx, &job)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_who_match_are_onboarded_in_the_background_and_removed_again() {
    let office = Office::new(1_000).await;
    let people = office.found("").await;
    assert_eq!((people.total, people.able, people.onboarded), (640, 638, 0));
    assert_eq!(begun(office.onboard(all(people.able)).await.unwrap()), 638);
    assert_eq!(office.onboard(all(people.able)).await.err(), Some(Refused::UnderWay), "a second click");
    let runs = office.runs().await;
    assert_eq!((runs.len(), &runs[0].state, runs[0].total, runs[0].done), (1, &BulkState::Running, 638, 0));
    office.work().await;
    assert_eq!(office.used().await, 638);
    let run = office.runs().await.remove(0);
    assert!(matches!(run.state, BulkState::Finished { .. }), "{run:?}");
    assert_eq!((run.actor.as_str(), run.done, run.names.len()), ("jonas", 638, 2));
    let why = WhyLeftOut::Hindrance(Hindrance::Disabled);
    assert_eq!(run.left_out, [LeftOutCount { why, people: 2 }]);
    let people = office.found("").await;
    assert_eq!((people.able, people.onboarded), (0, 638));
    assert_eq!(begun(office.offboard(all(people.onboarded)).await.unwrap()), 638);
    office.work().await;
    assert_eq!(office.used().await, 0);
    assert_eq!(office.runs().await.len(), 2);
    let begun = office.home.audited("people.bulk-begun").await;
    let ended = office.home.audited("people.bulk-ended").await;
    assert_eq!((begun.len(), ended.len()), (2, 2));
    for (row, action) in ended.iter().chain(&begun).zip(["offboard", "onboard", "offboard", "onboard"]) {
        assert_eq!((row.actor.as_str(), &row.detail["action"]), ("admin:jonas", &serde_json::json!(action)));
        assert_eq!(row.detail["people"], 638);
        assert!(row.address.is_some() && row.detail.to_string().len() < 400, "{}", row.detail);
    }
    // thirty days later they are no longer shown, and are kept
    office.home.sleep(31 * 86_400);
    assert_eq!(office.home.read(|tx| bulk_runs::recent(tx, latchkey_domain::Timestamp(0), 9)).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_to_another_number_than_was_shown() {
    let office = Office::new(1_000).await;
    let id = office.directory.clone();
    office.home.write(move |tx| accounts::upsert(tx, &id, &entry(900), 1)).await;
    let refused = office.onboard(all(638)).await.err();
    assert_eq!(refused, Some(Refused::SelectionChanged { shown: 638, now: 639 }));
    assert_eq!((office.used().await, office.runs().await), (0, vec![]));
    assert_eq!(office.offboard(all(4)).await.err(), Some(Refused::SelectionChanged { shown: 4, now: 0 }));
    // a few are no other case
    assert_eq!(
        office.onboard(called("Person 01", 9)).await.err(),
        Some(Refused::SelectionChanged { shown: 9, now: 10 })
    );
    let done = office.onboard(called("Person 01", 10)).await.unwrap().done().unwrap();
    assert_eq!((done.added, done.already, done.left_out.len()), (10, 0, 0));
    assert!(office.runs().await.is_empty(), "done at once, and in the audit log");
    assert_eq!(begun(office.onboard(all(629)).await.unwrap()), 629, "confirmed");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_seats_for_all_of_them_it_does_not_begin() {
    let office = Office::new(600).await;
    assert_eq!(office.onboard(all(638)).await.err(), Some(Refused::Seats { wanted: 638, free: 600 }));
    let few = office.onboard(called("Person 6", 40)).await.unwrap().done().unwrap();
    assert_eq!(few.added, 40);
    assert_eq!(office.onboard(all(598)).await.err(), Some(Refused::Seats { wanted: 598, free: 560 }));
    assert_eq!((office.used().await, office.runs().await), (40, vec![]));
    assert!(office.home.audited("people.bulk-begun").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn when_another_administrator_takes_seats_meanwhile_it_stops_and_says_so() {
    let office = Office::new(600).await;
    let most = office.found("Person").await;
    assert_eq!(most.able, 638);
    let some = |n: usize| called(&format!("Person {n}"), if n == 0 { 98 } else { 100 });
    for n in 0..2 {
        assert!(office.onboard(some(n)).await.unwrap().done().is_some());
    }
    // 440 are left, and 402 free; they are taken while a run waits
    let id = office.directory.clone();
    let run = office.home.write(move |tx| {
        let filter = persons::PeopleFilter { text: "Person".into(), onboarded_only: false };
        let selection = bulk_runs::Selection::Group { directory: id, group: ObjectId("g".into()) };
        let (kind, phase) = (bulk_runs::BulkKind::Onboard, bulk_runs::Phase::Running);
        let mut run = bulk_runs::create(tx, kind, phase, "jonas", selection)?;
        run.total = bulk_runs::add_able(tx, &run.id, &filter)?;
        bulk_runs::save(tx, &run)?;
        let admin = admins::by_name(tx, "jonas")?.unwrap();
        let job = BulkRun { run: run.id.clone(), admin: admin.id.0, actor: admin.name, address: "192.0.2.1".into() };
        begin_bulk_run(tx, &run, &job)?;
        Ok(run)
    });
    assert_eq!(run.await.total, 440);
    assert!(office.onboard(some(2)).await.unwrap().done().is_some());
    office.work().await;
    let run = office.runs().await.into_iter().find(|run| run.total == 440).unwrap();
    assert!(matches!(&run.state, BulkState::Stopped { why: BulkStop::NoSeats, .. }), "{run:?}");
    assert!(matches!(&run.selection, BulkSelection::Group { directory } if !directory.is_empty()));
    assert_eq!((run.done, run.already, office.used().await), (302, 100, 600));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_that_matches_asks_for_the_code() {
    let office = Office::new(1_000).await;
    // the code of the connection is not recent any more
    office.home.sleep(400);
    let (api, caller) = (&office.home.api, office.admin.caller());
    let asks = Some(Refused::Code(Problem::Empty));
    assert_eq!(api.people.onboard(&caller, all(638), "").await.map_err(refusal).err(), asks);
    assert_eq!(api.people.offboard(&caller, all(0), "").await.map_err(refusal).err(), asks);
    assert_eq!(api.people.onboard(&caller, called("Person 6", 40), "").await.map_err(refusal).err(), asks);
    let few = api.people.onboard(&caller, called("Person 60", 10), "").await.unwrap();
    assert_eq!(few.done().unwrap().added, 10);
    assert_eq!(api.people.onboard(&caller, called("Person 61", 10), "").await.unwrap().done().unwrap().added, 10);
    assert_eq!(api.people.onboard(&caller, called("Person 620", 1), "").await.map_err(refusal).err(), asks, "21");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_hundred_stand_beside_the_log_and_more_than_five_hundred_are_not_named() {
    let office = Office::new(1_000).await;
    let ids = office.home.read(|tx| persons::matching_accounts(tx, &persons::PeopleFilter::default(), 700)).await;
    let ids: Vec<String> = ids.into_iter().map(|account| account.person.id.0).collect();
    let whom = |most: usize| Selection::People(ids[..most].to_vec());
    assert_eq!(office.onboard(whom(501)).await.err(), Some(Refused::TooMany { most: 500 }));
    assert_eq!(office.offboard(whom(501)).await.err(), Some(Refused::TooMany { most: 500 }));
    let done = office.onboard(whom(90)).await.unwrap().done().unwrap();
    assert_eq!((done.added, done.left_out.len()), (88, 2));
    let row = office.home.audited("people.onboarded").await.remove(0);
    assert_eq!(row.detail["persons"].as_array().unwrap().len(), 88);
    let done = office.onboard(whom(500)).await.unwrap().done().unwrap();
    assert_eq!((done.added, done.already), (410, 88));
    let row = office.home.audited("people.onboarded").await.remove(0);
    assert_eq!((&row.detail["people"], row.detail.get("persons")), (&serde_json::json!(410), None));
    let run = row.detail["run"].as_str().unwrap().to_owned();
    let digest = row.detail["digest"].clone();
    let kept =
        office.home.read(move |tx| Ok((bulk_runs::people(tx, &run)?.len(), bulk_runs::digest_of(tx, &run)?))).await;
    assert_eq!((kept.0, serde_json::json!(kept.1)), (410, digest));
    let run = office.runs().await.remove(0);
    assert_eq!((run.done, run.already, run.selection), (410, 88, BulkSelection::People));
    assert!(office.offboard(whom(500)).await.unwrap().done().is_some());
    assert_eq!(office.used().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_sees_it_and_cannot() {
    let office = Office::new(1_000).await;
    begun(office.onboard(all(638)).await.unwrap());
    office
        .home
        .write(|tx| {
            let admin = admins::by_name(tx, "jonas")?.unwrap();
            admins::set_role(tx, &admin.id, Role::Auditor)
        })
        .await;
    let (api, caller) = (&office.home.api, office.admin.caller());
    let code = office.phone.next(&office.home);
    assert_eq!(api.people.onboard(&caller, all(638), &code).await.err(), Some(AdminError::NotAllowed));
    assert_eq!(api.people.offboard(&caller, all(638), &code).await.err(), Some(AdminError::NotAllowed));
    assert_eq!(office.runs().await.len(), 1);
    // what they began as an administrator lets in nobody any more
    office.work().await;
    assert!(matches!(&office.runs().await[0].state, BulkState::Stopped { why: BulkStop::NotAllowed, .. }));
    assert_eq!(office.used().await, 0);
}
