//! Tokens, quota, a service that is busy, and answers that are none.

use crate::support::{fault, with_customer};
use latchkey_contract::check::SetUpFault;
use latchkey_domain::directory::{CertificateFault, DirectoryError};
use serde_json::{Value, json};

#[tokio::test]
async fn one_token_for_many_and_a_new_one_before_it_ends() {
    with_customer("tokens", json!({ "people": 3 }), async |google| {
        let directory = google.open().await;
        let people = directory.people();
        let asked = async || google.look().await["assertions"].as_array().unwrap().len();
        let (one, two, three) = tokio::join!(people.count(&[]), people.subtrees(), people.groups("", 5));
        assert!(one.is_ok() && two.is_ok() && three.is_ok());
        assert_eq!(asked().await, 1, "of many one asks");
        google.clock.advance(3200);
        people.count(&[]).await.unwrap();
        assert_eq!(asked().await, 1);
        google.clock.advance(120);
        // its clock goes with ours
        google.change(json!({ "aheadSecs": 3320 })).await;
        // five minutes early: the stand-in would still take the old one
        people.count(&[]).await.unwrap();
        assert_eq!(asked().await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once() {
    with_customer("renewed", json!({ "people": 3 }), async |google| {
        let directory = google.open().await;
        google.fault("GET /users", "token", 1).await;
        assert_eq!(directory.people().count(&[]).await.unwrap(), 4);
        assert_eq!(google.look().await["assertions"].as_array().unwrap().len(), 2);
        google.fault("GET /users", "token", 9).await;
        assert_eq!(fault(directory.people().count(&[]).await), SetUpFault::NoDelegation);
        assert!(google.look().await["assertions"].as_array().unwrap().len() <= 4, "and not again and again");
    })
    .await;
}

#[tokio::test]
async fn too_many_requests_are_made_again_later() {
    with_customer("quota", json!({ "people": 3 }), async |google| {
        let directory = google.open().await;
        for kind in ["rate", "quota", "many", "busy", "drop-before", "half"] {
            google.fault("GET /users", kind, 1).await;
            assert_eq!(directory.people().count(&[]).await.unwrap(), 4, "{kind}");
        }
        google.change(json!({ "tokenBusy": 1 })).await;
        assert_eq!(google.open().await.people().count(&[]).await.unwrap(), 4);

        // told to come back in a minute: said so at once
        google
            .change(json!({ "faults": [{ "at": "GET /users", "kind": "many", "times": 9, "retryAfter": 60 }] }))
            .await;
        let before = google.requests("GET ").await.len();
        assert_eq!(fault(directory.people().count(&[]).await), SetUpFault::Quota);
        assert_eq!(google.requests("GET ").await.len(), before + 1);
        // and with "at once" again and again it ends
        google.fault("GET /users", "many", 99).await;
        let before = google.requests("GET ").await.len();
        assert_eq!(fault(directory.people().count(&[]).await), SetUpFault::Quota);
        assert_eq!(google.requests("GET ").await.len(), before + 5);
    })
    .await;
}

#[tokio::test]
async fn every_fault_of_the_set_up_by_its_name() {
    with_customer("setup", json!({ "people": 3 }), async |google| {
        let count = async || google.open().await.people().count(&[]).await;
        google.change(json!({ "keyRevoked": true })).await;
        assert_eq!(fault(count().await), SetUpFault::KeyUnknown);
        google.change(json!({ "keyRevoked": false, "scopes": [] })).await;
        assert_eq!(fault(count().await), SetUpFault::NoDelegation);
        google.change(json!({ "scopes": null })).await;
        let nobody = google.open_with(|form| form.account = google.mail("nobody")).await;
        assert_eq!(fault(nobody.people().count(&[]).await), SetUpFault::WrongAdministrator);
        google.change(json!({ "right": "none" })).await;
        assert_eq!(fault(count().await), SetUpFault::WrongAdministrator);
        google.change(json!({ "right": "super", "apiOff": true })).await;
        assert_eq!(fault(count().await), SetUpFault::ApiOff);
        google.change(json!({ "apiOff": false })).await;
        for secs in [-4000, 4000] {
            google.clock.advance(secs);
            assert_eq!(fault(count().await), SetUpFault::Clock, "{secs}");
            google.clock.advance(-secs);
        }
        assert_eq!(count().await, Ok(4));
        let deleted = google.form().await;
        let other = deleted.password.replace("latchkey@setup", "latchkey@gone");
        let gone = google.open_with(|form| form.password = other).await;
        assert_eq!(fault(gone.people().count(&[]).await), SetUpFault::KeyUnknown);
    })
    .await;
}

#[tokio::test]
async fn a_key_that_is_revoked_midway() {
    with_customer("revoked", json!({ "people": 30 }), async |google| {
        let directory = google.open().await;
        let first = directory.people().list(&[], None, 10).await.unwrap();
        google.change(json!({ "keyRevoked": true })).await;
        google.fault("GET /users", "token", 1).await;
        let next = directory.people().list(&[], first.next.as_ref(), 10).await;
        assert_eq!(fault(next), SetUpFault::KeyUnknown);
        google.change(json!({ "keyRevoked": false })).await;
        let next = directory.people().list(&[], first.next.as_ref(), 10).await.unwrap();
        assert_ne!(next.entries[0], first.entries[0], "and it goes on where it was");
    })
    .await;
}

#[tokio::test]
async fn answers_that_are_longer_than_they_can_be_or_of_somebody_else() {
    with_customer("huge", json!({ "people": 3 }), async |google| {
        let directory = google.open().await;
        google.fault("GET /users", "huge", 9).await;
        let refused = directory.people().count(&[]).await;
        assert!(refused.is_err(), "{refused:?}");
        google.change(json!({ "faults": [] })).await;

        let stranger = google.open_with(|form| form.trusted_pem = String::new()).await;
        let refused = stranger.people().count(&[]).await;
        let unknown = CertificateFault::UnknownAuthority;
        assert!(matches!(refused, Err(DirectoryError::Certificate { reason, .. }) if reason == unknown), "{refused:?}");
        let nowhere = google.open_with(|form| form.google.token_url = "https://127.0.0.1:9/token".into()).await;
        assert!(matches!(nowhere.people().subtrees().await, Err(DirectoryError::Unreachable { .. })));
    })
    .await;
}

#[tokio::test]
async fn nothing_secret_is_said_in_a_fault() {
    with_customer("quiet", json!({ "keyRevoked": true }), async |google| {
        let refused = google.open().await.people().count(&[]).await;
        let said = format!("{refused:?}");
        let key: Value = google.look().await["keyFile"].clone();
        let key = key["private_key"].as_str().unwrap().lines().nth(1).unwrap().to_owned();
        assert!(!said.contains(&key) && !said.contains("eyJ"), "{said}");
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_breaks_the_contract_is_noticed() {
    with_customer("broken", json!({}), async |google| {
        google.person("odd", json!({ "suspended": "perhaps" })).await;
        assert!(google.open().await.people().list(&[], None, 5).await.is_err());
        let violations = google.look().await["violations"].to_string();
        assert!(violations.contains("VIOLATIONS") && violations.contains("suspended"), "{violations}");
        google.change(json!({ "violations": [] })).await;
    })
    .await;
}
