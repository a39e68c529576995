//! What a session alone may not do to a directory; the moves of a real one are in
//! `active_directory`.

use crate::support::{Browser, Home, refusal};
use latchkey_contract::Problem;
use latchkey_contract::admin::{Connection, DirectoryFault, DirectoryKind, FieldFault, ImportState, NotReady, Refused};
use latchkey_domain::ids::DirectoryId;
use latchkey_store::directories::{self, DirectoryRow};
use latchkey_store::imports;

const PRACTICE: fn() -> Connection = || Connection { kind: DirectoryKind::Practice, ..Connection::default() };

fn with(code: String) -> Connection {
    Connection { code, ..PRACTICE() }
}
async fn saved(home: &Home, admin: &Browser, form: Connection) -> Result<String, Refused> {
    home.api.connections.save_connection(&admin.caller(), form).await.map_err(refusal)
}
async fn row(home: &Home, id: &str) -> Option<DirectoryRow> {
    let id = DirectoryId(id.to_owned());
    home.read(move |tx| directories::get(tx, &id)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_one_asks_for_a_code_that_is_good_once() {
    let home = Home::practice().await;
    let (admin, phone) = home.administrator("jonas").await;
    let id = home.practice_directory(&admin, &phone).await;
    let used = phone.code(&home);
    for (code, problem) in
        [(String::new(), Problem::Empty), (phone.wrong(&home), Problem::WrongCode), (used, Problem::CodeUsed)]
    {
        let refused = home.api.directories.remove_directory(&admin.caller(), &id, &code).await.map_err(refusal);
        assert_eq!(refused, Err(Refused::Code(problem)));
        assert!(row(&home, &id).await.is_some());
    }
    let code = phone.next(&home);
    home.api.directories.remove_directory(&admin.caller(), &id, &code).await.unwrap();
    assert!(row(&home, &id).await.is_none());
    assert_eq!(home.audited("directory.removed").await[0].detail["domain"], "practice.example");
    let second = home.practice_directory(&admin, &phone).await;
    let refused = home.api.directories.remove_directory(&admin.caller(), &second, &code).await.map_err(refusal);
    assert_eq!(refused, Err(Refused::Code(Problem::CodeUsed)));
}

/// A session, however it was come by, adds no directory of its own and switches none on.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_one_and_its_activation_ask_for_a_code_each() {
    let home = Home::practice().await;
    let (admin, phone) = home.administrator("jonas").await;
    let (used, wrong) = (phone.code(&home), phone.wrong(&home));
    let bad = [(String::new(), Problem::Empty), (wrong, Problem::WrongCode), (used, Problem::CodeUsed)];
    for (code, problem) in bad.clone() {
        assert_eq!(saved(&home, &admin, with(code)).await, Err(Refused::Code(problem)));
    }
    assert!(home.read(directories::list).await.is_empty());
    let code = phone.next(&home);
    let id = saved(&home, &admin, with(code.clone())).await.unwrap();

    // what is missing is said without one, as by the doctor
    let switched = |code: String| {
        let (api, caller, id) = (home.api.clone(), admin.caller(), id.clone());
        async move { api.directories.activate(&caller, &id, true, &code).await.map_err(refusal) }
    };
    assert!(matches!(switched(String::new()).await, Err(Refused::NotReady { .. })));
    let directory = DirectoryId(id.clone());
    let (_, adapter) = home.app.directory(&directory).await.unwrap();
    let entries = adapter.people().list(&[], None, 1000).await.unwrap().entries;
    home.write(move |tx| {
        let run = imports::start(tx, &directory, 1)?.run;
        imports::page(tx, &directory, run, None, &entries, None)?;
        imports::finish(tx, &directory, run)
    })
    .await;
    // that of the save is used up, and opens nothing for a while either
    let bad = [bad[0].clone(), (phone.wrong(&home), Problem::WrongCode), (code, Problem::CodeUsed)];
    for (code, problem) in bad {
        assert_eq!(switched(code).await, Err(Refused::Code(problem)));
        assert!(!row(&home, &id).await.unwrap().active);
    }
    switched(phone.next(&home)).await.unwrap();
    assert!(row(&home, &id).await.unwrap().active);
    // off and on again is as before
    home.api.directories.activate(&admin.caller(), &id, false, "").await.unwrap();
    assert_eq!(switched(String::new()).await, Err(Refused::Code(Problem::Empty)));
}

/// However it is called: the same domain has one row, or its people would be known twice.
#[tokio::test(flavor = "multi_thread")]
async fn one_row_for_each_domain() {
    let home = Home::practice().await;
    let (admin, phone) = home.administrator("jonas").await;
    let id = home.practice_directory(&admin, &phone).await;
    let refused = saved(&home, &admin, with(phone.next(&home))).await.unwrap_err();
    assert!(matches!(&refused, Refused::Field { fault: FieldFault::DomainTaken, .. }), "{refused:?}");
    // the first is known by another name
    let directory = DirectoryId(id);
    home.write(move |tx| {
        let known = directories::get(tx, &directory)?.unwrap();
        directories::update(tx, &DirectoryRow { name: "old.example".into(), ..known })
    })
    .await;
    let code = phone.next(&home);
    let refused = saved(&home, &admin, with(code.clone())).await.unwrap_err();
    let fault = FieldFault::SameDomain { name: "old.example".into() };
    assert_eq!(refused, Refused::Field { field: "domain".into(), fault });
    assert_eq!(home.read(directories::list).await.len(), 1);
    // and the code is there for something else
    let only = home.read(directories::list).await.remove(0).id;
    home.api.directories.remove_directory(&admin.caller(), only.as_str(), &code).await.unwrap();
}

/// A stolen session does not get to guess.
#[tokio::test(flavor = "multi_thread")]
async fn codes_for_actions_are_counted_with_those_of_the_sign_in() {
    let home = Home::practice().await;
    let (admin, phone) = home.administrator("jonas").await;
    let id = home.practice_directory(&admin, &phone).await;
    for _ in 0..5 {
        home.api.directories.remove_directory(&admin.caller(), &id, &phone.wrong(&home)).await.unwrap_err();
    }
    let refused =
        home.api.directories.remove_directory(&admin.caller(), &id, &phone.next(&home)).await.map_err(refusal);
    assert!(matches!(refused, Err(Refused::Code(Problem::TryLater { .. }))), "{refused:?}");
    assert!(row(&home, &id).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_label_needs_no_code_and_leaves_it_on() {
    let home = Home::practice().await;
    let (admin, phone) = home.administrator("jonas").await;
    let id = home.practice_directory(&admin, &phone).await;
    let directory = DirectoryId(id.clone());
    home.write(move |tx| directories::set_active(tx, &directory, true)).await;
    let form = Connection {
        label: "Our practice".into(),
        ..home.api.connections.connection(&admin.caller(), &id).await.unwrap()
    };
    assert_eq!(saved(&home, &admin, form).await.as_deref(), Ok(id.as_str()));
    let after = row(&home, &id).await.unwrap();
    assert_eq!((after.label.as_str(), after.active), ("Our practice", true));
}

/// The row says which domain it was imported from; nothing else may go on under it.
#[tokio::test(flavor = "multi_thread")]
async fn another_domain_is_refused_at_the_save_and_at_the_activation() {
    let home = Home::practice().await;
    let (admin, phone) = home.administrator("jonas").await;
    let id = home.practice_directory(&admin, &phone).await;
    let before = row(&home, &id).await.unwrap();
    assert_eq!(before.config["domain_id"], "practice.example", "the first save remembers it");
    let directory = DirectoryId(id.clone());
    home.write(move |tx| {
        let run = imports::start(tx, &directory, 0)?.run;
        imports::finish(tx, &directory, run)?;
        let config = serde_json::json!({ "domain_id": "S-1-5-21-1-2-3" });
        let known = directories::get(tx, &directory)?.unwrap();
        directories::update(tx, &DirectoryRow { config, ..known })
    })
    .await;
    let form = home.api.connections.connection(&admin.caller(), &id).await.unwrap();
    let refused = saved(&home, &admin, Connection { label: "x".into(), ..form }).await.unwrap_err();
    assert_eq!(refused, Refused::Field { field: "domain".into(), fault: FieldFault::OtherDomain });
    let refused = home.api.directories.activate(&admin.caller(), &id, true, "").await.map_err(refusal).unwrap_err();
    let Refused::NotReady { reasons } = refused else { panic!("{refused:?}") };
    assert!(reasons.contains(&NotReady::OtherDomain), "{reasons:?}");
    assert!(!row(&home, &id).await.unwrap().active);
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_are_noted_and_bounded() {
    let home = Home::practice().await;
    let (admin, phone) = home.administrator("jonas").await;
    for _ in 0..10 {
        home.api.connections.check_connection(&admin.caller(), PRACTICE()).await.unwrap();
    }
    let refused = refusal(home.api.connections.check_connection(&admin.caller(), PRACTICE()).await.unwrap_err());
    assert!(matches!(refused, Refused::TooManyTries { .. }), "{refused:?}");
    assert_eq!(home.audited("directory.tried").await.len(), 10);
    // another administrator has their own
    let (other, _) = home.administrator("kim").await;
    home.api.connections.check_connection(&other.caller(), PRACTICE()).await.unwrap();
    // and saving is counted for itself
    home.practice_directory(&admin, &phone).await;
    home.sleep(600);
    home.api.connections.check_connection(&admin.caller(), PRACTICE()).await.unwrap();
}

/// Units come from the directory; what a browser made up, or what is gone, is searched by nobody.
#[tokio::test(flavor = "multi_thread")]
async fn units_that_are_not_there_are_refused_by_name() {
    let home = Home::practice().await;
    let (admin, phone) = home.administrator("jonas").await;
    let caller = admin.caller();
    let id = home.practice_directory(&admin, &phone).await;
    let rows = home.api.directories.subtrees(&caller, &id).await.unwrap();
    let staff = rows.iter().find(|row| row.name == "Staff").unwrap();
    let gone = vec![staff.dn.clone(), "OU=Gone,DC=practice,DC=example".to_owned()];
    let refused = home.api.directories.import_start(&caller, &id, gone.clone(), "").await.map_err(refusal).unwrap_err();
    let dn = "OU=Gone,DC=practice,DC=example".to_owned();
    assert_eq!(refused, Refused::Directory(DirectoryFault::NoSuchUnit { dn }));
    home.api.directories.sample(&caller, &id, gone).await.unwrap_err();
    assert!(home.audited("import.started").await.is_empty());

    let chosen = vec![staff.dn.clone()];
    let sample = home.api.directories.sample(&caller, &id, chosen.clone()).await.unwrap();
    assert_eq!(sample.people.len(), 6);
    let state = home.api.directories.import_start(&caller, &id, chosen, "").await.unwrap();
    assert_eq!(state, ImportState::Running { done: 0, expected: staff.people });
}

/// Practice mode has two directories: both are connected, imported and switched on as any other, each of its kind.
#[tokio::test(flavor = "multi_thread")]
async fn the_practice_cloud_stands_beside_the_practice_directory() {
    let home = Home::practice().await;
    let (admin, phone) = home.administrator("jonas").await;
    let first = home.imported(&admin, &phone).await;
    let form = Connection { kind: DirectoryKind::PracticeCloud, ..Connection::default() };
    let report = home.api.connections.check_connection(&admin.caller(), form.clone()).await.unwrap();
    assert!(report.can_import && report.certificates.is_empty() && !report.must_trust);
    let cloud = saved(&home, &admin, Connection { code: phone.next(&home), ..form }).await.unwrap();
    let stored = row(&home, &cloud).await.unwrap();
    assert_eq!((stored.kind.as_str(), stored.name.as_str()), ("practice-cloud", "cloud.practice.example"));
    assert_eq!(stored.domains, ["cloud.practice.example", "practice.example"]);

    // a form for it that says it is another kind changes nothing of that
    let shown = home.api.connections.connection(&admin.caller(), &cloud).await.unwrap();
    assert_eq!(shown.kind, DirectoryKind::PracticeCloud);
    let posing = Connection { kind: DirectoryKind::Practice, label: "Cloud".into(), ..shown };
    saved(&home, &admin, posing).await.unwrap();
    let stored = row(&home, &cloud).await.unwrap();
    assert_eq!((stored.kind.as_str(), stored.label.as_str()), ("practice-cloud", "Cloud"));
    let real = Connection { kind: DirectoryKind::ActiveDirectory, ..Connection::default() };
    assert_eq!(saved(&home, &admin, real).await, Err(Refused::OnlyPractice));

    let units = home.api.directories.subtrees(&admin.caller(), &cloud).await.unwrap();
    let chosen = vec![units.iter().find(|unit| unit.name == "Cloud only").unwrap().id.clone()];
    let state = home.api.directories.import_start(&admin.caller(), &cloud, chosen.clone(), "").await.unwrap();
    assert_eq!(state, ImportState::Running { done: 0, expected: 8 });
    assert_eq!(row(&home, &cloud).await.unwrap().subtrees, chosen);
    // what it cannot do does not stand in the way: there is no lock to end, and no policy to read
    let refused =
        home.api.directories.activate(&admin.caller(), &cloud, true, &phone.next(&home)).await.map_err(refusal);
    assert_eq!(refused, Err(Refused::NotReady { reasons: vec![NotReady::NobodyImported] }));
    home.api.directories.activate(&admin.caller(), &first, true, &phone.next(&home)).await.unwrap();
}
