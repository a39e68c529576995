//! Requests to a colleague: answered once, used once, and only in time.

use crate::support::{Db, on_both};
use latchkey_domain::Secret;
use latchkey_domain::ids::{DirectoryId, FlowId, PersonId};
use latchkey_store::vouches::Whose;
use latchkey_store::{Keys, Store, StoreConfig, persons, vouches};
use std::collections::BTreeSet;
use std::sync::Arc;

const MOST: i64 = 3;

/// Anna asks in a flow of hers, for ten minutes; Ben may answer.
async fn asked(db: &Db) -> (FlowId, PersonId, PersonId) {
    let directory = db.directory().await;
    let (anna, ben) = (db.account(&directory, "anna").await, db.person(&directory, "ben").await);
    let (flow, _) = db.flow(Some(&anna), 3600).await;
    ask(db, &flow.id, &anna.person.id, "4711").await;
    (flow.id, anna.person.id, ben)
}

async fn ask(db: &Db, flow: &FlowId, person: &PersonId, number: &'static str) {
    let (flow, person, until) = (flow.clone(), person.clone(), db.now().plus_secs(600));
    db.write(move |tx| vouches::open(tx, &flow, &person, &Secret::new(number), "192.0.2.1", until)).await;
}

async fn id(db: &Db) -> String {
    waiting(db).await.remove(0).id
}

async fn waiting(db: &Db) -> Vec<vouches::Open> {
    db.read(|tx| vouches::open_ones(tx, Whose::Everybodys)).await
}

async fn give(db: &Db, id: &str, by: &PersonId, typed: &'static str) -> bool {
    let (id, by) = (id.to_owned(), by.clone());
    db.write(move |tx| vouches::give(tx, &id, &by, typed, MOST)).await
}

async fn answer(db: &Db, flow: &FlowId) -> Option<bool> {
    let flow = flow.clone();
    db.read(move |tx| vouches::answer(tx, &flow)).await
}

