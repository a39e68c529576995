//! Every refusal by its one true name, and nothing changed by it.

use super::support::*;
use latchkey_domain::Secret;
use latchkey_domain::directory::{
    DirectoryError, PasswordCheck, PasswordVerifier as _, PasswordWriter as _, Perhaps, PolicySource,
};

const NEW: &str = "Harbour-Violin-7";

#[tokio::test]
async fn each_rule_for_the_text() {
    let ad = directory();
    let fresh = Fresh::with(&["--display", "Ottoline Quayle"]);
    let id = fresh.entry(&ad).await.object_id;
    let long = format!("Aa1-{}", "x".repeat(130));
    for (password, refusal) in [
        ("Short-1", DirectoryError::TooShort { min: 10 }),
        ("", DirectoryError::TooShort { min: 10 }),
        (long.as_str(), DirectoryError::TooLong { max: 127 }),
        ("only small letters", DirectoryError::TooSimple),
        ("My-Quayle-Bird-1", DirectoryError::ContainsName { part: "quayle".into() }),
        ("Nul\0-Harbour-77", DirectoryError::BadCharacters),
        ("LdapConnection\n-Harbour-77", DirectoryError::BadCharacters),
    ] {
        assert_eq!(ad.reset(&id, &Secret::new(password)).await, Err(refusal), "{password:?}");
    }
    assert_eq!(ad.verify_password(&id, &first_password()).await, Ok(PasswordCheck::Right));
}

#[tokio::test]
async fn too_young_says_until_when() {
    let ad = directory_reading_psos();
    let fresh = Fresh::with(&["--group", "G-TooYoung"]);
    let id = fresh.entry(&ad).await.object_id;
    let set_at = ad.state(&id).await.unwrap().password_set_at.unwrap();
    let refusal = DirectoryError::TooYoung { set_at, until: set_at.plus_secs(86_400) };
    assert_eq!(ad.reset(&id, &Secret::new(NEW)).await, Err(refusal.clone()));
    assert_eq!(ad.change(&id, &first_password(), &Secret::new(NEW)).await, Err(refusal));
    fresh.put(&["must-change"]);
    assert!(ad.reset(&id, &Secret::new(NEW)).await.unwrap().signed_in, "who must change may");
    fresh.put(&["age", "2"]);
    assert!(ad.reset(&id, &Secret::new("Another-Violin-8")).await.unwrap().signed_in, "a day later");
}

#[tokio::test]
async fn what_a_closed_pso_asks_is_not_guessed() {
    let ad = directory();
    let fresh = Fresh::with(&["--group", "G-Privileged"]);
    let id = fresh.entry(&ad).await.object_id;
    let refused = |perhaps| Err(DirectoryError::RefusedByPolicy { code: "0000052D".into(), perhaps });
    let answer = ad.reset(&id, &Secret::new("Twelve-Chr-1")).await;
    assert_eq!(answer, refused(vec![Perhaps::OwnRules, Perhaps::Listed]));
    let answer = ad.reset(&id, &Secret::new("Eight-1")).await;
    assert_eq!(answer, refused(vec![Perhaps::TooShort { min: 10 }, Perhaps::OwnRules, Perhaps::Listed]));
    let told = directory_reading_psos().reset(&id, &Secret::new("Twelve-Chr-1")).await;
    assert_eq!(told, Err(DirectoryError::TooShort { min: 14 }));
}

#[tokio::test]
async fn a_closed_pso_that_is_weaker_than_the_domain_refuses_nobody() {
    let ad = directory();
    let fresh = Fresh::with(&["--group", "G-Relaxed"]);
    let id = fresh.entry(&ad).await.object_id;
    assert!(matches!(ad.policy_for(&id).await.unwrap().source, PolicySource::UnreadablePso(_)));
    // Six small letters: against the domain's length and complexity, and all that this PSO asks.
    let written = ad.reset(&id, &Secret::new("violin")).await.unwrap();
    assert!(written.signed_in, "{written:?}");
    let answer = ad.reset(&id, &Secret::new("viola")).await;
    let perhaps = vec![Perhaps::TooShort { min: 10 }, Perhaps::OwnRules, Perhaps::Listed];
    assert_eq!(answer, Err(DirectoryError::RefusedByPolicy { code: "0000052D".into(), perhaps }));
    assert_eq!(ad.reset(&id, &Secret::new("")).await, Err(DirectoryError::TooShort { min: 10 }));
}

#[tokio::test]
async fn protected_disabled_gone() {
    let ad = directory();
    let protected = person(&ad, "da2").await.object_id;
    assert_eq!(ad.reset(&protected, &Secret::new(NEW)).await, Err(DirectoryError::Protected));
    assert_eq!(ad.unlock(&protected).await, Err(DirectoryError::Protected));

    let fresh = Fresh::new();
    let id = fresh.entry(&ad).await.object_id;
    fresh.put(&["join", "Account Operators"]);
    assert_eq!(ad.reset(&id, &Secret::new(NEW)).await, Err(DirectoryError::Protected), "before AD has noticed");
    fresh.put(&["leave", "Account Operators"]);
    fresh.put(&["disable"]);
    assert_eq!(ad.reset(&id, &Secret::new(NEW)).await, Err(DirectoryError::Disabled));
    fresh.put(&["delete"]);
    assert_eq!(ad.reset(&id, &Secret::new(NEW)).await, Err(DirectoryError::NotFound));
    assert_eq!(ad.unlock(&id).await, Err(DirectoryError::NotFound));
    assert_eq!(ad.verify_password(&id, &first_password()).await, Err(DirectoryError::NotFound));
}

#[tokio::test]
async fn a_missing_right_is_nobody_elses_fault() {
    let without = directory_without_rights();
    let fresh = Fresh::new();
    let id = fresh.entry(&without).await.object_id;
    assert_eq!(
        without.reset(&id, &Secret::new(NEW)).await,
        Err(DirectoryError::NotPermitted { right: "Reset Password".into() })
    );
    assert_eq!(without.unlock(&id).await, Err(DirectoryError::NotPermitted { right: "Write lockoutTime".into() }));
    let ad = directory();
    let out_of_reach = person(&ad, "elsewhere1").await.object_id;
    assert_eq!(
        ad.reset(&out_of_reach, &Secret::new(NEW)).await,
        Err(DirectoryError::NotPermitted { right: "Reset Password".into() })
    );
}
