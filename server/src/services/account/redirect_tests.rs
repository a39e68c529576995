//! The account page by a directory's own sign-in page, and whoever would get in as somebody else, or lead somebody else
//! in as themselves.

use crate::methods::stage::{Stage, anna, somebody};
use crate::services::redirect::TTL_SECS;
use latchkey_app::ports::{Caller, Onward, ProofInput};
use latchkey_contract::account::AccountPage;
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::Secret;
use latchkey_domain::directory::Entry;
use latchkey_store::accounts::Account;
use latchkey_store::methods::{self, NewMethod};
use latchkey_store::{accounts, directories, flows, imports, persons};
use std::time::Duration;

const LOGIN: &str = "a.lindqvist";

/// Anna has an account in both directories, and one method.
struct Visiting {
    stage: Stage,
    account: Account,
}

impl Visiting {
    async fn new() -> Self {
        Self::without(&[]).await
    }

    async fn without(logins: &[&str]) -> Self {
        let stage = Stage::new(&[MethodKind::Totp], MethodSettings::default()).await;
        let cloud = stage.cloud_without(logins).await;
        let account = stage.account_in(&cloud, LOGIN).await;
        let person = account.person.id.clone();
        let app = NewMethod {
            kind: MethodKind::Totp,
            label: "App".into(),
            secret: Secret::new("JBSWY3DPEHPK3PXP"),
            depends_on: Vec::new(),
            last_step: 0,
        };
        stage.write(move |tx| methods::add(tx, &person, &app)).await;
        Self { stage, account }
    }

    /// The address of the directory's page, in the browser of `caller`, which has a cookie now.
    async fn begun(&self, caller: &mut Caller) -> String {
        let id = self.account.directory.0.clone();
        match self.stage.account_api().redirect(caller, &id).await {
            Onward::Away { address, directory, cookie: Some(cookie) } => {
                assert_eq!(directory, "Cloud account");
                assert_ne!(caller.account_cookie.replace(cookie.clone()), Some(cookie));
                address
            }
            other => panic!("not begun: {other:?}"),
        }
    }

    /// As a browser does it: the cookie that is set is kept. Where it leads is given.
    async fn back(&self, caller: &mut Caller, given: &ProofInput) -> String {
        let go = self.stage.account_api().returned(caller, given.clone()).await;
        match go.account_cookie.as_deref() {
            Some("") => caller.account_cookie = None,
            Some(new) => caller.account_cookie = Some(new.to_owned()),
            None => {}
        }
        go.path
    }

    fn signed_in(&self, address: &str, login: &str) -> ProofInput {
        self.stage.signed_in_there(address, login, "/return/account")
    }

    async fn page(&self, caller: &Caller) -> AccountPage {
        self.stage.account_api().page(caller).await
    }

    async fn is_out(&self, caller: &Caller) -> bool {
        matches!(self.page(caller).await, AccountPage::SignIn { .. })
    }

    async fn flows(&self) -> usize {
        let person = self.account.person.id.clone();
        self.stage.write(move |tx| flows::of_person(tx, &person, flows::FlowKind::Account)).await.len()
    }
}

const UNFINISHED: &str = "/account?again=unfinished";
const NOT_KNOWN: &str = "/account?again=not-known";

