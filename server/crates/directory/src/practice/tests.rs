#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
use super::*;
use std::sync::atomic::AtomicI64;

struct Hand(AtomicI64);
impl Hand {
    fn advance(&self, secs: i64) {
        self.0.fetch_add(secs * 1000, Ordering::Relaxed);
    }
}
impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

fn practice() -> (PracticeDirectory, Arc<Hand>) {
    let clock = Arc::new(Hand(AtomicI64::new(1_700_000_000_000)));
    (PracticeDirectory::new(clock.clone()), clock)
}
async fn id(directory: &PracticeDirectory, login: &str) -> ObjectId {
    directory.find(login).await.unwrap().unwrap_or_else(|| panic!("{login}")).object_id
}
fn first(directory: &PracticeDirectory, login: &str) -> Secret {
    Secret::new(directory.people().into_iter().find(|person| person.login == login).unwrap().password.unwrap())
}

#[tokio::test]
async fn one_of_each_trouble() {
    let (practice, _) = practice();
    for (login, expected) in [
        ("anna", PasswordCheck::Right),
        ("bilal", PasswordCheck::Locked),
        ("carmen", PasswordCheck::RightButExpired),
        ("dmitri", PasswordCheck::RightButMustChange),
        ("esther", PasswordCheck::RightButDisabled),
        ("quentin", PasswordCheck::RightButAccountExpired),
    ] {
        let id = id(&practice, login).await;
        let check = practice.verify_password(&id, &first(&practice, login)).await.unwrap();
        assert_eq!(check, expected, "{login}");
    }
    let new = Secret::new("Harbour-Violin-7");
    let farid = id(&practice, "farid").await;
    assert_eq!(practice.reset(&farid, &new).await, Err(DirectoryError::Protected));
    let greta = id(&practice, "greta").await;
    assert!(matches!(practice.reset(&greta, &new).await, Err(DirectoryError::TooYoung { .. })));
    let esther = id(&practice, "esther").await;
    assert_eq!(practice.reset(&esther, &new).await, Err(DirectoryError::Disabled));
    for login in ["bilal", "carmen", "dmitri"] {
        let id = id(&practice, login).await;
        let written = practice.reset(&id, &new).await.unwrap();
        assert!(
            written.signed_in && !written.state.locked && !written.state.must_change && !written.state.password_expired
        );
    }
}

#[tokio::test]
async fn every_first_password_is_within_the_rules() {
    let (practice, clock) = practice();
    for person in practice.all().iter_mut() {
        let first = Secret::new(person.first_password.clone());
        person.disabled = false;
        person.careful = false;
        person.set_password(&Secret::new("Harbour-Violin-7"), clock.now()).unwrap();
        person.history.clear();
        assert_eq!(person.set_password(&first, clock.now()), Ok(()), "{}", person.login);
    }
}

#[tokio::test]
async fn five_wrong_tries_lock_for_a_quarter_of_an_hour() {
    let (practice, clock) = practice();
    let anna = id(&practice, "anna").await;
    let right = first(&practice, "anna");
    for _ in 0..5 {
        assert_eq!(practice.verify_password(&anna, &Secret::new("wrong")).await, Ok(PasswordCheck::Wrong));
        assert_eq!(
            practice.verify_password(&anna, &Secret::new("")).await,
            Ok(PasswordCheck::Wrong),
            "an empty one is no try"
        );
    }
    assert_eq!(practice.verify_password(&anna, &right).await, Ok(PasswordCheck::Locked));
    let state = practice.state(&anna).await.unwrap();
    assert_eq!(state.locked_until, Some(clock.now().plus_secs(900)));
    clock.advance(901);
    assert_eq!(practice.verify_password(&anna, &right).await, Ok(PasswordCheck::Right));

    let bilal = id(&practice, "bilal").await;
    clock.advance(86_400);
    assert!(practice.state(&bilal).await.unwrap().locked, "there is always someone to unlock");
    assert!(!practice.unlock(&bilal).await.unwrap().state.locked);
    assert_eq!(practice.verify_password(&bilal, &first(&practice, "bilal")).await, Ok(PasswordCheck::Right));
}

#[tokio::test]
async fn history_counts_five_back() {
    let (practice, _) = practice();
    let anna = id(&practice, "anna").await;
    let original = first(&practice, "anna");
    let refused = Err(DirectoryError::InHistory { remembered: 5 });
    assert_eq!(practice.reset(&anna, &original).await, refused);
    for n in 0..4 {
        assert!(practice.reset(&anna, &Secret::new(format!("Harbour-Violin-{n}"))).await.unwrap().signed_in);
        assert_eq!(practice.reset(&anna, &original).await, refused);
    }
    assert!(practice.reset(&anna, &Secret::new("Harbour-Violin-5")).await.is_ok());
    assert!(practice.reset(&anna, &original).await.is_ok(), "forgotten after five others");
    assert_eq!(
        practice.change(&anna, &Secret::new("no"), &Secret::new("Violin-Harbour-1")).await,
        Err(DirectoryError::WrongOldPassword)
    );
    assert!(practice.change(&anna, &original, &Secret::new("Violin-Harbour-1")).await.unwrap().signed_in);
    let shown = practice.people().into_iter().find(|person| person.login == "anna").unwrap();
    assert_eq!(shown.password, None, "no longer the well-known one");
}

#[tokio::test]
async fn people_groups_and_pages() {
    let (practice, _) = practice();
    let mut seen = Vec::new();
    let mut cursor = None;
    loop {
        let page = practice.list(&[], cursor.as_ref(), 8).await.unwrap();
        seen.extend(page.entries.into_iter().map(|entry| entry.login));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 21);
    let subtrees = practice.subtrees().await.unwrap();
    assert_eq!(subtrees.first().unwrap().people, 21);
    let staff = subtrees.iter().find(|subtree| subtree.name == "Staff").unwrap();
    let listed = practice.list(std::slice::from_ref(&staff.dn), None, 100).await.unwrap();
    assert_eq!(u32::try_from(listed.entries.len()).unwrap(), staff.people);

    let all = practice.groups("everyone", 10).await.unwrap();
    let everyone = all.iter().find(|group| group.name == "Everyone").unwrap();
    assert_eq!(practice.members(&everyone.object_id).await.unwrap().len(), 20, "all but the administrator");
    for name in ["ANNA", "anna@practice.example", "PRACTICE\\anna"] {
        assert!(practice.find(name).await.unwrap().is_some(), "{name}");
    }
    assert!(practice.find("nobody").await.unwrap().is_none());
    assert_eq!(practice.search("chen", 5).await.unwrap().len(), 1);
}

#[tokio::test]
async fn away_and_back() {
    let (practice, _) = practice();
    let anna = id(&practice, "anna").await;
    practice.set_reachable(false);
    assert!(matches!(practice.state(&anna).await, Err(DirectoryError::Unreachable { .. })));
    assert!(practice.check(&[]).await.iter().any(|row| row.verdict == Verdict::Bad));
    practice.set_reachable(true);
    assert!(practice.state(&anna).await.is_ok());
    assert!(practice.check(&[]).await.iter().all(|row| row.verdict == Verdict::Good));
}
