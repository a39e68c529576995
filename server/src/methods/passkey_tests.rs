//! Passkeys through the flows, from the invitation to the second proof, with an authenticator in
//! software in the place of a browser's.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "../../crates/methods/src/passkey/soft.rs"]
#[expect(dead_code, reason = "one authenticator for the tests of two rooms, each uses its part")]
mod soft;

use super::*;
use crate::app_state::AppStateParts;
use crate::compose::{self, Composed};
use crate::config::Config;
use crate::config::values::Values;
use crate::methods::stage::{anna, practice, somebody};
use crate::methods::{ProofContext, Verdict, nobody};
use crate::system::Pauses;
use crate::system::Sources;
use crate::system::SystemEntropy;
use jiff::tz::TimeZone;
use latchkey_app::ports::{Begun, Caller};
use latchkey_contract::Problem;
use latchkey_contract::enrol::EnrolPage;
use latchkey_contract::recover::{RecoverAt, RecoverPage};
use latchkey_contract::refused::RootsFault;
use latchkey_contract::settings::{MethodSettings, PasskeySettings};
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::{Clock, entropy};
use latchkey_store::accounts::Account;
use latchkey_store::methods::MethodRow;
use latchkey_store::{Keys, Store, StoreConfig, accounts, audit, directories, flows, invitations, persons, settings};
use latchkey_testkit::TestClock;
use serde_json::json;
use soft::Soft;
use std::sync::Arc;

/// Practice mode at 127.0.0.1, where passkeys are kept for this name.
const ORIGIN: &str = "http://localhost:8080";

struct Stage {
    _folder: tempfile::TempDir,
    composed: Composed,
    clock: Arc<TestClock>,
    /// Anna's, with what belongs to her.
    account: Account,
}

/// Where somebody's recovery stands.
struct Standing {
    caller: Caller,
    version: i64,
    options: String,
}

