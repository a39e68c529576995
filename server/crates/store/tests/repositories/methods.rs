use crate::support::on_both;
use latchkey_contract::MethodKind;
use latchkey_domain::Secret;
use latchkey_store::{history, methods};

on_both! {
    async fn one_of_each_kind(db) {
        let directory = db.directory().await;
        let account = db.account(&directory, "anna").await;
        let who = account.clone();
        let (totp, email) = db.write(move |tx| {
            let first = methods::put(tx, &who, MethodKind::Totp, "phone", &Secret::new("SEED1"), 5)?;
            let email = methods::put(tx, &who, MethodKind::Email, "a…@home", &Secret::new("anna@home.example"), 0)?;
            let second = methods::put(tx, &who, MethodKind::Totp, "new phone", &Secret::new("SEED2"), 7)?;
            assert_ne!(first, second);
            methods::touch(tx, &email)?;
            Ok((second, email))
        }).await;
        let who = account.clone();
        let rows = db.read(move |tx| methods::of(tx, &who)).await;
        assert_eq!(rows.len(), 2);
        let row = rows.iter().find(|row| row.kind == MethodKind::Totp).unwrap();
        assert_eq!((&row.id, row.label.as_str(), row.secret.expose(), row.last_step), (&totp, "new phone", "SEED2", 7));
        assert_eq!(rows.iter().find(|row| row.id == email).unwrap().last_used_at, Some(db.now()));
        db.write(move |tx| methods::remove(tx, &email)).await;
        assert_eq!(db.read(move |tx| methods::of(tx, &account)).await.len(), 1);
    }

    async fn a_time_step_is_used_once(db) {
        let directory = db.directory().await;
        let account = db.account(&directory, "anna").await;
        let id = db.write(move |tx| methods::put(tx, &account, MethodKind::Totp, "", &Secret::new("S"), 10)).await;
        let same = id.clone();
        assert!(!db.write(move |tx| methods::use_step(tx, &same, 10)).await);
        let same = id.clone();
        let answers = db.race(8, move |tx| methods::use_step(tx, &same, 11)).await;
        assert_eq!(answers.into_iter().filter(|used| *used).count(), 1);
        assert!(!db.write(move |tx| methods::use_step(tx, &id, 9)).await);
    }

    async fn recovery_codes(db) {
        let directory = db.directory().await;
        let (anna, ben) = (db.account(&directory, "anna").await, db.account(&directory, "ben").await);
        let who = anna.clone();
        db.write(move |tx| methods::put_recovery_codes(tx, &who, &["AAA", "BBB"].map(Secret::new))).await;
        assert!(!db.write(move |tx| methods::redeem_recovery_code(tx, &ben, "AAA")).await);
        let who = anna.clone();
        let answers = db.race(8, move |tx| methods::redeem_recovery_code(tx, &who, "AAA")).await;
        assert_eq!(answers.into_iter().filter(|right| *right).count(), 1);
        let who = anna.clone();
        assert_eq!(db.read(move |tx| methods::recovery_codes_left(tx, &who)).await, 1);
        db.write(move |tx| {
            methods::put_recovery_codes(tx, &anna, &[Secret::new("CCC")])?;
            assert!(!methods::redeem_recovery_code(tx, &anna, "BBB")?, "replaced");
            assert!(methods::redeem_recovery_code(tx, &anna, "CCC")?);
            assert_eq!(methods::recovery_codes_left(tx, &anna)?, 0);
            Ok(())
        }).await;
    }

    async fn password_history(db) {
        let directory = db.directory().await;
        let account = db.account(&directory, "anna").await;
        for hash in ["h1", "h2", "h3", "h4"] {
            let who = account.clone();
            db.write(move |tx| history::add(tx, &who, hash, 3)).await;
            db.sleep(1);
        }
        let who = account.clone();
        assert_eq!(db.read(move |tx| history::of(tx, &who)).await, ["h4", "h3", "h2"]);
        db.write(move |tx| { history::add(tx, &account, "h5", 0)?; assert!(history::of(tx, &account)?.is_empty()); Ok(()) }).await;
    }
}
