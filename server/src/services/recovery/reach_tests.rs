//! What an administrator lets a recovery reach: in a directory that is left as it is nothing is set, whatever is posted.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use crate::jobs::Job as _;
use crate::methods::stage::Stage;
use crate::services::policy;
use crate::work;
use latchkey_app::ports::{AccountAction, Caller};
use latchkey_contract::account::AccountPage;
use latchkey_contract::recover::{AccountOutcome, AccountResult, RecoverAt, RecoverPage, RecoveryAction};
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::directory::PasswordWriter as _;
use latchkey_domain::ids::{DirectoryId, FlowId};
use latchkey_domain::recovery::Recovery;
use latchkey_domain::visit::{Stage as At, Visit};
use latchkey_store::{directories, flows, jobs};

const NEW: &str = "quiet harbour stone 77!";

struct Anna {
    stage: Stage,
    cloud: DirectoryId,
    caller: Caller,
    flow: FlowId,
}

impl Anna {
    /// At the new password; `sets`: in the cloud, too.
    async fn new(sets: bool) -> Self {
        let stage = Stage::new(&[MethodKind::Totp, MethodKind::RecoveryCode], MethodSettings::default()).await;
        let cloud = stage.cloud().await;
        let (caller, flow) = stage.proved(&stage.account).await;
        let anna = Self { stage, cloud, caller, flow };
        if !sets {
            anna.leave_the_cloud().await;
        }
        anna
    }
    async fn leave_the_cloud(&self) {
        let id = self.cloud.clone();
        assert!(self.stage.write(move |tx| directories::set_passwords_set(tx, &id, false)).await);
    }
    async fn form(&self) -> (i64, Vec<String>) {
        match self.stage.recover_api().page(&self.caller, RecoverAt::Password).await {
            Ok(RecoverPage::Password { version, accounts, .. }) => {
                (version, accounts.into_iter().map(|account| account.directory).collect())
            }
            other => panic!("not at the new password: {other:?}"),
        }
    }
    async fn reset(&self) -> RecoverAt {
        let (version, _) = self.form().await;
        self.stage.recover_api().set_password(&self.caller, version, NEW.into()).await.at
    }
    async fn results(&self) -> (i64, Vec<AccountResult>, bool) {
        match self.stage.recover_api().page(&self.caller, RecoverAt::Done).await {
            Ok(RecoverPage::Done { version, accounts, unfinished, .. }) => (version, accounts, unfinished),
            other => panic!("not done: {other:?}"),
        }
    }
    async fn cloud_is_as_it_was(&self) {
        tokio::time::advance(std::time::Duration::from_secs(30)).await;
        let account = self.stage.account_in(&self.cloud, "a.lindqvist").await;
        let state = self.stage.app.practice_cloud.as_ref().unwrap().state(&account.object_id).await.unwrap();
        assert!(self.stage.app.now().since(state.password_set_at.unwrap()) > 3_600_000);
    }
    async fn plan(&self) -> latchkey_domain::recovery::Plan {
        let id = self.flow.clone();
        let live = self.stage.write(move |tx| flows::by_id(tx, &id)).await.unwrap();
        crate::flows::stored::state::<Recovery>(&live).unwrap().plan
    }
}

fn left() -> AccountOutcome {
    AccountOutcome::LeftOut { why: Problem::NotSetHere }
}

#[tokio::test(start_paused = true)]
async fn an_account_that_is_not_reached_is_left_and_said() {
    let anna = Anna::new(false).await;
    assert_eq!(anna.form().await.1, ["Practice"]);
    assert_eq!(anna.reset().await, RecoverAt::Done);
    let (_, accounts, unfinished) = anna.results().await;
    assert!(matches!(accounts[0].what, AccountOutcome::Done(_)) && accounts[1].what == left() && !unfinished);
    anna.cloud_is_as_it_was().await;
}

