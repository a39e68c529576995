use crate::support::on_both;
use latchkey_domain::Secret;
use latchkey_domain::ids::AccountId;
use latchkey_store::accounts::{self, SeatsShort};
use latchkey_store::flows::FlowKind;
use latchkey_store::{flows, invitations};

on_both! {
    async fn all_or_nobody(db) {
        let id = db.directory().await;
        let mut people = Vec::new();
        for login in ["a", "b", "c"] {
            people.push(db.account(&id, login).await);
        }
        let three = people.clone();
        assert_eq!(db.write(move |tx| accounts::onboard(tx, &three, 2)).await, Err(SeatsShort { wanted: 3, free: 2 }));
        assert_eq!(db.read(accounts::seats_used).await, 0);
        let twice = vec![people[0].clone(), people[0].clone(), AccountId("nobody".into())];
        let rows = db.write(move |tx| accounts::onboard(tx, &twice, 2)).await.unwrap();
        assert_eq!((rows.added.as_slice(), rows.already), (&people[..1], 0));
        let two = people[..2].to_vec();
        let rows = db.write(move |tx| accounts::onboard(tx, &two, 2)).await.unwrap();
        assert_eq!((rows.added.as_slice(), rows.already), (&people[1..2], 1));
        assert_eq!(db.read(accounts::seats_used).await, 2);

        let (_, recovery) = db.flow(Some(people[0].clone()), 600).await;
        let (_, enrolment) = db.flow_of(FlowKind::Enrol, Some(people[0].clone()), 600).await;
        let first = people[0].clone();
        db.write(move |tx| {
            invitations::create(tx, &first, &Secret::new("token"), &Secret::new("code"), 600)?;
            accounts::set_enrolled(tx, &first, Some(tx.now()))
        }).await;
        assert_eq!(db.read(accounts::enrolled_count).await, 1);
        let first = people[0].clone();
        db.write(move |tx| accounts::offboard(tx, &[first])).await;
        assert_eq!((db.read(accounts::seats_used).await, db.read(accounts::enrolled_count).await), (1, 0));
        let enrolment = db.read(move |tx| flows::by_token(tx, FlowKind::Enrol, enrolment.expose())).await;
        assert_eq!(enrolment, flows::Found::None);
        // or whoever began it would learn that the account had been there
        let recovery = db.read(move |tx| flows::by_token(tx, FlowKind::Recover, recovery.expose())).await;
        assert!(matches!(recovery, flows::Found::Live(_)), "goes on as one of nobody");
        let invitation = db.read(|tx| invitations::by_token(tx, "token")).await.unwrap();
        assert!(invitation.expires_at <= db.now());
    }

    async fn the_last_seat_goes_once(db) {
        let id = db.directory().await;
        let mut people = Vec::new();
        for n in 0..12 {
            people.push(db.account(&id, &format!("p{n}")).await);
        }
        let next = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let answers = db.race(6, move |tx| {
            let n = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            accounts::onboard(tx, &people[n..=n], 5)
        }).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 5);
        assert_eq!(db.read(accounts::seats_used).await, 5);
    }
}
