use crate::support::{Db, on_both};
use latchkey_domain::ids::AccountId;
use latchkey_store::audit::{self, Event, Verified};

async fn fill(db: &Db, rows: usize) {
    for n in 0..rows {
        db.write(move |tx| {
            let account = AccountId(format!("account-{n}"));
            let detail = serde_json::json!({"n": n});
            audit::append(
                tx,
                Event {
                    kind: "reset",
                    actor: "self",
                    account: Some(&account),
                    directory: None,
                    address: Some("192.0.2.1"),
                    detail,
                },
            )
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
        let event = || Event { kind: "k", actor: "a", account: None, directory: None, address: None, detail: serde_json::Value::Null };
        let mut seqs = db.race(10, move |tx| audit::append(tx, event())).await;
        seqs.sort_unstable();
        assert_eq!(seqs, (1..=20).collect::<Vec<i64>>());
        assert!(matches!(db.read(audit::verify).await, Verified::Whole { rows: 20, .. }));
        let undone: Result<(), _> = db.store.write(move |tx| { audit::append(tx, event())?; Err(latchkey_store::StoreError::Other("no".into())) }).await;
        assert!(undone.is_err());
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
                      "hash = 'x'", "actor = 'selfa', account = 'ccount-1'"] {
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
}