#[tokio::test(start_paused = true)]
async fn whoever_is_known_there_goes_on_to_a_method_under_another_cookie() {
    let visiting = Visiting::new().await;
    let mut caller = somebody();
    let AccountPage::SignIn { redirects, .. } = visiting.page(&caller).await else { panic!() };
    let offered: Vec<_> = redirects.iter().map(|one| (one.id.as_str(), one.directory.as_str())).collect();
    assert_eq!(offered, [(visiting.account.directory.as_str(), "Cloud account")], "the first has no page of its own");
    let address = visiting.begun(&mut caller).await;
    assert!(visiting.is_out(&caller).await, "nobody yet");
    assert_eq!(visiting.flows().await, 0);
    let waiting = caller.clone();
    let answer = visiting.signed_in(&address, LOGIN);
    assert_eq!(visiting.back(&mut caller, &answer).await, "/account");
    assert_ne!(caller.account_cookie, waiting.account_cookie);
    let AccountPage::Prove { who, anew: false, methods, .. } = visiting.page(&caller).await else { panic!("not in") };
    assert_eq!((who.as_str(), methods), (LOGIN, vec![MethodKind::Totp]));
    assert_eq!(visiting.flows().await, 1, "of the person, not of the account");
    // the cookie that was there before opens nothing, and the answer counts once
    assert!(visiting.is_out(&waiting).await);
    for mut other in [waiting, somebody(), caller.clone()] {
        visiting.back(&mut other, &answer).await;
        assert!(visiting.is_out(&other).await || other.account_cookie == caller.account_cookie);
    }
    assert_eq!(visiting.flows().await, 1);
}

/// Login CSRF: the victim's browser is to be signed in as the attacker. And the other way round: the victim is to
/// answer a sign-in that waits in the attacker's browser.
#[tokio::test(start_paused = true)]
async fn an_answer_counts_only_in_the_browser_that_began() {
    let visiting = Visiting::new().await;
    let mut attacker = somebody();
    let address = visiting.begun(&mut attacker).await;
    // as themselves, and the address of the answer is sent to the victim
    let answer = visiting.signed_in(&address, "h.tanaka");
    let mut victim = somebody();
    assert_eq!(visiting.back(&mut victim, &answer).await, UNFINISHED);
    assert!(victim.account_cookie.is_none() && visiting.is_out(&victim).await);
    // who is on the way themselves is not led astray, and not kept from their own
    let own = visiting.begun(&mut victim).await;
    assert_eq!(visiting.back(&mut victim, &answer).await, UNFINISHED);
    assert!(visiting.is_out(&victim).await);
    let mine = visiting.signed_in(&own, LOGIN);
    // brought to the attacker's browser it is nothing there either
    assert_eq!(visiting.back(&mut attacker, &mine).await, UNFINISHED);
    assert!(visiting.is_out(&attacker).await);
    assert_eq!(visiting.back(&mut victim, &mine).await, "/account");
    assert!(matches!(visiting.page(&victim).await, AccountPage::Prove { .. }));
    // the state of one with the code of the other
    let mut third = somebody();
    let third_answer = visiting.begun(&mut third).await;
    let third_answer = visiting.signed_in(&third_answer, "h.tanaka");
    let crossed = ProofInput { state: third_answer.state.clone(), ..mine };
    assert_eq!(visiting.back(&mut third, &crossed).await, UNFINISHED);
    assert_eq!(visiting.back(&mut third, &third_answer).await, UNFINISHED, "spent by the first");
    assert!(visiting.is_out(&third).await);
}

#[tokio::test(start_paused = true)]
async fn two_posts_at_once_open_one_visit() {
    let visiting = Visiting::new().await;
    let mut caller = somebody();
    let answer = visiting.begun(&mut caller).await;
    let answer = visiting.signed_in(&answer, LOGIN);
    let api = visiting.stage.account_api();
    let posts = futures::future::join_all((0..5).map(|_| api.returned(&caller, answer.clone()))).await;
    let in_by = posts.iter().filter(|go| go.account_cookie.as_deref().is_some_and(|cookie| !cookie.is_empty())).count();
    assert_eq!((in_by, visiting.flows().await), (1, 1));
}

