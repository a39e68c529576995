use crate::support::on_both;
use latchkey_domain::Secret;
use latchkey_store::{StoreError, providers};
use serde_json::json;

on_both! {
    async fn written_changed_and_removed(db) {
        assert_eq!(db.read(|tx| providers::get(tx, "sms")).await, None);
        assert!(!db.read(|tx| providers::is_there(tx, "sms")).await);
        let first = db.write(|tx| providers::put(tx, "sms", &json!({"kind": "webhook"}), &Secret::new("token-1"), None)).await.unwrap();
        db.sleep(1);
        db.write(|tx| providers::put(tx, "radius", &json!([1]), &Secret::new("shared"), None)).await.unwrap();
        let row = db.read(|tx| providers::get(tx, "sms")).await.unwrap();
        assert_eq!((row.name.as_str(), &row.config, row.secret.expose(), row.version), ("sms", &json!({"kind": "webhook"}), "token-1", first));
        assert!(db.read(|tx| providers::is_there(tx, "sms")).await);

        db.sleep(1);
        let second = db.write(move |tx| providers::put(tx, "sms", &json!({"kind": "twilio"}), &Secret::new("token-2"), Some(first))).await.unwrap();
        assert_ne!(second, first);
        let names: Vec<_> = db.read(providers::list).await.into_iter().map(|row| (row.name, row.secret.expose().to_owned())).collect();
        assert_eq!(names, [("radius".to_owned(), "shared".to_owned()), ("sms".to_owned(), "token-2".to_owned())]);
        assert_eq!(db.read(|tx| providers::get(tx, "sms")).await.unwrap().updated_at, db.now());

        assert!(!db.write(move |tx| providers::remove(tx, "sms", first)).await, "an older page");
        assert!(db.write(move |tx| providers::remove(tx, "sms", second)).await);
        assert_eq!(db.read(|tx| providers::get(tx, "sms")).await, None);
        let third = db.write(|tx| providers::put(tx, "sms", &json!({}), &Secret::default(), None)).await.unwrap();
        assert!(third != first && third != second, "no client of an earlier one fits");
    }

    async fn of_two_administrators_one_is_first(db) {
        let put = |tx: &mut latchkey_store::Tx| providers::put(tx, "sms", &json!({}), &Secret::new("a"), None);
        let made: Vec<i64> = db.race(4, put).await.into_iter().flatten().collect();
        assert_eq!(made.len(), 1);
        let was = made[0];
        let changed = db.race(4, move |tx| providers::put(tx, "sms", &json!({"n": 1}), &Secret::new("b"), Some(was))).await;
        assert_eq!(changed.into_iter().flatten().count(), 1);
        let late = db.write(move |tx| providers::put(tx, "sms", &json!({"n": 2}), &Secret::new("c"), Some(was))).await;
        assert_eq!((late, db.read(|tx| providers::get(tx, "sms")).await.unwrap().secret.expose().to_owned()), (None, "b".to_owned()));
    }

    async fn a_secret_opens_only_in_its_row(db) {
        db.write(|tx| {
            providers::put(tx, "sms", &json!({}), &Secret::new("A"), None)?;
            providers::put(tx, "duo", &json!({}), &Secret::new("B"), None)
        }).await;
        db.behind("UPDATE providers SET sealed = (SELECT sealed FROM providers WHERE name = 'duo') WHERE name = 'sms'").unwrap();
        assert!(matches!(db.store.read(|tx| providers::get(tx, "sms")).await, Err(StoreError::Corrupt(_))));
        assert!(db.read(|tx| providers::is_there(tx, "sms")).await);
    }
}
