use crate::support::on_both;
use latchkey_domain::limits::Limit;
use latchkey_store::limits;

const FIVE: Limit = Limit { name: "five", max: 5, window_secs: 60 };

on_both! {
    async fn exact_under_concurrency(db) {
        let answers = db.race(20, |tx| limits::hit(tx, &FIVE, "anna")).await;
        assert_eq!(answers.iter().filter(|hit| hit.allowed).count(), 5);
        let mut counts: Vec<i64> = answers.iter().map(|hit| hit.count).collect();
        counts.sort_unstable();
        assert_eq!(counts, (1..=40).collect::<Vec<i64>>());
        assert!(db.write(|tx| limits::hit(tx, &FIVE, "ben")).await.allowed, "another person");
        assert!(db.write(|tx| limits::hit(tx, &Limit { name: "other", ..FIVE }, "anna")).await.allowed, "another limit");
    }

    async fn windows(db) {
        let end = db.now().plus_secs(60);
        for _ in 0..4 {
            db.write(|tx| limits::hit(tx, &FIVE, "anna")).await;
            db.sleep(1);
        }
        let peeked = db.read(|tx| limits::peek(tx, &FIVE, "anna")).await;
        assert_eq!((peeked.allowed, peeked.count, peeked.retry_at), (true, 4, end));
        assert!(db.write(|tx| limits::hit(tx, &FIVE, "anna")).await.allowed);
        assert!(!db.read(|tx| limits::peek(tx, &FIVE, "anna")).await.allowed);
        let refused = db.write(|tx| limits::hit(tx, &FIVE, "anna")).await;
        assert_eq!((refused.allowed, refused.retry_at), (false, end));
        db.sleep(56);
        assert_eq!(db.read(|tx| limits::peek(tx, &FIVE, "anna")).await.count, 0);
        let hit = db.write(|tx| limits::hit(tx, &FIVE, "anna")).await;
        assert_eq!((hit.allowed, hit.count, hit.retry_at), (true, 1, db.now().plus_secs(60)));
        db.write(|tx| limits::forget(tx, &FIVE, "anna")).await;
        assert_eq!(db.read(|tx| limits::peek(tx, &FIVE, "anna")).await.count, 0);
        db.write(|tx| limits::hit(tx, &FIVE, "anna")).await;
        db.sleep(60);
        assert_eq!(db.write(limits::purge).await, 1);
    }
}
