//! What a provider says of itself: when it is asked, what is not accepted, and what happens without it.

use crate::browser::callback;
use crate::liar::{Answer, Flow, Key, Liar, oidc};
use latchkey_domain::Secret;
use latchkey_testkit::{TestClock, TestEntropy};
use latchkey_web::ProviderError;
use latchkey_web::oidc::{Oidc, OidcConfig, OidcError, Refusal};
use serde_json::json;
use std::sync::Arc;

const METADATA: &str = "/.well-known/openid-configuration";

async fn begins(said: impl FnOnce(&mut Answer)) -> Result<(), ProviderError> {
    let liar = Liar::new(vec![Key::new("the-key").jwk]);
    liar.says(said);
    oidc(&liar, &Arc::new(TestClock::years_ago()), |_| {})
        .begin(&callback(), None, &TestEntropy::Machine)
        .await
        .map(drop)
}
fn away(answer: Result<(), ProviderError>) {
    assert!(matches!(answer, Err(ProviderError::Away(_))), "{answer:?}");
}
fn setup(answer: Result<(), ProviderError>) {
    assert!(matches!(answer, Err(ProviderError::Setup(_))), "{answer:?}");
}

#[tokio::test]
async fn asked_before_each_way_there_and_known_for_an_hour_on_the_way_back() {
    let flow = Flow::new().await;
    for _ in 0..3 {
        flow.claiming(&json!({})).await.unwrap();
    }
    assert_eq!((flow.liar.asked(METADATA), flow.liar.asked("/jwks")), (1, 1));
    flow.oidc.begin(&callback(), None, &TestEntropy::Machine).await.unwrap();
    assert_eq!((flow.liar.asked(METADATA), flow.liar.asked("/jwks")), (2, 2));
    // what comes of it is told elsewhere
    flow.hand.advance(3600 - 1);
    drop(flow.claiming(&json!({})).await);
    assert_eq!(flow.liar.asked(METADATA), 2);
    flow.hand.advance(1);
    drop(flow.claiming(&json!({})).await);
    assert_eq!((flow.liar.asked(METADATA), flow.liar.asked("/jwks")), (3, 3));
    // a clock that was put back
    flow.hand.advance(-7200);
    drop(flow.claiming(&json!({})).await);
    assert_eq!(flow.liar.asked(METADATA), 4);
}

#[tokio::test]
async fn nobody_is_sent_to_where_nothing_answers() {
    let mut flow = Flow::new().await;
    flow.liar.stop();
    away(flow.oidc.begin(&callback(), None, &TestEntropy::Machine).await.map(drop));
}

/// Who comes back while somebody asks already hears what they hear: nobody waits for the time-outs of
/// those before.
#[tokio::test]
async fn many_who_come_back_ask_once() {
    let flow = Flow::new().await;
    flow.hand.advance(3600);
    flow.liar.says(|said| said.answers(METADATA, 503));
    let none = json!({});
    let back = || flow.claiming(&none);
    // one task: each of them has begun to wait before the first can have an answer
    let (one, two, three, four) = tokio::join!(back(), back(), back(), back());
    for answer in [one, two, three, four] {
        assert!(matches!(answer, Err(OidcError::Away(_))), "{answer:?}");
    }
    assert_eq!(flow.liar.asked(METADATA), 2, "once for the way there, once for all of them");
    // who comes later asks anew
    flow.liar.says(|said| said.status.clear());
    flow.claiming(&json!({})).await.unwrap();
    assert_eq!(flow.liar.asked(METADATA), 3);
}

#[tokio::test]
async fn a_new_key_is_looked_for_but_not_all_the_time() {
    let flow = Flow::new().await;
    let new = Key::new("newer");
    flow.liar.says(|said| said.keys = vec![new.jwk.clone()]);
    // the old ones were read half a minute ago
    assert_eq!(flow.finish(&new.sign(&flow.claims())).await, Err(OidcError::Refused(Refusal::Signature)));
    assert_eq!(flow.liar.asked("/jwks"), 1);
    flow.hand.advance(31);
    flow.finish(&new.sign(&flow.claims())).await.unwrap();
    assert_eq!(flow.liar.asked("/jwks"), 2);
    let unknown = Key::new("unknown");
    for _ in 0..3 {
        assert_eq!(flow.finish(&unknown.sign(&flow.claims())).await, Err(OidcError::Refused(Refusal::Signature)));
    }
    assert_eq!(flow.liar.asked("/jwks"), 2);
}

