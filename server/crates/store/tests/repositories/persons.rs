//! Who stands above the accounts: made by an import, shown once, and gone with their last account.

use crate::support::{Db, entry, on_both};
use latchkey_contract::MethodKind;
use latchkey_domain::Secret;
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::{AccountId, DirectoryId, PersonId};
use latchkey_store::accounts::Account;
use latchkey_store::persons::PeopleFilter;
use latchkey_store::{accounts, directories, imports, invitations, methods, persons};

/// A whole import that finds these.
async fn imported(db: &Db, directory: &DirectoryId, logins: &[&str]) {
    let (directory, entries) = (directory.clone(), logins.iter().map(|login| entry(login)).collect::<Vec<_>>());
    db.write(move |tx| {
        let run = imports::start(tx, &directory, 0)?.run;
        assert!(imports::page(tx, &directory, run, None, &entries, None)?);
        assert!(imports::finish(tx, &directory, run)?);
        Ok(())
    })
    .await;
}

async fn account(db: &Db, id: &AccountId) -> Option<Account> {
    let id = id.clone();
    db.read(move |tx| accounts::by_id(tx, &id)).await
}

async fn primary(db: &Db, person: &PersonId) -> AccountId {
    let person = person.clone();
    let stands = db.read(move |tx| persons::primary_account(tx, &person)).await.unwrap().id;
    let marked = format!("SELECT COUNT(*) AS n FROM accounts WHERE is_primary AND id = '{stands}'");
    assert_eq!(db.number(&marked), 1, "the first is the one that is marked");
    stands
}

fn filter(text: &str, onboarded_only: bool) -> PeopleFilter {
    PeopleFilter { text: text.into(), onboarded_only }
}

async fn searched(db: &Db, text: &'static str) -> (Vec<AccountId>, i64) {
    let (rows, total) =
        db.read(move |tx| persons::search(tx, &filter(text, false), &PersonId(String::new()), 50)).await;
    (rows.into_iter().map(|(account, _)| account.id).collect(), total.total)
}

