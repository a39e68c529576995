use crate::support::{Db, on_both};
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::AccountId;
use latchkey_domain::{Clock, Timestamp};
use latchkey_store::audit::{self, Began, Verified};
use latchkey_store::{AuditEvent, Keys, Store, StoreConfig, StoreResult, Tx};
use latchkey_testkit::TestEntropy;
use std::sync::Arc;

async fn fill(db: &Db, rows: usize) {
    for n in 0..rows {
        db.write(move |tx| {
            let account = AccountId(format!("account-{n}"));
            let event = AuditEvent::at("192.0.2.1").account(&account).detail(serde_json::json!({"n": n}));
            tx.audit(AuditKind::PasswordReset, Actor::SelfService, event);
            Ok(())
        })
        .await;
    }
}
async fn broken_at(db: &Db) -> i64 {
    match db.read(audit::verify).await {
        Verified::Broken { seq, .. } => seq,
        Verified::Whole { .. } => panic!("not noticed"),
    }
}
/// The same database, opened with these keys.
async fn opened(db: &Db, keys: Keys) -> Store {
    let config = StoreConfig { url: db.url.clone(), pool: 2 };
    Store::open(&config, keys, Arc::clone(&db.clock) as Arc<dyn Clock>, Arc::new(TestEntropy::Machine)).await.unwrap()
}
/// One row, whatever it is about.
fn one(tx: &mut Tx) -> StoreResult<()> {
    tx.audit(AuditKind::MailTested, Actor::Latchkey, AuditEvent::default());
    Ok(())
}
/// What somebody must do first who wants to change the log.
fn without_triggers(db: &Db, sql: &str) {
    if db.is_sqlite() {
        db.behind("DROP TRIGGER IF EXISTS audit_no_update; DROP TRIGGER IF EXISTS audit_no_delete").unwrap();
    } else {
        db.behind("ALTER TABLE audit DISABLE TRIGGER ALL").unwrap();
    }
    db.behind(sql).unwrap();
}

