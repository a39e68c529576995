//! Another master key: everything is sealed anew, whatever interrupts it, and what is only kept as
//! a hash is still found.

use crate::support::{Db, on_both};
use latchkey_contract::MethodKind;
use latchkey_domain::ids::{AdminId, PersonId};
use latchkey_domain::independence::{Dependency, FactorKind, enough};
use latchkey_domain::limits::BEGIN_PER_NAME;
use latchkey_domain::{Clock, Secret};
use latchkey_store::admins::Admin;
use latchkey_store::codes::Redeemed;
use latchkey_store::rekey::{self, Position, SEALED};
use latchkey_store::{Keys, Store, StoreConfig, StoreError, StoreResult, Tx, admins, codes, directories, flows};
use latchkey_store::{invitations, jobs, limits, methods, settings};
use latchkey_testkit::TestEntropy;
use std::sync::Arc;

const OLD: [u8; 32] = [42; 32]; // the one of support.rs
const NEW: [u8; 32] = [43; 32];

async fn with(db: &Db, keys: Keys) -> Store {
    let config = StoreConfig { url: db.url.clone(), pool: 2 };
    Store::open(&config, keys, Arc::clone(&db.clock) as Arc<dyn Clock>, Arc::new(TestEntropy::Machine)).await.unwrap()
}

/// Steps until the end, or until so many were done.
async fn turn(store: &Store, rows: i64, most: usize) -> (usize, Vec<String>, bool) {
    let (mut at, mut resealed, mut unreadable) = (Position::default(), 0, Vec::new());
    for _ in 0..most {
        let from = at.clone();
        let step = store.write(move |tx| rekey::step(tx, from, rows)).await.unwrap();
        resealed += step.resealed;
        unreadable.extend(step.unreadable);
        match step.next {
            Some(next) => at = next,
            None => return (resealed, unreadable, true),
        }
    }
    (resealed, unreadable, false)
}

/// Something in every sealed column: as many values as there are columns, and two more methods.
async fn furnished(db: &Db) -> (PersonId, flows::Flow) {
    let directory = db.directory().await;
    let account = db.account(&directory, "anna").await;
    let (flow, _) = db.flow(Some(&account), 600).await;
    let (whose, here) = (account.clone(), flow.id.clone());
    db.write(move |tx| {
        for label in ["one", "two", "three"] {
            method(tx, &whose.person.id, label)?;
        }
        methods::put_recovery_codes(tx, &whose.person.id, &[Secret::new("RECOVERYCODE1")])?;
        codes::issue(tx, &here, "email", "d", &Secret::new("83920174"), 600)?;
        invitations::create(tx, &whose, &Secret::new("t"), &Secret::new("INVITECODE"), 600)?;
        let id = AdminId(tx.new_id());
        let totp = Some(Secret::new("admin-seed"));
        let admin = Admin {
            id: id.clone(),
            name: "root".into(),
            password_hash: "h".into(),
            role: latchkey_domain::roles::Role::Owner,
            totp,
            totp_step: 0,
            created_at: tx.now(),
        };
        admins::insert(tx, &admin)?;
        admins::create_session(tx, Some(&id), "full", &Secret::new("session"), &Secret::new("token"), 600)?;
        jobs::enqueue(tx, "mail", &"to@home.example", tx.now(), None)
    })
    .await;
    for _ in 0..3 {
        db.write(|tx| limits::hit(tx, &BEGIN_PER_NAME, "anna")).await;
    }
    db.behind("INSERT INTO providers (name, config, sealed, version, updated_at) VALUES ('sms', '{}', 'none.', 1, 0)")
        .unwrap();
    (account.person.id, flow)
}

fn method(tx: &mut Tx, person: &PersonId, label: &str) -> StoreResult<()> {
    let new = methods::NewMethod {
        kind: MethodKind::Totp,
        label: label.into(),
        secret: Secret::new(format!("seed {label}")),
        depends_on: Vec::new(),
        last_step: 0,
    };
    methods::add(tx, person, &new).map(drop)
}

