//! Against a validation server that really decrypts and counts, with a YubiKey in software; and
//! against servers that lie.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod key;
mod server;

use key::SoftKey;
use latchkey_domain::Secret;
use latchkey_providers::yubikey::{Verdict, Yubikey, YubikeyConfig};
use latchkey_testkit::TestEntropy;
use latchkey_web::ProviderError;
use server::{API_KEY, CLIENT, Validation, body, echo, serve};
use std::sync::Arc;
use std::time::Duration;

fn config(urls: &[&str]) -> YubikeyConfig {
    YubikeyConfig {
        urls: urls.iter().map(ToString::to_string).collect(),
        client_id: CLIENT.into(),
        api_key: Secret::new(API_KEY),
        sync_percent: Some(50),
        timeout: Duration::from_millis(1500),
        ca_pem: None,
    }
}
fn yubikey(config: &YubikeyConfig) -> Yubikey {
    Yubikey::new(config, Arc::new(TestEntropy::seeded(std::process::id().into()))).unwrap()
}
async fn verify(urls: &[&str], otp: &str) -> Result<Verdict, ProviderError> {
    yubikey(&config(urls)).verify(&Secret::new(otp)).await
}
fn good(public_id: &str) -> Result<Verdict, ProviderError> {
    Ok(Verdict::Good { public_id: public_id.into() })
}
fn setup(said: Result<Verdict, ProviderError>) -> String {
    let Err(ProviderError::Setup(text)) = said else { panic!("not a fault of the set-up: {said:?}") };
    assert!(text.starts_with("the YubiKey validation server 127.0.0.1: "), "{text}");
    text
}
fn away(said: Result<Verdict, ProviderError>) -> String {
    let Err(ProviderError::Away(text)) = said else { panic!("not away: {said:?}") };
    text
}

#[tokio::test]
async fn every_password_once() {
    let mut anna = SoftKey::new("cccccckdvvul", 1);
    let mut ben = SoftKey::new("vvvvvvkdvvul", 2);
    let validation = Validation::of(&[&anna, &ben]);
    let url = validation.serve().await;
    for otp in [anna.touch(), anna.touch(), anna.plugged_in().touch()] {
        assert_eq!(verify(&[&url], &otp).await, good("cccccckdvvul"));
        assert_eq!(verify(&[&url], &otp).await, Ok(Verdict::Refused), "a second time");
    }
    let missed = anna.touch();
    assert_eq!(verify(&[&url], &anna.touch().to_uppercase()).await, good("cccccckdvvul"), "with Caps Lock");
    assert_eq!(verify(&[&url], &missed).await, Ok(Verdict::Refused), "older than one that was seen");
    assert_eq!(verify(&[&url], &ben.touch()).await, good("vvvvvvkdvvul"));
}

#[tokio::test]
async fn of_no_key_or_of_another() {
    let mut anna = SoftKey::new("cccccckdvvul", 1);
    let url = Validation::of(&[&anna]).serve().await;
    let mut stranger = SoftKey::new("cccccckdvvuu", 3);
    let mut forger = SoftKey::new("cccccckdvvul", 4); // the right name, another AES key
    let otp = anna.touch();
    let mut changed = otp.clone();
    let last = changed.pop().unwrap();
    changed.push(if last == 'c' { 'd' } else { 'c' });
    for bad in [stranger.touch(), forger.touch(), changed, "cbdefghijklnrtuv".repeat(3)] {
        assert_eq!(verify(&[&url], &bad).await, Ok(Verdict::Refused), "{bad}");
    }
    assert_eq!(verify(&[&url], &otp).await, good("cccccckdvvul"), "none of that used it up");
}

#[tokio::test]
async fn one_password_in_parallel_is_good_once() {
    let mut anna = SoftKey::new("cccccckdvvul", 1);
    let url = Validation::of(&[&anna]).serve().await;
    let yubikey = yubikey(&config(&[&url]));
    let otp = Secret::new(anna.touch());
    let said = eight_times(&yubikey, &otp).await;
    assert_eq!(said.iter().filter(|said| matches!(said, Ok(Verdict::Good { .. }))).count(), 1, "{said:?}");
    assert_eq!(said.iter().filter(|said| **said == Ok(Verdict::Refused)).count(), 7, "{said:?}");
}
async fn eight_times(yubikey: &Yubikey, otp: &Secret) -> Vec<Result<Verdict, ProviderError>> {
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (yubikey, otp) = (yubikey.clone(), otp.clone());
            tokio::spawn(async move { yubikey.verify(&otp).await })
        })
        .collect();
    let mut said = Vec::new();
    for task in tasks {
        said.push(task.await.unwrap());
    }
    said
}

#[tokio::test]
async fn what_was_never_typed_by_a_key_is_not_sent() {
    let url = serve(|_| panic!("asked")).await;
    for text in
        ["", "123456", &"c".repeat(32), &"c".repeat(49), &"x".repeat(44), "cccccckdvvulethkhtvkrtbeukiettvf&status=OK"]
    {
        assert_eq!(verify(&[&url], text).await, Ok(Verdict::Refused), "{text}");
    }
}

