//! What the engine promises, whatever the flow: forms at once, older ones, a stop half-way, somebody who was faster.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::{
    Answered, Begun, BegunFlow, Claimed, Form, Found, Moved, Step, TwoPhase, find, in_two_phases, step, stored,
};
use crate::methods::stage::{Stage, somebody};
use crate::system::SystemEntropy;
use latchkey_app::ports::Caller;
use latchkey_contract::settings::MethodSettings;
use latchkey_domain::entropy::new_token;
use latchkey_domain::{Reason, Secret};
use latchkey_store::flows::{self, Flow, FlowKind};
use latchkey_store::{StoreResult, Tx, settings};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Counts what is done to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Tally {
    claimed: u32,
    done: u32,
    open: bool,
    over: bool,
    note: Option<Reason>,
}

impl BegunFlow for Tally {
    const KIND: FlowKind = FlowKind::Enrol;
    const RENEWED_SECS: Option<i64> = Some(600);
    /// Whoever `who` names; nobody is there under an empty name.
    type Whose = String;

    fn cookie(caller: &Caller) -> Option<&str> {
        caller.enrol_cookie.as_deref()
    }
    fn whose(_tx: &mut Tx, flow: &Flow) -> StoreResult<Option<String>> {
        Ok(Some(flow.who.clone()).filter(|who| !who.is_empty()))
    }
    fn is_open(&self) -> bool {
        self.open
    }
    fn is_over(&self) -> bool {
        self.over
    }
    fn note(&mut self) -> &mut Option<Reason> {
        &mut self.note
    }
}

/// A form that something outside has a say in, which answers when it is let.
struct RemoteForm {
    may: Arc<Semaphore>,
    asked: Arc<AtomicUsize>,
    began: Arc<Semaphore>,
}

impl TwoPhase<Tally> for RemoteForm {
    type Claim = ();
    type Answer = ();
    type Outcome = ();

    fn is_remote(state: &Tally) -> bool {
        state.done == 0
    }
    fn is_awaited(&self, begun: &Begun<Tally>) -> bool {
        begun.state.claimed == 0
    }
    fn claim(&self, step: &mut Step<'_, '_, Tally>) -> StoreResult<Claimed<(), ()>> {
        step.state.claimed += 1;
        Ok(Claimed::Ask(()))
    }
    async fn ask(&self, _app: &Arc<crate::app_state::AppState>, (): ()) {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.began.add_permits(1);
        self.may.acquire().await.unwrap().forget();
    }
    fn decide(&self, step: &mut Step<'_, '_, Tally>, (): ()) -> StoreResult<()> {
        step.state.done += 1;
        Ok(())
    }
}

struct Bench {
    stage: Stage,
    caller: Caller,
    /// How often something outside was asked, and how often it may answer.
    asked: Arc<AtomicUsize>,
    may: Arc<Semaphore>,
    began: Arc<Semaphore>,
}

impl Bench {
    async fn new() -> Self {
        Self::with(Tally::default(), "anna").await
    }

    async fn with(tally: Tally, who: &str) -> Self {
        let stage = Stage::new(&[], MethodSettings::default()).await;
        let (token, who) = (new_token(&SystemEntropy), who.to_owned());
        let kept = token.clone();
        let begin = move |tx: &mut Tx| {
            let new = flows::NewFlow {
                kind: FlowKind::Enrol,
                person: None,
                account: None,
                who,
                name_key: String::new(),
                address: "127.0.0.1".into(),
                state: stored::value(&tally)?,
                sealed: Secret::default(),
                ttl_secs: 300,
            };
            flows::create(tx, new, &kept)
        };
        stage.write(begin).await;
        let caller = Caller { enrol_cookie: Some(token.expose().to_owned()), ..somebody() };
        Self {
            stage,
            caller,
            asked: Arc::default(),
            may: Arc::new(Semaphore::new(0)),
            began: Arc::new(Semaphore::new(0)),
        }
    }

    async fn now(&self) -> (i64, Tally) {
        match find(&self.stage.app, &self.caller).await.unwrap() {
            Found::Live(Begun { flow, state }) => (flow.version, state),
            other => panic!("{other:?}"),
        }
    }

    async fn count(&self, form: Form) -> Moved<Tally, ()> {
        let done = step(&self.stage.app, &self.caller, form, |step: &mut Step<'_, '_, Tally>| {
            step.state.done += 1;
            Ok(())
        });
        done.await.unwrap()
    }

    fn outside(&self) -> RemoteForm {
        RemoteForm { may: self.may.clone(), asked: self.asked.clone(), began: self.began.clone() }
    }

    async fn ask(&self, form: Form) -> Answered<Tally, ()> {
        in_two_phases(&self.stage.app, &self.caller, form, self.outside()).await
    }

