//! When argon2 is busy, and when the database is.

use crate::support::{Browser, ELSEWHERE, Home, OFFICE, PASSWORD, is_later, soon};
use latchkey_contract::admin::{AdminSignIn, FlashMessage};
use std::sync::mpsc;
use std::time::Duration;

/// Every place for hashing is taken until the sender goes.
async fn crowded(home: &Home) -> mpsc::Sender<()> {
    let (go, wait) = mpsc::channel::<()>();
    let wait = std::sync::Arc::new(std::sync::Mutex::new(wait));
    let begun = std::sync::Arc::new(tokio::sync::Semaphore::new(0));
    for _ in 0..3 {
        let (app, wait, begun) = (home.app.clone(), wait.clone(), begun.clone());
        tokio::spawn(async move {
            let held = move |_: &mut _| {
                begun.add_permits(1);
                let _ = wait.lock().map(|wait| wait.recv());
            };
            app.argon2(held).await
        });
    }
    drop(begun.acquire_many(3).await.unwrap());
    go
}

/// Sooner than anybody waits for a place.
async fn at_once<T>(asked: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(3), asked).await.expect("it waited for a place")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_over_a_limit_or_has_no_link_is_answered_without_a_hash() {
    let home = Home::practice().await;
    let mut guesser = Browser::at(OFFICE);
    for _ in 0..5 {
        guesser.sign_in(&home, "jonas", "wrong guess again").await;
    }
    let _crowd = crowded(&home).await;
    let (_, said) = at_once(guesser.sign_in(&home, "jonas", PASSWORD)).await;
    assert!(is_later(said.as_ref()), "{said:?}");
    let said = at_once(Browser::at(ELSEWHERE).first_admin(&home, "jonas", PASSWORD)).await;
    assert_eq!(said, (AdminSignIn::SignIn, Some(FlashMessage::Over)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_is_said_and_costs_nothing() {
    let home = Home::practice().await;
    let link = home.link(None).await;
    let mut browser = Browser::at(OFFICE);
    browser.open_setup(&home, &link).await;
    let profiles = crowded(&home).await;
    let mut other = Browser::at(ELSEWHERE);
    let (busy, also) =
        tokio::join!(browser.first_admin(&home, "jonas", PASSWORD), other.sign_in(&home, "jonas", PASSWORD));
    assert_eq!(busy, (AdminSignIn::FirstAdmin { name: None, problem: None }, Some(FlashMessage::Busy)));
    assert_eq!(also, (AdminSignIn::SignIn, Some(FlashMessage::Busy)));
    drop(profiles);
    let next = browser.first_admin(&home, "jonas", PASSWORD).await.0;
    assert!(matches!(next, AdminSignIn::SetUpTotp { .. }), "{next:?}");
}

/// A fault of ours is never told as the person's mistake; and the console hears of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_is_said_with_its_reference() {
    let home = Home::practice().await;
    let (admin, _) = home.administrator("jonas").await;
    let link = home.link(None).await;
    let (go, wait) = mpsc::channel::<()>();
    let (begun, started) = tokio::sync::oneshot::channel();
    let blocker = home.second_store().await;
    let holding = tokio::spawn(async move {
        blocker
            .write(move |_| {
                let _ = begun.send(());
                let _ = wait.recv();
                Ok(())
            })
            .await
    });
    started.await.unwrap();
    // one after the other: both wait for the one that writes
    let (_, signing_in) = Browser::at(OFFICE).sign_in(&home, "jonas", PASSWORD).await;
    let (_, opening) = Browser::at(OFFICE).open_setup(&home, &link).await;
    go.send(()).unwrap();
    holding.await.unwrap().unwrap();
    let reference = |said: Option<FlashMessage>| match said {
        Some(FlashMessage::Fault { reference }) => reference,
        other => panic!("{other:?}"),
    };
    let (first, second) = (reference(signing_in), reference(opening));
    assert!(first.starts_with("LK-") && second.starts_with("LK-") && first != second);
    let shown = soon(|| async {
        let overview = home.api.overview.overview(&admin.caller()).await.unwrap();
        overview.faults.into_iter().find(|fault| fault.reference == second)
    })
    .await;
    assert_eq!(shown.line, "the set-up link could not be opened");
}