#[tokio::test]
async fn set_up_wrongly() {
    let mut anna = SoftKey::new("cccccckdvvul", 1);
    let url = Validation::of(&[&anna]).serve().await;
    let ask = async |config: YubikeyConfig, otp: String| yubikey(&config).verify(&Secret::new(otp)).await;
    let otp = anna.touch();
    let other_key = YubikeyConfig { api_key: Secret::new("AAAA"), ..config(&[&url]) };
    let text = setup(ask(other_key.clone(), otp.clone()).await);
    assert!(text.contains("BAD_SIGNATURE") && !text.contains("AAAA") && !text.contains(&otp), "{text}");
    let text = setup(ask(YubikeyConfig { client_id: "88".into(), ..config(&[&url]) }, otp.clone()).await);
    assert!(text.contains("NO_SUCH_CLIENT"), "{text}");
    let text = setup(ask(config(&[&url.replace("verify", "nowhere")]), otp.clone()).await);
    assert!(text.contains("404"), "{text}");
    assert_eq!(ask(config(&[&url]), otp).await, good("cccccckdvvul"), "none of that used it up");

    assert_eq!(yubikey(&config(&[&url])).check().await, Ok(()));
    assert!(matches!(yubikey(&other_key).check().await, Err(ProviderError::Setup(_))));
}

#[tokio::test]
async fn servers_that_lie() {
    let otp = SoftKey::new("cccccckdvvul", 1).touch();
    let key = API_KEY;
    let wrong_key = "mG5be6ZJU1qBGz24yPh/ESM3UdQ=";
    let unsigned = serve(|query| body(&echo(&query, "OK"))).await;
    assert!(setup(verify(&[&unsigned], &otp).await).contains("signature"));
    let other_signature = serve(move |query| server::signed(&echo(&query, "OK"), wrong_key)).await;
    assert!(setup(verify(&[&other_signature], &otp).await).contains("signature"));
    let turned =
        serve(move |query| server::signed(&echo(&query, "REPLAYED_OTP"), key).replace("REPLAYED_OTP", "OK")).await;
    assert!(setup(verify(&[&turned], &otp).await).contains("signature"));
    for field in ["otp", "nonce"] {
        // signed well, but cut from another conversation
        let other = serve(move |query| {
            let mut fields = echo(&query, "OK");
            fields.insert(field.into(), "cccccckdvvulethkhtvkrtbeukiettvfceekurncllcj".into());
            server::signed(&fields, key)
        });
        assert!(setup(verify(&[&other.await], &otp).await).contains("another question"), "{field}");
        let missing = serve(move |query| {
            let mut fields = echo(&query, "OK");
            fields.remove(field);
            server::signed(&fields, key)
        });
        assert!(setup(verify(&[&missing.await], &otp).await).contains("another question"), "{field}");
    }
    let page = serve(|_| "<html><body>status=OK</body></html>".into()).await;
    assert!(setup(verify(&[&page], &otp).await).contains("check the address"));
    let endless = serve(|_| "a".repeat(300_000)).await;
    assert!(setup(verify(&[&endless], &otp).await).contains("longer"));
}

#[tokio::test]
async fn the_next_server_when_one_is_away() {
    let mut anna = SoftKey::new("cccccckdvvul", 1);
    let here = Validation::of(&[&anna]).serve().await;
    let dead = server::dead().await;
    let mute = server::mute().await;
    let broken = server::answering(503).await;
    let backend = serve(|query| server::signed(&echo(&query, "BACKEND_ERROR"), API_KEY)).await;
    let few = serve(|query| body(&echo(&query, "NOT_ENOUGH_ANSWERS"))).await;
    for away in [&dead, &mute, &broken, &backend, &few] {
        assert_eq!(verify(&[away, &here], &anna.touch()).await, good("cccccckdvvul"), "{away}");
    }
    let otp = anna.touch();
    let text = away(verify(&[&dead, &mute, &broken, &backend, &few], &otp).await);
    for part in ["cannot be reached", "no answer in time", "503", "BACKEND_ERROR", "NOT_ENOUGH_ANSWERS"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains(&otp) && !text.contains("nonce"), "{text}");
    assert_eq!(verify(&[&here], &otp).await, good("cccccckdvvul"));
}

/// A server that refuses is believed; asking round until one agrees would be an attacker's way.
#[tokio::test]
async fn a_refusal_is_final() {
    let otp = SoftKey::new("cccccckdvvul", 1).touch();
    let no = serve(|query| server::signed(&echo(&query, "REPLAYED_OTP"), API_KEY)).await;
    let yes = serve(|_| panic!("asked")).await;
    assert_eq!(verify(&[&no, &yes], &otp).await, Ok(Verdict::Refused));
}
