//! The sign-in of an invitation on the directory's own page, and whoever would get through it as somebody else.

use crate::methods::stage::{Stage, somebody};
use crate::services::redirect::TTL_SECS;
use latchkey_app::ports::{Caller, Onward, ProofInput};
use latchkey_contract::enrol::{EnrolPage, SignInWay};
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::{MethodKind, Problem};
use latchkey_domain::Secret;
use latchkey_domain::entropy::new_token;
use latchkey_store::accounts::Account;
use latchkey_store::{accounts, directories, invitations};
use std::time::Duration;

const ALLOWED: &[MethodKind] = &[MethodKind::Totp, MethodKind::Email];
const LOGIN: &str = "w.kowalska";

/// Somebody of the practice cloud with an invitation.
struct Invited {
    stage: Stage,
    account: Account,
    caller: Caller,
}

impl Invited {
    async fn new() -> Self {
        let stage = Stage::new(ALLOWED, MethodSettings::default()).await;
        let account = stage.in_the_cloud(LOGIN).await;
        let caller = opened(&stage, &account).await;
        Self { stage, account, caller }
    }

    /// The page of the flow in the browser of `caller`.
    async fn at(&self, caller: &Caller) -> (i64, Option<Problem>) {
        match self.stage.enrol().page(caller).await {
            EnrolPage::SignIn { version, who, way: SignInWay::Redirect, problem, .. } => {
                assert_eq!(who, LOGIN);
                (version, problem)
            }
            other => panic!("not at the sign-in: {other:?}"),
        }
    }

    /// As far as the directory's page.
    async fn begun(&self) -> String {
        let (version, _) = self.at(&self.caller).await;
        match self.stage.enrol().redirect(&self.caller, version).await {
            Onward::Away { address, directory, cookie: None } => {
                assert_eq!(directory, "Cloud account");
                address
            }
            other => panic!("not begun: {other:?}"),
        }
    }

    async fn back(&self, caller: &Caller, given: &ProofInput) {
        self.stage.enrol().returned(caller, given.clone()).await;
    }

    async fn is_in(&self) -> bool {
        matches!(self.stage.enrol().page(&self.caller).await, EnrolPage::Choose { .. })
    }

    async fn refused(&self) -> usize {
        self.stage.audited("enrolment.sign-in.refused").await.len()
    }
}

/// The invitation of this account, opened in a browser of its own.
async fn opened(stage: &Stage, account: &Account) -> Caller {
    let (link, account) = (new_token(&crate::system::SystemEntropy), account.clone());
    let token = link.clone();
    stage.write(move |tx| invitations::create(tx, &account, &token, &Secret::new("CODE"), 36_000)).await;
    let mut caller = somebody();
    caller.enrol_cookie = stage.enrol().open_link(&caller, link.expose()).await.unwrap().cookie;
    caller
}

