use crate::support::{entry, on_both};
use latchkey_domain::Secret;
use latchkey_domain::directory::Entry;
use latchkey_domain::ids::DirectoryId;
use latchkey_store::{accounts, imports, invitations, persons};

on_both! {
    async fn one_open_at_a_time(db) {
        let directory = db.directory().await;
        let account = db.account(&directory, "anna").await;
        let who = account.clone();
        let first = db.write(move |tx| invitations::create(tx, &who, &Secret::new("t1"), &Secret::new("C1"), 600)).await;
        db.sleep(10);
        let who = account.clone();
        let second = db.write(move |tx| invitations::create(tx, &who, &Secret::new("t2"), &Secret::new("C2"), 600)).await;
        let old = db.read(|tx| invitations::by_token(tx, "t1")).await.unwrap();
        assert_eq!((old.id.as_str(), old.expires_at), (first.id.as_str(), db.now()), "ended by the second");
        assert!(!db.write(move |tx| invitations::mark_used(tx, &first.id)).await);
        assert_eq!(db.read(|tx| invitations::by_token(tx, "t2")).await, Some(second.clone()));
        let who = account.person.id.clone();
        assert_eq!(db.read(move |tx| invitations::by_code(tx, &who, "C2")).await, Some(second.clone()));
        assert_eq!(db.read(move |tx| invitations::by_code(tx, &account.person.id, "C3")).await, None);
        let id = second.id.clone();
        db.write(move |tx| { invitations::open(tx, &id)?; invitations::mark_sent(tx, &id) }).await;
        let opened_at = db.now();
        db.sleep(1);
        let id = second.id.clone();
        db.write(move |tx| invitations::open(tx, &id)).await;
        assert_eq!(db.read(|tx| invitations::by_token(tx, "t2")).await.unwrap().opened_at, Some(opened_at));
        let id = second.id.clone();
        let answers = db.race(6, move |tx| invitations::mark_used(tx, &id)).await;
        assert_eq!(answers.into_iter().filter(|used| *used).count(), 1);
    }

    async fn whom_to_invite(db) {
        let directory = db.directory().await;
        let mut people = Vec::new();
        for login in ["anna", "ben", "carl", "dora", "emil"] {
            people.push(db.account(&directory, login).await);
        }
        let no_mail = Entry { mail: None, ..entry("dora") };
        let all = people.clone();
        db.write(move |tx| {
            accounts::upsert(tx, &directory, &no_mail, 1)?;
            let all: Vec<_> = all.into_iter().map(|account| account.person.id).collect();
            persons::onboard(tx, &all[..4], 10)?.unwrap();
            persons::set_enrolled(tx, &all[1], Some(tx.now()))
        }).await;
        let invitees = || async { db.read(|tx| invitations::to_invite(tx, 10)).await.into_iter().map(|account| account.login).collect::<Vec<_>>() };
        assert_eq!(invitees().await, ["anna", "carl"]);
        assert_eq!((db.read(invitations::to_invite_count).await, db.read(invitations::without_address).await), (2, 1));
        let (anna, carl) = (people[0].clone(), people[2].clone());
        let (a, c) = db.write(move |tx| Ok((
            invitations::create(tx, &anna, &Secret::new("a"), &Secret::new("A"), 600)?.id,
            invitations::create(tx, &carl, &Secret::new("c"), &Secret::new("C"), 600)?.id,
        ))).await;
        assert_eq!(invitees().await, [""; 0]);
        assert_eq!(db.read(invitations::counts).await.queued, 2);
        db.write(move |tx| { invitations::mark_sent(tx, &a)?; invitations::mark_failed(tx, &c, "mailbox full") }).await;
        let counts = db.read(invitations::counts).await;
        assert_eq!((counts.queued, counts.sent, counts.failed, counts.last_failure.as_deref()), (0, 1, 1, Some("mailbox full")));
        assert_eq!(invitees().await, ["carl"], "failed: may be tried again");
        db.sleep(600);
        assert_eq!(invitees().await, ["anna", "carl"], "expired");
    }

    async fn a_person_is_written_to_once(db) {
        let (corp, lab, shop) = (db.directory().await, db.directory_named("lab.example.com").await, db.directory_named("shop.example.com").await);
        let (anna, ben) = (db.joined([&corp, &lab, &shop], "anna").await, db.joined([&corp, &lab], "ben").await);
        let both = [anna[0].person.id.clone(), ben[0].person.id.clone()];
        db.write(move |tx| persons::onboard(tx, &both, 5)).await.unwrap();
        let invitees = || async {
            let found: Vec<_> = db.read(|tx| invitations::to_invite(tx, 10)).await.into_iter().map(|account| account.id).collect();
            assert_eq!(usize::try_from(db.read(invitations::to_invite_count).await).unwrap(), found.len());
            (found, db.read(invitations::without_address).await)
        };
        let imported = async |directory: &DirectoryId, login: &str, mail: Option<&str>| {
            let (directory, entry) = (directory.clone(), Entry { mail: mail.map(str::to_owned), ..entry(login) });
            db.write(move |tx| accounts::upsert(tx, &directory, &entry, 0)).await;
        };
        assert_eq!(invitees().await, (vec![anna[0].id.clone(), ben[0].id.clone()], 0), "where they are shown");
        imported(&corp, "anna", None).await;
        let one_of_two = invitees().await;
        assert_eq!((one_of_two.0.len(), one_of_two.1), (2, 0));
        assert!(one_of_two.0[0] == anna[1].id || one_of_two.0[0] == anna[2].id);
        imported(&lab, "anna", None).await;
        assert_eq!(invitees().await, (vec![anna[2].id.clone(), ben[0].id.clone()], 0), "the first that has an address");
        imported(&shop, "anna", None).await;
        imported(&lab, "ben", None).await;
        assert_eq!(invitees().await, (vec![ben[0].id.clone()], 1), "three without an address are one person, and one of two is enough");
        imported(&shop, "anna", Some("anna@mail.example.com")).await;
        // one that is gone is no address
        db.write(move |tx| {
            let run = imports::start(tx, &shop, 0)?.run;
            imports::page(tx, &shop, run, None, &[entry("somebody")], None)?;
            imports::finish(tx, &shop, run)
        }).await;
        assert_eq!(invitees().await, (vec![ben[0].id.clone()], 1));
        // who was invited by one account is not invited by another
        let sent = ben[0].clone();
        imported(&lab, "ben", Some("ben@mail.example.com")).await;
        db.write(move |tx| invitations::create(tx, &sent, &Secret::new("t"), &Secret::new("c"), 600)).await;
        assert_eq!(invitees().await, (vec![], 1));
    }

    /// Whichever account it was sent for.
    async fn a_later_one_by_another_account_ends_the_first(db) {
        let (corp, lab) = (db.directory().await, db.directory_named("lab.example.com").await);
        let [mine, theirs] = db.joined([&corp, &lab], "anna").await;
        let first = db.write(move |tx| invitations::create(tx, &mine, &Secret::new("t1"), &Secret::new("C1"), 600)).await;
        let account = theirs.id.clone();
        let second = db.write(move |tx| invitations::create(tx, &theirs, &Secret::new("t2"), &Secret::new("C2"), 600)).await;
        assert_eq!((&second.person, &second.account), (&first.person, &account));
        assert!(!db.write(move |tx| invitations::mark_used(tx, &first.id)).await);
        assert!(db.write(move |tx| invitations::mark_used(tx, &second.id)).await);
    }
}
