use crate::support::on_both;
use latchkey_domain::Timestamp;
use latchkey_store::jobs::{self, Failing, Job};
use latchkey_store::{StoreResult, Tx};
use std::collections::HashSet;
use std::time::Duration;

/// Of any kind that these tests use.
fn lease(tx: &mut Tx, worker: &str, limit: i64) -> StoreResult<Vec<Job>> {
    jobs::lease(tx, worker, 60, limit, &["a", "b", "mail", "purge"])
}
fn due(kind: &str, at: Timestamp) -> Vec<(String, Timestamp)> {
    vec![(kind.to_owned(), at)]
}

on_both! {
    async fn each_job_to_one_worker(db) {
        db.write(|tx| {
            for n in 0..20 {
                jobs::enqueue(tx, "mail", &n, tx.now(), None)?;
            }
            Ok(())
        }).await;
        let leased = db.race(4, |tx| lease(tx, "w", 3)).await;
        let ids: Vec<String> = leased.into_iter().flatten().map(|job| job.id).collect();
        assert_eq!(ids.len(), ids.iter().collect::<HashSet<_>>().len());
        assert_eq!(db.write(|tx| lease(tx, "w", 50)).await.len() + ids.len(), 20);
        assert_eq!(db.read(jobs::counts).await, (20, 0));
    }

    async fn two_workers_with_leases_open_at_once(db) {
        db.write(|tx| { jobs::enqueue(tx, "a", &1, tx.now(), None)?; jobs::enqueue(tx, "b", &2, tx.now(), None) }).await;
        // Both have their lease in an unfinished transaction; only PostgreSQL lets two write at a time.
        if !db.is_sqlite() {
            let other = db.second().await;
            let barrier = std::sync::Arc::new(std::sync::Barrier::new(2));
            let held = |store: latchkey_store::Store, barrier: std::sync::Arc<std::sync::Barrier>| async move {
                store.write(move |tx| { let jobs = lease(tx, "w", 1)?; barrier.wait(); Ok(jobs) }).await.unwrap()
            };
            let (a, b) = tokio::join!(
                tokio::spawn(held(db.store.clone(), std::sync::Arc::clone(&barrier))),
                tokio::spawn(held(other, barrier)),
            );
            let (a, b) = (a.unwrap(), b.unwrap());
            assert_eq!((a.len(), b.len()), (1, 1));
            assert_ne!(a[0].id, b[0].id);
        } else {
            assert_eq!(db.race(1, |tx| lease(tx, "w", 1)).await.concat().len(), 2);
        }
    }

    async fn an_expired_lease_comes_back(db) {
        db.write(|tx| jobs::enqueue(tx, "mail", &"anna", tx.now().plus_secs(5), None)).await;
        assert!(db.write(|tx| lease(tx, "w", 9)).await.is_empty(), "not due");
        assert_eq!(db.read(jobs::next_due).await, due("mail", db.now().plus_secs(5)));
        db.sleep(5);
        let job = db.write(|tx| lease(tx, "w", 9)).await.remove(0);
        assert_eq!((job.kind.as_str(), job.payload.expose(), job.attempts), ("mail", "\"anna\"", 1));
        assert!(db.write(|tx| lease(tx, "v", 9)).await.is_empty());
        assert_eq!(db.read(jobs::next_due).await, due("mail", db.now().plus_secs(60)));
        db.sleep(60);
        let again = db.write(|tx| lease(tx, "v", 9)).await.remove(0);
        assert_eq!((&again.id, again.attempts), (&job.id, 2));
        // who was overtaken changes nothing any more
        let late = job.clone();
        let changed = db.write(move |tx| {
            let at = tx.now();
            Ok([jobs::done(tx, &late)?, jobs::give_up(tx, &late, "x")?, jobs::retry(tx, &late, "x", at)?, jobs::extend(tx, &late, 60)?])
        });
        assert_eq!(changed.await, [false; 4]);
        assert!(db.write(move |tx| jobs::done(tx, &again)).await);
        assert_eq!((db.read(jobs::counts).await, db.read(jobs::next_due).await), ((0, 0), vec![]));
    }

    async fn put_off_and_given_up(db) {
        db.write(|tx| jobs::enqueue(tx, "mail", &1, tx.now(), None)).await;
        let job = db.write(|tx| lease(tx, "w", 9)).await.remove(0);
        let held = job.clone();
        assert!(db.write(move |tx| jobs::retry(tx, &held, "mail server away", tx.now().plus_secs(30))).await);
        let held = job.clone();
        assert!(!db.write(move |tx| jobs::extend(tx, &held, 60)).await, "a renewal that came late holds up nobody");
        assert!(db.write(|tx| lease(tx, "w", 9)).await.is_empty());
        db.sleep(30);
        let job = db.write(|tx| lease(tx, "w", 9)).await.remove(0);
        assert!(db.write(move |tx| jobs::give_up(tx, &job, "refused")).await);
        db.sleep(3600);
        assert!(db.write(|tx| lease(tx, "w", 9)).await.is_empty());
        assert_eq!(db.read(jobs::counts).await, (0, 1));
        assert_eq!(db.write(jobs::purge).await, 0);
        db.sleep(8 * 86_400);
        assert_eq!(db.write(jobs::purge).await, 1);
    }

    async fn one_open_job_for_each_key(db) {
        let answers = db.race(5, |tx| jobs::enqueue(tx, "purge", &(), tx.now(), Some("purge"))).await;
        assert_eq!(answers.len(), 10);
        assert_eq!(db.read(jobs::counts).await, (1, 0));
        let job = db.write(|tx| lease(tx, "w", 9)).await.remove(0);
        db.write(move |tx| { jobs::done(tx, &job)?; jobs::enqueue(tx, "purge", &(), tx.now(), Some("purge")) }).await;
        assert_eq!(db.read(jobs::counts).await, (1, 0));
    }

    async fn one_that_does_not_open_holds_up_nobody(db) {
        db.write(|tx| { jobs::enqueue(tx, "a", &1, tx.now(), None)?; jobs::enqueue(tx, "b", &2, tx.now(), None) }).await;
        db.behind("UPDATE jobs SET sealed = (SELECT sealed FROM jobs WHERE kind = 'b') WHERE kind = 'a'").unwrap();
        let leased = db.write(|tx| lease(tx, "w", 9)).await;
        assert_eq!(leased.iter().map(|job| job.kind.as_str()).collect::<Vec<_>>(), ["b"]);
        assert_eq!(db.read(jobs::counts).await, (1, 1));
    }

    async fn only_the_kinds_that_are_asked_for(db) {
        db.write(|tx| {
            for n in 0..50 {
                jobs::enqueue(tx, "bulk", &n, tx.now(), None)?;
            }
            jobs::enqueue(tx, "code", &1, tx.now(), None)
        }).await;
        let leased = db.write(|tx| jobs::lease(tx, "w", 60, 9, &["code", "other"])).await;
        assert_eq!(leased.iter().map(|job| job.kind.as_str()).collect::<Vec<_>>(), ["code"]);
        assert!(db.write(|tx| jobs::lease(tx, "w", 60, 9, &[])).await.is_empty());
        let now = db.now();
        assert_eq!(db.read(jobs::next_due).await, [("bulk".to_owned(), now), ("code".to_owned(), now.plus_secs(60))]);
    }

    async fn a_lease_is_held_as_long_as_it_is_renewed(db) {
        db.write(|tx| jobs::enqueue(tx, "a", &1, tx.now(), None)).await;
        let job = db.write(|tx| lease(tx, "w", 9)).await.remove(0);
        for _ in 0..5 {
            db.sleep(40);
            let held = job.clone();
            assert!(db.write(move |tx| jobs::extend(tx, &held, 60)).await);
            assert!(db.write(|tx| lease(tx, "v", 9)).await.is_empty());
        }
        db.sleep(60);
        assert_eq!(db.write(|tx| lease(tx, "v", 9)).await.len(), 1, "its worker died");
        assert!(!db.write(move |tx| jobs::extend(tx, &job, 60)).await);
    }

    async fn what_fails_is_shown(db) {
        let began = db.now();
        db.write(|tx| {
            for kind in ["a", "a", "b", "mail", "purge"] {
                jobs::enqueue(tx, kind, &1, tx.now(), None)?;
            }
            Ok(())
        }).await;
        // "b" is done at the third try, "purge" at the fourth
        for tries in 1..=4 {
            db.sleep(10);
            db.write(move |tx| {
                let at = tx.now().plus_secs(10);
                for job in lease(tx, "w", 9)? {
                    match job.kind.as_str() {
                        "purge" if tries == 4 => jobs::done(tx, &job)?,
                        "mail" if tries == 1 => jobs::give_up(tx, &job, "refused for good")?,
                        "b" if tries == 3 => jobs::done(tx, &job)?,
                        _ => jobs::retry(tx, &job, &format!("try {tries}"), at)?,
                    };
                }
                Ok(())
            }).await;
            if tries == 3 {
                assert_eq!(db.read(jobs::failing).await.len(), 1, "three failures are nothing yet");
            }
        }
        let mail = Failing { kind: "mail".into(), count: 1, error: "refused for good".into(), since: began };
        let a = Failing { kind: "a".into(), count: 2, error: "try 4".into(), since: began };
        assert_eq!(db.read(jobs::failing).await, [a.clone(), mail]);
        db.sleep(7 * 86_400 + 60);
        assert_eq!(db.read(jobs::failing).await, [a], "a week is enough, but what is still tried stays");
    }

    async fn the_runner_is_woken_when_a_job_is_kept(db) {
        let rung = async |secs: u64| tokio::time::timeout(Duration::from_secs(secs), db.store.job_enqueued()).await.is_ok();
        assert!(!rung(0).await);
        let refused = db.store.write(|tx| {
            jobs::enqueue(tx, "a", &1, tx.now(), None)?;
            Err::<(), _>(latchkey_store::StoreError::Other("no".into()))
        });
        assert!(refused.await.is_err());
        db.write(|tx| lease(tx, "w", 9)).await;
        assert!(!rung(0).await, "nothing was enqueued");
        db.write(|tx| jobs::enqueue(tx, "a", &1, tx.now(), None)).await;
        assert!(rung(9).await, "also when nobody was waiting yet");
        assert!(!rung(0).await, "once");
    }
}
