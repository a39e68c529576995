use crate::support::{directory_row, entry, on_both};
use latchkey_domain::Secret;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::DirectoryId;
use latchkey_store::directories::DirectoryRow;
use latchkey_store::imports::Phase;
use latchkey_store::{AuditEvent, StoreError, accounts, audit, directories, imports, persons};

on_both! {
    async fn written_and_read_back(db) {
        let id = db.directory().await;
        let key = id.clone();
        let row = db.read(move |tx| directories::get(tx, &key)).await.unwrap();
        assert_eq!(row, DirectoryRow { id: id.clone(), ..directory_row("corp.example.com") });
        let again = DirectoryRow { id: DirectoryId("other".into()), ..directory_row("corp.example.com") };
        assert!(matches!(db.store.write(move |tx| directories::insert(tx, &again)).await, Err(StoreError::Conflict("directories"))));

        let mut mine = DirectoryRow { label: "Mine".into(), secret: Secret::new("new"), ..row.clone() };
        let theirs = DirectoryRow { label: "Theirs".into(), ..row };
        let write = mine.clone();
        assert!(db.write(move |tx| directories::update(tx, &write)).await);
        assert!(!db.write(move |tx| directories::update(tx, &theirs)).await);
        mine.version += 1;
        assert_eq!(db.read(directories::list).await, vec![mine]);

        let key = id.clone();
        db.write(move |tx| {
            directories::set_active(tx, &key, false)?;
            directories::set_subtrees(tx, &key, &["A".into(), "B".into()])
        }).await;
        let row = db.read(directories::list).await.remove(0);
        assert!(!row.active);
        assert_eq!((row.subtrees.as_slice(), row.version), (["A".to_owned(), "B".to_owned()].as_slice(), 4));
    }

    async fn one_row_for_each_domain(db) {
        let domain = |name: &str, sid: Option<&str>| {
            let config = sid.map_or_else(|| serde_json::json!({}), |sid| serde_json::json!({ "domain_id": sid }));
            DirectoryRow { id: DirectoryId(name.into()), config, ..directory_row(name) }
        };
        let (first, second) = (domain("corp.example.com", Some("S-1")), domain("corp.evil.example", Some("S-1")));
        let row = first.clone();
        db.write(move |tx| directories::insert(tx, &row)).await;
        let row = second.clone();
        let refused = db.store.write(move |tx| directories::insert(tx, &row)).await;
        assert_eq!(format!("{refused:?}"), "Err(Conflict(\"directories\"))");
        // nor by a change of one that is there
        let other = domain("lab.example.com", Some("S-2"));
        db.write(move |tx| directories::insert(tx, &other)).await;
        let moved = DirectoryRow { config: first.config.clone(), ..domain("lab.example.com", None) };
        let refused = db.store.write(move |tx| directories::update(tx, &moved)).await;
        assert_eq!(format!("{refused:?}"), "Err(Conflict(\"directories\"))");
        let names = |found: Option<DirectoryRow>| found.map(|row| row.name);
        assert_eq!(names(db.read(|tx| directories::by_domain_id(tx, "S-1")).await).as_deref(), Some("corp.example.com"));
        assert_eq!(names(db.read(|tx| directories::by_domain_id(tx, "S-3")).await), None);
        // those that say nothing are no two of one
        for name in ["a.example", "b.example"] {
            let row = domain(name, None);
            db.write(move |tx| directories::insert(tx, &row)).await;
        }
        // and one that was taken away is no hindrance
        db.write(move |tx| { directories::delete(tx, &first.id)?; directories::insert(tx, &second) }).await;
    }

    async fn the_domains_of_all_directories_are_the_organisations(db) {
        let id = db.directory().await;
        let other = DirectoryRow { id: DirectoryId("lab".into()), domains: vec!["labs.example".into()], ..directory_row("lab.example.com") };
        let (key, version) = (id.clone(), directory_row("").version);
        let suffixes = ["corp.example.com".to_owned(), "northwind.example".to_owned()];
        let after = db.write(move |tx| {
            directories::insert(tx, &other)?;
            directories::set_domains(tx, &key, &suffixes)?;
            directories::set_domains(tx, &key, &suffixes)?;
            directories::get(tx, &key)
        }).await.unwrap();
        assert_eq!((after.domains.len(), after.version), (2, version + 1), "the second time they were no others");
        let all = db.read(directories::own_domains).await;
        assert_eq!(all, ["corp.example.com", "lab.example.com", "labs.example", "northwind.example"]);
    }

    async fn deleting_takes_all_with_it_but_the_audit_log(db) {
        let id = db.directory().await;
        let account = db.account(&id, "anna").await;
        db.flow(Some(&account), 600).await;
        let (account, person) = (account.id, account.person.id);
        let event_account = account.clone();
        db.write(move |tx| { tx.audit(AuditKind::MethodAdded, Actor::SelfService, AuditEvent::default().account(&event_account)); Ok(()) }).await;
        let key = id.clone();
        db.write(move |tx| { imports::start(tx, &key, 1)?; directories::delete(tx, &key) }).await;
        assert_eq!(db.read(move |tx| accounts::by_id(tx, &account)).await, None);
        assert_eq!(db.read(move |tx| persons::by_id(tx, &person)).await, None);
        assert_eq!(db.number("SELECT count(*) AS n FROM flows"), 0);
        assert_eq!(db.read(|tx| audit::recent(tx, 9)).await.len(), 1);
    }

    async fn an_import_from_start_to_end(db) {
        let id = db.directory().await;
        let (a, b, c) = (id.clone(), id.clone(), id.clone());
        let row = db.write(move |tx| imports::start(tx, &a, 3)).await;
        assert_eq!((row.phase, row.run, row.expected), (Phase::Running, 1, 3));
        assert!(db.write(move |tx| imports::page(tx, &b, 1, None, &[entry("anna"), entry("ben"), entry("anna")], Some("next"))).await);
        let row = db.read(move |tx| imports::get(tx, &c)).await.unwrap();
        assert_eq!((row.cursor.as_deref(), row.done), (Some("next"), 2), "anna once");

        // Stopped: the page under way is refused, and writes nothing.
        let (a, b, c) = (id.clone(), id.clone(), id.clone());
        assert!(db.write(move |tx| imports::stop(tx, &a)).await);
        assert!(!db.write(move |tx| imports::page(tx, &b, 1, Some("next"), &[entry("carl")], None)).await);
        assert_eq!(db.read(move |tx| accounts::count(tx, &c)).await, 2);
        let (a, b, c) = (id.clone(), id.clone(), id.clone());
        let row = db.write(move |tx| imports::resume(tx, &a)).await.unwrap();
        assert_eq!((row.phase, row.run, row.cursor.as_deref()), (Phase::Running, 1, Some("next")));
        assert!(db.write(move |tx| imports::page(tx, &b, 1, Some("next"), &[entry("carl"), entry("ben")], None)).await);
        assert!(db.write(move |tx| imports::finish(tx, &c, 1)).await);
        let key = id.clone();
        let row = db.read(move |tx| imports::get(tx, &key)).await.unwrap();
        assert_eq!((row.phase, row.done), (Phase::Finished, 3), "ben came twice and is one");

        // The next run does not see ben: gone, not deleted. Then he is back, as the same account.
        let (a, b, c) = (id.clone(), id.clone(), id.clone());
        let ben = db.read(|tx| accounts::by_name(tx, "ben")).await.remove(0).id;
        db.write(move |tx| {
            assert_eq!(imports::start(tx, &a, 3)?.run, 2);
            assert!(!imports::page(tx, &a, 1, None, &[entry("dora")], None)?, "an earlier run");
            assert!(imports::page(tx, &a, 2, None, &[entry("anna"), entry("carl")], None)?);
            imports::finish(tx, &a, 2)
        }).await;
        assert_eq!(db.read(|tx| accounts::by_name(tx, "ben")).await, vec![]);
        assert_eq!(db.read(move |tx| accounts::count(tx, &b)).await, 2);
        db.write(move |tx| accounts::upsert(tx, &c, &entry("ben"), 2)).await;
        assert_eq!(db.read(|tx| accounts::by_name(tx, "ben")).await.remove(0).id, ben);

        let (a, b, c) = (id.clone(), id.clone(), id.clone());
        assert!(!db.write(move |tx| imports::fail(tx, &a, 2, "late")).await);
        db.write(move |tx| { imports::start(tx, &b, 0)?; imports::fail(tx, &b, 3, "DC is away") }).await;
        let row = db.read(move |tx| imports::get(tx, &c)).await.unwrap();
        assert_eq!((row.phase, row.error.as_deref()), (Phase::Failed, Some("DC is away")));
    }

    async fn of_two_workers_on_one_import_one_goes_on(db) {
        let id = db.directory().await;
        let key = id.clone();
        db.write(move |tx| imports::start(tx, &key, 1000)).await;
        let page = |from: Option<&'static str>, people: Vec<latchkey_domain::directory::Entry>, next: &'static str| {
            let key = id.clone();
            db.write(move |tx| imports::page(tx, &key, 1, from, &people, Some(next)))
        };
        let many = |range: std::ops::Range<u32>| range.map(|n| entry(&format!("u{n:04}"))).collect::<Vec<_>>();
        assert!(page(None, many(0..300), "a1").await);
        assert!(!page(None, many(0..300), "b1").await, "the other was as far, and slower");
        assert!(page(Some("a1"), many(200..700), "a2").await);
        assert!(!page(Some("a1"), many(0..10), "back again").await, "the cursor never goes backwards");
        assert!(!page(None, many(0..10), "back again").await);
        let key = id.clone();
        let row = db.read(move |tx| imports::get(tx, &key)).await.unwrap();
        assert_eq!((row.cursor.as_deref(), row.done), (Some("a2"), 700), "each person once");
    }
}
