use crate::support::{new_method as new, on_both};
use latchkey_contract::MethodKind;
use latchkey_domain::Secret;
use latchkey_store::{history, methods};

on_both! {
    async fn one_of_each_kind(db) {
        let directory = db.directory().await;
        let person = db.person(&directory, "anna").await;
        let who = person.clone();
        let (totp, email) = db.write(move |tx| {
            let first = methods::replace(tx, &who, &new(MethodKind::Totp, "phone", "SEED1", 5))?;
            let email = methods::replace(tx, &who, &new(MethodKind::Email, "a…@home", "anna@home.example", 0))?;
            let second = methods::replace(tx, &who, &new(MethodKind::Totp, "new phone", "SEED2", 7))?;
            assert_ne!(first, second);
            methods::touch(tx, &email)?;
            Ok((second, email))
        }).await;
        let who = person.clone();
        let rows = db.read(move |tx| methods::of(tx, &who)).await;
        assert_eq!(rows.len(), 2);
        let row = rows.iter().find(|row| row.kind == MethodKind::Totp).unwrap();
        assert_eq!((&row.id, row.label.as_str(), row.secret.expose(), row.last_step), (&totp, "new phone", "SEED2", 7));
        assert_eq!(rows.iter().find(|row| row.id == email).unwrap().last_used_at, Some(db.now()));
        let (who, id) = (person.clone(), email.clone());
        assert!(db.write(move |tx| methods::remove(tx, &who, &id)).await);
        assert_eq!(db.read(move |tx| methods::of(tx, &person)).await.len(), 1);
    }

    async fn a_time_step_is_used_once(db) {
        let directory = db.directory().await;
        let person = db.person(&directory, "anna").await;
        let id = db.write(move |tx| methods::replace(tx, &person, &new(MethodKind::Totp, "", "S", 10))).await;
        let same = id.clone();
        assert!(!db.write(move |tx| methods::use_step(tx, &same, 10)).await);
        let same = id.clone();
        let answers = db.race(8, move |tx| methods::use_step(tx, &same, 11)).await;
        assert_eq!(answers.into_iter().filter(|used| *used).count(), 1);
        assert!(!db.write(move |tx| methods::use_step(tx, &id, 9)).await);
    }

    async fn two_of_a_kind_stand_side_by_side_and_belong_to_their_owner(db) {
        let directory = db.directory().await;
        let (anna, ben) = (db.person(&directory, "anna").await, db.person(&directory, "ben").await);
        let who = anna.clone();
        let (first, second) = db.write(move |tx| {
            let first = methods::add(tx, &who, &new(MethodKind::Totp, "phone", "A", 0))?;
            Ok((first, methods::add(tx, &who, &new(MethodKind::Totp, "tablet", "B", 0))?))
        }).await;
        let who = anna.clone();
        let rows = db.read(move |tx| methods::of(tx, &who)).await;
        assert_eq!(rows.len(), 2);
        assert_ne!(rows[0].depends_on, rows[1].depends_on, "each device is one of its own");
        db.write(move |tx| {
            assert!(!methods::remove(tx, &ben, &first)?, "of somebody else");
            assert!(!methods::rename(tx, &ben, &first, "mine")?);
            assert!(methods::rename(tx, &anna, &first, "old phone")?);
            assert!(methods::remove(tx, &anna, &second)?);
            assert!(!methods::remove(tx, &anna, &second)?, "gone before");
            let rows = methods::of(tx, &anna)?;
            assert_eq!((rows.len(), rows[0].label.as_str()), (1, "old phone"));
            Ok(())
        }).await;
    }

    async fn every_offer_is_told_with_its_owner(db) {
        let directory = db.directory().await;
        let (anna, ben) = (db.person(&directory, "anna").await, db.person(&directory, "ben").await);
        let (a, b) = (anna.clone(), ben.clone());
        db.write(move |tx| {
            methods::add(tx, &a, &new(MethodKind::Totp, "", "A", 0))?;
            methods::add(tx, &b, &new(MethodKind::Email, "", "B", 0))?;
            methods::put_recovery_codes(tx, &b, &[Secret::new("AAA")])
        }).await;
        db.behind("UPDATE persons SET onboarded_at = 1").unwrap();
        let told = db.read(|tx| {
            let mut told = Vec::new();
            methods::all_offers(tx, |person, authenticator| told.push((person.to_owned(), authenticator.kind)))?;
            told.sort();
            Ok(told)
        }).await;
        let mut expected = vec![(anna.0.clone(), MethodKind::Totp), (ben.0.clone(), MethodKind::Email), (ben.0.clone(), MethodKind::RecoveryCode)];
        expected.sort();
        assert_eq!(told, expected);
        db.write(move |tx| methods::redeem_recovery_code(tx, &ben, "AAA")).await;
        let left = db.read(|tx| { let mut left = 0; methods::all_offers(tx, |_, _| left += 1)?; Ok(left) }).await;
        assert_eq!(left, 2, "a sheet that is used up counts no more");
    }

    async fn recovery_codes(db) {
        let directory = db.directory().await;
        let (anna, ben) = (db.person(&directory, "anna").await, db.person(&directory, "ben").await);
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
        let account = db.account(&directory, "anna").await.id;
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
