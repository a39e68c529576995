//! A person's way to Duo and back.

use crate::stand_in::{StandIn, Tampering};
use crate::tls;
use latchkey_domain::Secret;
use latchkey_providers::duo::{Duo, DuoConfig, DuoError, Finished, Refusal, Started};
use latchkey_testkit::{TestClock, TestEntropy};
use latchkey_web::ProviderError;
use latchkey_web::http::Http;
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

pub const NAME: &str = "jörg.o'neill+x@corp.example";

pub fn stand_in() -> StandIn {
    StandIn::new(Arc::new(TestClock::years_ago()))
}
pub fn callback() -> Url {
    "https://reset.example/recover/proof/duo".parse().unwrap()
}

/// The browser's half: with which parameters Duo sends it back.
pub async fn browser(url: &str) -> BTreeMap<String, String> {
    let tls = tls::client();
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap();
    let response = client.get(url).send().await.unwrap();
    let status = response.status();
    let to = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
    let body = response.text().await.unwrap();
    let to: Url = to.unwrap_or_else(|| panic!("{status}: {body}")).parse().unwrap();
    assert_eq!(&to[..url::Position::AfterPath], callback().as_str());
    to.query_pairs().into_owned().collect()
}

/// As far as the code, with the state checked.
pub async fn there_and_back(duo: &Duo) -> (Started, Secret) {
    let begun = duo.begin(&callback(), NAME, &TestEntropy::Machine).unwrap();
    let returned = browser(begun.url.expose()).await;
    assert!(begun.started.is_state(&returned["state"]));
    (begun.started, Secret::new(&*returned["duo_code"]))
}
pub async fn exchange(duo: &Duo, started: &Started, code: &Secret) -> Result<Finished, DuoError> {
    duo.exchange(&callback(), code, NAME, started, &TestEntropy::Machine).await
}

#[tokio::test]
async fn whoever_approves_has_proved_it() {
    let stand_in = stand_in();
    let duo = stand_in.duo();
    duo.health_check(&TestEntropy::Machine).await.unwrap();
    let (started, code) = there_and_back(&duo).await;
    assert!(started.state.expose().len() >= 36 && started.nonce.expose().len() >= 36 && started.state != started.nonce);
    assert_eq!(exchange(&duo, &started, &code).await, Ok(Finished { factor: "duo_push".into() }));
    // the same return once more: spent
    assert_eq!(exchange(&duo, &started, &code).await, Err(Refusal::Code.into()));
    assert_eq!(*stand_in.inner.refusals.lock().unwrap(), [json!({ "error": "invalid_grant" }).to_string()]);
}

#[tokio::test]
async fn flows_do_not_mix() {
    let stand_in = stand_in();
    let duo = stand_in.duo();
    let (one, _) = there_and_back(&duo).await;
    let (other, code) = there_and_back(&duo).await;
    assert!(!one.is_state(other.state.expose()) && !one.is_state(""));
    assert_eq!(exchange(&duo, &one, &code).await, Err(Refusal::Nonce.into()));

    let (started, code) = there_and_back(&duo).await;
    let said = duo.exchange(&callback(), &code, "somebody else", &started, &TestEntropy::Machine).await;
    assert_eq!(said, Err(Refusal::Username.into()));

    let (started, code) = there_and_back(&duo).await;
    let elsewhere = "https://reset.example/other".parse().unwrap();
    assert_eq!(duo.exchange(&elsewhere, &code, NAME, &started, &TestEntropy::Machine).await, Err(Refusal::Code.into()));
    assert_eq!(exchange(&duo, &started, &Secret::new("no such code")).await, Err(Refusal::Code.into()));
}

#[tokio::test]
async fn whoever_says_no() {
    let stand_in = stand_in();
    stand_in.behave(|behaviour| behaviour.action = Tampering::SaysNo);
    let begun = stand_in.duo().begin(&callback(), NAME, &TestEntropy::Machine).unwrap();
    let returned = browser(begun.url.expose()).await;
    assert!(begun.started.is_state(&returned["state"]) && !returned.contains_key("duo_code"));
    assert_eq!(DuoError::returned(&returned["error"]), Refusal::Denied.into());
    assert!(!format!("{begun:?}").contains(begun.started.state.expose()));
}

