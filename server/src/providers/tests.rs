#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::app_state::AppState;
use crate::jobs::staged;
use latchkey_domain::{Reason, Secret};
use latchkey_store::providers;
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};

static MADE: AtomicUsize = AtomicUsize::new(0);

#[derive(Debug)]
struct Greeter(String);
impl Client for Greeter {
    const NAME: &'static str = "greeter";
    const TITLE: &'static str = "the greeter";
    fn make(_: &World<'_>, row: &ProviderRow) -> Result<Self, ProviderError> {
        MADE.fetch_add(1, Ordering::SeqCst);
        let (words, keys): (Vec<String>, Secrets) = (config(row)?, secrets(row)?);
        Ok(Self(format!("{words:?}{keys:?}")))
    }
}

async fn put(app: &AppState, config: serde_json::Value, secret: &'static str, was: Option<i64>) -> i64 {
    let put = app.store.write(move |tx| providers::put(tx, "greeter", &config, &Secret::new(secret), was));
    put.await.unwrap().unwrap()
}

#[tokio::test]
async fn one_client_for_each_version_of_its_settings() {
    let (_folder, app) = staged::app_state("practice = true\n").await;
    let none = app.client::<Greeter>().await.unwrap_err();
    assert_eq!(none, ProviderError::Setup("the greeter is not set up".into()));
    assert_eq!(app.provider::<Greeter>().await.unwrap_err(), Reason::MethodAway);
    let first = put(&app, json!(["hello"]), r#"{"key":"k"}"#, None).await;
    assert_eq!(app.client::<Greeter>().await.unwrap().0, r#"["hello"]{"key": "k"}"#);
    let (one, same) = (app.client::<Greeter>().await.unwrap(), app.client::<Greeter>().await.unwrap());
    assert!(Arc::ptr_eq(&one, &same));
    assert_eq!(MADE.load(Ordering::SeqCst), 1);

    let second = put(&app, json!(["hello", "again"]), "", Some(first)).await;
    assert_eq!(app.client::<Greeter>().await.unwrap().0, r#"["hello", "again"]{}"#);

    // gone, and there again within the same moment
    assert!(app.store.write(move |tx| providers::remove(tx, "greeter", second)).await.unwrap());
    assert!(app.client::<Greeter>().await.is_err(), "not the client of settings that are gone");
    let third = put(&app, json!([]), "", None).await;
    assert_eq!(app.client::<Greeter>().await.unwrap().0, "[]{}");

    let fourth = put(&app, json!({"wrong": "hunter2"}), "", Some(third)).await;
    let config = app.client::<Greeter>().await.unwrap_err().to_string();
    put(&app, json!([]), "hunter2", Some(fourth)).await;
    let secret = app.client::<Greeter>().await.unwrap_err().to_string();
    for text in [config, secret] {
        assert!(
            text.contains("greeter") && !text.contains("hunter2"),
            "settings that cannot be read are not shown: {text}"
        );
    }
}

/// As the console keeps them: without the secrets, which stand apart.
#[tokio::test]
async fn each_client_is_made_of_what_is_kept() {
    let (_folder, app) = staged::app_state("practice = true\n").await;
    let rows = [
        (
            "radius",
            json!({"servers": [{"host": "192.0.2.1", "port": 1812}], "timeout": {"secs": 3, "nanos": 0}, "tries": 2, "nas_identifier": "latchkey"}),
            json!({"192.0.2.1:1812": "a shared secret of some length"}),
        ),
        (
            "duo",
            json!({"host": "api-1.duosecurity.com", "client_id": "DI".repeat(10)}),
            json!({"client_secret": "s".repeat(40)}),
        ),
        (
            "yubikey",
            json!({"urls": ["https://api.yubico.com/wsapi/2.0/verify"], "client_id": "1", "sync_percent": null, "timeout": {"secs": 5, "nanos": 0}, "ca_pem": null}),
            json!({"api_key": "bWVyb3RoZWNsb3Vkcw=="}),
        ),
        (
            "oidc",
            json!({"issuer": "https://id.example", "client_id": "latchkey", "name": "Contoso"}),
            json!({"client_secret": "s"}),
        ),
    ];
    for (name, config, secret) in rows.clone() {
        let put = app.store.write(move |tx| providers::put(tx, name, &config, &Secret::new(secret.to_string()), None));
        put.await.unwrap();
    }
    use latchkey_providers::{duo::Duo, radius::Radius, yubikey::Yubikey};
    assert!(app.client::<Radius>().await.is_ok(), "{:?}", app.client::<Radius>().await.err());
    assert!(app.client::<Duo>().await.is_ok(), "{:?}", app.client::<Duo>().await.err());
    assert!(app.client::<Yubikey>().await.is_ok(), "{:?}", app.client::<Yubikey>().await.err());
    let named = app.client::<NamedOidc>().await.map(|named| named.name.clone());
    assert_eq!(named.ok().as_deref(), Some("Contoso"));
    // without its secret none is
    for (name, config, _) in rows {
        let put = move |tx: &mut latchkey_store::Tx| {
            let was = providers::get(tx, name)?.map(|row| row.version);
            providers::put(tx, name, &config, &Secret::default(), was)
        };
        assert!(app.store.write(put).await.unwrap().is_some());
    }
    assert!(app.client::<Radius>().await.is_err() && app.client::<Duo>().await.is_err());
    assert!(app.client::<Yubikey>().await.is_err() && app.client::<NamedOidc>().await.is_err());
}
