//! The person's own change of the password: what became of it is told, whatever is lost on the way.

use crate::flows::stored;
use crate::methods::stage::Stage;
use crate::services::reconcile::reconcile;
use latchkey_app::ports::{AccountAction, Caller};
use latchkey_contract::account::{AccountPage, News};
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::{MethodKind, Problem};
use latchkey_directory::WriteFault;
use latchkey_domain::Secret;
use latchkey_domain::ids::FlowId;
use latchkey_domain::visit::{Stage as At, Visit};
use latchkey_store::{flows, jobs};

const OLD: &str = "A-practice-2024";
const NEW: &str = "quiet harbour stone 77!";

/// Somebody who sits before the form of a new password, having proved themselves just now.
async fn visit(stage: &Stage) -> (Caller, FlowId) {
    stage.visit(&Visit { proved_at: Some(stage.app.now()), ..Visit::new(At::Password) }).await
}

async fn change(stage: &Stage, caller: &Caller, old: &str, new: &str) {
    let account = stage.account_api();
    let AccountPage::Password { version, .. } = account.page(caller).await else { panic!("not at the form") };
    account.act(caller, version, AccountAction::ChangePassword { old: old.into(), new: new.into() }).await;
}

async fn works(stage: &Stage, password: &str) -> bool {
    use latchkey_domain::directory::{PasswordCheck, PasswordVerifier as _, PeopleSource as _};
    let practice = stage.app.practice.clone().unwrap();
    let anna =
        practice.list(&[], None, 100).await.unwrap().entries.into_iter().find(|entry| entry.login == "anna").unwrap();
    practice.verify_password(&anna.object_id, &Secret::new(password)).await.unwrap() == PasswordCheck::Right
}

async fn notices(stage: &Stage) -> usize {
    stage.write(|tx| Ok(jobs::lease(tx, "test", 60, 10, &["notice"])?.len())).await
}

#[tokio::test]
async fn a_change_leaves_a_row_and_a_notice_and_ends_the_other_visits() {
    let stage = Stage::new(&[MethodKind::Totp], MethodSettings::default()).await;
    let (other, _) = visit(&stage).await;
    let (caller, _) = visit(&stage).await;
    change(&stage, &caller, OLD, NEW).await;
    let AccountPage::Home(home) = stage.account_api().page(&caller).await else { panic!("not at home") };
    assert!(matches!(home.news, Some(News::PasswordChanged { .. })), "{:?}", home.news);
    assert!(works(&stage, NEW).await);
    assert_eq!((stage.audited("password.changed").await.len(), notices(&stage).await), (1, 1));
    assert!(matches!(stage.account_api().page(&other).await, AccountPage::SignIn { .. }), "whoever sat there before");
}

#[tokio::test]
async fn a_lost_answer_is_found_out_and_told_as_what_it_was() {
    for (lost, done) in [(WriteFault::LostAfter, true), (WriteFault::LostBefore, false)] {
        let stage = Stage::new(&[MethodKind::Totp], MethodSettings::default()).await;
        let (caller, flow) = visit(&stage).await;
        stage.app.practice.as_ref().unwrap().faults().queue([lost]);
        change(&stage, &caller, OLD, NEW).await;
        assert_eq!(works(&stage, NEW).await, done);
        let account = stage.account_api();
        if done {
            // the very server is asked at once, and says that it was
            let AccountPage::Home(home) = account.page(&caller).await else { panic!("not at home") };
            assert!(matches!(home.news, Some(News::PasswordChanged { .. })));
            let rows = stage.audited("password.changed").await;
            assert_eq!((rows.len(), rows[0].detail["found_out_later"].as_bool()), (1, Some(true)));
            assert_eq!(notices(&stage).await, 1);
            continue;
        }
        // that it was not can be believed only when no answer can come any more
        let open = account.page(&caller).await;
        assert_eq!(open, AccountPage::Stopped { why: Problem::Unknown });
        // and until then no form moves anything
        account.act(&caller, 3, AccountAction::ChangePassword { old: OLD.into(), new: NEW.into() }).await;
        assert!(!works(&stage, NEW).await);
        assert!(reconcile(&stage.app, &flow.0).await.is_err(), "the job comes again");
        assert!(stage.audited("password.changed").await.is_empty());
        let later = flow.clone();
        stage.write(move |tx| older(tx, &later)).await;
        assert!(reconcile(&stage.app, &flow.0).await.is_ok());
        let AccountPage::Password { problem, .. } = account.page(&caller).await else { panic!("not at the form") };
        assert_eq!(problem, Some(Problem::DirectoryAway));
        assert_eq!((stage.audited("password.changed").await.len(), notices(&stage).await), (0, 0));
    }
}