on_both! {
    async fn whole_and_in_order(db) {
        assert_eq!(db.read(audit::verify).await, Verified::Whole { rows: 0, head: "0".repeat(64) });
        fill(&db, 3).await;
        let rows = db.read(|tx| audit::recent(tx, 2)).await;
        assert_eq!(rows.iter().map(|row| row.seq).collect::<Vec<_>>(), [3, 2]);
        assert_eq!((rows[0].account.clone(), &rows[0].detail), (Some(AccountId("account-2".into())), &serde_json::json!({"n": 2})));
        assert_eq!(db.read(audit::verify).await, Verified::Whole { rows: 3, head: rows[0].hash.clone() });
    }

    async fn without_gaps_under_concurrency(db) {
        db.race(10, one).await;
        let rows = db.read(|tx| audit::recent(tx, 99)).await;
        assert_eq!(rows.iter().rev().map(|row| row.seq).collect::<Vec<_>>(), (1..=20).collect::<Vec<i64>>());
        assert!(matches!(db.read(audit::verify).await, Verified::Whole { rows: 20, .. }));
    }

    async fn the_database_refuses_changes(db) {
        fill(&db, 2).await;
        for sql in ["UPDATE audit SET actor = 'x'", "DELETE FROM audit WHERE seq = 2", "DELETE FROM audit"] {
            assert!(db.behind(sql).unwrap_err().contains("append-only"), "{sql}");
        }
        if !db.is_sqlite() {
            assert!(db.behind("TRUNCATE audit").unwrap_err().contains("append-only"));
        }
        assert!(matches!(db.read(audit::verify).await, Verified::Whole { rows: 2, .. }));
    }

    async fn a_change_is_noticed_in_each_field(db) {
        fill(&db, 3).await;
        without_triggers(&db, "CREATE TABLE kept AS SELECT * FROM audit");
        for field in ["at = at + 1", "kind = 'x'", "actor = 'x'", "account = NULL", "account = 'x'", "directory = ''", "address = 'x'", "detail = '{}'",
                      "hash = 'x'", "actor = 'self-servicea', account = 'ccount-1'"] {
            db.behind(&format!("UPDATE audit SET {field} WHERE seq = 2")).unwrap();
            assert_eq!(broken_at(&db).await, 2, "{field}");
            db.behind("DELETE FROM audit; INSERT INTO audit SELECT * FROM kept").unwrap();
        }
        assert!(matches!(db.read(audit::verify).await, Verified::Whole { rows: 3, .. }));
    }

    async fn removed_first(db) {
        fill(&db, 3).await;
        without_triggers(&db, "DELETE FROM audit WHERE seq = 1");
        assert_eq!(broken_at(&db).await, 1);
    }
    async fn removed_from_the_middle(db) {
        fill(&db, 4).await;
        without_triggers(&db, "DELETE FROM audit WHERE seq = 2");
        assert_eq!(broken_at(&db).await, 2);
        db.behind("UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4").unwrap();
        assert_eq!(broken_at(&db).await, 2, "closed up");
    }
    async fn removed_last(db) {
        fill(&db, 3).await;
        without_triggers(&db, "DELETE FROM audit WHERE seq = 3");
        assert_eq!(broken_at(&db).await, 3);
        db.behind("DELETE FROM audit").unwrap();
        assert_eq!(broken_at(&db).await, 1, "all of it");
    }
    async fn reordered(db) {
        fill(&db, 4).await;
        without_triggers(&db, "UPDATE audit SET seq = -1 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = -1");
        assert_eq!(broken_at(&db).await, 2);
    }
    async fn added_behind(db) {
        fill(&db, 2).await;
        db.behind("INSERT INTO audit SELECT 3, at, kind, actor, account, directory, address, detail, hash FROM audit WHERE seq = 2").unwrap();
        assert_eq!(broken_at(&db).await, 3);
    }
    /// Somebody who can write to the database, and knows how the chain is made, but not the key.
    async fn a_suffix_written_anew_without_the_key(db) {
        fill(&db, 3).await;
        let forger = opened(&db, Keys::from_bytes(&[7; 32])).await;
        without_triggers(&db, "DELETE FROM audit WHERE seq > 1; UPDATE audit_head SET seq = 1, hash = (SELECT hash FROM audit WHERE seq = 1)");
        forger.write(one).await.unwrap();
        assert_eq!(broken_at(&db).await, 2);
        assert!(matches!(forger.read(audit::verify).await.unwrap(), Verified::Broken { seq: 1, .. }), "nor can they verify");
    }

    async fn a_new_key_goes_on_where_the_old_one_ended(db) {
        fill(&db, 2).await;
        let (old, new) = ([42; 32], [7; 32]);
        let next = opened(&db, Keys::from_bytes(&new).with_older(vec![old])).await;
        assert!(matches!(next.write(audit::begin).await.unwrap(), Began::At { rows: 3, .. }), "vouched for");
        assert!(matches!(next.write(audit::begin).await.unwrap(), Began::At { rows: 3, .. }), "once");
        next.write(one).await.unwrap();
        assert!(matches!(next.read(audit::verify).await.unwrap(), Verified::Whole { rows: 4, .. }));
        // the older key is thrown away, and changed again
        let only = opened(&db, Keys::from_bytes(&new)).await;
        assert!(matches!(only.read(audit::verify).await.unwrap(), Verified::Whole { rows: 4, .. }));
        let third = opened(&db, Keys::from_bytes(&[8; 32]).with_older(vec![new])).await;
        third.write(audit::begin).await.unwrap();
        assert!(matches!(opened(&db, Keys::from_bytes(&[8; 32])).await.read(audit::verify).await.unwrap(), Verified::Whole { rows: 5, .. }));
    }

    /// By then it may be known to somebody.
    async fn an_older_key_does_not_go_on(db) {
        fill(&db, 2).await;
        let next = opened(&db, Keys::from_bytes(&[7; 32]).with_older(vec![[42; 32]])).await;
        next.write(audit::begin).await.unwrap();
        db.write(one).await;
        assert!(matches!(next.read(audit::verify).await.unwrap(), Verified::Broken { seq: 4, .. }));
    }

    async fn what_was_vouched_for_cannot_be_changed(db) {
        fill(&db, 3).await;
        let next = opened(&db, Keys::from_bytes(&[7; 32]).with_older(vec![[42; 32]])).await;
        next.write(audit::begin).await.unwrap();
        let only = opened(&db, Keys::from_bytes(&[7; 32])).await;
        assert!(matches!(only.read(audit::verify).await.unwrap(), Verified::Whole { rows: 4, .. }));
        without_triggers(&db, "UPDATE audit SET actor = 'x' WHERE seq = 2");
        assert!(matches!(only.read(audit::verify).await.unwrap(), Verified::Broken { seq: 1, .. }));
        assert!(matches!(next.read(audit::verify).await.unwrap(), Verified::Broken { seq: 2, .. }), "with the older key: where");
    }

    /// A whole log of somebody else's, vouched for by themselves.
    async fn nobody_else_vouches(db) {
        fill(&db, 3).await;
        without_triggers(&db, &format!("DELETE FROM audit; UPDATE audit_head SET seq = 0, hash = '{}'", "0".repeat(64)));
        opened(&db, Keys::from_bytes(&[7; 32])).await.write(one).await.unwrap();
        let forger = opened(&db, Keys::from_bytes(&[8; 32]).with_older(vec![[7; 32]])).await;
        assert!(matches!(forger.write(audit::begin).await.unwrap(), Began::At { rows: 2, .. }));
        assert_eq!(broken_at(&db).await, 1);
    }

    async fn a_broken_log_is_not_vouched_for(db) {
        fill(&db, 3).await;
        without_triggers(&db, "UPDATE audit SET actor = 'x' WHERE seq = 2");
        let next = opened(&db, Keys::from_bytes(&[7; 32]).with_older(vec![[42; 32]])).await;
        assert!(matches!(next.write(audit::begin).await.unwrap(), Began::Broken { seq: 2, .. }));
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM audit"), 3);
    }

    async fn the_head_and_one_kind(db) {
        assert_eq!(db.read(audit::head).await, (0, "0".repeat(64)));
        for kind in [AuditKind::SmsBudget, AuditKind::MailTested, AuditKind::SmsBudget] {
            db.write(move |tx| { tx.audit(kind, Actor::Latchkey, AuditEvent::default()); Ok(()) }).await;
            db.sleep(60);
        }
        let rows = db.read(|tx| audit::recent(tx, 1)).await;
        assert_eq!(db.read(audit::head).await, (3, rows[0].hash.clone()));
        let seqs = |since: Timestamp, limit| {
            let found = db.read(move |tx| audit::of_kind(tx, AuditKind::SmsBudget, since, limit));
            async move { found.await.iter().map(|row| row.seq).collect::<Vec<_>>() }
        };
        assert_eq!(seqs(Timestamp(0), 9).await, [3, 1]);
        assert_eq!(seqs(Timestamp(0), 1).await, [3]);
        assert_eq!(seqs(db.now().plus_secs(-90), 9).await, [3]);
    }
}
