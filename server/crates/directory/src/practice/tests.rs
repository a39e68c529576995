#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
use super::*;
use latchkey_domain::directory::all_members;
use latchkey_testkit::TestClock;

fn practice() -> (PracticeDirectory, Arc<TestClock>) {
    let clock = Arc::new(TestClock::default());
    (PracticeDirectory::new(clock.clone()), clock)
}
async fn id(directory: &PracticeDirectory, login: &str) -> ObjectId {
    let all = directory.list(&[], None, 100).await.unwrap().entries;
    all.into_iter().find(|entry| entry.login == login).unwrap_or_else(|| panic!("{login}")).object_id
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
            written.signed_in && written.history_checked,
            "the practice directory keeps a history as a controller with policy hints does"
        );
        let state = written.state.unwrap();
        assert!(!state.locked && !state.must_change && !state.password_expired);
        assert_eq!(practice.state_from(&id, &written.server).await, Ok(state));
        assert!(matches!(practice.state_from(&id, "elsewhere").await, Err(DirectoryError::Unreachable { .. })));
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
async fn five_wrong_tries_lock_and_the_fifth_is_not_ours() {
    let (practice, clock) = practice();
    let anna = id(&practice, "anna").await;
    let right = first(&practice, "anna");
    for _ in 0..4 {
        assert_eq!(practice.verify_password(&anna, &Secret::new("wrong")).await, Ok(PasswordCheck::Wrong));
        assert_eq!(
            practice.verify_password(&anna, &Secret::new("")).await,
            Ok(PasswordCheck::Wrong),
            "an empty one is no try"
        );
    }
    let from = Some(clock.now().plus_secs(900));
    for password in [&Secret::new("wrong"), &right] {
        assert_eq!(practice.verify_password(&anna, password).await, Err(DirectoryError::WouldLock { from }));
    }
    assert!(!practice.state(&anna).await.unwrap().locked);
    // Somebody at a workstation is not so careful.
    let elsewhere = practice.with(&anna, |person| Ok(person.try_password(&Secret::new("wrong"), clock.now())));
    assert_eq!(elsewhere, Ok(PasswordCheck::Wrong));
    assert_eq!(practice.verify_password(&anna, &right).await, Ok(PasswordCheck::Locked));
    let state = practice.state(&anna).await.unwrap();
    assert_eq!(state.locked_until, Some(clock.now().plus_secs(900)));
    clock.advance(901);
    assert_eq!(practice.verify_password(&anna, &right).await, Ok(PasswordCheck::Right));

    let bilal = id(&practice, "bilal").await;
    clock.advance(86_400);
    assert!(practice.state(&bilal).await.unwrap().locked, "there is always someone to unlock");
    assert!(!practice.unlock(&bilal).await.unwrap().state.unwrap().locked);
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

/// So that mail in another language, and in one that we do not speak, can be tried.
#[tokio::test]
async fn some_have_a_language() {
    let (practice, _) = practice();
    let entries = practice.list(&[], None, 100).await.unwrap().entries;
    let of = |login: &str| entries.iter().find(|entry| entry.login == login).unwrap().preferred_language.as_deref();
    assert_eq!((of("jonas"), of("rosa"), of("greta")), (Some("de"), Some("de-CH, it;q=0.8"), Some("da")));
    assert_eq!(of("anna"), None);
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
    assert_eq!(practice.count(std::slice::from_ref(&staff.dn)).await, Ok(staff.people));
    let (root, twice) = (subtrees[0].dn.clone(), [subtrees[0].dn.clone(), staff.dn.clone()]);
    assert_eq!((practice.count(&[root]).await, practice.count(&twice).await), (Ok(21), Ok(21)));
    assert_eq!(practice.count(&[]).await, Ok(21));
    let made_up = ["OU=Elsewhere,DC=practice,DC=example".to_owned()];
    let stranger = DirectoryError::NoSuchUnit { dn: made_up[0].clone() };
    assert_eq!(practice.count(&made_up).await, Err(stranger.clone()));
    assert_eq!(practice.list(&made_up, None, 5).await, Err(stranger));

    let all = practice.groups("everyone", 10).await.unwrap();
    let everyone = all.iter().find(|group| group.name == "Everyone").unwrap();
    assert_eq!(all_members(&practice, &everyone.object_id).await.unwrap().len(), 20, "all but the administrator");
}

fn shown(practice: &PracticeDirectory, login: &str) -> PracticePerson {
    practice.people().into_iter().find(|person| person.login == login).unwrap()
}

#[test]
fn the_page_says_what_is_the_matter_now() {
    let (practice, clock) = practice();
    for (login, words) in [
        ("anna", ""),
        ("bilal", "locked until somebody unlocks the account"),
        ("carmen", "the password has expired"),
        ("dmitri", "must change the password at the next sign-in"),
        ("esther", "the account is disabled"),
        ("farid", "an administrator: kept out of self-service"),
        ("greta", "changed the password less than a day ago and must keep it for a day"),
        ("quentin", "the account itself has expired"),
        ("samir", "has no mail address"),
    ] {
        assert_eq!(shown(&practice, login).note, words, "{login}");
    }
    clock.advance(86_400);
    assert_eq!(shown(&practice, "greta").note, "", "a day later she may");
}

/// Each button does what the directory then says of the account.
#[tokio::test]
async fn every_state_can_be_brought_about_and_taken_back() {
    let (practice, clock) = practice();
    let anna = id(&practice, "anna").await;
    let right = first(&practice, "anna");

    let row = practice.play("anna", PracticeAction::Lock).unwrap();
    assert!(row.locked && row.note.starts_with("locked"), "{row:?}");
    assert_eq!(practice.verify_password(&anna, &right).await, Ok(PasswordCheck::Locked));
    clock.advance(901);
    assert!(!shown(&practice, "anna").locked, "open again by itself");
    practice.play("anna", PracticeAction::Lock);
    assert!(!practice.play("anna", PracticeAction::Unlock).unwrap().locked);
    assert_eq!(practice.verify_password(&anna, &right).await, Ok(PasswordCheck::Right));
    assert!(!practice.play("bilal", PracticeAction::Unlock).unwrap().locked);

    assert!(practice.play("anna", PracticeAction::Expire).unwrap().expired);
    assert_eq!(practice.verify_password(&anna, &right).await, Ok(PasswordCheck::RightButExpired));
    let row = practice.play("anna", PracticeAction::MustChange).unwrap();
    assert!(row.must_change && !row.expired, "{row:?}");
    assert_eq!(practice.verify_password(&anna, &right).await, Ok(PasswordCheck::RightButMustChange));

    assert!(practice.reset(&anna, &Secret::new("Harbour-Violin-7")).await.unwrap().signed_in);
    assert_eq!(shown(&practice, "anna").password, None);
    let row = practice.play("anna", PracticeAction::FirstPassword).unwrap();
    assert_eq!(row.password.as_deref(), Some(right.expose()));
    assert_eq!(practice.verify_password(&anna, &right).await, Ok(PasswordCheck::Right));
    assert!(practice.reset(&anna, &Secret::new("Harbour-Violin-7")).await.is_ok(), "as if never used before");

    assert!(practice.play("nobody", PracticeAction::Lock).is_none());
    for action in PracticeAction::ALL {
        assert_eq!(PracticeAction::from_code(action.code()), Some(action));
    }
    assert_eq!(PracticeAction::from_code("delete"), None);
}

#[tokio::test]
async fn away_and_back() {
    let (practice, _) = practice();
    let anna = id(&practice, "anna").await;
    practice.set_reachable(false);
    assert!(!practice.is_reachable() && practice.people().len() == 21, "the page goes on");
    assert!(matches!(practice.state(&anna).await, Err(DirectoryError::Unreachable { .. })));
    assert!(practice.check(&[]).await.iter().any(|row| row.verdict == Verdict::Bad));
    practice.set_reachable(true);
    assert!(practice.state(&anna).await.is_ok());
    assert!(practice.check(&[]).await.iter().all(|row| row.verdict == Verdict::Good));
}
