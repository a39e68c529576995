use crate::support::on_both;
use latchkey_domain::directory::Expect;
use latchkey_store::{directories, shared_state};

on_both! {
    async fn of_many_at_once_one_claims(db) {
        let directory = db.directory().await;
        let until = db.now().plus_secs(10);
        for round in 0..2 {
            let whose = directory.clone();
            let claims = db.race(10, move |tx| {
                shared_state::put(tx, &whose, "sign-in", &Expect::Absent, "claimed", until.plus_secs(round * 10))
            });
            assert_eq!(claims.await.iter().flatten().count(), 1, "round {round}");
            // what is over counts as nothing
            db.sleep(10);
        }
    }

    async fn of_many_who_saw_the_same_one_changes_it(db) {
        let directory = db.directory().await;
        let until = db.now().plus_secs(10);
        let whose = directory.clone();
        let seen = db.write(move |tx| shared_state::put(tx, &whose, "k", &Expect::Anything, "1", until)).await.unwrap();
        let (whose, expected) = (directory.clone(), Expect::Revision(seen.clone()));
        let changes = db.race(10, move |tx| shared_state::put(tx, &whose, "k", &expected, "2", until)).await;
        let done: Vec<_> = changes.into_iter().flatten().collect();
        assert_eq!(done.len(), 1);
        let whose = directory.clone();
        let entry = db.read(move |tx| shared_state::get(tx, &whose, "k")).await.unwrap();
        assert_eq!((entry.value.as_str(), &entry.revision), ("2", &done[0]));

        let whose = directory.clone();
        let entry = db.write(move |tx| {
            shared_state::remove(tx, &whose, "k", &seen)?;
            shared_state::get(tx, &whose, "k")
        });
        assert!(entry.await.is_some(), "somebody put another");
        let (whose, last) = (directory.clone(), done[0].clone());
        let entry = db.write(move |tx| {
            shared_state::remove(tx, &whose, "k", &last)?;
            let late = shared_state::put(tx, &whose, "k", &Expect::Revision(last), "3", until)?;
            assert_eq!(late, None, "it is gone");
            shared_state::get(tx, &whose, "k")
        });
        assert!(entry.await.is_none());
    }

    async fn each_key_and_each_directory_has_its_own_for_its_time(db) {
        let (one, two) = (db.directory_named("one.example").await, db.directory_named("two.example").await);
        let until = db.now().plus_secs(10);
        for (directory, key) in [(&one, "a"), (&one, "b"), (&two, "a")] {
            let (directory, value) = (directory.clone(), format!("{key} of {directory}"));
            db.write(move |tx| shared_state::put(tx, &directory, key, &Expect::Absent, &value, until)).await.unwrap();
        }
        let whose = one.clone();
        assert_eq!(
            db.read(move |tx| shared_state::get(tx, &whose, "a")).await.unwrap().value,
            format!("a of {one}")
        );
        db.sleep(10);
        let whose = one.clone();
        assert_eq!(db.read(move |tx| shared_state::get(tx, &whose, "a")).await, None);
        let whose = one.clone();
        let again = db.now().plus_secs(10);
        db.write(move |tx| shared_state::put(tx, &whose, "a", &Expect::Anything, "again", again)).await.unwrap();
        assert_eq!(db.write(shared_state::purge).await, 2);

        let whose = one.clone();
        let left = db.write(move |tx| {
            directories::delete(tx, &whose)?;
            shared_state::get(tx, &whose, "a")
        });
        assert_eq!(left.await, None, "it goes with its directory");
    }
}
