//! Passwords that work, and what is true afterwards.

use super::support::*;
use latchkey_directory::{ActiveDirectory, ProcessState};
use latchkey_domain::directory::{
    DirectoryError, PasswordCheck, PasswordVerifier as _, PasswordWriter as _, Perhaps, PolicySource,
};
use latchkey_domain::{Clock, Secret};
use latchkey_testkit::TestClock;
use std::sync::Arc;

const NEW: &str = "Harbour-Violin-7";

#[tokio::test]
async fn each_outcome_of_a_password() {
    let ad = directory();
    let fresh = Fresh::new();
    let id = fresh.entry(&ad).await.object_id;
    let check = async |password: &str| ad.verify_password(&id, &Secret::new(password)).await.unwrap();
    let right = first_password();
    let right = right.expose();
    assert_eq!(check(right).await, PasswordCheck::Right);
    assert_eq!(check("wrong").await, PasswordCheck::Wrong);
    assert_eq!(check("").await, PasswordCheck::Wrong);
    assert_eq!(check(&format!("{right}\0")).await, PasswordCheck::Wrong);

    fresh.put(&["must-change"]);
    assert_eq!(check(right).await, PasswordCheck::RightButMustChange);
    assert_eq!(check("wrong").await, PasswordCheck::Wrong, "the state is told only to those who know the password");
    // Two wrong ones of three: the third would not be tried.
    fresh.put(&["unlock"]);
    fresh.put(&["expire"]);
    assert_eq!(check(right).await, PasswordCheck::RightButExpired);
    fresh.put(&["age", "1"]);
    fresh.put(&["disable"]);
    assert_eq!(check(right).await, PasswordCheck::RightButDisabled);
    fresh.put(&["enable"]);
    fresh.put(&["lock"]);
    assert_eq!(check(right).await, PasswordCheck::Locked);
    assert_eq!(check("wrong").await, PasswordCheck::Locked);
    fresh.put(&["unlock"]);
    assert_eq!(check(right).await, PasswordCheck::Right);
    fresh.put(&["account-expire"]);
    assert_eq!(check(right).await, PasswordCheck::RightButAccountExpired);
}

#[tokio::test]
async fn an_empty_password_counts_as_no_try() {
    let ad = directory();
    let fresh = Fresh::new();
    let id = fresh.entry(&ad).await.object_id;
    for _ in 0..10 {
        assert_eq!(ad.verify_password(&id, &Secret::new("")).await, Ok(PasswordCheck::Wrong));
    }
    assert!(!ad.state(&id).await.unwrap().locked);
}

/// Whoever knows a name may try passwords through us, and must not lock its owner out by it.
#[tokio::test]
async fn trying_passwords_never_locks_an_account() {
    for (groups, ad, tries) in [
        (&[] as &[&str], directory(), 2),
        (&["--group", "G-Privileged"], directory_reading_psos(), 1),
        (&["--group", "G-Privileged"], directory(), 1),
        (&["--group", "G-Relaxed"], directory(), 1),
        (&["--group", "G-Relaxed"], directory_reading_psos(), 3),
    ] {
        let fresh = Fresh::with(groups);
        let id = fresh.entry(&ad).await.object_id;
        let now = TestClock::of_machine().now();
        for n in 0..10 {
            let answer = ad.verify_password(&id, &Secret::new(format!("wrong {n}"))).await;
            match answer {
                Ok(PasswordCheck::Wrong) if n < tries => {}
                Err(DirectoryError::WouldLock { from: Some(from) }) if n >= tries => {
                    assert!(from > now.plus_secs(1800))
                }
                other => panic!("{groups:?}, try {n}: {other:?}"),
            }
        }
        assert_eq!(fresh.number("badPwdCount"), tries, "{groups:?}");
        assert!(!ad.state(&id).await.unwrap().locked, "{groups:?}");
        let right = ad.verify_password(&id, &first_password()).await;
        assert!(matches!(right, Err(DirectoryError::WouldLock { .. })), "not even the right one: it might be wrong");
        fresh.put(&["unlock"]);
        assert_eq!(ad.verify_password(&id, &first_password()).await, Ok(PasswordCheck::Right), "{groups:?}");
    }
}