/// Attack: every form that there is, with any version, in any order. What it reaches was decided when it was looked up.
#[tokio::test(start_paused = true)]
async fn no_form_of_the_person_adds_an_account() {
    let anna = Anna::new(false).await;
    anna.form().await;
    let before: Vec<_> = anna.plan().await.0.into_iter().map(|planned| planned.account).collect();
    let (api, caller) = (anna.stage.recover_api(), &anna.caller);
    let everything = async |version: i64| {
        api.finish_rest(caller, version).await;
        api.choose_action(caller, version, RecoveryAction::Reset).await;
        api.choose_action(caller, version, RecoveryAction::Unlock).await;
        api.choose_method(caller, version, Some(MethodKind::Totp)).await;
    };
    for version in 0..12 {
        everything(version).await;
    }
    everything(anna.form().await.0).await;
    assert_eq!(anna.reset().await, RecoverAt::Done);
    for version in [0, 1, anna.results().await.0, anna.results().await.0 + 1] {
        everything(version).await;
        api.set_password(caller, version, "another harbour stone 78!".into()).await;
    }
    let plan = anna.plan().await;
    let after: Vec<_> = plan.0.iter().map(|planned| planned.account.clone()).collect();
    assert_eq!(after, before);
    assert_eq!(plan.reached(), 1);
    let (version, accounts, unfinished) = anna.results().await;
    assert!(accounts[1].what == left() && !unfinished, "{accounts:?}");
    // nor does "Set it there, too" mean it
    api.finish_rest(caller, version).await;
    assert_eq!(anna.results().await.1[1].what, left());
    anna.cloud_is_as_it_was().await;
    assert_eq!(anna.stage.audited("password.reset").await.len(), 1);
}

/// Switched between the look and the write: what holds is what holds when it is sent.
#[tokio::test(start_paused = true)]
async fn what_is_switched_off_under_way_is_not_written() {
    let anna = Anna::new(true).await;
    assert_eq!(anna.form().await.1, ["Practice", "Cloud account"]);
    anna.leave_the_cloud().await;
    assert_eq!(anna.reset().await, RecoverAt::Done);
    assert_eq!(anna.results().await.1[1].what, left());
    anna.cloud_is_as_it_was().await;
}

/// Nor is a password that lies ready for it.
#[tokio::test(start_paused = true)]
async fn nor_does_the_job_set_what_was_kept_for_it() {
    let anna = Anna::new(true).await;
    anna.form().await;
    let cloud = anna.stage.app.practice_cloud.clone().unwrap();
    cloud.faults().set_reachable(false);
    assert_eq!(anna.reset().await, RecoverAt::Done);
    assert_eq!(anna.stage.app.kept.count(), 1);
    anna.leave_the_cloud().await;
    cloud.faults().set_reachable(true);
    tokio::time::advance(std::time::Duration::from_secs(10)).await;
    for job in anna.stage.write(|tx| jobs::lease(tx, "test", 60, 10, &[work::FINISH_WRITE])).await {
        let kept: work::FinishWrite = serde_json::from_str(job.payload.expose()).unwrap();
        kept.run(&anna.stage.app).await;
    }
    assert_eq!(anna.results().await.1[1].what, left());
    assert_eq!(anna.stage.app.kept.count(), 0, "and it is kept no longer");
    anna.cloud_is_as_it_was().await;
}

/// Who has nothing that is reached is shown what nobody is, and cannot change it on the account page either.
#[tokio::test(start_paused = true)]
async fn who_has_nothing_else_cannot_recover() {
    let anna = Anna::new(true).await;
    let (stage, id) = (&anna.stage, anna.stage.first_directory().clone());
    let person = stage.person.clone();
    stage
        .write(move |tx| {
            latchkey_store::persons::set_enrolled(tx, &person, Some(tx.now()))?;
            directories::set_passwords_set(tx, &id, false)
        })
        .await;
    anna.leave_the_cloud().await;
    let app = stage.app.clone();
    let opened = stage.write(move |tx| policy::open_for(&app, tx, "anna")).await;
    assert_eq!(opened.unreached, Some((stage.account.clone(), "not-set-here")));
    assert!(opened.whose.is_none() && opened.looks_like == crate::methods::nobody());
    let visit = Visit { proved_at: Some(stage.app.now()), ..Visit::new(At::Password) };
    let (caller, _) = stage.visit(&visit).await;
    let AccountPage::Password { version, .. } = stage.account_api().page(&caller).await else { panic!() };
    let change = AccountAction::ChangePassword { old: "A-practice-2024".into(), new: NEW.into() };
    stage.account_api().act(&caller, version, change).await;
    let AccountPage::Password { problem, .. } = stage.account_api().page(&caller).await else { panic!() };
    assert_eq!(problem, Some(Problem::NotSetHere));
    assert!(stage.audited("password.changed").await.is_empty());
}