    /// Sends it, and comes back when something outside is asked.
    async fn asking(&self, form: Form) -> tokio::task::JoinHandle<Answered<Tally, ()>> {
        let (app, caller, outside) = (self.stage.app.clone(), self.caller.clone(), self.outside());
        let sent = tokio::spawn(async move { in_two_phases(&app, &caller, form, outside).await });
        self.began.acquire().await.unwrap().forget();
        sent
    }
}

#[tokio::test]
async fn of_many_posts_of_one_form_one_counts() {
    let bench = Bench::new().await;
    let posts = futures::future::join_all((0..8).map(|_| bench.count(Form::Page(1)))).await;
    let counted = posts.iter().filter(|moved| matches!(moved, Moved::Done(..))).count();
    let (version, tally) = bench.now().await;
    assert_eq!((counted, tally.done), (1, 1));
    assert_eq!(tally.note, Some(Reason::OutOfDate));
    assert_eq!(version, 3, "once for the form, and once for what the others are told");
}

#[tokio::test]
async fn an_older_form_is_told_so_and_moves_nothing() {
    let bench = Bench::new().await;
    assert!(matches!(bench.count(Form::Page(1)).await, Moved::Done(..)));
    let Moved::Stands(begun) = bench.count(Form::Page(1)).await else { panic!("it counted") };
    let told = Tally { done: 1, note: Some(Reason::OutOfDate), ..Tally::default() };
    assert_eq!((begun.flow.version, begun.state), (3, told.clone()), "handed on as it is stored");
    assert_eq!(bench.now().await, (3, told.clone()));
    bench.count(Form::Page(1)).await;
    assert_eq!(bench.now().await, (3, told), "said already");
    // nor is anybody told off where nothing is left to do
    let over = Bench::with(Tally { over: true, ..Tally::default() }, "anna").await;
    over.count(Form::Page(7)).await;
    assert_eq!(over.now().await, (1, Tally { over: true, ..Tally::default() }));
}

