//! Against the lab's real provider. Each test has names of its own there.

use crate::browser::{Browser, Returned, callback, lab, lab_ca};
use latchkey_domain::{Clock as _, Secret};
use latchkey_testkit::{TestClock, TestEntropy};
use latchkey_web::ProviderError;
use latchkey_web::oidc::{Finished, Oidc, OidcConfig, OidcError, Refusal, Started};
use std::sync::Arc;

fn config() -> OidcConfig {
    OidcConfig {
        issuer: lab("ISSUER"),
        client_id: lab("CLIENT_ID"),
        client_secret: Secret::new(lab("CLIENT_SECRET")),
        scopes: vec!["openid".into(), "email".into()],
        ca_pem: Some(lab_ca()),
        allow_hs256: false,
    }
}
fn other_config() -> OidcConfig {
    OidcConfig { client_id: lab("OTHER_ID"), client_secret: Secret::new(lab("OTHER_SECRET")), ..config() }
}
fn oidc(config: &OidcConfig) -> Oidc {
    Oidc::new(config, Arc::new(TestClock::of_machine())).unwrap()
}

/// As far as the browser's return, with the state checked.
async fn walk(oidc: &Oidc, browser: &mut Browser, name: &str) -> (Started, Returned) {
    let begun = oidc.begin(&callback(), Some(name), &TestEntropy::Machine).await.unwrap();
    let returned = browser.sign_in(begun.url.expose(), name, &lab("PASS")).await;
    assert!(begun.started.is_state(returned.get("state")));
    (begun.started, returned)
}
async fn finish(oidc: &Oidc, started: &Started, returned: &Returned) -> Result<Finished, OidcError> {
    let code = Secret::new(returned.get("code"));
    oidc.finish(&callback(), &code, Some(returned.get("iss")), started).await
}
fn refused(answer: Result<Finished, OidcError>) -> Refusal {
    match answer {
        Err(OidcError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}
/// Left alone with whoever holds this sentence: it must name no secret.
fn setup(error: &OidcError) -> &str {
    match error {
        OidcError::Setup(text) if !text.contains(&lab("CLIENT_SECRET")) => text,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn who_signs_in_is_named() {
    let oidc = oidc(&config());
    oidc.check(&callback()).await.unwrap();
    let before = TestClock::of_machine().now();
    let mut browser = Browser::new();
    let (started, returned) = walk(&oidc, &mut browser, "anna").await;
    assert_eq!(returned.get("iss"), lab("ISSUER"));
    let anna = finish(&oidc, &started, &returned).await.unwrap();
    assert_eq!(anna.issuer, lab("ISSUER"));
    assert_eq!(anna.email.as_deref(), Some("anna@corp.latchkey.test"));
    assert!(anna.auth_time.since(before) >= -1000 && TestClock::of_machine().now().since(anna.auth_time) >= 0);

    // the same browser, still signed in there: asked all the same (walk sees to that), and the same account
    let (started, returned) = walk(&oidc, &mut browser, "anna").await;
    assert_eq!(finish(&oidc, &started, &returned).await.unwrap().subject, anna.subject);

    // somebody else, whose address is not verified
    let (started, returned) = walk(&oidc, &mut Browser::new(), "ben").await;
    let ben = finish(&oidc, &started, &returned).await.unwrap();
    assert_ne!(ben.subject, anna.subject);
    assert_eq!(ben.email, None);
    assert!(!format!("{anna:?} {started:?}").contains("anna"));
}

#[tokio::test]
async fn the_address_says_all_that_is_needed() {
    let begun = oidc(&config()).begin(&callback(), Some("anna"), &TestEntropy::Machine).await.unwrap();
    let url: url::Url = begun.url.expose().parse().unwrap();
    let said: std::collections::BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    let redirect_uri = callback();
    let expected = [
        ("response_type", "code"),
        ("client_id", "latchkey"),
        ("scope", "openid email"),
        ("redirect_uri", redirect_uri.as_str()),
        ("prompt", "login"),
        ("max_age", "0"),
        ("login_hint", "anna"),
        ("code_challenge_method", "S256"),
        ("state", begun.started.state.expose()),
        ("nonce", begun.started.nonce.expose()),
    ];
    for (name, value) in expected {
        assert_eq!(said[name], value, "{name}");
    }
    assert!(!url.as_str().contains(begun.started.pkce_verifier.expose()));
    assert_eq!(begun.started.state.expose().len(), 64);
    assert!(begun.started.state != begun.started.nonce && begun.started.nonce != begun.started.pkce_verifier);
    assert!(!begun.started.is_state("") && !begun.started.is_state(begun.started.nonce.expose()));
    assert!(!format!("{begun:?}").contains(begun.started.state.expose()));
}

#[tokio::test]
async fn another_flows_nonce_and_verifier() {
    let oidc = oidc(&config());
    let other = oidc.begin(&callback(), None, &TestEntropy::Machine).await.unwrap().started;
    let (started, returned) = walk(&oidc, &mut Browser::new(), "nonce").await;
    let mixed = Started { nonce: other.nonce.clone(), ..started };
    assert_eq!(refused(finish(&oidc, &mixed, &returned).await), Refusal::Nonce);

    let (started, returned) = walk(&oidc, &mut Browser::new(), "verifier").await;
    let mixed = Started { pkce_verifier: other.pkce_verifier, ..started };
    assert_eq!(refused(finish(&oidc, &mixed, &returned).await), Refusal::Code);
}

#[tokio::test]
async fn a_code_is_good_once_and_for_one() {
    let oidc = oidc(&config());
    let (started, returned) = walk(&oidc, &mut Browser::new(), "twice").await;
    let wrong = oidc.finish(&callback(), &Secret::new("no-such-code"), None, &started).await;
    assert_eq!(refused(wrong), Refusal::Code);
    finish(&oidc, &started, &returned).await.unwrap();
    assert_eq!(refused(finish(&oidc, &started, &returned).await), Refusal::Code);

    let (started, returned) = walk(&oidc, &mut Browser::new(), "elsewhere").await;
    let code = Secret::new(returned.get("code"));
    let elsewhere = "http://127.0.0.1:9/other".parse().unwrap();
    assert_eq!(refused(oidc.finish(&elsewhere, &code, None, &started).await), Refusal::Code);
}

#[tokio::test]
async fn what_another_client_was_given() {
    let (ours, theirs) = (oidc(&config()), oidc(&other_config()));
    let (started, returned) = walk(&theirs, &mut Browser::new(), "other").await;
    assert_eq!(refused(finish(&ours, &started, &returned).await), Refusal::Code);
    // signed with ES256; the same person has the same subject for both
    let (started, returned) = walk(&theirs, &mut Browser::new(), "other").await;
    let there = finish(&theirs, &started, &returned).await.unwrap();
    let (started, returned) = walk(&ours, &mut Browser::new(), "other").await;
    assert_eq!(finish(&ours, &started, &returned).await.unwrap().subject, there.subject);
}

#[tokio::test]
async fn the_person_says_no() {
    let oidc = oidc(&config());
    let begun = oidc.begin(&callback(), None, &TestEntropy::Machine).await.unwrap();
    let returned = Browser::new().cancel(begun.url.expose()).await;
    assert!(begun.started.is_state(returned.get("state")) && !returned.has("code"));
    assert_eq!(OidcError::returned(returned.get("error")), OidcError::Refused(Refusal::Denied));
}

#[tokio::test]
async fn a_wrong_secret() {
    let (right, wrong) =
        (oidc(&config()), oidc(&OidcConfig { client_secret: Secret::new("not the secret"), ..config() }));
    let said = wrong.check(&callback()).await.unwrap_err();
    assert!(
        matches!(&said, ProviderError::Setup(text) if text.contains("client secret") && text.contains("127.0.0.1")),
        "{said:?}"
    );
    let (started, returned) = walk(&right, &mut Browser::new(), "secret").await;
    assert!(setup(&finish(&wrong, &started, &returned).await.unwrap_err()).contains("client secret"));
}

#[tokio::test]
async fn a_provider_that_is_another_or_not_there() {
    let slash = oidc(&OidcConfig { issuer: lab("ISSUER") + "/", ..config() });
    let said = slash.begin(&callback(), None, &TestEntropy::Machine).await.unwrap_err();
    assert!(matches!(&said, ProviderError::Setup(text) if text.contains("issuer")), "{said:?}");

    let strangers = oidc(&OidcConfig { ca_pem: None, ..config() });
    let said = strangers.begin(&callback(), None, &TestEntropy::Machine).await.unwrap_err();
    assert!(matches!(&said, ProviderError::Setup(text) if text.contains("certificate")), "{said:?}");

    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let gone = oidc(&OidcConfig { issuer: format!("https://127.0.0.1:{port}"), ..config() });
    assert!(matches!(gone.begin(&callback(), None, &TestEntropy::Machine).await, Err(ProviderError::Away(_))));
    assert!(matches!(gone.check(&callback()).await, Err(ProviderError::Away(_))));
}