#[tokio::test(start_paused = true)]
async fn whoever_signs_in_there_as_the_invited_goes_on() {
    let invited = Invited::new().await;
    let address = invited.begun().await;
    let answer = invited.stage.signed_in_there(&address, LOGIN, "/return/enrol");
    assert!(!invited.is_in().await, "the answer has not come yet");
    invited.back(&invited.caller, &answer).await;
    assert!(invited.is_in().await);
    assert_eq!((invited.stage.audited("enrolment.signed-in").await.len(), invited.refused().await), (1, 0));
    // the same answer once more is read by nobody
    invited.back(&invited.caller, &answer).await;
    assert!(invited.is_in().await);
    assert_eq!(invited.stage.audited("enrolment.signed-in").await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn somebody_else_of_the_directory_is_told_so_and_opens_nothing() {
    let invited = Invited::new().await;
    let answer = invited.stage.signed_in_there(&invited.begun().await, "x.dubois", "/return/enrol");
    invited.back(&invited.caller, &answer).await;
    let (_, problem) = invited.at(&invited.caller).await;
    assert_eq!(problem, Some(Problem::SignedInAsOther { who: LOGIN.into() }));
    assert_eq!((invited.stage.audited("enrolment.signed-in").await.len(), invited.refused().await), (0, 1));
    // and begins anew, as themselves
    let answer = invited.stage.signed_in_there(&invited.begun().await, LOGIN, "/return/enrol");
    invited.back(&invited.caller, &answer).await;
    assert!(invited.is_in().await);
}

/// The answer to a sign-in that another browser began, whoever began it for whomever.
#[tokio::test(start_paused = true)]
async fn an_answer_counts_only_in_the_browser_that_began() {
    let invited = Invited::new().await;
    let colleague = invited.stage.write(|tx| accounts::by_name(tx, "x.dubois")).await.remove(0);
    let attacker = opened(&invited.stage, &colleague).await;
    let (version, _) = match invited.stage.enrol().page(&attacker).await {
        EnrolPage::SignIn { version, problem, .. } => (version, problem),
        other => panic!("{other:?}"),
    };
    let Onward::Away { address, .. } = invited.stage.enrol().redirect(&attacker, version).await else { panic!() };
    // the invited signs in at the address that the attacker sent
    let answer = invited.stage.signed_in_there(&address, LOGIN, "/return/enrol");
    let own = invited.begun().await;
    invited.back(&invited.caller, &answer).await;
    assert_eq!(invited.at(&invited.caller).await.1, Some(Problem::SignInUnfinished));
    invited.back(&somebody(), &answer).await;
    assert!(!invited.is_in().await);
    // who has read it on the way opens nothing of theirs with it: it is of another account
    invited.stage.enrol().returned(&attacker, answer).await;
    let EnrolPage::SignIn { problem, .. } = invited.stage.enrol().page(&attacker).await else { panic!("it is open") };
    assert_eq!(problem, Some(Problem::SignedInAsOther { who: "x.dubois".into() }));
    // and the one that was really begun can still be answered
    let answer = invited.stage.signed_in_there(&own, LOGIN, "/return/enrol");
    invited.back(&invited.caller, &answer).await;
    assert!(invited.is_in().await);
}

#[tokio::test(start_paused = true)]
async fn made_up_answers_and_such_without_a_code_open_nothing() {
    let invited = Invited::new().await;
    let address = invited.begun().await;
    let real = invited.stage.signed_in_there(&address, LOGIN, "/return/enrol");
    let crossed = ProofInput { state: real.state.clone(), text: "another code".into(), ..ProofInput::default() };
    let made_up = ProofInput { state: "0".repeat(64), text: real.text.clone(), ..ProofInput::default() };
    invited.back(&invited.caller, &made_up).await;
    assert_eq!(invited.at(&invited.caller).await.1, Some(Problem::SignInUnfinished));
    invited.back(&invited.caller, &ProofInput { text: real.text.clone(), ..ProofInput::default() }).await;
    invited.back(&invited.caller, &crossed).await;
    assert_eq!(invited.at(&invited.caller).await.1, Some(Problem::SignInUnfinished));
    // that one was spent by it
    invited.back(&invited.caller, &real).await;
    assert!(!invited.is_in().await);
    let address = invited.begun().await;
    let real = invited.stage.signed_in_there(&address, LOGIN, "/return/enrol");
    let turned_back = ProofInput { text: String::new(), ..real.clone() };
    invited.back(&invited.caller, &turned_back).await;
    invited.back(&invited.caller, &real).await;
    assert!(!invited.is_in().await);
}

#[tokio::test(start_paused = true)]
async fn too_late_is_too_late() {
    let invited = Invited::new().await;
    let answer = invited.stage.signed_in_there(&invited.begun().await, LOGIN, "/return/enrol");
    tokio::time::advance(Duration::from_secs(TTL_SECS.unsigned_abs())).await;
    invited.back(&invited.caller, &answer).await;
    assert_eq!(invited.at(&invited.caller).await.1, Some(Problem::SignInUnfinished));
}

#[tokio::test(start_paused = true)]
async fn an_earlier_sign_in_ends_with_the_next() {
    let invited = Invited::new().await;
    let first = invited.stage.signed_in_there(&invited.begun().await, LOGIN, "/return/enrol");
    let second = invited.stage.signed_in_there(&invited.begun().await, LOGIN, "/return/enrol");
    invited.back(&invited.caller, &first).await;
    assert!(!invited.is_in().await);
    invited.back(&invited.caller, &second).await;
    assert!(invited.is_in().await);
}

#[tokio::test(start_paused = true)]
async fn two_posts_at_once_sign_in_once() {
    let invited = Invited::new().await;
    let answer = invited.stage.signed_in_there(&invited.begun().await, LOGIN, "/return/enrol");
    let enrol = invited.stage.enrol();
    let posts = (0..5).map(|_| enrol.returned(&invited.caller, answer.clone()));
    futures::future::join_all(posts).await;
    assert!(invited.is_in().await);
    assert_eq!((invited.stage.audited("enrolment.signed-in").await.len(), invited.refused().await), (1, 0));
    // two forms at once begin one
    let again = opened(&invited.stage, &invited.account).await;
    let (version, _) = invited.at(&again).await;
    let (one, other) = tokio::join!(enrol.redirect(&again, version), enrol.redirect(&again, version));
    let away = [one, other].iter().filter(|onward| matches!(onward, Onward::Away { .. })).count();
    assert_eq!(away, 1);
}

#[tokio::test(start_paused = true)]
async fn the_directory_can_be_away_before_and_meanwhile() {
    let invited = Invited::new().await;
    let cloud = invited.stage.app.practice_cloud.clone().unwrap();
    cloud.faults().set_reachable(false);
    let (version, _) = invited.at(&invited.caller).await;
    assert!(matches!(invited.stage.enrol().redirect(&invited.caller, version).await, Onward::Here(_)));
    assert_eq!(invited.at(&invited.caller).await.1, Some(Problem::DirectoryAway));
    cloud.faults().set_reachable(true);
    let answer = invited.stage.signed_in_there(&invited.begun().await, LOGIN, "/return/enrol");
    cloud.faults().set_reachable(false);
    invited.back(&invited.caller, &answer).await;
    assert_eq!(invited.at(&invited.caller).await.1, Some(Problem::DirectoryAway));
    cloud.faults().set_reachable(true);
    invited.back(&invited.caller, &answer).await;
    assert!(!invited.is_in().await, "spent all the same");
    let answer = invited.stage.signed_in_there(&invited.begun().await, LOGIN, "/return/enrol");
    invited.back(&invited.caller, &answer).await;
    assert!(invited.is_in().await);
}

/// Each directory has ids of its own; one that is the same in another is somebody else.
#[tokio::test(start_paused = true)]
async fn the_directory_that_is_asked_is_the_accounts_own() {
    let invited = Invited::new().await;
    let answer = invited.stage.signed_in_there(&invited.begun().await, LOGIN, "/return/enrol");
    let directory = invited.account.directory.clone();
    invited.stage.write(move |tx| directories::set_active(tx, &directory, false)).await;
    invited.back(&invited.caller, &answer).await;
    assert_eq!(invited.at(&invited.caller).await.1, Some(Problem::NotPossible), "it is not in use any more");
}

#[tokio::test(start_paused = true)]
async fn no_password_is_tried_and_no_page_of_a_directory_that_has_none() {
    let invited = Invited::new().await;
    let (version, _) = invited.at(&invited.caller).await;
    invited.stage.enrol().sign_in(&invited.caller, version, "W-cloud-2024".into()).await;
    assert!(!invited.is_in().await);
    assert_eq!((invited.at(&invited.caller).await.1, invited.refused().await), (None, 0));
    // of the first practice directory
    let caller = invited.stage.opened().await;
    let EnrolPage::SignIn { version, way, .. } = invited.stage.enrol().page(&caller).await else { panic!() };
    assert_eq!(way, SignInWay::Password);
    assert!(matches!(invited.stage.enrol().redirect(&caller, version).await, Onward::Here(_)));
    let EnrolPage::SignIn { problem, .. } = invited.stage.enrol().page(&caller).await else { panic!() };
    assert_eq!(problem, Some(Problem::NotPossible));
}

#[tokio::test(start_paused = true)]
async fn sign_ins_are_counted_as_passwords_are() {
    let invited = Invited::new().await;
    for _ in 0..10 {
        invited.begun().await;
    }
    let (version, _) = invited.at(&invited.caller).await;
    assert!(matches!(invited.stage.enrol().redirect(&invited.caller, version).await, Onward::Here(_)));
    assert!(matches!(invited.at(&invited.caller).await.1, Some(Problem::TryLater { .. })));
    // a form of an older page begins nothing
    assert!(matches!(invited.stage.enrol().redirect(&invited.caller, version).await, Onward::Here(_)));
}