impl Stage {
    /// Anna is onboarded.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock::default());
        let sources = Sources { clock: clock.clone(), entropy: Arc::new(SystemEntropy), pauses: Pauses::Timer };
        let url = format!("sqlite:{}", folder.path().join("passkeys.sqlite").display());
        let keys = Keys::from_bytes(&[7; 32]);
        let config = StoreConfig { url, pool: 4 };
        let store = Store::open(&config, keys, clock.clone(), Arc::new(SystemEntropy)).await.unwrap();
        store.migrate().await.unwrap();
        let mut values = Values::default();
        values.read_text(std::path::Path::new("test.toml"), "practice = true\n");
        let config = Config::from_values(values, None).unwrap();
        let composed = compose::compose(&config, store, "127.0.0.1:8080".parse().unwrap(), &sources).unwrap();
        let put = |tx: &mut Tx| {
            let directory = DirectoryId(tx.new_id());
            directories::insert(tx, &practice(&directory))?;
            let account = accounts::upsert(tx, &directory, &anna(None), 1)?;
            persons::onboard(tx, std::slice::from_ref(&account.person.id), 10)?.unwrap();
            Ok(account)
        };
        let account = composed.app.store.write(put).await.unwrap();
        Self { _folder: folder, composed, clock, account }
    }

    async fn write<T: Send + 'static>(&self, f: impl FnOnce(&mut Tx) -> StoreResult<T> + Send + 'static) -> T {
        self.composed.app.store.write(f).await.unwrap()
    }

    async fn keys(&self) -> Vec<MethodRow> {
        let person = self.account.person.id.clone();
        let rows = self.write(move |tx| methods::of(tx, &person)).await;
        rows.into_iter().filter(|row| row.kind == MethodKind::Passkey).collect()
    }

    async fn audited(&self, kind: &str) -> usize {
        let rows = self.write(|tx| audit::recent(tx, 100)).await;
        rows.iter().filter(|row| row.kind == kind).count()
    }

    async fn attested(&self, roots: &'static str) {
        self.write(move |tx| {
            let passkeys = PasskeySettings { attested: true, roots: roots.to_owned() };
            settings::put(tx, "methods", &MethodSettings { passkeys, ..MethodSettings::default() })
        })
        .await;
    }

    /// Anna, at the page where a passkey is made.
    async fn enrolling(&self) -> Caller {
        let token = entropy::new_token(&SystemEntropy);
        let (account, link) = (self.account.clone(), token.clone());
        self.write(move |tx| invitations::create(tx, &account, &link, &Secret::new("CODE"), 3600)).await;
        let enrol = &self.composed.ports.enrol;
        let mut caller = somebody();
        caller.enrol_cookie = enrol.open_link(&caller, token.expose()).await.unwrap().cookie;
        let EnrolPage::SignIn { version, .. } = enrol.page(&caller).await else { panic!("not at the sign-in") };
        enrol.sign_in(&caller, version, "A-practice-2024".into()).await;
        let EnrolPage::Choose { version, .. } = enrol.page(&caller).await else { panic!("not at the choice") };
        enrol.choose(&caller, version, vec![MethodKind::Passkey, MethodKind::Totp]).await;
        caller
    }

    /// The page where a passkey is made: its version, options, and what is said on it.
    async fn making(&self, caller: &Caller) -> (i64, String, Option<Problem>) {
        match self.composed.ports.enrol.page(caller).await {
            EnrolPage::SetUp { version, step: SetUp::Passkey { options }, problem, .. } => (version, options, problem),
            other => panic!("not at the passkey: {other:?}"),
        }
    }

    /// The whole enrolment, with that key.
    async fn enrolled(&self, soft: &mut Soft, name: &str) {
        let (enrol, caller) = (&self.composed.ports.enrol, self.enrolling().await);
        let (version, options, _) = self.making(&caller).await;
        enrol.give(&caller, version, given(&soft.make(&options, ORIGIN, |_| {}), name)).await;
        let EnrolPage::SetUp { version, step: SetUp::Totp(totp), .. } = enrol.page(&caller).await else {
            panic!("not at the app")
        };
        let seed = totp_rs::Secret::try_from_base32(totp.key.replace(' ', "")).unwrap();
        let app = totp_rs::Builder::new().with_secret(seed).build().unwrap();
        let code = app.generate(u64::try_from(self.clock.now().secs()).unwrap()).to_string();
        enrol.give(&caller, version, ProofInput::text(code)).await;
        let EnrolPage::Codes { version, .. } = enrol.page(&caller).await else { panic!("not at the codes") };
        enrol.codes_kept(&caller, version).await;
        assert!(matches!(enrol.page(&caller).await, EnrolPage::Done { .. }));
    }

    /// At the page that asks for a passkey.
    async fn recovering(&self, name: &str) -> Standing {
        let recover = &self.composed.ports.recover;
        let mut caller = somebody();
        let Begun::Go(go) = recover.begin(&caller, name, false).await else { panic!("not begun") };
        caller.recover_cookie = go.cookie;
        let Ok(RecoverPage::Methods { version, methods, .. }) = recover.page(&caller, RecoverAt::Methods).await else {
            panic!("not at the list")
        };
        assert_eq!(methods, [MethodKind::Passkey, MethodKind::Totp, MethodKind::RecoveryCode], "{name}");
        recover.choose_method(&caller, version, Some(MethodKind::Passkey)).await;
        self.asked(caller).await.unwrap_or_else(|other| panic!("not at the passkey: {other:?}")).0
    }

    async fn asked(&self, caller: Caller) -> Result<(Standing, Option<Problem>), RecoverAt> {
        match self.composed.ports.recover.page(&caller, RecoverAt::Verify).await? {
            RecoverPage::Verify { version, ask: Ask::Passkey { options }, problem, .. } => {
                Ok((Standing { caller, version, options }, problem))
            }
            other => panic!("not at the passkey: {other:?}"),
        }
    }

    /// `Ok`: right, and on to the list again. `Err`: the same page, with what is said on it.
    async fn prove(&self, at: Standing, said: &Value) -> Result<(), (Standing, Option<Problem>)> {
        self.composed.ports.recover.verify(&at.caller, at.version, given(said, "")).await;
        match self.asked(at.caller).await {
            Err(RecoverAt::Methods) => Ok(()),
            Err(other) => panic!("{other:?}"),
            Ok(again) => Err(again),
        }
    }
}

fn given(said: &Value, name: &str) -> ProofInput {
    ProofInput { credential: said.to_string(), name: name.to_owned(), ..ProofInput::default() }
}

fn without_challenge(options: &str) -> Value {
    let mut options: Value = serde_json::from_str(options).unwrap();
    options["publicKey"]["challenge"] = Value::Null;
    options
}

