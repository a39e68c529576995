//! Ways out of an enrolment.

use super::api::ACCOUNT;
use super::from_account::open_from_account;
use super::service::PAGE;
use crate::methods::stage::{Stage, somebody};
use crate::system::SystemEntropy;
use latchkey_app::ports::{Caller, ProofInput};
use latchkey_contract::enrol::{EnrolGo, EnrolPage, SetUp};
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::enrolment::Purpose;
use latchkey_domain::entropy::new_token;
use latchkey_store::{accounts, imports};

const ALLOWED: &[MethodKind] = &[MethodKind::Totp, MethodKind::Email];

/// On the way from the account page.
async fn adding(stage: &Stage, purpose: Purpose, kind: Option<MethodKind>) -> Caller {
    let token = new_token(&SystemEntropy);
    let (app, id, kept) = (stage.app.clone(), stage.account.clone(), token.clone());
    stage
        .write(move |tx| {
            let account = accounts::by_id(tx, &id)?.unwrap();
            open_from_account(&app, tx, &account, purpose, kind, "127.0.0.1", &kept)
        })
        .await;
    Caller { enrol_cookie: Some(token.expose().to_owned()), ..somebody() }
}

#[tokio::test(start_paused = true)]
async fn back_out_of_adding_a_method_leads_back_and_blames_nothing() {
    let stage = Stage::new(ALLOWED, MethodSettings::default()).await;
    let caller = adding(&stage, Purpose::Add, Some(MethodKind::Email)).await;
    let enrol = stage.enrol();
    let EnrolPage::SetUp { version, step: SetUp::Address { .. }, .. } = enrol.page(&caller).await else {
        panic!("not at the address")
    };
    let account_page = EnrolGo { path: ACCOUNT.into(), cookie: None };
    assert_eq!(enrol.back(&caller, version).await, account_page);
    // a page that was left open, and the button on it
    assert_eq!(enrol.page(&caller).await, EnrolPage::Left { who: "anna".into() });
    assert_eq!(enrol.back(&caller, version + 1).await, account_page);
    assert_eq!(enrol.back(&caller, version).await.path, PAGE);
    assert_eq!(enrol.page(&caller).await, EnrolPage::Left { who: "anna".into() });
    assert!(stage.row(MethodKind::Email).await.is_none());
}

/// Within a method, and where there is a choice, it leads there.
#[tokio::test(start_paused = true)]
async fn back_leads_to_what_was_before() {
    let stage = Stage::new(ALLOWED, MethodSettings::default()).await;
    let caller = adding(&stage, Purpose::Complete, None).await;
    let enrol = stage.enrol();
    let EnrolPage::Choose { version, .. } = enrol.page(&caller).await else { panic!("not at the choice") };
    assert_eq!(enrol.choose(&caller, version, ALLOWED.to_vec()).await.path, PAGE);
    let EnrolPage::SetUp { version, .. } = enrol.page(&caller).await else { panic!("not at the app") };
    assert_eq!(enrol.back(&caller, version).await.path, PAGE);
    assert!(matches!(enrol.page(&caller).await, EnrolPage::Choose { problem: None, .. }));
}

#[tokio::test(start_paused = true)]
async fn who_leaves_was_not_too_slow() {
    let stage = Stage::new(ALLOWED, MethodSettings::default()).await;
    let caller = stage.enrolling(MethodKind::Email).await;
    let enrol = stage.enrol();
    assert_eq!(enrol.leave(&caller).await.cookie.as_deref(), Some(""));
    // with a cookie that the browser has kept
    assert_eq!(enrol.page(&caller).await, EnrolPage::Start { problem: None });
    tokio::time::advance(std::time::Duration::from_secs(3600)).await;
    assert_eq!(enrol.page(&caller).await, EnrolPage::Start { problem: Some(Problem::Expired) });
}

/// A double click, or somebody with a script: the directory's budget of wrong passwords is the person's.
#[tokio::test(start_paused = true)]
async fn of_many_posts_of_one_password_one_is_tried() {
    let stage = Stage::new(ALLOWED, MethodSettings::default()).await;
    let caller = stage.opened().await;
    let enrol = stage.enrol();
    let EnrolPage::SignIn { version, .. } = enrol.page(&caller).await else { panic!("not at the sign-in") };
    futures::future::join_all((0..8).map(|_| enrol.sign_in(&caller, version, "wrong".into()))).await;
    assert_eq!(stage.audited("enrolment.sign-in.refused").await.len(), 1);
    let EnrolPage::SignIn { version, problem, .. } = enrol.page(&caller).await else { panic!("gone on") };
    assert_eq!(problem, Some(Problem::WrongPassword));
    // two more may be tried before the directory would count too many
    enrol.sign_in(&caller, version, "wrong".into()).await;
    let EnrolPage::SignIn { version, problem, .. } = enrol.page(&caller).await else { panic!("gone on") };
    assert_eq!(problem, Some(Problem::WrongPassword));
    enrol.sign_in(&caller, version, "A-practice-2024".into()).await;
    assert!(matches!(enrol.page(&caller).await, EnrolPage::Choose { problem: None, .. }));
}

#[tokio::test(start_paused = true)]
async fn whoever_is_gone_from_the_directory_since_sets_nothing_up() {
    let stage = Stage::new(ALLOWED, MethodSettings::default()).await;
    let caller = stage.enrolling(MethodKind::Email).await;
    let (version, ..) = stage.setting_up(&caller).await.unwrap();
    // the next import finds nobody
    let there = stage.first_directory().clone();
    let run = stage.write(move |tx| {
        imports::start(tx, &there, 1)?;
        let run = imports::start(tx, &there, 1)?.run;
        imports::finish(tx, &there, run)
    });
    assert!(run.await);
    let before = stage.texts().len();
    stage.enrol().give(&caller, version, ProofInput::text("anna.private@gmail.com")).await;
    let stopped = EnrolPage::Stopped { why: Problem::NotPossible };
    assert_eq!(stage.enrol().page(&caller).await, stopped);
    stage.enrol().give(&caller, version + 1, ProofInput::text("123456")).await;
    assert_eq!((stage.enrol().page(&caller).await, stage.texts().len()), (stopped, before));
    assert!(stage.row(MethodKind::Totp).await.is_none());
}
