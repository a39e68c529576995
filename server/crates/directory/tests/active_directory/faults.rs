//! Controllers that hang, go, come back, or lose an answer.

use super::support::*;
use latchkey_directory::{ActiveDirectory, AdConfig, ProcessState};
use latchkey_domain::Secret;
use latchkey_domain::directory::{
    DirectoryError, HealthCheck as _, PasswordCheck, PasswordVerifier as _, PasswordWriter as _, SharedState,
};
use latchkey_testkit::TestClock;
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
    let (outcome, took) = timed(reads(&ad)).await;
    assert!(matches!(outcome, Err(DirectoryError::Unreachable { .. })), "{outcome:?}");
    assert!(took < Duration::from_millis(2500), "TLS that hangs: {took:?}");

    proxy.set(Weather::Fair).await;
    assert_eq!(reads(&ad).await, Ok(()), "tried again although it had failed: there is no other");
    proxy.set(Weather::Frozen).await;
    let (outcome, took) = timed(reads(&ad)).await;
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
    let many = (0..6).map(|_| reads(&ad));
    assert!(futures::future::join_all(many).await.iter().all(Result::is_ok), "fills the pool");
    proxy.set(Weather::Cut).await;
    assert!(matches!(reads(&ad).await, Err(DirectoryError::Unreachable { .. })));
    assert!(
        matches!(ad.reset(&id, &Secret::new(NEW)).await, Err(DirectoryError::Unreachable { .. })),
        "nothing was sent"
    );
    proxy.set(Weather::Fair).await;
    assert_eq!(reads(&ad).await, Ok(()));
    assert!(ad.reset(&id, &Secret::new(NEW)).await.unwrap().signed_in);
}

#[tokio::test]
async fn the_second_controller_takes_over_and_the_first_is_spared() {
    let all = servers();
    let (one, two) = (Proxy::to(&all[0]).await, Proxy::to(&all[1]).await);
    let clock = Arc::new(TestClock::of_machine());
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
    clock.advance(31);
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
    let clock = Arc::new(TestClock::of_machine());
    let config = AdConfig { servers: vec![one.url.clone(), all[1].clone()], ..impatient() };
    let ad = ActiveDirectory::new(config, clock.clone()).unwrap();
    let fresh = Fresh::new();
    samba_sync();
    let id = fresh.entry(&ad).await.object_id;
    one.set(Weather::Cut).await;
    let written = ad.reset(&id, &Secret::new(NEW)).await.unwrap();
    assert!(written.signed_in && written.server.starts_with("dc2."), "{written:?}");
    one.set(Weather::Fair).await;
    clock.advance(31);
    assert_eq!(reads(&ad).await, Ok(()));
    assert!(ad.state(&id).await.unwrap().server.starts_with("dc2."), "not one that may not have heard of it");
    assert_eq!(ad.verify_password(&id, &Secret::new(NEW)).await, Ok(PasswordCheck::Right));
    let other = person(&ad, "user03").await.object_id;
    assert!(ad.state(&other).await.unwrap().server.starts_with("dc1."));
    clock.advance(121);
    assert!(ad.state(&id).await.unwrap().server.starts_with("dc1."));
}

/// Two servers of ours with one state. What the first learnt of a controller's health is its own; where it wrote is not.
#[tokio::test]
async fn what_one_server_wrote_the_other_one_reads_there() {
    let all = servers();
    let one = Proxy::to(&all[0]).await;
    let clock = Arc::new(TestClock::default());
    let shared: Arc<dyn SharedState> = Arc::new(ProcessState::new(clock.clone()));
    let config = AdConfig { servers: vec![one.url.clone(), all[1].clone()], ..impatient() };
    let server = || ActiveDirectory::sharing(config.clone(), clock.clone(), shared.clone()).unwrap();
    let (first, second) = (server(), server());
    let fresh = Fresh::new();
    samba_sync();
    let id = fresh.entry(&first).await.object_id;
    assert!(second.state(&id).await.unwrap().server.starts_with("dc1."));
    one.set(Weather::Cut).await;
    assert!(first.reset(&id, &Secret::new(NEW)).await.unwrap().server.starts_with("dc2."));
    one.set(Weather::Fair).await;
    assert!(second.state(&id).await.unwrap().server.starts_with("dc2."), "not one that may not have heard of it");
    assert_eq!(second.verify_password(&id, &Secret::new(NEW)).await, Ok(PasswordCheck::Right));
    let other = person(&second, "user03").await.object_id;
    assert!(second.state(&other).await.unwrap().server.starts_with("dc1."));
    clock.advance(121);
    assert!(second.state(&id).await.unwrap().server.starts_with("dc1."));
}

