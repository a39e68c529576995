//! Setting passwords, and what is said when that does not happen.

use crate::support::{fault, with_customer};
use latchkey_contract::check::SetUpFault;
use latchkey_domain::Secret;
use latchkey_domain::directory::{DirectoryError, Elsewhere, PolicySource};
use latchkey_domain::ids::ObjectId;
use serde_json::{Value, json};

const NEW: &str = "harbour \"Violin\" 7 \\";

#[tokio::test]
async fn a_password_is_set_and_sessions_end() {
    with_customer("reset", json!({}), async |google| {
        let anna = google.person("anna", json!({ "changePasswordAtNextLogin": true })).await;
        let directory = google.open().await;
        let written = directory.passwords().reset(&anna, &Secret::new(NEW)).await.unwrap();
        assert!(written.state.is_none() && !written.signed_in && !written.history_checked);
        let seen = google.named("anna").await;
        assert_eq!((&seen["password"], &seen["signOuts"]), (&json!(NEW), &json!(1)));
        assert_eq!(seen["changePasswordAtNextLogin"], json!(false));
        let sent = google.requests("PATCH ").await;
        let body: Value = serde_json::from_str(sent[0]["body"].as_str().unwrap()).unwrap();
        assert_eq!(body, json!({ "password": NEW, "changePasswordAtNextLogin": false }), "these two and nothing else");

        let keeping = google.open_with(|form| form.google.keep_sessions = true).await;
        keeping.passwords().reset(&anna, &Secret::new("another one 8")).await.unwrap();
        assert_eq!(google.named("anna").await["signOuts"], json!(1));
        let scopes =
            google.look().await["assertions"].as_array().unwrap().last().unwrap()["claims"]["scope"].to_string();
        assert!(!scopes.contains("user.security"), "no right is asked for that is not used: {scopes}");
    })
    .await;
}

#[tokio::test]
async fn what_google_or_the_account_refuses() {
    with_customer("refusals", json!({ "refused": ["harbour violin"] }), async |google| {
        let anna = google.person("anna", json!({})).await;
        let directory = google.open().await;
        let reset = async |id: &ObjectId, text: &str| directory.passwords().reset(id, &Secret::new(text)).await;
        assert!(matches!(reset(&anna, "harbour violin").await, Err(DirectoryError::RefusedByPolicy { .. })));
        assert_eq!(reset(&anna, "short").await, Err(DirectoryError::TooShort { min: 8 }));
        assert_eq!(reset(&anna, &"x".repeat(101)).await, Err(DirectoryError::TooLong { max: 100 }));
        assert_eq!(reset(&anna, "smörgåsbord 7").await, Err(DirectoryError::BadCharacters));
        assert_eq!(google.requests("PATCH ").await.len(), 1, "what cannot be is not sent");

        for (login, how, expected) in [
            ("suspended", json!({ "suspended": true }), DirectoryError::Disabled),
            ("archived", json!({ "archived": true }), DirectoryError::Disabled),
            ("super", json!({ "isAdmin": true }), DirectoryError::Protected),
            ("some", json!({ "isDelegatedAdmin": true }), DirectoryError::Protected),
            ("guest", json!({ "isGuestUser": true }), DirectoryError::SetElsewhere { by: Elsewhere::IdentityProvider }),
        ] {
            let id = google.person(login, how).await;
            assert_eq!(reset(&id, NEW).await, Err(expected), "{login}");
            assert_eq!(google.named(login).await["password"], json!(""));
        }
        let policy = directory.passwords().policy_for(&anna).await.unwrap();
        assert_eq!((policy.min_length, policy.max_length, policy.source), (8, Some(100), PolicySource::Published));
        let old = Secret::new("old");
        assert_eq!(directory.passwords().change(&anna, &old, &old).await, Err(DirectoryError::Unsupported));
        assert_eq!(directory.passwords().unlock(&anna).await, Err(DirectoryError::Unsupported));
    })
    .await;
}

#[tokio::test]
async fn an_administrator_who_may_not() {
    with_customer("rights", json!({ "right": "none" }), async |google| {
        let anna = google.person("anna", json!({})).await;
        let directory = google.open().await;
        let reset = async || directory.passwords().reset(&anna, &Secret::new(NEW)).await;
        assert_eq!(fault(reset().await), SetUpFault::WrongAdministrator);
        google.change(json!({ "right": "super", "apiOff": true })).await;
        assert_eq!(fault(reset().await), SetUpFault::ApiOff);
        assert_eq!(google.named("anna").await["password"], json!(""));
    })
    .await;
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again() {
    with_customer("lost", json!({}), async |google| {
        let anna = google.person("anna", json!({})).await;
        let directory = google.open().await;
        for kind in ["drop-before", "drop-after", "half", "busy"] {
            google.fault("PATCH /users", kind, 1).await;
            directory.passwords().reset(&anna, &Secret::new(format!("violin {kind}"))).await.unwrap();
            assert_eq!(google.named("anna").await["password"], json!(format!("violin {kind}")), "{kind}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_became_of_it_is_not_guessed() {
    with_customer("unknown", json!({}), async |google| {
        let anna = google.person("anna", json!({})).await;
        let directory = google.open().await;
        google.fault("PATCH /users", "drop-after", 9).await;
        let lost = directory.passwords().reset(&anna, &Secret::new(NEW)).await;
        let Err(DirectoryError::Unknown { server, .. }) = lost else { panic!("{lost:?}") };
        assert_eq!(google.named("anna").await["password"], json!(NEW), "it was done");
        let later = directory.passwords().state_from(&anna, &server).await;
        assert!(matches!(later, Err(DirectoryError::Unreachable { .. })), "nor that it was not: {later:?}");
        let elsewhere = directory.passwords().state_from(&anna, "elsewhere").await;
        assert!(matches!(elsewhere, Err(DirectoryError::Unreachable { .. })));
    })
    .await;
}

#[tokio::test]
async fn it_ends_in_time_even_if_nothing_is_answered() {
    with_customer("hangs", json!({}), async |google| {
        let anna = google.person("anna", json!({})).await;
        let directory = google.open().await;
        google.fault("PATCH /users", "hang-after", 9).await;
        let new = Secret::new(NEW);
        let reset = directory.passwords().reset(&anna, &new);
        let lost = tokio::time::timeout(std::time::Duration::from_secs(40), reset).await.expect("within 40 seconds");
        assert!(matches!(lost, Err(DirectoryError::Unknown { .. })), "{lost:?}");
    })
    .await;
}

#[tokio::test]
async fn sessions_that_do_not_end_leave_the_password_set() {
    with_customer("sessions", json!({}), async |google| {
        let anna = google.person("anna", json!({})).await;
        let directory = google.open().await;
        google.fault("POST /users", "quota", 1).await;
        directory.passwords().reset(&anna, &Secret::new(NEW)).await.unwrap();
        assert_eq!(google.named("anna").await["signOuts"], json!(1), "asked again after a while");
        google.fault("POST /users", "drop-before", 9).await;
        directory.passwords().reset(&anna, &Secret::new("another one 8")).await.unwrap();
        assert_eq!(google.named("anna").await["password"], json!("another one 8"));
    })
    .await;
}