#[tokio::test]
async fn a_right_password_gives_the_tries_back() {
    let ad = directory();
    let fresh = Fresh::new();
    let id = fresh.entry(&ad).await.object_id;
    for _ in 0..5 {
        assert_eq!(ad.verify_password(&id, &Secret::new("wrong")).await, Ok(PasswordCheck::Wrong));
        assert_eq!(ad.verify_password(&id, &first_password()).await, Ok(PasswordCheck::Right));
    }
}

#[tokio::test]
async fn parallel_tries_share_the_budget() {
    let ad = directory();
    let fresh = Fresh::new();
    let id = fresh.entry(&ad).await.object_id;
    let wrong = Secret::new("wrong");
    let answers = futures::future::join_all((0..12).map(|_| ad.verify_password(&id, &wrong))).await;
    let tried = answers.iter().filter(|answer| **answer == Ok(PasswordCheck::Wrong)).count();
    let spared = answers.iter().filter(|answer| matches!(answer, Err(DirectoryError::WouldLock { .. }))).count();
    assert_eq!((tried, spared), (2, 10), "{answers:?}");
    assert_eq!(fresh.number("badPwdCount"), 2);
}

/// Each would read the same count, and two would spend the last try between them.
#[tokio::test]
async fn servers_of_ours_that_try_at_once_share_the_budget() {
    // the directory's own: it says when the last wrong password was
    let clock = Arc::new(TestClock::of_machine());
    let shared = Arc::new(ProcessState::new(clock.clone()));
    let server = || ActiveDirectory::sharing(config(), clock.clone(), shared.clone()).unwrap();
    let ours = [server(), server(), server()];
    let fresh = Fresh::new();
    let id = fresh.entry(&ours[0]).await.object_id;
    let wrong = Secret::new("wrong");
    let tries = ours.iter().cycle().take(12).map(|ad| ad.verify_password(&id, &wrong));
    let answers = futures::future::join_all(tries).await;
    let tried = answers.iter().filter(|answer| **answer == Ok(PasswordCheck::Wrong)).count();
    assert_eq!(tried, 2, "{answers:?}");
    assert_eq!(fresh.number("badPwdCount"), 2);
    assert!(!ours[0].state(&id).await.unwrap().locked);
}

#[tokio::test]
async fn a_reset_works_at_once_and_ends_the_old_one() {
    let ad = directory();
    let fresh = Fresh::new();
    let id = fresh.entry(&ad).await.object_id;
    fresh.put(&["age", "3"]);
    let before = ad.state(&id).await.unwrap();
    let written = ad.reset(&id, &Secret::new(NEW)).await.unwrap();
    assert!(written.signed_in);
    assert!(written.state.unwrap().password_set_at > before.password_set_at);
    assert!(!written.history_checked, "Samba has no policy hints, so ours has to remember it");
    assert!(written.server.starts_with("dc1."), "{}", written.server);
    assert_eq!(ad.verify_password(&id, &Secret::new(NEW)).await, Ok(PasswordCheck::Right));
    assert_eq!(ad.verify_password(&id, &first_password()).await, Ok(PasswordCheck::Wrong));
}

#[tokio::test]
async fn a_reset_ends_expiry_must_change_and_lock() {
    let ad = directory();
    for trouble in ["expire", "must-change", "lock"] {
        let fresh = Fresh::new();
        let id = fresh.entry(&ad).await.object_id;
        fresh.put(&[trouble]);
        let before = ad.state(&id).await.unwrap();
        assert_eq!(
            (before.password_expired, before.must_change, before.locked),
            (trouble == "expire", trouble == "must-change", trouble == "lock")
        );
        if before.locked {
            let lasts = before.locked_until.unwrap().since(before.locked_at.unwrap());
            assert_eq!(lasts, 30 * 60 * 1000, "the lab's lockoutDuration");
        }
        let written = ad.reset(&id, &Secret::new(NEW)).await.unwrap();
        let after = written.state.as_ref().unwrap();
        assert!(
            written.signed_in && !after.password_expired && !after.must_change && !after.locked,
            "{trouble}: {written:?}"
        );
        assert_eq!(*after, ad.state(&id).await.unwrap());
    }
}