/// As if it had been sent a minute ago.
fn older(tx: &mut latchkey_store::Tx, flow: &FlowId) -> latchkey_store::StoreResult<()> {
    let mut live = flows::by_id(tx, flow)?.unwrap();
    let mut visit: Visit = stored::state(&live)?;
    if let At::Changing { write, .. } = &mut visit.stage {
        write.since = write.since.plus_secs(-60);
    }
    stored::save(tx, &mut live, &visit)
}

#[tokio::test]
async fn whoever_signs_out_meanwhile_is_told_by_mail_all_the_same() {
    let stage = Stage::new(&[MethodKind::Totp], MethodSettings::default()).await;
    let (caller, flow) = visit(&stage).await;
    stage.app.practice.as_ref().unwrap().faults().queue([WriteFault::LostBefore]);
    change(&stage, &caller, OLD, NEW).await;
    stage.account_api().sign_out(&caller).await;
    let later = flow.clone();
    stage.write(move |tx| older(tx, &later)).await;
    // somebody at the directory set it meanwhile, at the same moment: for us it is done
    let practice = stage.app.practice.clone().unwrap();
    {
        use latchkey_domain::directory::PasswordWriter as _;
        let id = latchkey_domain::ids::ObjectId("00000000-0000-4000-8000-000000000001".into());
        practice.change(&id, &Secret::new(OLD), &Secret::new(NEW)).await.unwrap();
    }
    reconcile(&stage.app, &flow.0).await.unwrap();
    assert_eq!((stage.audited("password.changed").await.len(), notices(&stage).await), (1, 1));
    assert!(stage.write(move |tx| Ok(flows::by_id(tx, &flow)?.is_none())).await, "and the visit is over");
}

#[tokio::test]
async fn a_refusal_is_said_and_nothing_is_noted() {
    let stage = Stage::new(&[MethodKind::Totp], MethodSettings::default()).await;
    let (caller, _) = visit(&stage).await;
    change(&stage, &caller, "not the old one", NEW).await;
    let AccountPage::Password { problem, .. } = stage.account_api().page(&caller).await else { panic!("gone on") };
    assert_eq!(problem, Some(Problem::WrongPassword));
    let (caller, _) = visit(&stage).await;
    change(&stage, &caller, OLD, "short").await;
    let AccountPage::Password { problem, .. } = stage.account_api().page(&caller).await else { panic!("gone on") };
    assert!(matches!(problem, Some(Problem::TooShort { .. })), "{problem:?}");
    assert!(stage.audited("password.changed").await.is_empty() && works(&stage, OLD).await);
}

#[tokio::test]
async fn what_the_directory_refuses_or_never_gets_can_be_tried_again() {
    use latchkey_domain::directory::DirectoryError;
    for (fault, expected) in [
        (WriteFault::Refused(DirectoryError::InHistory { remembered: 5 }), Problem::InHistory { remembered: 5 }),
        (WriteFault::Away, Problem::DirectoryAway),
    ] {
        let stage = Stage::new(&[MethodKind::Totp], MethodSettings::default()).await;
        let (caller, flow) = visit(&stage).await;
        stage.app.practice.as_ref().unwrap().faults().queue([fault]);
        change(&stage, &caller, OLD, NEW).await;
        let AccountPage::Password { problem, .. } = stage.account_api().page(&caller).await else { panic!("gone on") };
        assert_eq!(problem, Some(expected));
        assert!(reconcile(&stage.app, &flow.0).await.is_ok(), "nothing is open");
        assert_eq!((stage.audited("password.changed").await.len(), notices(&stage).await), (0, 0));
        assert!(works(&stage, OLD).await);
        change(&stage, &caller, OLD, NEW).await;
        assert!(matches!(stage.account_api().page(&caller).await, AccountPage::Home(_)));
        assert_eq!((stage.audited("password.changed").await.len(), notices(&stage).await), (1, 1));
    }
}