#[tokio::test]
async fn from_the_invitation_to_the_second_proof() {
    let (stage, mut soft) = (Stage::new().await, Soft::new(1));
    stage.enrolled(&mut soft, "").await;
    let [before] = &stage.keys().await[..] else { panic!("one key") };
    assert_eq!((before.label.as_str(), before.last_step), ("Passkey", 0));
    let at = stage.recovering("anna").await;
    let said = soft.prove(&at.options, ORIGIN, |_| {});
    assert!(stage.prove(at, &said).await.is_ok());
    let [after] = &stage.keys().await[..] else { panic!("one key") };
    assert_eq!((after.last_step, after.last_used_at), (1, Some(stage.clock.now())));
    assert_ne!(after.secret, before.secret, "the counter went on");
    assert_eq!(stage.audited("recovery.proof.right").await, 1);

    // the same answer, to another recovery
    let at = stage.recovering("anna").await;
    let Err((at, problem)) = stage.prove(at, &said).await else { panic!("a replay") };
    assert_eq!(problem, Some(Problem::WrongCode));
    // a counter that went back, then one that goes on: the key still opens
    let said = soft.prove(&at.options, ORIGIN, |draft| draft.counter = 2);
    let Err((at, problem)) = stage.prove(at, &said).await else { panic!("counted back") };
    assert_eq!(problem, Some(Problem::WrongCode));
    let said = soft.prove(&at.options, ORIGIN, |_| {});
    assert!(stage.prove(at, &said).await.is_ok());
    assert_eq!(stage.audited("recovery.proof.wrong").await, 2);
}

#[tokio::test]
async fn each_answer_is_looked_at_once() {
    let (stage, mut soft) = (Stage::new().await, Soft::new(1));
    stage.enrolled(&mut soft, "My phone").await;
    assert_eq!(stage.keys().await[0].label, "My phone");
    let first = stage.recovering("anna").await;
    let right = soft.prove(&first.options, ORIGIN, |_| {});
    let unverified = soft.prove(&first.options, ORIGIN, |draft| draft.flags &= !soft::VERIFIED);
    let asked_first = first.options.clone();
    let Err((again, problem)) = stage.prove(first, &unverified).await else { panic!("nobody was verified") };
    assert_eq!(problem, Some(Problem::WrongCode));
    assert_ne!(again.options, asked_first, "the question is a new one");
    let Err((again, _)) = stage.prove(again, &right).await else { panic!("an answer to the question before") };

    // neither a guess nor an answer: not counted, and the next page asks anew
    let Err((again, problem)) = stage.prove(again, &json!({ "id": "x" })).await else { panic!("garbage") };
    assert_eq!((problem, stage.audited("recovery.proof.wrong").await), (Some(Problem::NoAnswer), 2));

    // the same answer twice at once
    let said = soft.prove(&again.options, ORIGIN, |_| {});
    let recover = &stage.composed.ports.recover;
    let post = || recover.verify(&again.caller, again.version, given(&said, ""));
    let _gone = futures::future::join3(post(), post(), post()).await;
    assert_eq!(stage.audited("recovery.proof.right").await, 1);
    assert_eq!(stage.keys().await[0].last_step, 1);
    let Ok(RecoverPage::Methods { nth, .. }) = recover.page(&again.caller, RecoverAt::Methods).await else {
        panic!("not at the list")
    };
    assert_eq!(nth, 2);
}

/// Two recoveries at once on a database where neither sees the other's writes: a key that counts
/// nothing itself is still accepted once for what both read.
#[tokio::test]
async fn of_two_that_read_the_same_key_one_is_right() {
    let (stage, mut soft) = (Stage::new().await, Soft { counts: false, ..Soft::new(1) });
    stage.enrolled(&mut soft, "").await;
    let (rows, app, account) = (stage.keys().await, stage.composed.app.clone(), stage.account.clone());
    let verdicts = stage.write(move |tx| {
        let flow = flows::create(tx, a_flow(&account), &entropy::new_token(&SystemEntropy))?;
        let mut one = || -> StoreResult<(bool, bool)> {
            let mut at = ProofContext {
                app: &app,
                tx: &mut *tx,
                flow: &flow,
                person: account.person.id.clone(),
                looks_like: account.person.id.clone(),
                rows: rows.clone(),
                stage: 0,
                secrets: Value::Null,
            };
            Passkey.ask(&mut at, false)?.unwrap();
            let Ask::Passkey { options } = Passkey.page(&app, &at.secrets) else { panic!("not a passkey's") };
            let said = soft.prove(&options, ORIGIN, |_| {});
            let verdict = Passkey.check(&mut at, &given(&said, ""), Value::Null)?;
            Ok((matches!(verdict, Verdict::Right(_)), at.secrets.is_null()))
        };
        Ok([one()?, one()?])
    });
    // a new question after the wrong one
    assert_eq!(verdicts.await, [(true, true), (false, false)]);
}