#[tokio::test]
async fn while_an_answer_is_awaited_no_form_moves_it() {
    let bench = Bench::with(Tally { open: true, ..Tally::default() }, "anna").await;
    for form in [Form::Page(1), Form::Page(0), Form::Return, Form::Any] {
        assert!(matches!(bench.count(form).await, Moved::Stands(_)));
        assert!(matches!(bench.ask(form).await.moved, Ok(Moved::Stands(_))));
    }
    assert_eq!(bench.now().await, (1, Tally { open: true, ..Tally::default() }));
    assert_eq!(bench.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn of_many_posts_of_one_form_one_asks_and_a_second_click_disturbs_nothing() {
    let bench = Bench::new().await;
    let sent = bench.asking(Form::Page(1)).await;
    let claimed = Tally { claimed: 1, note: Some(Reason::OutOfDate), ..Tally::default() };
    assert_eq!(bench.now().await, (2, claimed.clone()), "what a second click would say is said already");
    let others = futures::future::join_all((0..8).map(|_| bench.ask(Form::Page(1)))).await;
    assert!(others.iter().all(|other| matches!(other.moved, Ok(Moved::Stands(_))) && other.remote));
    assert_eq!(bench.now().await, (2, claimed), "and nothing of it has moved");
    bench.may.add_permits(1);
    let Answered { moved: Ok(Moved::Done(begun, ())), remote: true } = sent.await.unwrap() else { panic!("not done") };
    let done = Tally { claimed: 1, done: 1, ..Tally::default() };
    assert_eq!((begun.flow.version, begun.state), (3, done.clone()));
    assert_eq!((bench.now().await, bench.asked.load(Ordering::SeqCst)), ((3, done), 1));
}

/// The browser went away, or the server was stopped: the try stays counted, and the page says what to do.
#[tokio::test]
async fn a_stop_between_claim_and_answer_leaves_a_page_that_goes_on() {
    let bench = Bench::new().await;
    let sent = bench.asking(Form::Page(1)).await;
    sent.abort();
    assert!(sent.await.is_err());
    bench.may.add_permits(1);
    let claimed = Tally { claimed: 1, note: Some(Reason::OutOfDate), ..Tally::default() };
    assert_eq!(bench.now().await, (2, claimed));
    assert!(matches!(bench.ask(Form::Page(2)).await.moved, Ok(Moved::Done(..))));
    assert_eq!(bench.now().await, (4, Tally { claimed: 2, done: 1, ..Tally::default() }));
}

#[tokio::test]
async fn an_answer_to_what_was_left_meanwhile_decides_nothing() {
    let bench = Bench::new().await;
    let sent = bench.asking(Form::Page(1)).await;
    // from the page that is shown meanwhile: another method, say
    assert!(matches!(bench.count(Form::Page(2)).await, Moved::Done(..)));
    bench.may.add_permits(1);
    assert!(matches!(sent.await.unwrap().moved, Ok(Moved::Stands(_))));
    let (version, tally) = bench.now().await;
    assert_eq!((version, tally.claimed, tally.done), (3, 1, 1), "the other form's own, and no more");
}

#[tokio::test]
async fn whoever_was_faster_counts_and_nothing_else_is_kept() {
    let bench = Bench::new().await;
    let faster = |step: &mut Step<'_, '_, Tally>| {
        settings::put(step.tx, "trace", &1)?;
        step.state.done += 1;
        // as if another server had saved between our look and our save
        let mut other = step.flow.clone();
        flows::save(step.tx, &mut other).map(drop)
    };
    let moved = step(&bench.stage.app, &bench.caller, Form::Page(1), faster).await.unwrap();
    assert!(matches!(moved, Moved::Overtaken));
    // or had ended it: signed out, or frozen
    let ended = |step: &mut Step<'_, '_, Tally>| {
        settings::put(step.tx, "trace", &1)?;
        flows::end(step.tx, &step.flow.id.clone())
    };
    let moved = step(&bench.stage.app, &bench.caller, Form::Page(1), ended).await.unwrap();
    assert!(matches!(moved, Moved::Overtaken));
    assert_eq!(bench.now().await, (1, Tally::default()));
    assert_eq!(bench.stage.write(|tx| settings::get::<i32>(tx, "trace")).await, None);
}

#[tokio::test]
async fn what_comes_back_from_elsewhere_counts_once_and_only_where_it_is_awaited() {
    let bench = Bench::new().await;
    bench.may.add_permits(9);
    let posts = futures::future::join_all((0..4).map(|_| bench.ask(Form::Return))).await;
    let counted = posts.iter().filter(|post| matches!(post.moved, Ok(Moved::Done(..)))).count();
    assert_eq!((counted, bench.asked.load(Ordering::SeqCst)), (1, 1));
    let done = (3, Tally { claimed: 1, done: 1, ..Tally::default() });
    assert_eq!(bench.now().await, done, "and nobody is told off");
    assert!(matches!(bench.ask(Form::Return).await.moved, Ok(Moved::Stands(_))));
    assert!(matches!(bench.count(Form::Return).await, Moved::Stands(_)));
    assert_eq!(bench.now().await, done);
}

/// The least time of an answer goes by the page alone: told whatever becomes of the form.
#[tokio::test]
async fn whether_it_is_remote_is_told_for_every_form() {
    let bench = Bench::new().await;
    bench.may.add_permits(9);
    for form in [Form::Page(0), Form::Page(99), Form::Page(2)] {
        assert!(bench.ask(form).await.remote, "{form:?}");
    }
    // done once, the page asks nobody
    let (version, _) = bench.now().await;
    for form in [Form::Page(0), Form::Page(version), Form::Return] {
        assert!(!bench.ask(form).await.remote, "{form:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_form_that_counts_gives_it_time_and_no_other_does() {
    let bench = Bench::new().await;
    tokio::time::advance(Duration::from_secs(200)).await;
    bench.count(Form::Page(9)).await;
    tokio::time::advance(Duration::from_secs(99)).await;
    let (version, _) = bench.now().await;
    bench.count(Form::Page(version)).await;
    tokio::time::advance(Duration::from_secs(599)).await;
    bench.now().await;
    tokio::time::advance(Duration::from_secs(1)).await;
    assert!(matches!(bench.count(Form::Page(version + 1)).await, Moved::Gone));
    assert!(matches!(find::<Tally>(&bench.stage.app, &bench.caller).await, Ok(Found::Gone)));
    assert!(matches!(bench.ask(Form::Any).await, Answered { moved: Ok(Moved::Gone), remote: false }));
}

#[tokio::test]
async fn what_is_nobodys_any_more_ends_and_does_nothing() {
    let bench = Bench::with(Tally::default(), "").await;
    assert!(matches!(bench.count(Form::Page(1)).await, Moved::Gone));
    assert!(matches!(find::<Tally>(&bench.stage.app, &bench.caller).await, Ok(Found::Gone)));
    let none = Bench { caller: somebody(), ..bench };
    assert!(matches!(none.count(Form::Page(1)).await, Moved::NoCookie));
    assert!(matches!(none.ask(Form::Page(1)).await.moved, Ok(Moved::NoCookie)));
    assert!(matches!(find::<Tally>(&none.stage.app, &none.caller).await, Ok(Found::NoCookie)));
}
