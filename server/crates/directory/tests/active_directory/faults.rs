//! Controllers that hang, go, come back, or lose an answer.

use super::support::*;
use latchkey_directory::{ActiveDirectory, AdConfig};
use latchkey_domain::Secret;
use latchkey_domain::directory::{Directory, DirectoryError, PasswordCheck};
use std::sync::Arc;
use std::time::Duration;

const NEW: &str = "Harbour-Violin-7";

fn impatient() -> AdConfig {
    AdConfig {
        connect_timeout: Duration::from_millis(1500),
        operation_timeout: Duration::from_millis(2000),
        ..config()
    }
}

#[tokio::test]
async fn a_frozen_controller_is_given_up_in_time() {
    let proxy = Proxy::to(&servers()[0]).await;
    let ad = open(AdConfig { servers: vec![proxy.url.clone()], ..impatient() });
    proxy.set(Weather::Frozen).await;
    let (outcome, took) = timed(ad.find("user01")).await;
    assert!(matches!(outcome, Err(DirectoryError::Unreachable { .. })), "{outcome:?}");
    assert!(took < Duration::from_millis(2500), "TLS that hangs: {took:?}");

    proxy.set(Weather::Fair).await;
    assert!(ad.find("user01").await.unwrap().is_some(), "tried again although it had failed: there is no other");
    proxy.set(Weather::Frozen).await;
    let (outcome, took) = timed(ad.find("user01")).await;
    assert!(matches!(outcome, Err(DirectoryError::Unreachable { .. })), "{outcome:?}");
    assert!(took < Duration::from_millis(3000), "a pooled connection that hangs: {took:?}");
    let (rows, took) = timed(ad.check(&[])).await;
    assert!(took < Duration::from_secs(3) && !rows.is_empty(), "{took:?}");
    let (shown, took) = timed(ad.presented_certificates()).await;
    assert!(shown.is_err() && took < Duration::from_millis(2500), "{took:?}");
}

#[tokio::test]
async fn pooled_connections_survive_a_restart() {
    let proxy = Proxy::to(&servers()[0]).await;
    let ad = open(AdConfig { servers: vec![proxy.url.clone()], ..impatient() });
    let fresh = Fresh::new();
    let id = fresh.entry(&ad).await.object_id;
    let many = (0..6).map(|_| ad.find("user01"));
    assert!(futures::future::join_all(many).await.iter().all(Result::is_ok), "fills the pool");
    proxy.set(Weather::Cut).await;
    assert!(matches!(ad.find("user01").await, Err(DirectoryError::Unreachable { .. })));
    assert!(
        matches!(ad.reset(&id, &Secret::new(NEW)).await, Err(DirectoryError::Unreachable { .. })),
        "nothing was sent"
    );
    proxy.set(Weather::Fair).await;
    assert!(ad.find("user01").await.unwrap().is_some());
    assert!(ad.reset(&id, &Secret::new(NEW)).await.unwrap().signed_in);
}

#[tokio::test]
async fn the_second_controller_takes_over_and_the_first_is_spared() {
    let all = servers();
    let (one, two) = (Proxy::to(&all[0]).await, Proxy::to(&all[1]).await);
    let clock = Arc::new(TestClock::default());
    let config = AdConfig { servers: vec![one.url.clone(), two.url.clone()], ..impatient() };
    let ad = ActiveDirectory::new(config, clock.clone()).unwrap();
    let id = person(&ad, "user02").await.object_id;
    assert!(ad.state(&id).await.unwrap().server.starts_with("dc1."));

    one.set(Weather::Frozen).await;
    let (state, took) = timed(ad.state(&id)).await;
    assert!(state.unwrap().server.starts_with("dc2.") && took < Duration::from_secs(4), "{took:?}");
    let (state, took) = timed(ad.state(&id)).await;
    assert!(
        state.unwrap().server.starts_with("dc2.") && took < Duration::from_millis(1000),
        "the first is left alone: {took:?}"
    );

    one.set(Weather::Fair).await;
    clock.advance(Duration::from_secs(31));
    assert!(ad.state(&id).await.unwrap().server.starts_with("dc1."), "and comes back");

    one.set(Weather::Cut).await;
    two.set(Weather::Cut).await;
    assert!(matches!(ad.state(&id).await, Err(DirectoryError::Unreachable { .. })));
    two.set(Weather::Fair).await;
    assert!(ad.state(&id).await.unwrap().server.starts_with("dc2."), "all had failed, so all are tried");
}

#[tokio::test]
async fn reads_after_a_write_ask_who_took_it() {
    let all = servers();
    let one = Proxy::to(&all[0]).await;
    let clock = Arc::new(TestClock::default());
    let config = AdConfig { servers: vec![one.url.clone(), all[1].clone()], ..impatient() };
    let ad = ActiveDirectory::new(config, clock.clone()).unwrap();
    let fresh = Fresh::new();
    samba_sync();
    let id = fresh.entry(&ad).await.object_id;
    one.set(Weather::Cut).await;
    let written = ad.reset(&id, &Secret::new(NEW)).await.unwrap();
    assert!(written.signed_in && written.server.starts_with("dc2."), "{written:?}");
    one.set(Weather::Fair).await;
    clock.advance(Duration::from_secs(31));
    assert!(ad.find("user01").await.unwrap().is_some());
    assert!(ad.state(&id).await.unwrap().server.starts_with("dc2."), "not one that may not have heard of it");
    assert_eq!(ad.verify_password(&id, &Secret::new(NEW)).await, Ok(PasswordCheck::Right));
    let other = person(&ad, "user03").await.object_id;
    assert!(ad.state(&other).await.unwrap().server.starts_with("dc1."));
    clock.advance(Duration::from_secs(121));
    assert!(ad.state(&id).await.unwrap().server.starts_with("dc1."));
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_never_sent_twice() {
    let proxy = Proxy::to(&servers()[0]).await;
    let ad = Arc::new(open(AdConfig { servers: vec![proxy.url.clone()], ..impatient() }));
    let fresh = Fresh::new();
    let id = fresh.entry(&ad).await.object_id;
    // The answers to the reads pass; the write's answer does not. A read takes about a
    // millisecond and the write thirty, so look for a moment between them.
    let mut lost = false;
    for round in 0..30 {
        proxy.set(Weather::Fair).await;
        assert!(ad.find("user01").await.is_ok());
        let password = Secret::new(format!("Harbour-Violin-{round:03}"));
        let task = tokio::spawn({
            let (ad, id, password) = (ad.clone(), id.clone(), password.clone());
            async move { ad.reset(&id, &password).await }
        });
        tokio::time::sleep(Duration::from_millis(4 + round)).await;
        proxy.set(Weather::AnswersLost).await;
        match task.await.unwrap() {
            Err(DirectoryError::Unknown { .. }) => {
                lost = true;
                let direct = directory();
                assert_eq!(
                    direct.verify_password(&id, &password).await,
                    Ok(PasswordCheck::Right),
                    "it had been carried out"
                );
                break;
            }
            Ok(_) | Err(DirectoryError::Unreachable { .. }) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(lost, "no answer to a write was lost in thirty rounds");
}
