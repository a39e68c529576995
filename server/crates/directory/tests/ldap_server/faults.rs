//! Servers that hang, go, come back, or lose an answer.

use super::support::*;
use latchkey_domain::Secret;
use latchkey_domain::directory::{
    DirectoryError, HealthCheck as _, PasswordCheck, PasswordVerifier as _, PasswordWriter as _, PeopleSource as _,
};
use std::time::Duration;

#[tokio::test]
async fn a_frozen_server_is_given_up_in_time() {
    let proxy = Proxy::to(&server()).await;
    let directory = open(impatient(vec![proxy.url.clone()]));
    proxy.set(Weather::Frozen).await;
    let (outcome, took) = timed(reads(&directory)).await;
    assert!(matches!(outcome, Err(DirectoryError::Unreachable { .. })), "{outcome:?}");
    assert!(took < Duration::from_millis(2500), "{took:?}");
    proxy.set(Weather::Fair).await;
    assert_eq!(reads(&directory).await, Ok(()));
    proxy.set(Weather::Frozen).await;
    let (rows, took) = timed(directory.check(&[])).await;
    assert!(took < Duration::from_secs(3) && !rows.is_empty(), "{took:?}");
}

#[tokio::test]
async fn kept_connections_survive_a_restart() {
    let proxy = Proxy::to(&server()).await;
    let directory = open(impatient(vec![proxy.url.clone()]));
    let fresh = Fresh::person();
    let id = fresh.entry(&directory).await.object_id;
    assert_eq!(directory.verify_password(&id, &first_password()).await, Ok(PasswordCheck::Right));
    proxy.hang_up();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(directory.verify_password(&id, &first_password()).await, Ok(PasswordCheck::Right));
    proxy.hang_up();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(directory.reset(&id, &new_password()).await.unwrap().signed_in);
    proxy.set(Weather::Cut).await;
    let outcome = directory.reset(&id, &Secret::new("Another-Violin-8")).await;
    assert!(matches!(outcome, Err(DirectoryError::Unreachable { .. })), "nothing was sent: {outcome:?}");
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_the_server_knows() {
    let proxy = Proxy::to(&server()).await;
    let directory = open(impatient(vec![proxy.url.clone()]));
    let fresh = Fresh::person();
    let id = fresh.entry(&directory).await.object_id;
    let before = directory.state(&id).await.unwrap().password_set_at;
    tokio::time::sleep(Duration::from_millis(1100)).await;
    // The account is read, the write arrives, and its answer does not.
    proxy.turn_after(1, Weather::AnswersLost);
    let outcome = directory.reset(&id, &new_password()).await;
    let Err(DirectoryError::Unknown { server, .. }) = outcome else { panic!("{outcome:?}") };
    assert!(proxy.is(Weather::AnswersLost));
    let away = directory.state_from(&id, &server).await;
    assert!(matches!(away, Err(DirectoryError::Unreachable { .. })), "while it does not answer: {away:?}");
    proxy.set(Weather::Fair).await;
    let state = directory.state_from(&id, &server).await.unwrap();
    assert!(state.password_set_at > before, "it was carried out, and can be seen to be");
    assert_eq!(directory.verify_password(&id, &new_password()).await, Ok(PasswordCheck::Right));
    let elsewhere = directory.state_from(&id, "ldap9.latchkey.test").await;
    assert!(matches!(elsewhere, Err(DirectoryError::Unreachable { .. })), "nobody else is asked: {elsewhere:?}");
}

#[tokio::test]
async fn a_write_that_never_arrived_shows_the_old_state() {
    let proxy = Proxy::to(&server()).await;
    let directory = open(impatient(vec![proxy.url.clone()]));
    let fresh = Fresh::person();
    let id = fresh.entry(&directory).await.object_id;
    let before = directory.state(&id).await.unwrap().password_set_at;
    proxy.turn_after(1, Weather::Cut);
    let outcome = directory.reset(&id, &new_password()).await;
    let Err(DirectoryError::Unknown { server, .. }) = outcome else { panic!("{outcome:?}") };
    proxy.set(Weather::Fair).await;
    assert_eq!(directory.state_from(&id, &server).await.unwrap().password_set_at, before);
    assert_eq!(directory.verify_password(&id, &first_password()).await, Ok(PasswordCheck::Right));
}

#[tokio::test]
async fn a_listing_that_breaks_off_leaves_nobody_out() {
    let proxy = Proxy::to(&server()).await;
    let directory = open(impatient(vec![proxy.url.clone()]));
    let whole = everybody(&self::directory(), &[staff()], 1000).await.unwrap();
    let (mut all, mut cursor, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = directory.list(&[staff()], cursor.as_ref(), 10).await.unwrap();
        all.extend(page.entries.into_iter().map(|entry| entry.object_id));
        pages += 1;
        if pages == 2 {
            proxy.hang_up();
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    let left_out = whole.iter().filter(|entry| entry.login.starts_with("user") && !all.contains(&entry.object_id));
    assert_eq!(left_out.count(), 0);
}

#[tokio::test]
async fn the_second_server_takes_over() {
    let one = Proxy::to(&server()).await;
    let two = Proxy::listening("localhost", &server()).await;
    let second = latchkey_directory::ServerUrl::parse(&format!("ldaps://localhost:{}", two.url.port())).unwrap();
    let directory = open(impatient(vec![one.url.clone(), second]));
    let fresh = Fresh::person();
    let id = fresh.entry(&directory).await.object_id;
    assert_eq!(directory.state(&id).await.unwrap().server, "127.0.0.1");
    one.set(Weather::Cut).await;
    let written = directory.reset(&id, &new_password()).await.unwrap();
    assert_eq!((written.server.as_str(), written.signed_in), ("localhost", true));
    one.set(Weather::Fair).await;
    assert_eq!(directory.state(&id).await.unwrap().server, "localhost", "who took a write is asked of it");
}