fn a_flow(account: &Account) -> flows::NewFlow {
    flows::NewFlow {
        kind: flows::FlowKind::Recover,
        person: Some(account.person.id.clone()),
        account: Some(account.id.clone()),
        who: "anna".into(),
        name_key: "anna".into(),
        address: "192.0.2.1".into(),
        state: Value::Null,
        sealed: Secret::default(),
        ttl_secs: 900,
    }
}

#[tokio::test]
async fn a_name_that_nobody_has_is_asked_alike() {
    let (stage, mut soft) = (Stage::new().await, Soft::new(1));
    stage.enrolled(&mut soft, "").await;
    let (anna, no_one) = (stage.recovering("anna").await, stage.recovering("nobody.at.all").await);
    assert_eq!(without_challenge(&anna.options), without_challenge(&no_one.options));
    // neither a stranger's key nor Anna's own answers for nobody, also with nobody's handle
    let nil = uuid_bytes(nobody().as_str());
    let mut stranger = Soft { user: soft.user.clone(), ..Soft::new(9) };
    let said = stranger.prove(&anna.options, ORIGIN, |_| {});
    let Err((_, for_anna)) = stage.prove(anna, &said).await else { panic!("a stranger") };
    let said = soft.prove(&no_one.options, ORIGIN, |_| {});
    let Err((no_one, for_nobody)) = stage.prove(no_one, &said).await else { panic!("nobody") };
    assert_eq!(for_anna, for_nobody);
    let said = soft.prove(&no_one.options, ORIGIN, |draft| draft.user = Some(nil));
    assert!(stage.prove(no_one, &said).await.is_err());
}

fn uuid_bytes(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}

#[tokio::test]
async fn what_is_said_when_a_key_is_not_made() {
    let (stage, mut soft) = (Stage::new().await, Soft::new(1));
    let (enrol, caller) = (&stage.composed.ports.enrol, stage.enrolling().await);
    let (mut version, mut options, problem) = stage.making(&caller).await;
    assert_eq!(problem, None);
    let unverified: fn(&mut soft::Draft) = |draft| draft.flags &= !soft::VERIFIED;
    let elsewhere: fn(&mut soft::Draft) = |draft| draft.client["origin"] = json!("https://evil.example");
    for (change, wanted) in [(unverified, Problem::NotAccepted), (elsewhere, Problem::NoAnswer)] {
        enrol.give(&caller, version, given(&soft.make(&options, ORIGIN, change), "")).await;
        let (later, anew, problem) = stage.making(&caller).await;
        assert_eq!(problem, Some(wanted));
        assert_ne!(anew, options, "the next page asks anew");
        (version, options) = (later, anew);
    }
    stage.clock.advance(16 * 60);
    enrol.give(&caller, version, given(&soft.make(&options, ORIGIN, |_| {}), "")).await;
    let (version, options, problem) = stage.making(&caller).await;
    assert_eq!(problem, Some(Problem::OutOfDate));
    enrol.give(&caller, version, given(&soft.make(&options, ORIGIN, |_| {}), "")).await;
    let EnrolPage::SetUp { method, .. } = enrol.page(&caller).await else { panic!("not on") };
    assert_eq!(method, MethodKind::Totp);
}

#[tokio::test]
async fn a_second_key_and_the_first_once_more() {
    let stage = Stage::new().await;
    stage.enrolled(&mut Soft::new(1), "").await;
    let (app, account) = (stage.composed.app.clone(), stage.account.clone());
    let have: Vec<ExistingMethod> = stage
        .keys()
        .await
        .into_iter()
        .map(|row| ExistingMethod { kind: row.kind, secret: row.secret, depends_on: row.depends_on })
        .collect();
    let labels = stage.write(move |tx| {
        let flow = flows::create(tx, a_flow(&account), &entropy::new_token(&SystemEntropy))?;
        let mut taken = |seed: u8, name: &str| -> StoreResult<Result<String, Reason>> {
            let mut at = SetupContext {
                app: &app,
                tx: &mut *tx,
                flow: &flow,
                account: account.clone(),
                have: have.clone(),
                settings: MethodSettings::default(),
                secrets: Value::Null,
            };
            Passkey.begin(&mut at)?.unwrap();
            let seen = SetupView { app: &app, who: "anna", settings: &MethodSettings::default(), secrets: &at.secrets };
            let Some(SetUp::Passkey { options }) = Passkey.set_up_page(&seen) else { panic!("no page") };
            let said = Soft::new(seed).make(&options, ORIGIN, |_| {});
            Ok(match Passkey.take(&mut at, &given(&said, name), Ok(Value::Null))? {
                SetupOutcome::Done(new) => Ok(new.label),
                SetupOutcome::Refused(problem) => Err(problem),
                SetupOutcome::More => panic!("no second page"),
            })
        };
        Ok([taken(2, " ")?, taken(2, "Key ring")?, taken(1, "")?])
    });
    let wanted = [Ok("Passkey 2".to_owned()), Ok("Key ring".to_owned()), Err(Reason::AlreadyThere)];
    assert_eq!(labels.await, wanted);
}

