//! Why a password or a write was refused.

use super::support::*;
use latchkey_directory::LdapServerConfig;
use latchkey_domain::Secret;
use latchkey_domain::directory::{Directory as _, DirectoryError, HealthCheck as _, PasswordWriter as _};
use latchkey_domain::ids::ObjectId;

#[tokio::test]
async fn rules_that_became_stricter_are_heard_of_from_the_server() {
    let policy = Fresh::policy("pwdMinLength: 8\npwdMaxLength: 100\npwdInHistory: 2\npwdAllowUserChange: TRUE\n");
    let directory = directory();
    let fresh = Fresh::person_with(&format!("pwdPolicySubentry: {}\n", policy.dn));
    let id = fresh.entry(&directory).await.object_id;
    let reset =
        async |password: &str| directory.reset(&id, &Secret::new(password)).await.map(|written| written.signed_in);
    assert_eq!(reset("Violin-7x").await, Ok(true));
    policy.replace("pwdMinLength", "20");
    assert_eq!(reset("Violin-8x").await, Err(DirectoryError::TooShort { min: 20 }), "as the server has it now");
    policy.replace("pwdMinLength", "8");
    assert_eq!(reset("Violin-8x").await, Err(DirectoryError::TooShort { min: 20 }), "remembered for a minute");
    policy.replace("pwdMaxLength", "30");
    assert_eq!(
        reset("Harbour-Violin-Harbour-Violin-77").await,
        Err(DirectoryError::TooLong { max: 30 }),
        "and read again with each refusal"
    );
    assert_eq!(reset("Violin-7x").await, Err(DirectoryError::InHistory { remembered: 2 }), "the present one");
    policy.replace("pwdInHistory", "4");
    assert_eq!(reset("Violin-7x").await, Err(DirectoryError::InHistory { remembered: 4 }));
    policy.replace("pwdMinAge", "3600");
    let outcome = reset("Violin-9x").await;
    let Err(DirectoryError::TooYoung { set_at, until }) = outcome else { panic!("{outcome:?}") };
    assert_eq!(until, set_at.plus_secs(3600));
}

#[tokio::test]
async fn what_is_known_beforehand_is_not_asked() {
    let directory = directory();
    let strict = person(&directory, "strict").await.object_id;
    let outcome = directory.reset(&strict, &Secret::new("Harbour-Violin")).await;
    assert_eq!(outcome.map(drop), Err(DirectoryError::TooShort { min: 16 }));
    let long = Secret::new("x".repeat(129));
    let anna = person(&directory, "user01").await.object_id;
    assert_eq!(directory.reset(&anna, &long).await.map(drop), Err(DirectoryError::TooLong { max: 128 }));
}

#[tokio::test]
async fn a_change_that_the_policy_keeps_to_administrators() {
    let policy = Fresh::policy("pwdMinLength: 8\npwdAllowUserChange: FALSE\n");
    let directory = directory();
    let fresh = Fresh::person_with(&format!("pwdPolicySubentry: {}\n", policy.dn));
    let id = fresh.entry(&directory).await.object_id;
    let outcome = directory.change(&id, &first_password(), &new_password()).await;
    assert!(matches!(outcome, Err(DirectoryError::NotPermitted { .. })), "{outcome:?}");
    assert!(directory.reset(&id, &new_password()).await.unwrap().signed_in);
}

#[tokio::test]
async fn administrators_are_helped_by_nobody_and_out_of_reach() {
    let directory = directory();
    for login in ["chief", "root1"] {
        let entry = person(&directory, login).await;
        let set_at = values(&entry.dn, "pwdChangedTime");
        assert_eq!(directory.reset(&entry.object_id, &new_password()).await.map(drop), Err(DirectoryError::Protected));
        assert_eq!(directory.unlock(&entry.object_id).await.map(drop), Err(DirectoryError::Protected), "{login}");
        assert_eq!(values(&entry.dn, "pwdChangedTime"), set_at);
    }
    // where nobody named the groups the server's own rights still hold
    let open = open(LdapServerConfig { privileged_groups: Vec::new(), ..config() });
    let root = person(&open, "root1").await.object_id;
    let outcome = open.reset(&root, &new_password()).await;
    assert!(matches!(outcome, Err(DirectoryError::NotPermitted { .. })), "{outcome:?}");
    let outcome = open.unlock(&root).await;
    assert!(matches!(outcome, Err(DirectoryError::NotPermitted { .. })), "{outcome:?}");
}

#[tokio::test]
async fn somebody_who_becomes_an_administrator_is_protected_within_seconds() {
    use latchkey_testkit::{TestClock, TestEntropy};
    use std::sync::Arc;
    let fresh = Fresh::person();
    let group = Fresh::group([format!("uid=nobody,{}", staff())].into_iter());
    let clock = Arc::new(TestClock::of_machine());
    let config = LdapServerConfig { privileged_groups: vec![group.dn.clone()], ..config() };
    let directory =
        latchkey_directory::LdapDirectory::new(config, clock.clone(), Arc::new(TestEntropy::default())).unwrap();
    let id = fresh.entry(&directory).await.object_id;
    group.replace("member", &fresh.dn);
    clock.advance(11);
    assert_eq!(directory.reset(&id, &new_password()).await.map(drop), Err(DirectoryError::Protected));
}

#[tokio::test]
async fn a_privileged_group_that_is_not_there_stops_everything() {
    let directory = open(LdapServerConfig { privileged_groups: vec![group_dn("typing-error")], ..config() });
    let id = person(&self::directory(), "user01").await.object_id;
    let outcome = directory.reset(&id, &new_password()).await;
    assert!(matches!(outcome, Err(DirectoryError::Misconfigured { .. })), "{outcome:?}");
    assert!(everybody(&directory, &[], 10).await.is_err(), "nor is anybody imported as if they were not protected");
}

#[tokio::test]
async fn a_service_account_without_rights() {
    let directory = directory_as("norights");
    let id = person(&self::directory(), "user01").await.object_id;
    for outcome in [directory.reset(&id, &new_password()).await, directory.unlock(&id).await] {
        assert!(matches!(outcome, Err(DirectoryError::NotPermitted { .. })), "{outcome:?}");
    }
}

#[tokio::test]
async fn who_is_not_there() {
    let directory = directory();
    let gone = Fresh::person();
    let id = gone.entry(&directory).await.object_id;
    drop(gone);
    for id in [id, ObjectId("00000000-0000-0000-0000-000000000000".into()), ObjectId("*".into())] {
        assert_eq!(directory.reset(&id, &new_password()).await.map(drop), Err(DirectoryError::NotFound));
        let outcome = directory.verifier().unwrap().verify_password(&id, &new_password()).await;
        assert_eq!(outcome, Err(DirectoryError::NotFound));
    }
}

#[tokio::test]
async fn a_wrong_service_password_is_tried_once() {
    let directory = open(LdapServerConfig { password: Secret::new("wrong"), ..config() });
    for _ in 0..3 {
        let outcome = reads(&directory).await;
        assert_eq!(outcome, Err(DirectoryError::BindRefused { data: "rc 49".into() }));
    }
    let empty = open(LdapServerConfig { password: Secret::default(), ..config() });
    assert!(matches!(reads(&empty).await, Err(DirectoryError::Misconfigured { .. })), "nobody is signed in as nobody");
    assert!(empty.domain_id().await.is_err());
}