on_both! {
    async fn everything_is_sealed_anew_in_spite_of_a_break(db) {
        let (person, _) = furnished(&db).await;
        let new = with(&db, Keys::from_bytes(&NEW).with_older(vec![OLD])).await;
        let (before, _, whole) = turn(&new, 2, 3).await;
        assert!(before > 0 && !whole, "broken off in the middle");
        // A value that nobody can open is named and left alone; it holds nothing up.
        let (after, unreadable, whole) = turn(&new, 2, 100).await;
        assert!(whole);
        assert_eq!(unreadable, ["providers.sealed of sms"]);
        assert_eq!(before + after, SEALED.len() - 1 + 2, "each value once");
        assert_eq!(turn(&new, 2, 100).await.0, 0, "and then none");

        let only = with(&db, Keys::from_bytes(&NEW)).await;
        let read = only.read(move |tx| {
            let admin = admins::by_name(tx, "root")?.and_then(|admin| admin.totp);
            Ok((directories::list(tx)?, methods::of(tx, &person)?, admin))
        }).await.unwrap();
        assert_eq!(read.0[0].secret.expose(), "bind-password");
        let seeds: std::collections::BTreeSet<_> = read.1.iter().map(|method| method.secret.expose()).collect();
        assert_eq!(seeds, ["seed one", "seed two", "seed three"].into());
        assert_eq!(read.2.unwrap().expose(), "admin-seed");
        assert!(only.read(|tx| admins::session(tx, "token", 600)).await.unwrap().is_some());
        let leased = only.write(|tx| jobs::lease(tx, "w", 60, 10, &["mail"])).await.unwrap();
        assert_eq!(leased[0].payload.expose(), "\"to@home.example\"");
        // The old key alone has nothing left to open.
        assert!(matches!(db.store.read(directories::list).await, Err(StoreError::Corrupt(_))));
    }

    async fn hashes_are_found_under_the_older_key(db) {
        let (person, flow) = furnished(&db).await;
        let new = with(&db, Keys::from_bytes(&NEW).with_older(vec![[9; 32], OLD])).await;
        let (whose, here) = (person.clone(), flow.id.clone());
        let found = new.write(move |tx| {
            Ok((
                codes::redeem(tx, &here, "email", "83920174")?,
                invitations::by_code(tx, &whose, "INVITECODE")?.is_some(),
                methods::redeem_recovery_code(tx, &whose, "RECOVERYCODE1")?,
            ))
        }).await.unwrap();
        assert_eq!(found, (Redeemed::Right, true, true));
        let peeked = new.read(|tx| limits::peek(tx, &BEGIN_PER_NAME, "anna")).await.unwrap();
        assert_eq!(peeked.count, 3, "nobody gets more tries by a rotation");
        assert_eq!(new.write(|tx| limits::hit(tx, &BEGIN_PER_NAME, "anna")).await.unwrap().count, 4);
        assert_eq!(new.write(|tx| limits::hit(tx, &BEGIN_PER_NAME, "anna")).await.unwrap().count, 5);
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM limits"), 1, "taken along, not counted beside");
        new.write(|tx| limits::forget(tx, &BEGIN_PER_NAME, "anna")).await.unwrap();
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM limits"), 0);
        db.write(|tx| limits::hit(tx, &BEGIN_PER_NAME, "anna")).await;
        new.write(|tx| limits::forget(tx, &BEGIN_PER_NAME, "anna")).await.unwrap();
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM limits"), 0, "also what the older key counted");
    }

    /// What methods depend on is compared over any number of rotations, as long as the first key is there;
    /// nothing of it is sealed, so a rotation changes no digest.
    async fn what_methods_hang_on_is_recognised_over_rotations(db) {
        let directory = db.directory().await;
        let person = db.person(&directory, "anna").await;
        let on = |tx: &Tx| vec![Dependency::new(FactorKind::Phone, tx.lasting_digest("dependency", &["+491701234567"]))];
        let add = |tx: &mut Tx, whose: &PersonId, kind, depends_on| {
            let new = methods::NewMethod { kind, label: String::new(), secret: Secret::new("+491701234567"), depends_on, last_step: 0 };
            methods::add(tx, whose, &new).map(drop)
        };
        let whose = person.clone();
        db.write(move |tx| { let on = on(tx); add(tx, &whose, MethodKind::Sms, on) }).await;
        let first = db.store.lasting_key_id().to_owned();

        let second = with(&db, Keys::from_bytes(&NEW).with_older(vec![OLD])).await;
        assert!(turn(&second, 10, 100).await.2);
        let third = with(&db, Keys::from_bytes(&[44; 32]).with_older(vec![NEW, OLD])).await;
        assert!(turn(&third, 10, 100).await.2);
        assert_eq!((second.lasting_key_id(), third.lasting_key_id()), (first.as_str(), first.as_str()));
        let whose = person.clone();
        third.write(move |tx| { let on = on(tx); add(tx, &whose, MethodKind::Radius, on) }).await.unwrap();
        let whose = person.clone();
        let rows = third.read(move |tx| methods::of(tx, &whose)).await.unwrap();
        let authenticators: Vec<_> = rows.iter().map(|row| row.authenticator()).collect();
        assert_eq!(authenticators.len(), 2);
        assert!(!enough(&authenticators, 2, &[]), "one phone is one proof");

        // What the guard at the start is for: without the first key the same phone looks like another.
        let without = with(&db, Keys::from_bytes(&[44; 32]).with_older(vec![NEW])).await;
        assert_ne!(without.lasting_key_id(), first);
        let whose = person.clone();
        without.write(move |tx| { let on = on(tx); add(tx, &whose, MethodKind::Email, on) }).await.unwrap();
        let rows = without.read(move |tx| methods::of(tx, &person)).await.unwrap();
        let authenticators: Vec<_> = rows.iter().map(|row| row.authenticator()).collect();
        assert!(enough(&authenticators, 2, &[]));
    }

    /// A new table with a sealed column cannot be forgotten.
    async fn the_list_names_every_sealed_column(db) {
        let (listed, of_these) = (SEALED.len(), names(|c| format!("('{}','{}')", c.table(), c.name())));
        let columns = if db.is_sqlite() {
            "SELECT m.name AS t, p.name AS c FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table'".to_owned()
        } else {
            format!("SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = '{}'", db.schema())
        };
        let sealed = format!("SELECT COUNT(*) AS n FROM ({columns}) AS x WHERE (c = 'sealed' OR c LIKE '%\\_sealed' ESCAPE '\\')");
        let there = usize::try_from(db.number(&sealed)).unwrap();
        let known = usize::try_from(db.number(&format!("{sealed} AND (t, c) IN (VALUES {of_these})"))).unwrap();
        assert_eq!((there, known), (listed, listed), "rekey::SEALED and the schema differ: a rotation would leave values behind");
    }

    async fn the_first_claim_holds(db) {
        let answers = db.race(8, |tx| { let mine = tx.new_id(); settings::claim(tx, "key_id", &mine) }).await;
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }
}

fn names(of: impl Fn(&rekey::Column) -> String) -> String {
    SEALED.iter().map(of).collect::<Vec<_>>().join(",")
}

#[tokio::test]
async fn before_the_first_migration_there_are_no_settings() {
    for db in [Db::sqlite_bare().await, Db::postgres_bare().await] {
        assert!(!db.store.read(settings::are_there).await.unwrap());
        db.store.migrate().await.unwrap();
        assert!(db.store.read(settings::are_there).await.unwrap());
    }
}
