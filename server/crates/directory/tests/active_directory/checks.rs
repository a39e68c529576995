//! The activation doctor.

use super::support::*;
use latchkey_directory::{ActiveDirectory, AdConfig, ProcessState, ServerUrl};
use latchkey_domain::Secret;
use latchkey_domain::directory::{
    CheckKind, CheckRow, DirectoryError, Evidence, HealthCheck as _, PasswordWriter as _, Repair, Verdict,
};
use latchkey_testkit::TestClock;
use std::sync::Arc;

fn row(rows: &[CheckRow], kind: CheckKind) -> &CheckRow {
    rows.iter().find(|row| row.kind == kind).unwrap_or_else(|| panic!("no row for {kind:?}: {rows:#?}"))
}

#[tokio::test]
async fn everything_in_order() {
    let ad = open(AdConfig { account: env("LATCHKEY_TEST_AD_PSO_SVC_UPN"), servers: servers(), ..config() });
    let rows = ad.check(&[people_ou()]).await;
    let bad: Vec<_> =
        rows.iter().filter(|row| row.verdict != Verdict::Good && row.kind != CheckKind::PolicyHints).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    assert_eq!(rows.iter().filter(|row| row.kind == CheckKind::Bind).count(), 2, "both controllers");
    assert_eq!(row(&rows, CheckKind::PolicyHints).verdict, Verdict::Warn, "Samba lists no policy hints");
    let seen = &row(&rows, CheckKind::ReadPolicy).evidence;
    let Evidence::Policies { finer, .. } = seen else { panic!("{seen:?}") };
    assert!(finer.iter().any(|(name, _)| name.contains("PSO-Privileged")), "{rows:#?}");
}

#[tokio::test]
async fn a_closed_pso_is_said() {
    let rows = directory().check(&[people_ou()]).await;
    let policy = row(&rows, CheckKind::ReadPolicy);
    assert_eq!(policy.verdict, Verdict::Warn);
    let command =
        format!("dsacls \"CN=Password Settings Container,CN=System,{}\" /I:T /G \"LATCHKEY\\svc-latchkey:GR\"", base());
    assert_eq!(policy.repair, Some(Repair::Commands(command)));
    assert_eq!(row(&rows, CheckKind::ResetRight).verdict, Verdict::Good);
}

#[tokio::test]
async fn missing_rights_come_with_their_commands() {
    let rows = directory_without_rights().check(&[people_ou()]).await;
    for (kind, right) in [
        (CheckKind::ResetRight, "CA;Reset Password;user"),
        (CheckKind::UnlockRight, "RPWP;lockoutTime;user"),
        (CheckKind::PwdLastSetRight, "RPWP;pwdLastSet;user"),
    ] {
        let row = row(&rows, kind);
        assert_eq!(row.verdict, Verdict::Bad, "{row:?}");
        let command = format!("dsacls \"{}\" /I:S /G \"LATCHKEY\\svc-norights:{right}\"", people_ou());
        assert_eq!(row.repair, Some(Repair::Commands(command)));
    }
}

#[tokio::test]
async fn rights_in_one_unit_only() {
    let rows = directory().check(&[]).await;
    let reset = row(&rows, CheckKind::ResetRight);
    assert_eq!(reset.verdict, Verdict::Warn, "OU=Elsewhere was not delegated: {reset:?}");
    let rows = directory().check(&[format!("OU=Elsewhere,{}", base())]).await;
    assert_eq!(row(&rows, CheckKind::ResetRight).verdict, Verdict::Bad);
}

#[tokio::test]
async fn an_administrator_as_service_account_is_warned_of() {
    let account = env("LATCHKEY_TEST_AD_ADMIN_UPN");
    let password = Secret::new(env("LATCHKEY_TEST_AD_ADMIN_PASS"));
    let rows = open(AdConfig { account, password, ..config() }).check(&[people_ou()]).await;
    assert_eq!(row(&rows, CheckKind::ResetRight).verdict, Verdict::Warn);
    let seen = &row(&rows, CheckKind::ResetRight).evidence;
    assert!(matches!(seen, Evidence::Right { administrator: true, .. }), "{seen:?}");
}