#[tokio::test]
async fn only_makers_that_are_trusted() {
    let stage = Stage::new().await;
    let root = soft::Root::new("Maker Root", 50);
    stage.attested(root.pem().leak()).await;
    let (enrol, caller) = (&stage.composed.ports.enrol, stage.enrolling().await);
    let (version, options, _) = stage.making(&caller).await;
    enrol.give(&caller, version, given(&Soft::new(1).make(&options, ORIGIN, |_| {}), "")).await;
    let (version, options, problem) = stage.making(&caller).await;
    assert_eq!(problem, Some(Problem::NotAccepted));
    let vouched = Soft::new(1).make(&options, ORIGIN, |draft| draft.statement = soft::Statement::Maker(root.maker(60)));
    enrol.give(&caller, version, given(&vouched, "")).await;
    let EnrolPage::SetUp { method, .. } = enrol.page(&caller).await else { panic!("not on") };
    assert_eq!(method, MethodKind::Totp);
}

#[tokio::test]
async fn why_nobody_can_use_it_yet() {
    let stage = Stage::new().await;
    let app = stage.composed.app.clone();
    let hindrance = |app: Arc<AppState>| async move {
        app.clone().store.write(move |tx| Passkey.hindrance(&app, tx)).await.unwrap()
    };
    assert_eq!(hindrance(app.clone()).await, None);
    for (origin, practice, hindered) in [
        ("https://10.0.0.5", false, true),
        ("http://127.0.0.1:8080", false, true),
        ("http://127.0.0.1:8080", true, false),
        ("https://reset.northwind.example", false, false),
    ] {
        let other = AppState::new(AppStateParts {
            store: app.store.clone(),
            clock: app.clock.clone(),
            entropy: app.entropy.clone(),
            outbox: None,
            texts: None,
            practice: app.practice.clone().filter(|_| practice),
            origin: origin.into(),
            organisation: "Northwind".into(),
            help_desk: String::new(),
            language: latchkey_contract::Locale::En,
            zone: TimeZone::UTC,
            seats: 1,
        });
        let why = hindrance(other).await;
        assert_eq!(why == Some(MethodHindrance::NoHostName), hindered, "{origin}");
    }
    stage.attested("").await;
    assert_eq!(hindrance(app).await, Some(MethodHindrance::NoMaker(RootsFault::None)));
}

/// Where the log's lines go.
#[derive(Clone, Default)]
struct Lines(Arc<std::sync::Mutex<Vec<u8>>>);
impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What a stranger sends does not fill the log.
#[tokio::test]
async fn garbage_leaves_no_line_in_the_log() {
    let (stage, mut soft) = (Stage::new().await, Soft::new(1));
    stage.enrolled(&mut soft, "").await;
    let (keys, us) = (stage.keys().await, relying_party(&stage.composed.app).unwrap());
    let logged = |filter: String| {
        let lines = Lines::default();
        let writer = lines.clone();
        let filter = tracing_subscriber::EnvFilter::try_new(filter).unwrap();
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(move || writer.clone()).finish();
        tracing::subscriber::with_default(log, || {
            let asked = us.ask(stage.clock.now()).unwrap();
            let mut said = soft.clone().prove(asked.options(), ORIGIN, |_| {});
            said["response"]["authenticatorData"] = json!("AAAA");
            let check = us.check(
                asked,
                &said.to_string(),
                stage.account.person.id.as_str(),
                &[&keys[0].secret],
                stage.clock.now(),
            );
            assert_eq!(check, Check::Wrong);
        });
        let bytes = lines.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    };
    assert!(logged("warn".into()).contains("webauthn_rs_core"), "that is why");
    let ours = crate::config::LogConfig { format: crate::config::LogFormat::Text, level: "debug".into() };
    assert_eq!(logged(ours.filter()), "");
}