/// The server that was sent the write ends before its answer: the one beside it asks nobody else.
#[tokio::test]
async fn an_open_write_binds_the_other_server_too() {
    let clock = Arc::new(TestClock::default());
    let shared: Arc<dyn SharedState> = Arc::new(ProcessState::new(clock.clone()));
    let all = servers();
    let (one, two) = (Proxy::to(&all[0]).await, Proxy::to(&all[1]).await);
    let config = AdConfig { servers: vec![one.url.clone(), two.url.clone()], ..impatient() };
    let server = || ActiveDirectory::sharing(config.clone(), clock.clone(), shared.clone()).unwrap();
    let (first, second) = (server(), server());
    let fresh = Fresh::new();
    samba_sync();
    let id = fresh.entry(&first).await.object_id;
    first.policy_for(&id).await.unwrap();
    one.turn_after(1, Weather::Frozen);
    let outcome = first.reset(&id, &Secret::new(NEW)).await;
    let Err(DirectoryError::Unknown { server, .. }) = outcome else { panic!("{outcome:?}") };
    drop(first);
    let away = |outcome: Result<(), DirectoryError>| matches!(outcome, Err(DirectoryError::Unreachable { .. }));
    assert!(away(second.state(&id).await.map(drop)), "the second controller would answer with the old state");
    assert!(away(second.reset(&id, &Secret::new("Another-Violin-8")).await.map(drop)), "nor is it written elsewhere");
    one.set(Weather::Fair).await;
    second.state_from(&id, &server).await.unwrap();
    one.set(Weather::Cut).await;
    assert!(second.state(&id).await.unwrap().server.starts_with("dc2."), "what became of it is known");
}