#[tokio::test]
async fn away_and_setup_are_told_apart() {
    let mut stand_in = stand_in();
    let duo = stand_in.duo();
    let fail =
        |code: u32| json!({ "stat": "FAIL", "code": code, "message": "SECRET-WORD", "message_detail": "SECRET-WORD" });
    let answers = [
        (503, json!("down"), true),
        (500, fail(50000), true),
        (429, fail(42901), true),
        (200, fail(50000), true),
        (400, fail(40002), false),
        (401, fail(40102), false),
        (200, fail(40002), false),
        (200, json!({}), false),
        (400, json!({ "stat": "OK" }), false),
        (302, json!({ "stat": "OK" }), false),
        (404, json!("no such page"), false),
    ];
    for (status, body, away) in answers {
        stand_in.behave(|behaviour| behaviour.answer = Some((status, body.clone())));
        match duo.health_check(&TestEntropy::Machine).await.unwrap_err() {
            ProviderError::Away(text) if away && !text.contains("SECRET") => {}
            ProviderError::Setup(text) if !away && !text.contains("SECRET") => {}
            other => panic!("{status} {body}: {other:?}"),
        }
    }
    stand_in.behave(|behaviour| behaviour.answer = None);
    duo.health_check(&TestEntropy::Machine).await.unwrap();

    let (started, code) = there_and_back(&duo).await;
    for (status, body) in [(503, json!("")), (429, json!({ "error": "invalid_grant" }))] {
        stand_in.behave(|behaviour| behaviour.answer = Some((status, body)));
        assert!(matches!(exchange(&duo, &started, &code).await, Err(DuoError::Away(_))));
    }
    for error in ["invalid_client", "unauthorized_client", "invalid_request", "anything"] {
        stand_in.behave(|behaviour| behaviour.answer = Some((400, json!({ "error": error }))));
        assert!(matches!(exchange(&duo, &started, &code).await, Err(DuoError::Setup(_))), "{error}");
    }
    stand_in.behave(|behaviour| behaviour.answer = Some((200, json!({ "access_token": "x" }))));
    assert!(matches!(exchange(&duo, &started, &code).await, Err(DuoError::Setup(_))));

    stand_in.stop();
    assert!(matches!(duo.health_check(&TestEntropy::Machine).await, Err(ProviderError::Away(_))));
    assert!(matches!(exchange(&duo, &started, &code).await, Err(DuoError::Away(_))));
}

#[tokio::test]
async fn a_wrong_secret_or_clock() {
    let stand_in = stand_in();
    let with = |config: DuoConfig, hand: TestClock| Duo::new(&config, Arc::new(hand)).unwrap();
    let wrong = DuoConfig { client_secret: Secret::new("0".repeat(40)), ..stand_in.config() };
    let fast = TestClock::years_ago();
    fast.advance(3600);
    let slow = TestClock::years_ago();
    slow.advance(-3600);
    for duo in [with(wrong, TestClock::years_ago()), with(stand_in.config(), fast), with(stand_in.config(), slow)] {
        let said = duo.health_check(&TestEntropy::Machine).await;
        assert!(
            matches!(&said, Err(ProviderError::Setup(text)) if text.contains("clock") && !text.contains("deadbeef"))
        );
        let (started, code) = there_and_back(&stand_in.duo()).await;
        assert!(matches!(exchange(&duo, &started, &code).await, Err(DuoError::Setup(_))));
    }
    // a certificate that is not to be trusted
    let strangers = with(DuoConfig { ca_pem: None, ..stand_in.config() }, TestClock::years_ago());
    assert!(
        matches!(strangers.health_check(&TestEntropy::Machine).await, Err(ProviderError::Setup(text)) if text.contains("certificate"))
    );
}

#[tokio::test]
async fn configurations() {
    let good = stand_in().config();
    let made = |config: &DuoConfig| Duo::new(config, Arc::new(TestClock::years_ago())).map(drop);
    made(&good).unwrap();
    let bad = [
        DuoConfig { host: "https://api.example".into(), ..good.clone() },
        DuoConfig { host: String::new(), ..good.clone() },
        DuoConfig { client_id: "D".repeat(19), ..good.clone() },
        DuoConfig { client_id: "D".repeat(21), ..good.clone() },
        DuoConfig { client_secret: Secret::new("s".repeat(39)), ..good.clone() },
        DuoConfig { client_secret: Secret::new("s".repeat(41)), ..good.clone() },
        DuoConfig { ca_pem: Some("no certificate".into()), ..good.clone() },
    ];
    for config in bad {
        assert!(matches!(made(&config), Err(ProviderError::Setup(_))), "{config:?}");
    }
    let duo = Duo::new(&good, Arc::new(TestClock::years_ago())).unwrap();
    assert!(duo.begin(&callback(), "", &TestEntropy::Machine).is_err());
    assert!(duo.begin(&"http://reset.example/".parse().unwrap(), NAME, &TestEntropy::Machine).is_err());
    assert!(
        duo.begin(&format!("https://reset.example/{}", "x".repeat(1024)).parse().unwrap(), NAME, &TestEntropy::Machine)
            .is_err()
    );

    let written = serde_json::to_string(&good).unwrap();
    assert!(!written.contains("deadbeef") && !format!("{good:?}").contains("deadbeef"));
    let read: DuoConfig = serde_json::from_str(&written).unwrap();
    assert_eq!(DuoConfig { client_secret: good.client_secret.clone(), ..read }, good);
}

/// The stand-in has to be strict for all of the above to say anything.
#[tokio::test]
async fn an_assertion_is_good_once() {
    let stand_in = stand_in();
    let frozen = TestEntropy::Same(7);
    let duo = stand_in.duo();
    duo.health_check(&frozen).await.unwrap();
    assert!(matches!(duo.health_check(&frozen).await, Err(ProviderError::Setup(_))));
    duo.health_check(&TestEntropy::Machine).await.unwrap();

    let http = Http::new(Some(&tls::ca_pem()), Duration::from_secs(5)).unwrap();
    let url = format!("https://{}/oauth/v1/health_check", stand_in.host()).parse().unwrap();
    let nothing = http.send(http.request(Method::POST, &url).unwrap().form(&[("client_id", "x")])).await.unwrap();
    assert_eq!(nothing.status, 400);
}