#[tokio::test]
async fn a_refused_service_account_is_not_tried_until_it_locks() {
    let fresh = Fresh::new();
    let account = format!("{}@{}", fresh.name, env("LATCHKEY_TEST_AD_DOMAIN"));
    let ad = open(AdConfig { account, password: Secret::new("not this one"), servers: servers(), ..config() });
    for _ in 0..10 {
        assert!(matches!(reads(&ad).await, Err(DirectoryError::BindRefused { .. })));
    }
    let rows = ad.check(&[]).await;
    assert_eq!(row(&rows, CheckKind::Bind).verdict, Verdict::Bad);
    let seen = &row(&rows, CheckKind::Bind).evidence;
    assert!(matches!(seen, Evidence::SignInRefused { data } if ["52e", "rc 49"].contains(&data.as_str())), "{seen:?}");
    assert_eq!(row(&rows, CheckKind::ResetRight).verdict, Verdict::NotTried);
    let state = directory().state(&fresh.entry(&directory()).await.object_id).await.unwrap();
    assert!(!state.locked, "two tries, one of them the administrator's own");
}

#[tokio::test]
async fn many_at_once_with_a_wrong_service_password_are_one_try() {
    let fresh = Fresh::new();
    let account = format!("{}@{}", fresh.name, env("LATCHKEY_TEST_AD_DOMAIN"));
    let config = AdConfig { account, password: Secret::new("not this one"), servers: servers(), ..config() };
    let clock = Arc::new(TestClock::of_machine());
    let ad = ActiveDirectory::new(config, clock.clone()).unwrap();
    let refused = async || {
        let many = (0..20).map(|_| reads(&ad));
        let answers = futures::future::join_all(many).await;
        assert!(answers.iter().all(|answer| matches!(answer, Err(DirectoryError::BindRefused { .. }))), "{answers:?}");
    };
    refused().await;
    assert_eq!(fresh.number("badPwdCount"), 1, "of twenty at once, one signed in");
    for _ in 0..3 {
        clock.advance(600);
        refused().await;
    }
    assert_eq!(fresh.number("badPwdCount"), 1, "half an hour later nobody has tried again");
    clock.advance(600);
    refused().await;
    assert_eq!(fresh.number("badPwdCount"), 2, "then one does, when the first counts no more");
    for _ in 0..5 {
        clock.advance(600);
        refused().await;
    }
    assert_eq!(fresh.number("badPwdCount"), 2, "and the pause has grown to an hour");
    assert!(!directory().state(&fresh.entry(&directory()).await.object_id).await.unwrap().locked);
}

/// Four servers of ours with one state, all at once.
#[tokio::test]
async fn several_servers_with_a_wrong_service_password_are_one_try() {
    let fresh = Fresh::new();
    let account = format!("{}@{}", fresh.name, env("LATCHKEY_TEST_AD_DOMAIN"));
    let config = AdConfig { account, password: Secret::new("not this one"), servers: servers(), ..config() };
    let clock = Arc::new(TestClock::default());
    let shared = Arc::new(ProcessState::new(clock.clone()));
    let server = || ActiveDirectory::sharing(config.clone(), clock.clone(), shared.clone()).unwrap();
    let ours = [server(), server(), server(), server()];
    let answers = futures::future::join_all(ours.iter().cycle().take(20).map(reads)).await;
    assert!(answers.iter().all(|answer| matches!(answer, Err(DirectoryError::BindRefused { .. }))), "{answers:?}");
    assert_eq!(fresh.number("badPwdCount"), 1);
    clock.advance(34 * 60);
    assert!(reads(&server()).await.is_err(), "nor one that was started meanwhile");
    assert_eq!(fresh.number("badPwdCount"), 1);
}

#[tokio::test]
async fn a_wrong_subtree_and_a_dead_server() {
    let rows = directory().check(&[format!("OU=Nowhere,{}", base())]).await;
    assert_eq!(row(&rows, CheckKind::ReadPeople).verdict, Verdict::Bad);

    let mut servers =
        vec![ServerUrl::parse("ldaps://127.0.0.1:1").unwrap(), ServerUrl::parse("no-such-host.invalid").unwrap()];
    servers.extend(config().servers);
    let rows = open(AdConfig { servers, ..config() }).check(&[people_ou()]).await;
    assert_eq!((rows[0].kind, rows[0].verdict), (CheckKind::Connect, Verdict::Bad));
    assert_eq!(row(&rows, CheckKind::Resolve).verdict, Verdict::Bad);
    assert_eq!(row(&rows, CheckKind::ResetRight).verdict, Verdict::Good, "through the third");
}