/// A directory of both controllers behind proxies, warm: one connection and all policies are known.
async fn two(clock: &Arc<TestClock>) -> (Proxy, Proxy, ActiveDirectory) {
    let all = servers();
    let (one, two) = (Proxy::to(&all[0]).await, Proxy::to(&all[1]).await);
    let config = AdConfig { servers: vec![one.url.clone(), two.url.clone()], ..impatient() };
    let ad = ActiveDirectory::new(config, clock.clone()).unwrap();
    (one, two, ad)
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_never_sent_twice() {
    let clock = Arc::new(TestClock::of_machine());
    let (one, _two, ad) = two(&clock).await;
    let fresh = Fresh::new();
    let id = fresh.entry(&ad).await.object_id;
    ad.policy_for(&id).await.unwrap();
    // The account is read, the write arrives, and its answer does not.
    one.turn_after(1, Weather::AnswersLost);
    let outcome = ad.reset(&id, &Secret::new(NEW)).await;
    let Err(DirectoryError::Unknown { server, .. }) = outcome else { panic!("{outcome:?}") };
    assert!(server.starts_with("dc1."), "{server}");
    one.set(Weather::Fair).await;
    assert_eq!(
        directory().verify_password(&id, &Secret::new(NEW)).await,
        Ok(PasswordCheck::Right),
        "it was carried out"
    );
    assert!(directory().state(&id).await.unwrap().password_set_at.is_some());
}

/// The controller hangs when the write reaches it, and works it off when it wakes up. Meanwhile the
/// other one knows only the old state, and believing it would tell the person a falsehood.
#[tokio::test]
async fn what_became_of_a_lost_write_is_asked_of_nobody_else() {
    let clock = Arc::new(TestClock::of_machine());
    let (one, _two, ad) = two(&clock).await;
    let fresh = Fresh::new();
    samba_sync();
    let id = fresh.entry(&ad).await.object_id;
    fresh.put(&["age", "3"]);
    let before = ad.state(&id).await.unwrap();
    assert!(before.server.starts_with("dc1."));
    ad.policy_for(&id).await.unwrap();
    one.turn_after(1, Weather::Frozen);
    let outcome = ad.reset(&id, &Secret::new(NEW)).await;
    let Err(DirectoryError::Unknown { server, .. }) = outcome else { panic!("{outcome:?}") };
    assert_eq!(server, before.server);

    let away = |outcome: Result<(), DirectoryError>| matches!(outcome, Err(DirectoryError::Unreachable { .. }));
    assert!(away(ad.state_from(&id, &server).await.map(drop)));
    assert!(away(ad.state(&id).await.map(drop)), "the second controller would answer with the old state");
    assert!(away(ad.verify_password(&id, &Secret::new(NEW)).await.map(drop)));
    assert!(away(ad.reset(&id, &Secret::new("Another-Violin-8")).await.map(drop)), "nor is it written elsewhere");
    let other = person(&ad, "user04").await.object_id;
    assert!(ad.state(&other).await.unwrap().server.starts_with("dc2."), "everybody else is served");
    // Another process of ours, which has nothing but the server's name from the first.
    let config = AdConfig { servers: vec![one.url.clone(), servers()[1].clone()], ..impatient() };
    let restarted = ActiveDirectory::new(config, clock.clone()).unwrap();
    assert!(away(restarted.state_from(&id, &server).await.map(drop)));
    assert!(away(ad.state_from(&id, "dc9.corp.latchkey.test").await.map(drop)), "no such controller");

    one.set(Weather::Fair).await;
    let after = ad.state_from(&id, &server).await.unwrap();
    assert_eq!(after.server, server);
    assert!(after.password_set_at > before.password_set_at, "it was carried out after all: {after:?}");
    assert_eq!(restarted.state_from(&id, &server).await.unwrap(), after);
    assert_eq!(ad.verify_password(&id, &Secret::new(NEW)).await, Ok(PasswordCheck::Right));
    assert!(ad.reset(&id, &Secret::new("Another-Violin-8")).await.unwrap().signed_in, "and all is as before");
}

#[tokio::test]
async fn an_open_write_binds_for_two_minutes() {
    let clock = Arc::new(TestClock::of_machine());
    let (one, _two, ad) = two(&clock).await;
    let fresh = Fresh::new();
    samba_sync();
    let id = fresh.entry(&ad).await.object_id;
    ad.policy_for(&id).await.unwrap();
    one.turn_after(1, Weather::AnswersLost);
    assert!(matches!(ad.unlock(&id).await, Err(DirectoryError::Unknown { .. })));
    one.set(Weather::Cut).await;
    assert!(matches!(ad.state(&id).await, Err(DirectoryError::Unreachable { .. })));
    clock.advance(121);
    assert!(ad.state(&id).await.unwrap().server.starts_with("dc2."));
}

#[tokio::test]
async fn a_confirmed_write_is_written_whatever_fails_afterwards() {
    let clock = Arc::new(TestClock::of_machine());
    let (one, _two, ad) = two(&clock).await;
    for weather in [Weather::Cut, Weather::Frozen, Weather::AnswersLost] {
        let fresh = Fresh::new();
        let id = fresh.entry(&ad).await.object_id;
        ad.policy_for(&id).await.unwrap();
        // Read, written, confirmed; the reading back finds nobody.
        one.turn_after(2, weather);
        let (outcome, took) = timed(ad.reset(&id, &Secret::new(NEW))).await;
        let written = outcome.unwrap();
        assert!(written.server.starts_with("dc1.") && !written.signed_in, "{weather:?}: {written:?}");
        assert_eq!(written.state, None, "{weather:?}");
        assert!(took < Duration::from_millis(4500), "{weather:?}: {took:?}");
        one.set(Weather::Fair).await;
        clock.advance(31);
        assert_eq!(ad.verify_password(&id, &Secret::new(NEW)).await, Ok(PasswordCheck::Right));
    }
}

#[tokio::test]
async fn a_reset_ends_in_time_and_sends_nothing_later() {
    let proxy = Proxy::to(&servers()[0]).await;
    let ad = Arc::new(open(AdConfig { servers: vec![proxy.url.clone()], ..impatient() }));
    let fresh = Fresh::new();
    let id = fresh.entry(&ad).await.object_id;
    proxy.set(Weather::Frozen).await;
    // Enough others in front of it to wait for much longer than it may.
    let others: Vec<_> = (0..60)
        .map(|_| {
            let ad = ad.clone();
            tokio::spawn(async move { reads(&ad).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let (outcome, took) = timed(ad.reset(&id, &Secret::new(NEW))).await;
    assert!(matches!(outcome, Err(DirectoryError::Unreachable { .. })), "{outcome:?}");
    assert!(took < Duration::from_millis(4500), "{took:?}");
    proxy.set(Weather::Fair).await;
    for other in others {
        let _ = other.await.unwrap();
    }
    assert_eq!(directory().verify_password(&id, &first_password()).await, Ok(PasswordCheck::Right));
}

/// A kept connection dies under a password that had arrived: it was counted, so the count is read
/// again before it is sent once more.
#[tokio::test]
async fn a_password_that_may_have_arrived_is_counted_before_it_is_sent_again() {
    let proxy = Proxy::to(&servers()[0]).await;
    // patient enough that the connection ends by what is done here, not by the time
    let patient = Duration::from_secs(20);
    let ad = Arc::new(open(AdConfig { servers: vec![proxy.url.clone()], operation_timeout: patient, ..impatient() }));
    let fresh = Fresh::new();
    let id = fresh.entry(&ad).await.object_id;
    let wrong = Secret::new("wrong");
    assert_eq!(ad.verify_password(&id, &wrong).await, Ok(PasswordCheck::Wrong), "one of three; its connection is kept");
    proxy.turn_after(1, Weather::AnswersLost);
    let second = tokio::spawn({
        let (ad, id) = (ad.clone(), id.clone());
        async move { ad.verify_password(&id, &Secret::new("wrong")).await }
    });
    while !proxy.is(Weather::AnswersLost) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for _ in 0..20 {
        if fresh.number("badPwdCount") == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(fresh.number("badPwdCount"), 2, "it had arrived");
    proxy.hang_up();
    proxy.set(Weather::Fair).await;
    let outcome = second.await.unwrap();
    assert!(matches!(outcome, Err(DirectoryError::WouldLock { .. })), "{outcome:?}");
    assert!(!directory().state(&id).await.unwrap().locked);
}
