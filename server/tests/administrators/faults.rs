//! "Your administrator has been told" is true.

use crate::support::{Home, soon};
use latchkey::fault::Fault;
use latchkey::services::refusal;
use latchkey_contract::admin::{FaultRow, WorkFault, WorkKind};
use latchkey_domain::Reason;
use latchkey_domain::directory::DirectoryError;
use latchkey_store::{StoreError, jobs};

async fn shown(home: &Home, admin: &crate::support::Browser, count: usize) -> Vec<FaultRow> {
    soon(|| async {
        let faults = home.api.overview.overview(&admin.caller()).await.unwrap().faults;
        (faults.len() >= count).then_some(faults)
    })
    .await
}

fn broken() -> Fault {
    Fault::Store(StoreError::Corrupt("for hunter2@home.example".into()))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_shows_what_people_were_told_of() {
    let home = Home::practice().await;
    let (admin, _) = home.administrator("jonas").await;
    let reference = home.app.report("a recovery could not be read", &broken()).reference;
    let faults = shown(&home, &admin, 1).await;
    assert_eq!(
        (faults[0].reference.as_str(), faults[0].line.as_str()),
        (reference.as_str(), "a recovery could not be read")
    );
    let right = DirectoryError::NotPermitted { right: "Reset Password".into() };
    let Reason::SetupFault { reference } = refusal::reason(&home.app, &right) else { panic!() };
    let faults = shown(&home, &admin, 2).await;
    let row = faults.iter().find(|fault| fault.reference == reference).unwrap();
    assert_eq!(row.line, "the service account lacks the right: Reset Password");
    // a server's own words may name somebody
    let odd = DirectoryError::Other { detail: "CN=Anna Lindqvist,OU=People".into() };
    assert!(matches!(refusal::reason(&home.app, &odd), Reason::SetupFault { .. }));
    shown(&home, &admin, 3).await;
    let rows = home.audited("fault.reported").await;
    let text = format!("{rows:?}");
    assert!(!text.contains("hunter2") && !text.contains("Anna"), "{text}");
    home.sleep(7 * 86_400 + 1);
    // the session has ended by now, and another begins
    let (admin, _) = home.administrator("kim").await;
    assert!(home.api.overview.overview(&admin.caller()).await.unwrap().faults.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_makes_the_log_grow_with_them() {
    let home = Home::practice().await;
    let (admin, _) = home.administrator("jonas").await;
    for _ in 0..50 {
        home.app.report("a sign-in could not be checked", &broken());
    }
    home.app.report("another thing", &broken());
    assert_eq!(shown(&home, &admin, 2).await.len(), 2);
    // nor with a second server
    let other = latchkey::fault_reports::Faults::new(home.second_store().await, home.app.clock.clone());
    other.tell("LK-222222", "a sign-in could not be checked");
    other.tell("LK-333333", "a third thing");
    assert_eq!(shown(&home, &admin, 3).await.len(), 3);
    home.sleep(61);
    home.app.report("a sign-in could not be checked", &broken());
    assert_eq!(shown(&home, &admin, 4).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_fails_is_shown() {
    let home = Home::practice().await;
    let (admin, _) = home.administrator("jonas").await;
    home.write(|tx| jobs::enqueue(tx, "invite", &"x", tx.now(), None)).await;
    home.write(|tx| {
        let job = jobs::lease(tx, "w", 60, 1, &["invite"])?.remove(0);
        jobs::give_up(tx, &job, r#"{"not-sent":{"said":"The mail server refused our sign-in."}}"#)
    })
    .await;
    let failing = home.api.overview.overview(&admin.caller()).await.unwrap().failing;
    assert_eq!(failing.len(), 1);
    assert_eq!((&failing[0].work, failing[0].count), (&WorkKind::Invite, 1));
    assert_eq!(failing[0].error, WorkFault::NotSent { said: "The mail server refused our sign-in.".into() });
}
