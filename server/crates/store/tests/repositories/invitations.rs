use crate::support::{entry, on_both};
use latchkey_domain::Secret;
use latchkey_domain::directory::Entry;
use latchkey_store::{accounts, invitations};

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
        let who = account.clone();
        assert_eq!(db.read(move |tx| invitations::by_code(tx, &who, "C2")).await, Some(second.clone()));
        assert_eq!(db.read(move |tx| invitations::by_code(tx, &account, "C3")).await, None);
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
            accounts::onboard(tx, &all[..4], 10)?.unwrap();
            accounts::set_enrolled(tx, &all[1], Some(tx.now()))
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
}