/// Not onboarded, switched off in the last import, gone since, and never imported.
#[tokio::test(start_paused = true)]
async fn whoever_is_not_known_here_hears_one_sentence() {
    let visiting = Visiting::without(&["j.weber"]).await;
    let there = visiting.account.directory.clone();
    let tried = async |login: &str| {
        let mut caller = somebody();
        let address = visiting.begun(&mut caller).await;
        let path = visiting.back(&mut caller, &visiting.signed_in(&address, login)).await;
        assert!(visiting.is_out(&caller).await && caller.account_cookie.is_none(), "{login}");
        path
    };
    assert_eq!(tried("j.weber").await, NOT_KNOWN);
    let person = visiting.stage.account_in(&there, "h.tanaka").await.person.id;
    visiting.stage.write(move |tx| persons::offboard(tx, std::slice::from_ref(&person))).await;
    assert_eq!(tried("h.tanaka").await, NOT_KNOWN);
    let (entry, directory) = (visiting.stage.cloud_entry("i.carvalho").await, there.clone());
    visiting.stage.write(move |tx| accounts::upsert(tx, &directory, &Entry { disabled: true, ..entry }, 1)).await;
    assert_eq!(tried("i.carvalho").await, NOT_KNOWN);
    // the next import finds nobody
    let run = visiting.stage.write(move |tx| {
        imports::start(tx, &there, 1)?;
        let run = imports::start(tx, &there, 1)?.run;
        imports::finish(tx, &there, run)
    });
    assert!(run.await);
    assert_eq!(tried("b.haddad").await, NOT_KNOWN);
    assert_eq!(visiting.stage.audited("account.sign-in.refused").await.len(), 4);
}

/// Ids are a directory's own: the same in another one is somebody else.
#[tokio::test(start_paused = true)]
async fn the_same_id_in_another_directory_is_another_account() {
    let visiting = Visiting::without(&["h.tanaka"]).await;
    let object_id = visiting.stage.cloud_entry("h.tanaka").await.object_id;
    let entry = Entry { object_id, login: "namesake".into(), dn: "CN=namesake".into(), ..anna(None) };
    let first = visiting.stage.first_directory().clone();
    let account = visiting.stage.write(move |tx| {
        let account = accounts::upsert(tx, &first, &entry, 1)?;
        persons::onboard(tx, std::slice::from_ref(&account.person.id), 100)?.unwrap();
        Ok(account)
    });
    assert_eq!(account.await.login, "namesake");
    let mut caller = somebody();
    let address = visiting.begun(&mut caller).await;
    assert_eq!(visiting.back(&mut caller, &visiting.signed_in(&address, "h.tanaka")).await, NOT_KNOWN);
    assert!(visiting.is_out(&caller).await);
}

#[tokio::test(start_paused = true)]
async fn a_stop_and_nothing_set_up_are_said_as_after_a_right_password() {
    let visiting = Visiting::new().await;
    let came = async |login: &str| {
        let mut caller = somebody();
        let address = visiting.begun(&mut caller).await;
        visiting.back(&mut caller, &visiting.signed_in(&address, login)).await;
        visiting.page(&caller).await
    };
    assert_eq!(came("h.tanaka").await, AccountPage::Stopped { why: Problem::NotSetUp });
    let person = visiting.account.person.id.clone();
    visiting
        .stage
        .write(move |tx| {
            let now = tx.now();
            persons::set_frozen(tx, &person, Some(now))
        })
        .await;
    assert_eq!(came(LOGIN).await, AccountPage::Stopped { why: Problem::Frozen });
}

