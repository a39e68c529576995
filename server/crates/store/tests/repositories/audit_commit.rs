//! When rows of the audit log are written: at the end of what they record, with it or not at all.

use crate::support::on_both;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_store::audit::{self, Verified};
use latchkey_store::{AuditEvent, StoreError, StoreResult, Tx, settings};
use std::sync::mpsc;
use std::time::Duration;

fn one(tx: &mut Tx, kind: AuditKind) {
    tx.audit(kind, Actor::Latchkey, AuditEvent::default());
}
fn given_up<T>() -> StoreResult<T> {
    Err(StoreError::Other("no".into()))
}

on_both! {
    async fn in_the_order_of_the_calls(db) {
        let kinds = [AuditKind::PolicySaved, AuditKind::AccountFrozen, AuditKind::PolicySaved, AuditKind::VouchGiven];
        db.race(5, move |tx| { kinds.iter().for_each(|kind| one(tx, *kind)); Ok(()) }).await;
        let rows = db.read(|tx| audit::recent(tx, 99)).await;
        assert_eq!(rows.len(), 40);
        // together, whoever else wrote at the same time
        for four in rows.rchunks(4) {
            let written: Vec<&str> = four.iter().rev().map(|row| row.kind.as_str()).collect();
            assert_eq!(written, kinds.map(AuditKind::code));
        }
        assert!(matches!(db.read(audit::verify).await, Verified::Whole { rows: 40, .. }));
    }

    async fn what_is_taken_back_leaves_no_row(db) {
        let undone: StoreResult<()> = db.store.write(|tx| { one(tx, AuditKind::MailTested); given_up() }).await;
        assert!(undone.is_err());
        let undone: StoreResult<()> = db.store.write(|tx| { one(tx, AuditKind::MailTested); panic!("on purpose") }).await;
        assert!(undone.is_err());
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM audit"), 0);
        // beside others that are kept, which share a commit with it on SQLite
        let all: Vec<_> = (0..40).map(|n: usize| {
            let store = db.store.clone();
            tokio::spawn(async move {
                store.write(move |tx| {
                    let keep = n.is_multiple_of(2);
                    one(tx, if keep { AuditKind::MailTested } else { AuditKind::AccountFrozen });
                    if keep { Ok(()) } else { given_up() }
                }).await
            })
        }).collect();
        let mut kept = 0;
        for task in all {
            kept += i64::from(task.await.unwrap().is_ok());
        }
        assert_eq!(kept, 20);
        let rows = db.read(|tx| audit::recent(tx, 99)).await;
        assert_eq!(rows.len(), 20);
        assert!(rows.iter().all(|row| row.kind == AuditKind::MailTested.code()));
        assert!(matches!(db.read(audit::verify).await, Verified::Whole { rows: 20, .. }));
    }

    /// Nothing happens that the log cannot say.
    async fn what_cannot_be_audited_is_not_kept(db) {
        db.behind("DELETE FROM audit_head").unwrap();
        let done = db.store.write(|tx| { settings::put(tx, "x", &1)?; one(tx, AuditKind::MailTested); Ok(()) }).await;
        assert!(matches!(done, Err(StoreError::Corrupt(_))), "{done:?}");
        assert_eq!(db.read(|tx| settings::get::<i32>(tx, "x")).await, None);
        db.write(|tx| settings::put(tx, "x", &2)).await;
    }

    async fn reading_audits_nothing(db) {
        assert!(db.store.read(|tx| { one(tx, AuditKind::MailTested); Ok(()) }).await.is_err());
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM audit"), 0);
    }
}

/// Each has audited and is still at work when the other audits. (SQLite has one writer at a time.)
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_waits_for_what_another_does_after_auditing() {
    let db = crate::support::Db::postgres().await;
    let ((to_second, from_first), (to_first, from_second)) = (mpsc::channel(), mpsc::channel());
    let both = [(to_second, from_second), (to_first, from_first)].map(|(tell, hear)| {
        let store = db.store.clone();
        tokio::spawn(async move {
            store
                .write(move |tx| {
                    one(tx, AuditKind::MailTested);
                    tell.send(()).unwrap();
                    Ok(hear.recv_timeout(Duration::from_secs(10)).is_ok())
                })
                .await
        })
    });
    for task in both {
        assert!(task.await.unwrap().unwrap(), "it had to wait until the other was done");
    }
    assert!(matches!(db.read(audit::verify).await, Verified::Whole { rows: 2, .. }));
}
