use crate::support::on_both;
use latchkey_store::jobs;
use std::collections::HashSet;

on_both! {
    async fn each_job_to_one_worker(db) {
        db.write(|tx| {
            for n in 0..20 {
                jobs::enqueue(tx, "mail", &n, tx.now(), None)?;
            }
            Ok(())
        }).await;
        let leased = db.race(4, |tx| jobs::lease(tx, "w", 60, 3)).await;
        let ids: Vec<String> = leased.into_iter().flatten().map(|job| job.id).collect();
        assert_eq!(ids.len(), ids.iter().collect::<HashSet<_>>().len());
        assert_eq!(db.write(|tx| jobs::lease(tx, "w", 60, 50)).await.len() + ids.len(), 20);
        assert_eq!(db.read(jobs::counts).await, (20, 0));
    }

    async fn two_workers_with_leases_open_at_once(db) {
        db.write(|tx| { jobs::enqueue(tx, "a", &1, tx.now(), None)?; jobs::enqueue(tx, "b", &2, tx.now(), None) }).await;
        // Both have their lease in an unfinished transaction; only PostgreSQL lets two write at a time.
        if !db.is_sqlite() {
            let other = db.second().await;
            let barrier = std::sync::Arc::new(std::sync::Barrier::new(2));
            let held = |store: latchkey_store::Store, barrier: std::sync::Arc<std::sync::Barrier>| async move {
                store.write(move |tx| { let jobs = jobs::lease(tx, "w", 60, 1)?; barrier.wait(); Ok(jobs) }).await.unwrap()
            };
            let (a, b) = tokio::join!(
                tokio::spawn(held(db.store.clone(), std::sync::Arc::clone(&barrier))),
                tokio::spawn(held(other, barrier)),
            );
            let (a, b) = (a.unwrap(), b.unwrap());
            assert_eq!((a.len(), b.len()), (1, 1));
            assert_ne!(a[0].id, b[0].id);
        } else {
            assert_eq!(db.race(1, |tx| jobs::lease(tx, "w", 60, 1)).await.concat().len(), 2);
        }
    }

    async fn an_expired_lease_comes_back(db) {
        db.write(|tx| jobs::enqueue(tx, "mail", &"anna", tx.now().plus_secs(5), None)).await;
        assert!(db.write(|tx| jobs::lease(tx, "w", 60, 9)).await.is_empty(), "not due");
        assert_eq!(db.read(jobs::next_due).await, Some(db.now().plus_secs(5)));
        db.sleep(5);
        let job = db.write(|tx| jobs::lease(tx, "w", 60, 9)).await.remove(0);
        assert_eq!((job.kind.as_str(), job.payload.expose(), job.attempts), ("mail", "\"anna\"", 1));
        assert!(db.write(|tx| jobs::lease(tx, "v", 60, 9)).await.is_empty());
        assert_eq!(db.read(jobs::next_due).await, Some(db.now().plus_secs(60)));
        db.sleep(60);
        let again = db.write(|tx| jobs::lease(tx, "v", 60, 9)).await.remove(0);
        assert_eq!((&again.id, again.attempts), (&job.id, 2));
        db.write(move |tx| jobs::done(tx, &again.id)).await;
        assert_eq!((db.read(jobs::counts).await, db.read(jobs::next_due).await), ((0, 0), None));
    }

    async fn put_off_and_given_up(db) {
        db.write(|tx| jobs::enqueue(tx, "mail", &1, tx.now(), None)).await;
        let job = db.write(|tx| jobs::lease(tx, "w", 60, 9)).await.remove(0);
        let id = job.id.clone();
        db.write(move |tx| jobs::retry(tx, &id, "mail server away", tx.now().plus_secs(30))).await;
        assert!(db.write(|tx| jobs::lease(tx, "w", 60, 9)).await.is_empty());
        db.sleep(30);
        assert_eq!(db.write(|tx| jobs::lease(tx, "w", 60, 9)).await.len(), 1);
        db.write(move |tx| jobs::give_up(tx, &job.id, "refused")).await;
        db.sleep(3600);
        assert!(db.write(|tx| jobs::lease(tx, "w", 60, 9)).await.is_empty());
        assert_eq!(db.read(jobs::counts).await, (0, 1));
        assert_eq!(db.write(jobs::purge).await, 0);
        db.sleep(8 * 86_400);
        assert_eq!(db.write(jobs::purge).await, 1);
    }

    async fn one_open_job_for_each_key(db) {
        let answers = db.race(5, |tx| jobs::enqueue(tx, "purge", &(), tx.now(), Some("purge"))).await;
        assert_eq!(answers.len(), 10);
        assert_eq!(db.read(jobs::counts).await, (1, 0));
        let job = db.write(|tx| jobs::lease(tx, "w", 60, 9)).await.remove(0);
        db.write(move |tx| { jobs::done(tx, &job.id)?; jobs::enqueue(tx, "purge", &(), tx.now(), Some("purge")) }).await;
        assert_eq!(db.read(jobs::counts).await, (1, 0));
    }

    async fn one_that_does_not_open_holds_up_nobody(db) {
        db.write(|tx| { jobs::enqueue(tx, "a", &1, tx.now(), None)?; jobs::enqueue(tx, "b", &2, tx.now(), None) }).await;
        db.behind("UPDATE jobs SET sealed = (SELECT sealed FROM jobs WHERE kind = 'b') WHERE kind = 'a'").unwrap();
        let leased = db.write(|tx| jobs::lease(tx, "w", 60, 9)).await;
        assert_eq!(leased.iter().map(|job| job.kind.as_str()).collect::<Vec<_>>(), ["b"]);
        assert_eq!(db.read(jobs::counts).await, (1, 1));
    }
}
