//! Requests to a colleague: answered once, used once, and only in time.

use crate::support::{Db, on_both};
use latchkey_domain::Secret;
use latchkey_domain::ids::{AccountId, FlowId};
use latchkey_store::{Keys, Store, StoreConfig, vouches};
use std::sync::Arc;

const MOST: i64 = 3;

/// Anna asks in a flow of hers, for ten minutes; Ben may answer.
async fn asked(db: &Db) -> (FlowId, AccountId, AccountId) {
    let directory = db.directory().await;
    let (anna, ben) = (db.account(&directory, "anna").await, db.account(&directory, "ben").await);
    let (flow, _) = db.flow(Some(anna.clone()), 3600).await;
    ask(db, &flow.id, &anna, "4711").await;
    (flow.id, anna, ben)
}

async fn ask(db: &Db, flow: &FlowId, account: &AccountId, number: &'static str) {
    let (flow, account, until) = (flow.clone(), account.clone(), db.now().plus_secs(600));
    db.write(move |tx| vouches::open(tx, &flow, &account, &Secret::new(number), "192.0.2.1", until)).await;
}

async fn id(db: &Db) -> String {
    db.read(vouches::open_ones).await.remove(0).id
}

async fn give(db: &Db, id: &str, by: &AccountId, typed: &'static str) -> bool {
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
        let open = db.read(vouches::open_ones).await;
        assert_eq!((open.len(), &open[0].account, open[0].address.as_str(), open[0].expires_at), (1, &anna, "192.0.2.1", db.now().plus_secs(600)));
        let id = open[0].id.clone();
        assert_eq!(answer(&db, &flow).await, None);
        let here = flow.clone();
        assert!(!db.write(move |tx| vouches::spend(tx, &here)).await, "nobody said yes yet");

        let (same, by) = (id.clone(), ben.clone());
        let given = db.race(8, move |tx| vouches::give(tx, &same, &by, "4711", MOST)).await;
        assert_eq!(given.into_iter().filter(|yes| *yes).count(), 1);
        assert_eq!(answer(&db, &flow).await, Some(true));
        assert!(db.read(vouches::open_ones).await.is_empty());
        // a "no" that comes late takes nothing back, and neither does a wrong number
        let (same, by) = (id.clone(), ben.clone());
        db.write(move |tx| vouches::refuse(tx, &same, &by)).await;
        assert!(!give(&db, &id, &ben, "0000").await);
        assert_eq!(answer(&db, &flow).await, Some(true));

        let here = flow.clone();
        let spent = db.race(8, move |tx| vouches::spend(tx, &here)).await;
        assert_eq!(spent.into_iter().filter(|yes| *yes).count(), 1);
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
        assert!(db.read(vouches::open_ones).await.is_empty());
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
        let new = Store::open(&config, keys, db.clock.clone(), Arc::new(crate::support::SystemEntropy)).await.unwrap();
        assert!(new.write(move |tx| vouches::give(tx, &id, &ben, "4711", MOST)).await.unwrap());
    }

    async fn those_who_may_vouch_for_anybody(db) {
        let directory = db.directory().await;
        let (anna, ben) = (db.account(&directory, "anna").await, db.account(&directory, "ben").await);
        let listed = || async { db.read(vouches::listed).await.into_iter().map(|account| account.id).collect::<Vec<_>>() };
        let both = [anna.clone(), ben.clone()];
        db.write(move |tx| vouches::set_listed(tx, &both)).await;
        assert_eq!(listed().await.len(), 2);
        let one = [ben.clone()];
        db.write(move |tx| vouches::set_listed(tx, &one)).await;
        assert_eq!(listed().await, std::slice::from_ref(&ben));
        db.behind(&format!("DELETE FROM accounts WHERE id = '{ben}'")).unwrap();
        assert_eq!(listed().await, []);
    }

    /// A flow that ends takes its request along; a colleague who goes leaves what they said.
    async fn ends_with_its_flow(db) {
        let (flow, _, ben) = asked(&db).await;
        let id = id(&db).await;
        assert!(give(&db, &id, &ben, "4711").await);
        db.behind(&format!("DELETE FROM accounts WHERE id = '{ben}'")).unwrap();
        assert_eq!(answer(&db, &flow).await, Some(true));
        db.behind(&format!("DELETE FROM flows WHERE id = '{flow}'")).unwrap();
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM vouches"), 0);
    }
}
