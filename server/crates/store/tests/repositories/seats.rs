use crate::support::on_both;
use latchkey_domain::Secret;
use latchkey_domain::ids::PersonId;
use latchkey_store::flows::FlowKind;
use latchkey_store::persons::{self, SeatsShort};
use latchkey_store::{flows, invitations};

on_both! {
    async fn all_or_nobody(db) {
        let id = db.directory().await;
        let mut theirs = Vec::new();
        for login in ["a", "b", "c"] {
            theirs.push(db.account(&id, login).await);
        }
        let people: Vec<PersonId> = theirs.iter().map(|account| account.person.id.clone()).collect();
        let three = people.clone();
        assert_eq!(db.write(move |tx| persons::onboard(tx, &three, 2)).await, Err(SeatsShort { wanted: 3, free: 2 }));
        assert_eq!(db.read(persons::seats_used).await, 0);
        let twice = vec![people[0].clone(), people[0].clone(), PersonId("nobody".into())];
        let rows = db.write(move |tx| persons::onboard(tx, &twice, 2)).await.unwrap();
        assert_eq!((rows.added.as_slice(), rows.already), (&people[..1], 0));
        let two = people[..2].to_vec();
        let rows = db.write(move |tx| persons::onboard(tx, &two, 2)).await.unwrap();
        assert_eq!((rows.added.as_slice(), rows.already), (&people[1..2], 1));
        assert_eq!(db.read(persons::seats_used).await, 2);

        let (_, recovery) = db.flow(Some(&theirs[0]), 600).await;
        let (_, enrolment) = db.flow_of(FlowKind::Enrol, Some(&theirs[0]), 600).await;
        let first = theirs[0].clone();
        db.write(move |tx| {
            invitations::create(tx, &first, &Secret::new("token"), &Secret::new("code"), 600)?;
            persons::set_enrolled(tx, &first.person.id, Some(tx.now()))
        }).await;
        assert_eq!(db.read(persons::enrolled_count).await, 1);
        let first = people[0].clone();
        db.write(move |tx| persons::offboard(tx, &[first])).await;
        assert_eq!((db.read(persons::seats_used).await, db.read(persons::enrolled_count).await), (1, 0));
        let enrolment = db.read(move |tx| flows::by_token(tx, FlowKind::Enrol, enrolment.expose())).await;
        assert_eq!(enrolment, flows::Found::None);
        // or whoever began it would learn that the account had been there
        let recovery = db.read(move |tx| flows::by_token(tx, FlowKind::Recover, recovery.expose())).await;
        assert!(matches!(recovery, flows::Found::Live(_)), "goes on as one of nobody");
        let invitation = db.read(|tx| invitations::by_token(tx, "token")).await.unwrap();
        assert!(invitation.expires_at <= db.now());
    }

    async fn as_many_as_there_are_seats_for(db) {
        let id = db.directory().await;
        let mut people = Vec::new();
        for n in 0..5 {
            people.push(db.person(&id, &format!("p{n}")).await);
        }
        people.sort();
        let (first, all) = (people[..1].to_vec(), people.clone());
        db.write(move |tx| persons::onboard(tx, &first, 3)).await.unwrap();
        let rows = db.write(move |tx| persons::onboard_fitting(tx, &all, 3)).await;
        assert_eq!((rows.added.as_slice(), rows.already.as_slice(), rows.without.as_slice()), (&people[1..3], &people[..1], &people[3..]));
        let all = people.clone();
        let rows = db.write(move |tx| persons::onboard_fitting(tx, &all, 3)).await;
        assert_eq!((rows.added.len(), rows.already.len(), rows.without.len()), (0, 3, 2), "again, nobody twice");
        let (all, two) = (people.clone(), people[..3].to_vec());
        assert_eq!(db.write(move |tx| persons::offboard(tx, &all)).await.len(), two.len(), "those who had one");
        assert_eq!(db.read(persons::seats_used).await, 0);
    }

    /// One in chunks that take what fits, the other all or nobody, by turns and at once.
    async fn two_administrators_at_once_never_exceed_the_seats(db) {
        let id = db.directory().await;
        let mut people = Vec::new();
        for n in 0..24 {
            people.push(db.person(&id, &format!("p{n}")).await);
        }
        people.sort();
        let next = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let answers = db.race(6, move |tx| {
            let n = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let chunk = people.get(n * 2..n * 2 + 2).unwrap_or_default();
            if n.is_multiple_of(2) {
                Ok(persons::onboard_fitting(tx, chunk, 7)?.added.len())
            } else {
                Ok(persons::onboard(tx, chunk, 7)?.map_or(0, |rows| rows.added.len()))
            }
        }).await;
        assert_eq!(answers.iter().sum::<usize>() as i64, db.read(persons::seats_used).await, "each said what it took");
        assert_eq!(db.read(persons::seats_used).await, 7, "all seats, and no more");
    }

    async fn the_last_seat_goes_once(db) {
        let id = db.directory().await;
        let mut people = Vec::new();
        for n in 0..12 {
            people.push(db.person(&id, &format!("p{n}")).await);
        }
        let next = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let answers = db.race(6, move |tx| {
            let n = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            persons::onboard(tx, &people[n..=n], 5)
        }).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 5);
        assert_eq!(db.read(persons::seats_used).await, 5);
    }
}
