//! Ways out of an enrolment.

use super::state::Purpose;
use super::{ACCOUNT, PAGE, open_from_account};
use crate::methods::stage::{Stage, somebody};
use crate::system::SystemEntropy;
use latchkey_app::ports::Caller;
use latchkey_contract::enrol::{EnrolGo, EnrolPage, SetUp};
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::entropy::new_token;
use latchkey_store::accounts;

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