on_both! {
    async fn each_imported_account_has_a_person_of_its_own(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        imported(&db, &corp, &["anna", "ben", "anna"]).await;
        // the same names in another directory are nobody known
        imported(&db, &lab, &["anna"]).await;
        let pairs = || async {
            let rows = db.read(|tx| persons::search(tx, &filter("", false), &PersonId(String::new()), 50)).await.0;
            rows.into_iter().map(|(account, _)| (account.id, account.person)).collect::<Vec<_>>()
        };
        let first = pairs().await;
        assert_eq!((first.len(), db.number("SELECT COUNT(DISTINCT person) AS n FROM accounts")), (3, 3));
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM persons"), 3);
        for (_, person) in &first {
            assert_eq!((person.onboarded_at, person.enrolled_at, person.frozen_at, person.language), (None, None, None, None));
        }
        db.sleep(1);
        imported(&db, &corp, &["ben", "anna"]).await;
        imported(&db, &lab, &["anna"]).await;
        assert_eq!(pairs().await, first, "refreshed, neither account nor person anew");
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM persons"), 3);
    }

    /// An import refreshes what belongs to the directory: who belongs together is not it.
    async fn an_import_neither_joins_nor_parts(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        let [mine, theirs] = db.joined([&corp, &lab], "anna").await;
        imported(&db, &lab, &["anna", "ben"]).await;
        assert_eq!(account(&db, &theirs.id).await.unwrap().person, mine.person);
        assert_eq!(primary(&db, &mine.person.id).await, mine.id);
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM persons"), 2);
    }

    async fn all_of_a_persons_accounts(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        let [first, second] = db.joined([&lab, &corp], "anna").await;
        let person = first.person.id.clone();
        let all = db.read(move |tx| persons::accounts(tx, &person)).await;
        assert_eq!(all, [first, second], "the one that lists show comes first, whatever its directory");
        assert_eq!(db.read(|tx| persons::accounts(tx, &PersonId("nobody".into()))).await, []);
        assert_eq!(db.read(|tx| persons::primary_account(tx, &PersonId("nobody".into()))).await, None);
    }

    async fn a_directory_ends_those_whom_no_other_knows(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        let only = db.account(&corp, "ben").await;
        let [gone, stays] = db.joined([&corp, &lab], "anna").await;
        let (ben, anna) = (only.person.id.clone(), gone.person.id.clone());
        db.write(move |tx| {
            let new = |label: &str| crate::support::new_method(MethodKind::Totp, label, "SEED", 0);
            persons::onboard(tx, &[ben.clone(), anna.clone()], 5)?.unwrap();
            methods::add(tx, &ben, &new("ben's"))?;
            methods::put_recovery_codes(tx, &ben, &[Secret::new("BEN")])?;
            methods::add(tx, &anna, &new("anna's"))
        }).await;
        let (_, through_corp) = db.flow(Some(&gone), 600).await;
        let (_, through_lab) = db.flow(Some(&stays), 600).await;
        db.write(move |tx| directories::delete(tx, &corp)).await;

        let ben = only.person.id.clone();
        assert_eq!(db.read(move |tx| persons::by_id(tx, &ben)).await, None);
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM persons"), 1);
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM recovery_codes"), 0);
        assert_eq!(db.read(persons::seats_used).await, 1, "the seat is free");
        let left = account(&db, &stays.id).await.unwrap();
        assert_eq!((&left.person.id, left.person.onboarded_at), (&gone.person.id, Some(db.now())));
        assert_eq!(primary(&db, &left.person.id).await, stays.id, "stands for them from now on");
        assert_eq!(searched(&db, "").await, (vec![stays.id], 1));
        let anna = left.person.id;
        assert_eq!(db.read(move |tx| methods::of(tx, &anna)).await.len(), 1);
        assert_eq!(db.read(move |tx| crate::joining::live(tx, &through_corp)).await, None, "through an account that is away");
        assert!(db.read(move |tx| crate::joining::live(tx, &through_lab)).await.is_some());
    }

    async fn one_who_is_there_stands_for_the_person(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        imported(&db, &corp, &["anna", "ben"]).await;
        imported(&db, &lab, &["anna"]).await;
        let [mine, theirs] = db.joined([&corp, &lab], "anna").await;
        let person = mine.person.id.clone();
        let ben = db.read(|tx| accounts::by_name(tx, "ben")).await.remove(0);
        assert_eq!(primary(&db, &person).await, mine.id);
        imported(&db, &corp, &[]).await;
        assert!(account(&db, &mine.id).await.unwrap().gone);
        assert_eq!(primary(&db, &person).await, theirs.id);
        assert_eq!(primary(&db, &ben.person.id).await, ben.id, "who has no other is still somebody");
        assert_eq!(searched(&db, "").await, (vec![theirs.id.clone()], 1));
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM accounts WHERE is_primary"), 2, "one of each");
        // and with none there, one of them does
        imported(&db, &lab, &[]).await;
        assert_eq!(primary(&db, &person).await, theirs.id);
        // back in the first: again one that is there
        imported(&db, &corp, &["anna"]).await;
        assert_eq!(primary(&db, &person).await, mine.id);
        assert_eq!(db.number("SELECT COUNT(*) AS n FROM accounts WHERE is_primary"), 2);
    }

    async fn searched_in_pages(db) {
        let id = db.directory().await;
        for n in 0..25 {
            db.account(&id, &format!("person{n:02}")).await;
        }
        for odd in ["Ärger", "ärger 2", "100%", "under_score", "bang!"] {
            db.account(&id, odd).await;
        }
        let (mut seen, mut after) = (Vec::new(), PersonId(String::new()));
        loop {
            let from = after.clone();
            let (rows, total) = db.read(move |tx| persons::search(tx, &filter("", false), &from, 7)).await;
            assert_eq!(total.total, 30);
            let Some((last, _)) = rows.last() else { break };
            after = last.person.id.clone();
            seen.extend(rows.into_iter().map(|(account, _)| account.login));
        }
        assert_eq!(seen.len(), 30);
        assert!(seen.iter().position(|s| s == "person03") < seen.iter().position(|s| s == "person04"));
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 30);
        for (text, count) in [("PERSON1", 10), ("ÄRGER", 2), ("0%", 1), ("r_s", 1), ("n_0", 0), ("%", 1), ("!", 1), ("person07@mail", 1)] {
            assert_eq!(db.read(move |tx| persons::search(tx, &filter(text, false), &PersonId(String::new()), 50)).await.1.total, count, "{text}");
        }
        let first = db.read(|tx| accounts::by_name(tx, "person00")).await.remove(0);
        db.write(move |tx| {
            persons::onboard(tx, std::slice::from_ref(&first.person.id), 5)?.unwrap();
            invitations::create(tx, &first, &Secret::new("t"), &Secret::new("c"), 60)
        }).await;
        let (rows, total) = db.read(|tx| persons::search(tx, &filter("", true), &PersonId(String::new()), 50)).await;
        assert_eq!((rows[0].0.login.as_str(), rows[0].1, total.total), ("person00", true, 1));
    }

    async fn found_once_by_any_of_their_accounts(db) {
        let (corp, lab, shop) = (db.directory().await, db.directory_named("lab.example.com").await, db.directory_named("shop.example.com").await);
        let [mine, theirs, third] = db.joined([&corp, &lab, &shop], "anna").await;
        db.account(&corp, "ben").await;
        let renamed = |login: &str| Entry { login: login.into(), upn: None, mail: None, ..entry("anna") };
        let (one, other) = (renamed("alindqvist"), renamed("a.lindqvist"));
        db.write(move |tx| { accounts::upsert(tx, &lab, &one, 1)?; accounts::upsert(tx, &shop, &other, 1) }).await;
        let found = (vec![mine.id.clone()], 1);
        assert_eq!(searched(&db, "alindqvist").await, found, "another account's login, shown as the first");
        assert_eq!(searched(&db, "lindqvist").await, found, "two of theirs fit");
        assert_eq!(searched(&db, "anna").await, found, "all of theirs fit, by login or by display name");
        assert_eq!(searched(&db, "").await.1, 2);
        for account in [theirs, third] {
            db.write(move |tx| persons::part(tx, &account.id)).await;
        }
        assert_eq!((searched(&db, "lindqvist").await.1, searched(&db, "").await.1), (2, 4), "persons of their own");
    }
}
