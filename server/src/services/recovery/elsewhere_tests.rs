//! Accounts whose password is set elsewhere: never written to, never a way in, and never in the way of another one.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use crate::methods::stage::{Stage, anna};
use crate::services::{joining, policy};
use latchkey_app::ports::{AccountAction, Caller};
use latchkey_contract::account::AccountPage;
use latchkey_contract::recover::{AccountOutcome, AccountResult, RecoverAt, RecoverPage};
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::{Elsewhere, MethodKind, Problem};
use latchkey_directory::WriteFault;
use latchkey_domain::Secret;
use latchkey_domain::directory::{DirectoryError, Entry, PasswordWriter as _};
use latchkey_domain::ids::{DirectoryId, PersonId};
use latchkey_domain::independence::{Dependency, FactorKind};
use latchkey_domain::visit::{Stage as At, Visit};
use latchkey_store::accounts::{self, Account};
use latchkey_store::methods::NewMethod;
use latchkey_store::persons;

const NEW: &str = "quiet harbour stone 77!";

async fn stage() -> (Stage, DirectoryId) {
    let stage = Stage::new(&[MethodKind::Totp, MethodKind::RecoveryCode], MethodSettings::default()).await;
    let cloud = stage.cloud().await;
    (stage, cloud)
}

/// As an import of the cloud finds it, and as the cloud itself has it from then on.
async fn handed_on(stage: &Stage, cloud: &DirectoryId, login: &'static str, by: Option<Elsewhere>) -> Account {
    assert!(stage.app.practice_cloud.as_ref().unwrap().hand_on(login, by));
    let (directory, entry) = (cloud.clone(), stage.cloud_entry(login).await);
    stage.write(move |tx| accounts::upsert(tx, &directory, &entry, 1)).await
}

async fn enrol(stage: &Stage, person: &PersonId) {
    let person = person.clone();
    stage
        .write(move |tx| {
            persons::set_enrolled(tx, &person, Some(tx.now()))?;
            let depends_on = vec![Dependency::new(FactorKind::Device, "x")];
            let secret = Secret::new("KVKFKRCPNZQUYMLXOVYDSQKJKZDTSRLD");
            let app = NewMethod { kind: MethodKind::Totp, label: String::new(), secret, depends_on, last_step: 0 };
            latchkey_store::methods::add(tx, &person, &app)?;
            latchkey_store::methods::put_recovery_codes(tx, &person, &[Secret::new("a")])
        })
        .await;
}

async fn targets(stage: &Stage, caller: &Caller) -> (i64, Vec<String>) {
    match stage.recover_api().page(caller, RecoverAt::Password).await {
        Ok(RecoverPage::Password { version, accounts, .. }) => {
            (version, accounts.into_iter().map(|account| account.directory).collect())
        }
        other => panic!("not at the new password: {other:?}"),
    }
}

async fn reset(stage: &Stage, caller: &Caller) -> RecoverAt {
    let (version, _) = targets(stage, caller).await;
    stage.recover_api().set_password(caller, version, NEW.into()).await.at
}

async fn results(stage: &Stage, caller: &Caller) -> (Vec<AccountResult>, bool) {
    match stage.recover_api().page(caller, RecoverAt::Done).await {
        Ok(RecoverPage::Done { accounts, unfinished, .. }) => (accounts, unfinished),
        other => panic!("not done: {other:?}"),
    }
}