#[tokio::test]
async fn what_is_not_accepted() {
    begins(|_| {}).await.unwrap();
    setup(begins(|said| said.metadata["issuer"] = json!("https://evil.example")).await);
    setup(begins(|said| said.metadata["jwks_uri"] = json!("http://evil.example/jwks")).await);
    setup(begins(|said| said.metadata["authorization_endpoint"] = json!("http://evil.example/a")).await);
    setup(begins(|said| drop(said.metadata.as_object_mut().unwrap().remove("token_endpoint"))).await);
    setup(begins(|said| said.metadata = json!([])).await);
    setup(begins(|said| said.answers(METADATA, 404)).await);
    setup(begins(|said| said.answers(METADATA, 302)).await);
    away(begins(|said| said.answers(METADATA, 503)).await);
    away(begins(|said| said.answers("/jwks", 429)).await);

    let flow = Flow::with(|_| {}, |said| said.metadata["token_endpoint"] = json!("http://evil.example/token")).await;
    assert!(matches!(flow.claiming(&json!({})).await, Err(OidcError::Setup(_))));
    let flow =
        Flow::with(|_| {}, |said| said.metadata["id_token_signing_alg_values_supported"] = json!(["HS256"])).await;
    assert!(matches!(flow.claiming(&json!({})).await, Err(OidcError::Setup(_))));
    setup(flow.oidc.check(&callback()).await);
}

#[tokio::test]
async fn gone_in_the_middle() {
    let mut flow = Flow::new().await;
    flow.liar.says(|said| said.answers("/token", 503));
    assert!(matches!(flow.claiming(&json!({})).await, Err(OidcError::Away(_))));
    flow.liar.says(|said| said.answers("/token", 404));
    assert!(matches!(flow.claiming(&json!({})).await, Err(OidcError::Setup(_))));
    flow.liar.says(|said| said.status.clear());
    flow.claiming(&json!({})).await.unwrap();
    flow.liar.stop();
    assert!(matches!(flow.claiming(&json!({})).await, Err(OidcError::Away(_))));
}

#[tokio::test]
async fn the_secret_is_sent_as_the_provider_likes_it() {
    for methods in [json!(["client_secret_post"]), json!(["private_key_jwt", "client_secret_basic"])] {
        let flow = Flow::with(|_| {}, |said| said.metadata["token_endpoint_auth_methods_supported"] = methods).await;
        flow.claiming(&json!({})).await.unwrap();
        flow.oidc.check(&callback()).await.unwrap();
    }
    let flow = Flow::with(|config| config.client_secret = Secret::new("wrong"), |_| {}).await;
    for said in [flow.claiming(&json!({})).await.unwrap_err(), flow.oidc.check(&callback()).await.unwrap_err().into()] {
        assert!(matches!(&said, OidcError::Setup(text) if text.contains("client secret") && !text.contains("wrong")));
    }
}

#[test]
fn configurations() {
    let good = OidcConfig {
        issuer: "https://login.example/tenant".into(),
        client_id: "app".into(),
        client_secret: Secret::new("the secret"),
        scopes: vec![],
        ca_pem: None,
        allow_hs256: false,
    };
    let made = |config: &OidcConfig| Oidc::new(config, Arc::new(TestClock::years_ago())).map(drop);
    made(&good).unwrap();
    for issuer in
        ["", "login.example", "http://login.example", "https://u:p@login.example", "https://login.example/?a=b"]
    {
        setup(made(&OidcConfig { issuer: issuer.into(), ..good.clone() }));
    }
    setup(made(&OidcConfig { client_id: String::new(), ..good.clone() }));
    setup(made(&OidcConfig { client_secret: Secret::default(), ..good.clone() }));
    setup(made(&OidcConfig { ca_pem: Some("no certificate".into()), ..good.clone() }));

    let written = serde_json::to_string(&good).unwrap();
    assert!(!written.contains("the secret") && !format!("{good:?}").contains("the secret"));
    let read: OidcConfig = serde_json::from_str(&written).unwrap();
    assert_eq!(OidcConfig { client_secret: good.client_secret.clone(), ..read }, good);
}