#[tokio::test(start_paused = true)]
async fn too_late_and_the_directory_away_in_between() {
    let visiting = Visiting::new().await;
    let mut caller = somebody();
    let address = visiting.begun(&mut caller).await;
    let answer = visiting.signed_in(&address, LOGIN);
    tokio::time::advance(Duration::from_secs(TTL_SECS.unsigned_abs())).await;
    visiting.back(&mut caller, &answer).await;
    let AccountPage::SignIn { problem, .. } = visiting.page(&caller).await else { panic!("it is open") };
    assert_eq!(problem, Some(Problem::Expired));

    let cloud = visiting.stage.app.practice_cloud.clone().unwrap();
    let mut caller = somebody();
    let answer = visiting.begun(&mut caller).await;
    let answer = visiting.signed_in(&answer, LOGIN);
    cloud.faults().set_reachable(false);
    assert_eq!(visiting.back(&mut caller, &answer).await, "/account?again=away");
    cloud.faults().set_reachable(true);
    assert_eq!(visiting.back(&mut caller, &answer).await, UNFINISHED, "spent");
    cloud.faults().set_reachable(false);
    let id = visiting.account.directory.0.clone();
    let Onward::Here(go) = visiting.stage.account_api().redirect(&caller, &id).await else { panic!("begun") };
    assert_eq!((go.path.as_str(), go.account_cookie), ("/account?again=away", None));
    cloud.faults().set_reachable(true);
    // and out of use while somebody is there
    let answer = visiting.begun(&mut caller).await;
    let answer = visiting.signed_in(&answer, LOGIN);
    let directory = visiting.account.directory.clone();
    visiting.stage.write(move |tx| directories::set_active(tx, &directory, false)).await;
    assert_eq!(visiting.back(&mut caller, &answer).await, NOT_KNOWN);
    assert!(visiting.is_out(&caller).await);
}

#[tokio::test(start_paused = true)]
async fn only_such_directories_and_so_many_from_one_network() {
    let visiting = Visiting::new().await;
    let api = visiting.stage.account_api();
    let first = visiting.stage.first_directory().0.clone();
    for id in [first.as_str(), "", "nobody's"] {
        assert!(matches!(api.redirect(&somebody(), id).await, Onward::Here(_)), "{id}");
    }
    let mut begun = 0;
    for _ in 0..40 {
        let onward = api.redirect(&somebody(), visiting.account.directory.as_str()).await;
        match onward {
            Onward::Away { .. } => begun += 1,
            Onward::Here(go) => assert!(go.path.starts_with("/account?again=later&from="), "{}", go.path),
        }
    }
    assert_eq!(begun, 27, "with the three before");
}

/// What waits is nobody's: no form of a visit moves it, and it does not become one.
#[tokio::test(start_paused = true)]
async fn a_waiting_sign_in_opens_nothing_by_itself() {
    let visiting = Visiting::new().await;
    let api = visiting.stage.account_api();
    let mut caller = somebody();
    let address = visiting.begun(&mut caller).await;
    api.choose(&caller, 1, Some(MethodKind::Totp)).await;
    assert!(visiting.is_out(&caller).await);
    // by which it ended
    assert_eq!(visiting.back(&mut caller, &visiting.signed_in(&address, LOGIN)).await, "/account");
    assert!(visiting.is_out(&caller).await);
}

/// The name of somebody whose password is tried nowhere hears what a wrong password hears.
#[tokio::test(start_paused = true)]
async fn the_password_form_tells_nobody_where_an_account_is() {
    let visiting = Visiting::new().await;
    let api = visiting.stage.account_api();
    let (app, least) = (&visiting.stage.app, i64::try_from(super::service::REFUSALS.as_millis()).unwrap());
    let began = app.now();
    let asked = [("w.kowalska", "W-cloud-2024"), ("w.kowalska", "wrong"), ("nobody", "wrong"), ("anna", "wrong")];
    for (n, (name, password)) in asked.into_iter().enumerate() {
        let go = api.sign_in(&somebody(), name, password.into()).await;
        assert_eq!((go.path.as_str(), go.account_cookie), ("/account?again=password", None), "{name}");
        assert!(n > 0 || app.now().since(began) >= least, "no sooner than anybody hears it");
    }
}

#[test]
fn one_that_waits_is_read_again_and_is_not_in() {
    use latchkey_domain::visit::{Stage as At, Visit};
    let mut visit = Visit::new(At::Redirected { directory: "d".into() });
    visit.proved_at = Some(latchkey_domain::Timestamp(1));
    assert!(!visit.is_in() && !visit.is_open() && visit.awaited().is_none() && visit.is_nobodys());
}