/// The cloud was not asked to write: it would have said no, and that would have been stored.
async fn untouched(stage: &Stage, account: &Account) {
    tokio::time::advance(std::time::Duration::from_secs(30)).await;
    let state = stage.app.practice_cloud.as_ref().unwrap().state(&account.object_id).await.unwrap();
    assert!(stage.app.now().since(state.password_set_at.unwrap()) > 3_600_000);
    assert!(stage.audited("recovery.refused").await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_synchronised_account_follows_the_one_that_it_was_made_from() {
    for by_its_own_name in [false, true] {
        let (stage, cloud) = stage().await;
        let follows = handed_on(&stage, &cloud, "a.lindqvist", Some(Elsewhere::OnPremises)).await;
        let (caller, _) = stage.proved(if by_its_own_name { &follows.id } else { &stage.account }).await;
        assert_eq!(targets(&stage, &caller).await.1, ["Practice"], "one account is written to, and one is named");
        assert_eq!(reset(&stage, &caller).await, RecoverAt::Done);
        let (mut accounts, unfinished) = results(&stage, &caller).await;
        accounts.sort_by_key(|account| !matches!(account.what, AccountOutcome::Done(_)));
        assert!(
            matches!(&accounts[..], [done, after] if matches!(done.what, AccountOutcome::Done(_))
            && after.what == AccountOutcome::Follows { directory: "Practice".into() }),
            "{accounts:?}"
        );
        assert!(!unfinished, "there is nothing to set there");
        untouched(&stage, &follows).await;
        assert_eq!(stage.app.kept.count(), 0);
    }
}

/// With one account to write to, nothing is kept for later: its owner is asked again.
#[tokio::test(start_paused = true)]
async fn what_follows_is_no_second_account_to_keep_a_password_for() {
    let (stage, cloud) = stage().await;
    handed_on(&stage, &cloud, "a.lindqvist", Some(Elsewhere::OnPremises)).await;
    let (caller, _) = stage.proved(&stage.account).await;
    targets(&stage, &caller).await;
    stage.app.practice.as_ref().unwrap().faults().queue([WriteFault::Away]);
    assert_eq!(reset(&stage, &caller).await, RecoverAt::Password);
    assert_eq!(stage.app.kept.count(), 0);
}

/// The provider's own password is nobody's to promise anything of.
#[tokio::test(start_paused = true)]
async fn what_another_provider_sets_is_left_out_and_said() {
    let (stage, cloud) = stage().await;
    let account = handed_on(&stage, &cloud, "a.lindqvist", Some(Elsewhere::IdentityProvider)).await;
    let (caller, _) = stage.proved(&stage.account).await;
    assert_eq!(reset(&stage, &caller).await, RecoverAt::Done);
    let why = Problem::SetElsewhere { by: Elsewhere::IdentityProvider };
    assert_eq!(results(&stage, &caller).await.0[1].what, AccountOutcome::LeftOut { why });
    untouched(&stage, &account).await;
}

/// Attack on our own memory: the last import does not know it yet, the directory does.
#[tokio::test(start_paused = true)]
async fn what_became_so_since_the_import_is_not_written_to() {
    let (stage, cloud) = stage().await;
    let account = stage.account_in(&cloud, "a.lindqvist").await;
    assert!(stage.app.practice_cloud.as_ref().unwrap().hand_on("a.lindqvist", Some(Elsewhere::OnPremises)));
    let (caller, _) = stage.proved(&stage.account).await;
    assert_eq!(targets(&stage, &caller).await.1, ["Practice"]);
    assert_eq!(reset(&stage, &caller).await, RecoverAt::Done);
    assert!(matches!(results(&stage, &caller).await.0[1].what, AccountOutcome::Follows { .. }));
    untouched(&stage, &account).await;
}

/// Between the look and the write: by an import, or by the directory's own answer.
#[tokio::test(start_paused = true)]
async fn what_becomes_so_under_way_is_left_out() {
    for known in [true, false] {
        let (stage, cloud) = stage().await;
        let (caller, _) = stage.proved(&stage.account).await;
        assert_eq!(targets(&stage, &caller).await.1, ["Practice", "Cloud account"]);
        if known {
            handed_on(&stage, &cloud, "a.lindqvist", Some(Elsewhere::OnPremises)).await;
        } else {
            let refused = DirectoryError::SetElsewhere { by: Elsewhere::OnPremises };
            stage.app.practice_cloud.as_ref().unwrap().faults().queue([WriteFault::Refused(refused)]);
        }
        assert_eq!(reset(&stage, &caller).await, RecoverAt::Done);
        let (accounts, unfinished) = results(&stage, &caller).await;
        let why = Problem::SetElsewhere { by: Elsewhere::OnPremises };
        assert_eq!(accounts[1].what, AccountOutcome::LeftOut { why });
        assert!(!unfinished && stage.app.kept.count() == 0);
    }
}

/// Whoever has nothing else is shown what a name is shown that nobody has; the log says why, and nobody else does.
#[tokio::test(start_paused = true)]
async fn who_has_nothing_else_is_shown_what_nobody_is() {
    let (stage, cloud) = stage().await;
    let account = handed_on(&stage, &cloud, "w.kowalska", Some(Elsewhere::OnPremises)).await;
    enrol(&stage, &account.person.id).await;
    enrol(&stage, &stage.person).await;
    let listed = async |name: &str| {
        let (_, _, methods) = stage.begin(name).await;
        methods
    };
    assert_eq!(listed("w.kowalska").await, listed("nobody.at.all").await);
    assert_eq!(listed("w.kowalska").await, listed("w.kowalska@nowhere.invalid").await, "every spelling alike");
    let app = stage.app.clone();
    let opened = stage.write(move |tx| policy::open_for(&app, tx, "w.kowalska")).await;
    assert!(opened.whose.is_none() && opened.looks_like == crate::methods::nobody());
    // in the log, and there alone
    let begun = stage.audited("recovery.begun").await;
    let known: Vec<_> = begun.iter().filter(|row| !row.detail["unreached"].is_null()).collect();
    assert!(!known.is_empty() && known.iter().all(|row| row.account.as_ref() == Some(&account.id)));
    assert!(known.iter().all(|row| row.detail["unreached"] == "on-premises" && row.detail["known"] == false));
    // with another account that can be recovered the same name leads to them
    let liam = stage.also_of_practice("liam").await;
    let theirs = account.clone();
    stage
        .write(move |tx| {
            let liam = accounts::by_id(tx, &liam)?.unwrap();
            joining::join(tx, &theirs, &liam, latchkey_domain::audit::Actor::Administrator("root").into(), "test")
        })
        .await;
    let app = stage.app.clone();
    let opened = stage.write(move |tx| policy::open_for(&app, tx, "w.kowalska")).await;
    assert_eq!(opened.whose.unwrap().0, account.person.id);
}

/// Where the last import did not know: the proofs are given, and the page says what is true.
#[tokio::test(start_paused = true)]
async fn who_has_nothing_else_any_more_is_told_so() {
    let (stage, cloud) = stage().await;
    let account = stage.account_in(&cloud, "w.kowalska").await;
    assert!(stage.app.practice_cloud.as_ref().unwrap().hand_on("w.kowalska", Some(Elsewhere::IdentityProvider)));
    let (caller, _) = stage.proved(&account.id).await;
    let stopped = stage.recover_api().page(&caller, RecoverAt::Stopped).await;
    // the look happens with the first page that is asked for
    let page = match stopped {
        Ok(page) => page,
        Err(at) => stage.recover_api().page(&caller, at).await.unwrap(),
    };
    assert_eq!(page, RecoverPage::Stopped { why: Problem::SetElsewhere { by: Elsewhere::IdentityProvider } });
    assert!(stage.audited("password.reset").await.is_empty());
}

/// The practice directory changes passwords, and would change this one as well.
#[tokio::test(start_paused = true)]
async fn nor_is_it_changed_on_the_account_page() {
    let (stage, _) = stage().await;
    let directory = stage.first_directory().clone();
    let entry = Entry { set_elsewhere: Some(Elsewhere::OnPremises), ..anna(None) };
    stage.write(move |tx| accounts::upsert(tx, &directory, &entry, 1)).await;
    let visit = Visit { proved_at: Some(stage.app.now()), ..Visit::new(At::Password) };
    let (caller, _) = stage.visit(&visit).await;
    let AccountPage::Password { version, .. } = stage.account_api().page(&caller).await else { panic!() };
    let change = AccountAction::ChangePassword { old: "A-practice-2024".into(), new: NEW.into() };
    stage.account_api().act(&caller, version, change).await;
    let AccountPage::Password { problem, .. } = stage.account_api().page(&caller).await else { panic!() };
    assert_eq!(problem, Some(Problem::SetElsewhere { by: Elsewhere::OnPremises }));
    assert!(stage.audited("password.changed").await.is_empty());
    let (home, _) = stage.visit(&Visit { stage: At::Home, ..visit }).await;
    let AccountPage::Home(home) = stage.account_api().page(&home).await else { panic!() };
    assert!(!home.can_change, "and it is not offered");
}