#[tokio::test]
async fn passwords_arrive_byte_for_byte() {
    let ad = directory();
    let fresh = Fresh::new();
    let id = fresh.entry(&ad).await.object_id;
    for password in [
        "q\"uote'&|$(x)`; 1A",
        "  leading and trailing A1  ",
        "Ünï-Çødé-€-1",
        "emoji 😀 Aa 1234",
        &format!("A1-{}", "x".repeat(100)),
    ] {
        let written = ad.reset(&id, &Secret::new(password)).await.unwrap();
        assert!(written.signed_in, "{password}");
    }
}

#[tokio::test]
async fn unlock_alone_leaves_the_password() {
    let ad = directory();
    let fresh = Fresh::new();
    let id = fresh.entry(&ad).await.object_id;
    fresh.put(&["lock"]);
    let written = ad.unlock(&id).await.unwrap();
    let state = written.state.unwrap();
    assert!(!state.locked && state.locked_until.is_none() && !written.signed_in);
    assert_eq!(ad.verify_password(&id, &first_password()).await, Ok(PasswordCheck::Right));
}

#[tokio::test]
async fn a_change_by_the_person() {
    let ad = directory();
    let fresh = Fresh::new();
    let id = fresh.entry(&ad).await.object_id;
    let (old, new) = (first_password(), Secret::new(NEW));
    assert_eq!(ad.change(&id, &Secret::new("not the old one"), &new).await, Err(DirectoryError::WrongOldPassword));
    assert_eq!(ad.change(&id, &Secret::new(""), &new).await, Err(DirectoryError::WrongOldPassword));
    let written = ad.change(&id, &old, &new).await.unwrap();
    assert!(written.signed_in && written.history_checked, "a change is judged by the server's whole policy");
    // The server's own history speaks, with the code of every other refusal: a password filter would
    // say the same, so it is called what it is.
    let unexplained = DirectoryError::RefusedByPolicy {
        code: "0000052D".into(),
        perhaps: vec![Perhaps::UsedBefore, Perhaps::Listed],
    };
    assert_eq!(ad.change(&id, &new, &old).await, Err(unexplained));
    assert_eq!(ad.change(&id, &new, &new).await, Err(DirectoryError::InHistory { remembered: 5 }), "no doubt here");
}

#[tokio::test]
async fn the_policy_of_each_account() {
    let (ad, reading) = (directory(), directory_reading_psos());
    let user = person(&ad, "user01").await.object_id;
    let policy = ad.policy_for(&user).await.unwrap();
    assert_eq!(policy.source, PolicySource::Domain);
    assert_eq!((policy.min_length, policy.complexity, policy.history), (10, true, 5));
    assert_eq!((policy.min_age_secs, policy.max_age_secs), (0, Some(42 * 86_400)));
    assert_eq!((policy.lockout_threshold, policy.lockout_secs, policy.lockout_window_secs), (3, 1800, 1800));

    let privileged = person(&ad, "user11").await.object_id;
    let policy = reading.policy_for(&privileged).await.unwrap();
    assert_eq!(policy.source, PolicySource::Pso("PSO-Privileged".into()));
    assert_eq!((policy.min_length, policy.history, policy.max_age_secs), (14, 10, Some(30 * 86_400)));
    assert_eq!((policy.lockout_threshold, policy.lockout_secs, policy.lockout_window_secs), (2, 3600, 3600));

    let closed = ad.policy_for(&privileged).await.unwrap();
    assert_eq!(closed.source, PolicySource::UnreadablePso("PSO-Privileged".into()));
    assert_eq!(closed.min_length, 10, "the domain's, as advice");
    assert!(!closed.is_certain());
    assert_eq!((closed.lockout_threshold, closed.lockout_window_secs), (2, 86_400), "the worst is assumed");
}