on_both! {
    async fn given_once_and_spent_once(db) {
        let (flow, anna, ben) = asked(&db).await;
        let open = waiting(&db).await;
        assert_eq!((open.len(), &open[0].person, open[0].address.as_str(), open[0].expires_at), (1, &anna, "192.0.2.1", db.now().plus_secs(600)));
        let id = open[0].id.clone();
        assert_eq!(answer(&db, &flow).await, None);
        let here = flow.clone();
        assert!(!db.write(move |tx| vouches::spend(tx, &here)).await, "nobody said yes yet");

        let (same, by) = (id.clone(), ben.clone());
        let given = db.race(8, move |tx| vouches::give(tx, &same, &by, "4711", MOST)).await;
        assert_eq!(given.into_iter().filter(|yes| *yes).count(), 1);
        assert_eq!(answer(&db, &flow).await, Some(true));
        assert!(waiting(&db).await.is_empty());
        // a "no" that comes late takes nothing back, and neither does a wrong number
        let (same, by) = (id.clone(), ben.clone());
        db.write(move |tx| vouches::refuse(tx, &same, &by)).await;
        assert!(!give(&db, &id, &ben, "0000").await);
        assert_eq!(answer(&db, &flow).await, Some(true));

        let here = flow.clone();
        let spent = db.race(8, move |tx| vouches::spend(tx, &here)).await;
        assert_eq!(spent.into_iter().filter(|yes| *yes).count(), 1);
    }

    /// A manager reads the requests of their own people, however many others ask; who may vouch for
    /// anybody sees the newest.
    async fn a_flood_of_others_hides_nothing(db) {
        let (_, anna, ben) = asked(&db).await;
        db.behind(&format!("UPDATE accounts SET manager_dn = 'CN=Ben' WHERE person = '{anna}'")).unwrap();
        let mine = id(&db).await;
        let directory = db.read(move |tx| persons::primary_account(tx, &ben)).await.unwrap().directory;
        let other = db.account(&directory, "cleo").await;
        for _ in 0..=vouches::MOST_SHOWN {
            db.sleep(1);
            let (flow, _) = db.flow(Some(&other), 3600).await;
            ask(&db, &flow.id, &other.person.id, "1234").await;
        }
        let all = waiting(&db).await;
        assert_eq!(i64::try_from(all.len()).unwrap(), vouches::MOST_SHOWN);
        assert!(all.is_sorted_by(|one, next| one.created_at > next.created_at));
        let reports = |directory: DirectoryId, dn: &'static str| {
            let db = &db;
            async move {
                let found = db.read(move |tx| vouches::open_ones(tx, Whose::Reports { directory: &directory, manager_dn: dn })).await;
                found.into_iter().map(|open| open.id).collect::<Vec<_>>()
            }
        };
        assert_eq!(reports(directory.clone(), "CN=Ben").await, std::slice::from_ref(&mine));
        assert_eq!(reports(directory, "CN=Somebody").await, [""; 0]);
        assert_eq!(reports(DirectoryId("another".into()), "CN=Ben").await, [""; 0]);
        let same = mine.clone();
        assert_eq!(db.read(move |tx| vouches::open_one(tx, &same)).await.unwrap().person, anna);
        assert!(db.read(|tx| vouches::open_one(tx, "none")).await.is_none());
        db.sleep(600);
        assert!(db.read(move |tx| vouches::open_one(tx, &mine)).await.is_none());
    }

    async fn reports_by_any_of_their_accounts(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        let [mine, theirs] = db.joined([&corp, &lab], "anna").await;
        for (account, dn) in [(&mine, "CN=Ben"), (&theirs, "CN=Cleo")] {
            db.behind(&format!("UPDATE accounts SET manager_dn = '{dn}' WHERE id = '{}'", account.id)).unwrap();
        }
        let (flow, _) = db.flow(Some(&mine), 3600).await;
        ask(&db, &flow.id, &mine.person.id, "4711").await;
        let id = id(&db).await;
        let reports = async |directory: &DirectoryId, manager_dn: &'static str| {
            let directory = directory.clone();
            let found = db.read(move |tx| vouches::open_ones(tx, Whose::Reports { directory: &directory, manager_dn })).await;
            found.into_iter().map(|open| open.id).collect::<Vec<_>>()
        };
        assert_eq!(reports(&corp, "CN=Ben").await, std::slice::from_ref(&id));
        assert_eq!(reports(&lab, "CN=Cleo").await, std::slice::from_ref(&id), "through which they did not come");
        assert_eq!((reports(&corp, "CN=Cleo").await, reports(&lab, "CN=Ben").await), (vec![], vec![]), "a place is one in its directory");
        // the same manager in both: still one request
        db.behind("UPDATE accounts SET manager_dn = 'CN=Ben'").unwrap();
        assert_eq!(reports(&lab, "CN=Ben").await, [id]);
    }

    /// What a directory said of somebody before they left it names no manager any more.
    async fn an_account_that_is_gone_reports_to_nobody(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        let [mine, theirs] = db.joined([&corp, &lab], "anna").await;
        let ben = [db.account(&corp, "ben").await, db.account(&lab, "ben").await];
        for (account, manager) in [(&mine, &ben[0]), (&theirs, &ben[1])] {
            db.behind(&format!("UPDATE accounts SET manager_dn = '{}' WHERE id = '{}'", manager.dn, account.id)).unwrap();
        }
        let (flow, _) = db.flow(Some(&mine), 3600).await;
        ask(&db, &flow.id, &mine.person.id, "4711").await;
        let managers = async || {
            let who = mine.person.id.clone();
            db.read(move |tx| vouches::managers_of(tx, &who)).await.into_iter().map(|account| account.id).collect::<BTreeSet<_>>()
        };
        let reports = async |directory: &DirectoryId| {
            let (directory, dn) = (directory.clone(), ben[0].dn.clone());
            db.read(move |tx| vouches::open_ones(tx, Whose::Reports { directory: &directory, manager_dn: &dn })).await.len()
        };
        assert_eq!(managers().await, [ben[0].id.clone(), ben[1].id.clone()].into(), "each in its own directory");
        assert_eq!((reports(&corp).await, reports(&lab).await), (1, 1));
        let yes = if db.is_sqlite() { "1" } else { "TRUE" };
        db.behind(&format!("UPDATE accounts SET gone = {yes} WHERE id = '{}'", theirs.id)).unwrap();
        assert_eq!(managers().await, [ben[0].id.clone()].into());
        assert_eq!((reports(&corp).await, reports(&lab).await), (1, 0));
        // nor is a manager one who left
        db.behind(&format!("UPDATE accounts SET gone = {yes} WHERE id = '{}'", ben[0].id)).unwrap();
        assert_eq!(managers().await, [].into());
        assert_eq!(db.read(|tx| vouches::managers_of(tx, &PersonId("nobody".into()))).await, []);
    }

    async fn who_cannot_be_recovered_has_no_manager_there(db) {
        let corp = db.directory().await;
        let (anna, ben) = (db.account(&corp, "anna").await, db.account(&corp, "ben").await);
        let (yes, no) = if db.is_sqlite() { ("1", "0") } else { ("TRUE", "FALSE") };
        for (disabled, protected, managers) in [(no, no, 1), (yes, no, 0), (no, yes, 0)] {
            db.behind(&format!("UPDATE accounts SET manager_dn = '{}', disabled = {disabled}, protected = {protected} WHERE id = '{}'", ben.dn, anna.id)).unwrap();
            let who = anna.person.id.clone();
            assert_eq!(db.read(move |tx| vouches::managers_of(tx, &who)).await.len(), managers, "{disabled} {protected}");
        }
    }

    async fn listed_with_all_their_accounts(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        let [mine, theirs] = db.joined([&corp, &lab], "anna").await;
        let listed = mine.person.id.clone();
        db.write(move |tx| vouches::set_listed(tx, &[listed])).await;
        let ids = |accounts: Vec<latchkey_store::accounts::Account>| accounts.into_iter().map(|account| account.id).collect::<BTreeSet<_>>();
        assert_eq!(ids(db.read(vouches::listed).await), [mine.id.clone()].into());
        assert_eq!(ids(db.read(vouches::accounts_of_listed).await), [mine.id, theirs.id].into());
    }

    async fn few_wrong_numbers_end_it(db) {
        let (flow, _, ben) = asked(&db).await;
        let id = id(&db).await;
        for _ in 0..MOST - 1 {
            assert!(!give(&db, &id, &ben, "0000").await);
            assert_eq!(answer(&db, &flow).await, None);
        }
        assert!(!give(&db, &id, &ben, "1111").await);
        assert_eq!(answer(&db, &flow).await, Some(false), "refused for good");
        assert!(!give(&db, &id, &ben, "4711").await, "the right one comes too late");
        let here = flow.clone();
        assert!(!db.write(move |tx| vouches::spend(tx, &here)).await);
    }

    /// As many guesses at once as one likes: no more are looked at than may be.
    async fn guesses_in_parallel_are_counted(db) {
        let (flow, _, ben) = asked(&db).await;
        let id = id(&db).await;
        let (same, by) = (id.clone(), ben.clone());
        let given = db.race(12, move |tx| vouches::give(tx, &same, &by, "0000", MOST)).await;
        assert!(given.iter().all(|yes| !yes));
        assert_eq!(db.number("SELECT tries AS n FROM vouches"), MOST);
        assert_eq!(answer(&db, &flow).await, Some(false));
        assert!(!give(&db, &id, &ben, "4711").await);
    }

    async fn what_is_over_counts_no_more(db) {
        let (flow, _, ben) = asked(&db).await;
        let id = id(&db).await;
        db.sleep(601);
        assert!(waiting(&db).await.is_empty());
        assert!(!give(&db, &id, &ben, "4711").await);
        assert_eq!(answer(&db, &flow).await, None);
    }

    /// An answer that was given in time does not outlive it.
    async fn a_late_answer_is_none(db) {
        let (flow, _, ben) = asked(&db).await;
        let id = id(&db).await;
        assert!(give(&db, &id, &ben, "4711").await);
        db.sleep(601);
        assert_eq!(answer(&db, &flow).await, None);
    }

    async fn a_new_request_takes_the_place_of_the_old(db) {
        let (flow, anna, ben) = asked(&db).await;
        let old = id(&db).await;
        ask(&db, &flow, &anna, "5822").await;
        let new = id(&db).await;
        assert_ne!(old, new);
        assert!(!give(&db, &old, &ben, "4711").await && !give(&db, &new, &ben, "4711").await, "the old number is no number");
        assert!(give(&db, &new, &ben, "5822").await);
        let by = ben.clone();
        db.write(move |tx| vouches::refuse(tx, "no such request", &by)).await;
        assert_eq!(answer(&db, &flow).await, Some(true));
    }

    async fn refused(db) {
        let (flow, _, ben) = asked(&db).await;
        let id = id(&db).await;
        let (same, by) = (id.clone(), ben.clone());
        db.write(move |tx| vouches::refuse(tx, &same, &by)).await;
        assert_eq!(answer(&db, &flow).await, Some(false));
        assert!(!give(&db, &id, &ben, "4711").await);
        let here = flow.clone();
        assert!(!db.write(move |tx| vouches::spend(tx, &here)).await);
    }

    /// The number is not in the database, and is found under the key that it was asked with.
    async fn a_number_outlives_a_rotation_and_is_nowhere_in_the_clear(db) {
        let (_, _, ben) = asked(&db).await;
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM vouches WHERE number_digest LIKE '%4711%'"), 0);
        let id = id(&db).await;
        let keys = Keys::from_bytes(&[43; 32]).with_older(vec![[42; 32]]);
        let config = StoreConfig { url: db.url.clone(), pool: 2 };
        let new = Store::open(&config, keys, db.clock.clone(), Arc::new(latchkey_testkit::TestEntropy::Machine)).await.unwrap();
        assert!(new.write(move |tx| vouches::give(tx, &id, &ben, "4711", MOST)).await.unwrap());
    }

    async fn those_who_may_vouch_for_anybody(db) {
        let directory = db.directory().await;
        let (anna, ben) = (db.person(&directory, "anna").await, db.person(&directory, "ben").await);
        let listed = || async { db.read(vouches::listed).await.into_iter().map(|account| account.person.id).collect::<Vec<_>>() };
        let both = [anna.clone(), ben.clone()];
        db.write(move |tx| vouches::set_listed(tx, &both)).await;
        assert_eq!(listed().await.len(), 2);
        let one = [ben.clone()];
        db.write(move |tx| vouches::set_listed(tx, &one)).await;
        assert_eq!(listed().await, std::slice::from_ref(&ben));
        db.behind(&format!("DELETE FROM accounts WHERE person = '{ben}'")).unwrap();
        assert_eq!(listed().await, []);
    }

    /// A flow that ends takes its request along; a colleague who goes leaves what they said.
    async fn ends_with_its_flow(db) {
        let (flow, _, ben) = asked(&db).await;
        let id = id(&db).await;
        assert!(give(&db, &id, &ben, "4711").await);
        db.behind(&format!("DELETE FROM accounts WHERE person = '{ben}'")).unwrap();
        assert_eq!(answer(&db, &flow).await, Some(true));
        db.behind(&format!("DELETE FROM flows WHERE id = '{flow}'")).unwrap();
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM vouches"), 0);
    }
}
