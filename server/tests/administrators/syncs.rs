//! A directory that is read again by itself, as the console shows and steers it.

use crate::support::{Browser, Home, Phone, refusal};
use latchkey_contract::Problem;
use latchkey_contract::admin::{ImportState, NotReady, Refused};
use latchkey_contract::sync::*;
use latchkey_domain::ids::DirectoryId;
use latchkey_store::{accounts, imports, jobs};

struct Office {
    home: Home,
    admin: Browser,
    phone: Phone,
    directory: String,
}

impl Office {
    async fn new() -> Self {
        let home = Home::practice().await;
        let (admin, phone) = home.administrator("jonas").await;
        let directory = home.imported(&admin, &phone).await;
        Self { home, admin, phone, directory }
    }
    async fn report(&self) -> SyncReport {
        self.home.api.sync.sync_report(&self.admin.caller(), &self.directory).await.unwrap()
    }
    async fn question(&self) -> Option<SyncQuestion> {
        self.report().await.state.unwrap().question
    }
    async fn behind(&self, run: i64, kind: SyncKind, after: &str) -> SyncPeople {
        let query = SyncPeopleQuery { directory: self.directory.clone(), run, kind, after: after.into() };
        self.home.api.sync.sync_people(&self.admin.caller(), query).await.unwrap()
    }
    async fn decide(&self, run: i64, are_gone: bool, code: &str) -> Result<(), Refused> {
        let done = self.home.api.sync.sync_decide(&self.admin.caller(), &self.directory, run, are_gone, code).await;
        done.map_err(refusal)
    }
    async fn present(&self) -> i64 {
        let id = DirectoryId(self.directory.clone());
        self.home.read(move |tx| accounts::count(tx, &id)).await
    }
    /// Of the job that waits.
    async fn next_job(&self) -> Option<i64> {
        let due = self.home.read(jobs::next_due).await;
        due.into_iter().find(|(kind, _)| kind == "sync").map(|(_, at)| at.millis())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_question_stands_everywhere_and_is_answered_for_the_run_that_was_seen() {
    let office = Office::new().await;
    assert_eq!(office.question().await, None);
    let run = office.home.half_is_missing(&office.directory).await;
    let question = office.question().await.unwrap();
    assert_eq!((question.run, question.missing, question.present, question.seats), (run, 11, 21, 0));
    assert_eq!(question.people.len(), 11);
    assert_eq!(question.people[0].login, "kavita", "in the order of their names");
    let units: Vec<(&str, u32)> = question.emptied.iter().map(|unit| (unit.dn.as_str(), unit.people)).collect();
    assert_eq!(units, [("OU=Contractors,DC=practice,DC=example", 5)]);
    let overview = office.home.api.overview.overview(&office.admin.caller()).await.unwrap();
    assert_eq!(overview.directories[0].sync.as_ref().unwrap().question, Some(question));
    assert!(matches!(overview.directories[0].import, ImportState::Asking { people: 10, .. }));
    let held = office.behind(run, SyncKind::Held, "").await;
    assert_eq!((held.rows.len(), held.next, held.run.end), (11, None, SyncEnd::Asking));
    assert_eq!(held.rows[0].unit_before.as_deref(), Some("OU=Staff,DC=practice,DC=example"));

    // another run has asked meanwhile: the page of the first answers nothing, and no code is used up by it
    let second = office.home.half_is_missing(&office.directory).await;
    let code = office.phone.next(&office.home);
    assert_eq!(office.decide(run, true, &code).await, Err(Refused::Stale));
    assert_eq!(office.decide(run, false, "").await, Err(Refused::Stale));
    assert!(office.behind(run, SyncKind::Held, "").await.rows.is_empty());
    assert_eq!(office.decide(second, true, "").await, Err(Refused::Code(Problem::Empty)));
    assert_eq!(office.present().await, 21);
    assert_eq!(office.decide(second, true, &code).await, Ok(()));
    assert_eq!((office.present().await, office.question().await), (10, None));
    let row = office.home.audited("sync.decided").await.remove(0);
    assert_eq!(row.actor, "admin:jonas");
    assert_eq!(row.detail, serde_json::json!({ "run": second, "gone": true, "people": 11 }));
    let gone = office.behind(second, SyncKind::Gone, "").await;
    assert_eq!((gone.rows.len(), gone.run.counts.gone), (11, 11));
    assert_eq!(gone.run.end, SyncEnd::Decided { are_gone: true, by: "jonas".into() });
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_they_stay_without_a_code() {
    let office = Office::new().await;
    let run = office.home.half_is_missing(&office.directory).await;
    assert_eq!(office.decide(run, false, "").await, Ok(()));
    assert_eq!((office.present().await, office.question().await), (21, None));
    assert_eq!(office.decide(run, true, &office.phone.next(&office.home)).await, Err(Refused::Stale), "answered");
    let end = office.report().await.runs[0].end.clone();
    assert_eq!(end, SyncEnd::Decided { are_gone: false, by: "jonas".into() });
}

#[tokio::test(flavor = "multi_thread")]
async fn now_and_how_often() {
    let office = Office::new().await;
    let (api, caller, id) = (&office.home.api, office.admin.caller(), office.directory.clone());
    assert_eq!(office.report().await.every, SyncEvery::Hour);
    let finished = office.report().await.state.unwrap().finished_at.at;
    for (every, hours) in [(SyncEvery::Day, 24), (SyncEvery::SixHours, 6), (SyncEvery::Hour, 1)] {
        api.sync.sync_every(&caller, &id, every).await.unwrap();
        let report = office.report().await;
        let next = report.state.unwrap().next_at.unwrap().at;
        assert_eq!((report.every, next - finished), (every, hours * 3_600_000));
        assert_eq!(office.next_job().await, Some(next), "the earliest of those that wait");
    }
    api.sync.sync_every(&caller, &id, SyncEvery::Off).await.unwrap();
    assert_eq!(office.report().await.state.unwrap().next_at, None);
    assert_eq!(office.home.audited("sync.scheduled").await.len(), 4);

    let state = api.sync.sync_now(&caller, &id).await.unwrap();
    assert_eq!(state, ImportState::Running { done: 0, expected: 21 });
    let again = api.sync.sync_now(&caller, &id).await.unwrap();
    assert_eq!(again, state, "the one that runs");
    let report = office.report().await;
    assert!(report.running && !report.runs[0].by_itself && report.runs.len() == 2);
    assert_eq!(office.home.audited("import.started").await.len(), 1);
}

/// A later run that fails or waits takes back no step of the set-up.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_import_comes_first_and_is_not_forgotten() {
    let home = Home::practice().await;
    let (admin, phone) = home.administrator("jonas").await;
    let id = home.practice_directory(&admin, &phone).await;
    let nobody = || Refused::NotReady { reasons: vec![NotReady::NobodyImported] };
    assert_eq!(home.api.sync.sync_now(&admin.caller(), &id).await.map_err(refusal), Err(nobody()));
    assert_eq!(home.api.sync.sync_every(&admin.caller(), &id, SyncEvery::Day).await.map_err(refusal), Err(nobody()));
    assert_eq!(home.api.sync.sync_report(&admin.caller(), &id).await.unwrap().state, None);

    let office = Office::new().await;
    let wanted = DirectoryId(office.directory.clone());
    office
        .home
        .write(move |tx| {
            imports::start(tx, &wanted, 1)?;
            imports::fail(tx, &wanted, 2, "\"program\"")
        })
        .await;
    let code = office.phone.next(&office.home);
    office.home.api.directories.activate(&office.admin.caller(), &office.directory, true, &code).await.unwrap();
    assert!(matches!(office.report().await.runs[0].end, SyncEnd::Failed(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_of_one_person_are_one_row() {
    let office = Office::new().await;
    let practice = office.home.app.practice.clone().unwrap();
    practice.set_addresses("noor", Some("noor@elsewhere.example"), None);
    practice.move_to("oscar", "Staff");
    let wanted = DirectoryId(office.directory.clone());
    let (_, adapter) = office.home.app.directory(&wanted).await.unwrap();
    let entries = adapter.people().list(&[], None, 100).await.unwrap().entries;
    office
        .home
        .write(move |tx| {
            imports::start(tx, &wanted, 1)?;
            imports::page(tx, &wanted, 2, None, &entries, None)?;
            imports::end(tx, &wanted, 2, &[])
        })
        .await;
    let changed = office.behind(2, SyncKind::Changed, "").await;
    let noor = changed.rows.iter().find(|row| row.login == "noor").unwrap();
    let fields: Vec<SyncField> = noor.changes.iter().map(|change| change.field).collect();
    assert_eq!(fields, [SyncField::Mail, SyncField::Phone]);
    assert_eq!(noor.changes[1].after, None);
    let moved = office.behind(2, SyncKind::Moved, "").await.rows.remove(0);
    assert_eq!(moved.unit_before.as_deref(), Some("OU=Contractors,DC=practice,DC=example"));
    assert_eq!(moved.unit_after.as_deref(), Some("OU=Staff,DC=practice,DC=example"));
}
