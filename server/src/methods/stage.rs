//! For the tests of methods: practice mode with one person, who walks from the invitation to a recovery
//! through the same ports as a browser does.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "tests")]

use crate::app_state::AppState;
use crate::compose::Composed;
use crate::jobs::{self, staged};
use crate::system::SystemEntropy;
use latchkey_app::ports::{AccountApi, Begun, Caller, EnrolApi, LanguageApi, ProofInput, RecoverApi};
use latchkey_contract::admin::DirectoryKind;
use latchkey_contract::enrol::{EnrolPage, SetUp};
use latchkey_contract::recover::{Ask, RecoverAt, RecoverPage, RecoveryAction};
use latchkey_contract::settings::MethodSettings;
use latchkey_contract::{MethodKind, Problem};
use latchkey_directory::PracticeCloud;
use latchkey_domain::Secret;
use latchkey_domain::directory::{Directory as _, Entry, PeopleSource as _};
use latchkey_domain::entropy::new_token;
use latchkey_domain::ids::{AccountId, DirectoryId, FlowId, ObjectId, PersonId};
use latchkey_domain::independence::{Authenticator, Dependency, FactorKind};
use latchkey_domain::policy::MethodPolicy;
use latchkey_domain::recovery::Recovery;
use latchkey_outbox::StoredSms;
use latchkey_store::accounts::Account;
use latchkey_store::directories::DirectoryRow;
use latchkey_store::methods::{self, MethodRow};
use latchkey_store::{StoreResult, Tx, accounts, audit, directories, flows, invitations, persons, settings};
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

pub struct Stage {
    _folder: tempfile::TempDir,
    pub app: Arc<AppState>,
    composed: Composed,
    pub person: PersonId,
    /// The only one that she has.
    pub account: AccountId,
    directory: DirectoryId,
}

/// A page of a method during a recovery.
#[derive(Debug)]
pub struct At {
    pub caller: Caller,
    pub version: i64,
    pub ask: Ask,
    pub problem: Option<Problem>,
}

impl Stage {
    /// Anna is onboarded; these are allowed.
    pub async fn new(allowed: &[MethodKind], settings: MethodSettings) -> Self {
        let (folder, composed) = staged::composed("practice = true\n").await;
        let app = composed.app.clone();
        let policy = MethodPolicy { allowed: allowed.to_vec(), ..MethodPolicy::default() };
        let put = move |tx: &mut Tx| {
            settings::put(tx, "policy", &policy)?;
            settings::put(tx, "methods", &settings)?;
            let directory = DirectoryId(tx.new_id());
            directories::insert(tx, &practice(&directory))?;
            let account = accounts::upsert(tx, &directory, &anna(None), 1)?;
            persons::onboard(tx, std::slice::from_ref(&account.person.id), 10)?.unwrap();
            Ok((directory, account))
        };
        let (directory, account) = app.store.write(put).await.unwrap();
        Self { _folder: folder, app, composed, person: account.person.id, account: account.id, directory }
    }

    pub async fn write<T: Send + 'static>(&self, f: impl FnOnce(&mut Tx) -> StoreResult<T> + Send + 'static) -> T {
        self.app.store.write(f).await.unwrap()
    }

    pub async fn set(&self, settings: MethodSettings) {
        self.write(move |tx| settings::put(tx, "methods", &settings)).await;
    }

    /// As the next import finds it.
    pub async fn directory_has(&self, phone: &'static str) {
        let directory = self.directory.clone();
        self.write(move |tx| accounts::upsert(tx, &directory, &anna(Some(phone)), 1)).await;
    }

    /// Somebody else of the practice directory, as it has them, who is onboarded.
    pub async fn also_of_practice(&self, login: &'static str) -> AccountId {
        let practice = self.app.practice.clone().unwrap();
        let everyone = practice.list(&[], None, 100).await.unwrap().entries;
        let entry = everyone.into_iter().find(|entry| entry.login == login).unwrap();
        let directory = self.directory.clone();
        self.write(move |tx| {
            let account = accounts::upsert(tx, &directory, &entry, 1)?;
            persons::onboard(tx, std::slice::from_ref(&account.person.id), 100)?.unwrap();
            Ok(account.id)
        })
        .await
    }

    /// Somebody else who is onboarded.
    pub async fn also(&self, name: &'static str) -> PersonId {
        let directory = self.directory.clone();
        self.write(move |tx| {
            let id = tx.new_id();
            let entry = Entry { login: name.into(), display_name: name.into(), dn: format!("CN={name}"), ..anna(None) };
            let entry = Entry { object_id: ObjectId(id), ..entry };
            let account = accounts::upsert(tx, &directory, &entry, 1)?;
            persons::onboard(tx, std::slice::from_ref(&account.person.id), 100)?.unwrap();
            Ok(account.person.id)
        })
        .await
    }

    /// Everybody of the practice cloud is imported and onboarded; who has an account in both directories is one person.
    pub async fn cloud(&self) -> DirectoryId {
        self.cloud_without(&[]).await
    }

    /// As after an import of a unit in which these are not.
    pub async fn cloud_without(&self, logins: &[&str]) -> DirectoryId {
        let cloud = self.app.practice_cloud.clone().unwrap();
        let mut everyone = cloud.list(&[], None, 100).await.unwrap().entries;
        everyone.retain(|entry| !logins.contains(&entry.login.as_str()));
        let domains = cloud.verified_domains().await.unwrap();
        let id = self
            .write(move |tx| {
                let id = DirectoryId(tx.new_id());
                let (kind, name) = (DirectoryKind::PracticeCloud.code().into(), PracticeCloud::DOMAIN.into());
                let label = "Cloud account".into();
                directories::insert(tx, &DirectoryRow { kind, name, label, domains, ..practice(&id) })?;
                for entry in &everyone {
                    let account = accounts::upsert(tx, &id, entry, 1)?;
                    persons::onboard(tx, std::slice::from_ref(&account.person.id), 100)?.unwrap();
                }
                Ok(id)
            })
            .await;
        crate::services::joining::run(&self.app).await.unwrap();
        id
    }

    /// As the cloud has them.
    pub async fn cloud_entry(&self, login: &str) -> Entry {
        let everyone = self.app.practice_cloud.as_ref().unwrap().list(&[], None, 100).await.unwrap().entries;
        everyone.into_iter().find(|entry| entry.login == login).unwrap()
    }

    pub const fn first_directory(&self) -> &DirectoryId {
        &self.directory
    }

    /// What the browser brings back from the cloud's own page, once somebody signed in there with the first password.
    pub fn signed_in_there(&self, page: &str, login: &str, return_to: &str) -> ProofInput {
        let cloud = self.app.practice_cloud.as_ref().unwrap();
        let state = page.strip_prefix(PracticeCloud::SIGN_IN_PAGE).unwrap().strip_prefix("?state=").unwrap();
        let password = cloud.everyone().into_iter().find(|person| person.login == login).unwrap().password.unwrap();
        let back = cloud.sign_in_as(&Secret::new(state), login, &Secret::new(password)).unwrap();
        let brought = back.strip_prefix(&format!("{}{return_to}?state=", self.app.origin)).unwrap();
        let (state, code) = brought.split_once("&code=").unwrap();
        ProofInput { text: code.into(), state: state.into(), ..ProofInput::default() }
    }

    /// Somebody there, without whom nobody is joined.
    pub async fn in_the_cloud(&self, login: &'static str) -> Account {
        let directory = self.cloud().await;
        self.account_in(&directory, login).await
    }

    pub async fn account_in(&self, directory: &DirectoryId, login: &'static str) -> Account {
        let directory = directory.clone();
        let found = self.write(move |tx| accounts::by_name(tx, login)).await;
        found.into_iter().find(|account| account.directory == directory).unwrap()
    }

    /// A recovery of this account's person in which enough was proved.
    pub async fn proved(&self, account: &AccountId) -> (Caller, FlowId) {
        let authenticator = |kind, factor| Authenticator { kind, on: vec![Dependency::new(factor, "x")] };
        let both = [
            authenticator(MethodKind::Totp, FactorKind::Device),
            authenticator(MethodKind::RecoveryCode, FactorKind::Paper),
        ];
        let mut recovery = Recovery::new(RecoveryAction::Reset, MethodPolicy::default(), both.to_vec());
        for authenticator in both {
            assert!(recovery.choose_method(authenticator.kind));
            recovery.right_proof(authenticator);
        }
        let state = serde_json::to_value(&recovery).unwrap();
        let token = new_token(&SystemEntropy);
        let (account, kept) = (account.clone(), token.clone());
        let id = self.write(move |tx| {
            let account = accounts::by_id(tx, &account)?.unwrap();
            flow_of(tx, flows::FlowKind::Recover, (account.person.id, account.id), state, &kept)
        });
        let id = id.await;
        (Caller { recover_cookie: Some(token.expose().to_owned()), ..somebody() }, id)
    }

    pub async fn row(&self, kind: MethodKind) -> Option<MethodRow> {
        let person = self.person.clone();
        let rows = self.write(move |tx| methods::of(tx, &person)).await;
        rows.into_iter().find(|row| row.kind == kind)
    }

    pub async fn audited(&self, kind: &str) -> Vec<audit::AuditRow> {
        let rows = self.write(|tx| audit::recent(tx, 100)).await;
        rows.into_iter().filter(|row| row.kind == kind).collect()
    }

    /// Background work, until what is given is dropped.
    pub fn work(&self) -> (tokio::sync::watch::Sender<bool>, jobs::Started) {
        let (stop, stopped) = tokio::sync::watch::channel(false);
        (stop, jobs::start(self.app.clone(), stopped))
    }

    pub fn enrol(&self) -> &dyn EnrolApi {
        self.composed.ports.enrol.as_ref()
    }

    pub fn account_api(&self) -> &dyn AccountApi {
        self.composed.ports.account.as_ref()
    }

    pub fn recover_api(&self) -> &dyn RecoverApi {
        self.composed.ports.recover.as_ref()
    }

    pub fn language_api(&self) -> &dyn LanguageApi {
        self.composed.ports.language.as_ref()
    }

    pub fn texts(&self) -> Vec<StoredSms> {
        self.app.texts.as_ref().unwrap().all()
    }

    /// The code of the next text after so many.
    pub async fn texted(&self, before: usize) -> (String, String) {
        staged::until(20, "a text message", async || self.texts().len() > before).await;
        let text = self.texts().remove(before);
        let code: String = text.text.chars().take_while(char::is_ascii_digit).collect();
        assert_eq!(code.len(), 6, "{}", text.text);
        (text.to, code)
    }

    // -- the set-up

    /// An invitation that was opened, and no more.
    pub async fn opened(&self) -> Caller {
        let token = new_token(&SystemEntropy);
        let (id, link) = (self.account.clone(), token.clone());
        self.write(move |tx| {
            let account = accounts::by_id(tx, &id)?.unwrap();
            invitations::create(tx, &account, &link, &Secret::new("CODE"), 3600)
        })
        .await;
        let mut caller = somebody();
        caller.enrol_cookie = self.enrol().open_link(&caller, token.expose()).await.unwrap().cookie;
        caller
    }

    /// At the account page, as if they had come so far.
    pub async fn visit(&self, visit: &impl serde::Serialize) -> (Caller, FlowId) {
        let state = serde_json::to_value(visit).unwrap();
        let token = new_token(&SystemEntropy);
        let (person, account, kept) = (self.person.clone(), self.account.clone(), token.clone());
        let id = self.write(move |tx| flow_of(tx, flows::FlowKind::Account, (person, account), state, &kept)).await;
        (Caller { account_cookie: Some(token.expose().to_owned()), ..somebody() }, id)
    }

    /// At the set-up of the app, the first of these two.
    pub async fn enrolling(&self, with: MethodKind) -> Caller {
        let caller = self.opened().await;
        let enrol = self.enrol();
        let EnrolPage::SignIn { version, .. } = enrol.page(&caller).await else { panic!("not at the sign-in") };
        enrol.sign_in(&caller, version, "A-practice-2024".into()).await;
        let EnrolPage::Choose { version, methods, .. } = enrol.page(&caller).await else { panic!("not at the choice") };
        assert!(methods.iter().any(|choice| choice.kind == with), "{methods:?}");
        enrol.choose(&caller, version, vec![MethodKind::Totp, with]).await;
        self.app(&caller).await;
        caller
    }

    async fn app(&self, caller: &Caller) {
        let enrol = &self.composed.ports.enrol;
        let EnrolPage::SetUp { version, step: SetUp::Totp(totp), .. } = enrol.page(caller).await else {
            panic!("not at the app")
        };
        let seed = totp_rs::Secret::try_from_base32(totp.key.replace(' ', "")).unwrap();
        let app = totp_rs::Builder::new().with_secret(seed).build().unwrap();
        let code = app.generate(u64::try_from(self.app.now().secs()).unwrap()).to_string();
        enrol.give(caller, version, ProofInput::text(code)).await;
    }

    /// The page of the method; `None`: it is set up.
    pub async fn setting_up(&self, caller: &Caller) -> Option<(i64, SetUp, Option<Problem>)> {
        match self.composed.ports.enrol.page(caller).await {
            EnrolPage::SetUp { version, step, problem, .. } => Some((version, step, problem)),
            EnrolPage::Codes { .. } => None,
            other => panic!("not at a set-up: {other:?}"),
        }
    }

    /// Sends the form, and gives the page that follows.
    pub async fn give(&self, caller: &Caller, given: ProofInput) -> Option<(SetUp, Option<Problem>)> {
        let (version, ..) = self.setting_up(caller).await.expect("it is set up already");
        self.composed.ports.enrol.give(caller, version, given).await;
        self.setting_up(caller).await.map(|(_, step, problem)| (step, problem))
    }

    pub async fn back(&self, caller: &Caller) -> Option<(SetUp, Option<Problem>)> {
        let (version, ..) = self.setting_up(caller).await.unwrap();
        self.composed.ports.enrol.back(caller, version).await;
        self.setting_up(caller).await.map(|(_, step, problem)| (step, problem))
    }

    pub async fn finish(&self, caller: &Caller) {
        let enrol = &self.composed.ports.enrol;
        let EnrolPage::Codes { version, .. } = enrol.page(caller).await else { panic!("not at the codes") };
        enrol.codes_kept(caller, version).await;
        assert!(matches!(enrol.page(caller).await, EnrolPage::Done { .. }));
    }

    // -- a recovery

    pub async fn begin(&self, name: &str) -> (Caller, i64, Vec<MethodKind>) {
        let recover = &self.composed.ports.recover;
        let mut caller = somebody();
        let Begun::Go(go) = recover.begin(&caller, name, false).await else { panic!("not begun") };
        caller.recover_cookie = go.cookie;
        match recover.page(&caller, RecoverAt::Methods).await {
            Ok(RecoverPage::Methods { version, methods, .. }) => (caller, version, methods),
            other => panic!("not at the list: {other:?}"),
        }
    }

    /// At the page of this method.
    pub async fn recovering(&self, name: &str, kind: MethodKind) -> At {
        let (caller, version, methods) = self.begin(name).await;
        assert!(methods.contains(&kind), "{name}: {methods:?}");
        self.composed.ports.recover.choose_method(&caller, version, Some(kind)).await;
        self.asked(caller).await.unwrap_or_else(|other| panic!("not at the method: {other:?}"))
    }

    pub async fn asked(&self, caller: Caller) -> Result<At, RecoverAt> {
        match self.composed.ports.recover.page(&caller, RecoverAt::Verify).await? {
            RecoverPage::Verify { version, ask, problem, .. } => Ok(At { caller, version, ask, problem }),
            other => panic!("not at a method: {other:?}"),
        }
    }

    /// `Ok`: right, and on to the second proof. `Err`: where it stands, with what is said.
    pub async fn prove(&self, at: At, given: ProofInput) -> Result<(), Result<At, Problem>> {
        let recover = &self.composed.ports.recover;
        recover.verify(&at.caller, at.version, given).await;
        match self.asked(at.caller.clone()).await {
            Ok(again) => Err(Ok(again)),
            Err(RecoverAt::Methods) => match recover.page(&at.caller, RecoverAt::Methods).await {
                Ok(RecoverPage::Methods { nth: 2, problem: None, .. }) => Ok(()),
                Ok(RecoverPage::Methods { problem: Some(problem), .. }) => Err(Err(problem)),
                other => panic!("{other:?}"),
            },
            Err(RecoverAt::Stopped) => match recover.page(&at.caller, RecoverAt::Stopped).await {
                Ok(RecoverPage::Stopped { why }) => Err(Err(why)),
                other => panic!("{other:?}"),
            },
            Err(other) => panic!("{other:?}"),
        }
    }

    /// The same form, so many times at once.
    pub async fn prove_at_once(&self, at: &At, given: &ProofInput, times: usize) {
        let recover = &self.composed.ports.recover;
        let posts = (0..times).map(|_| recover.verify(&at.caller, at.version, given.clone()));
        futures::future::join_all(posts).await;
    }

    /// Back to the list and to the method again.
    pub async fn reopen(&self, at: At, kind: MethodKind) -> At {
        let recover = &self.composed.ports.recover;
        recover.choose_method(&at.caller, at.version, None).await;
        let Ok(RecoverPage::Methods { version, .. }) = recover.page(&at.caller, RecoverAt::Methods).await else {
            panic!("not at the list")
        };
        recover.choose_method(&at.caller, version, Some(kind)).await;
        self.asked(at.caller).await.unwrap()
    }

    /// `Err`: back at the list, with what is said there.
    pub async fn send_again(&self, at: At) -> Result<At, Option<Problem>> {
        let recover = &self.composed.ports.recover;
        recover.send_again(&at.caller, at.version).await;
        if let Ok(at) = self.asked(at.caller.clone()).await {
            return Ok(at);
        }
        match recover.page(&at.caller, RecoverAt::Methods).await {
            Ok(RecoverPage::Methods { problem, .. }) => Err(problem),
            other => panic!("{other:?}"),
        }
    }

    /// The same form of a set-up, so many times at once.
    pub async fn give_at_once(&self, caller: &Caller, given: &ProofInput, times: usize) {
        let (version, ..) = self.setting_up(caller).await.unwrap();
        let posts = (0..times).map(|_| self.composed.ports.enrol.give(caller, version, given.clone()));
        futures::future::join_all(posts).await;
    }
}

/// Begun by anna, as if she had come so far.
fn flow_of(
    tx: &mut Tx,
    kind: flows::FlowKind,
    (person, account): (PersonId, AccountId),
    state: serde_json::Value,
    token: &Secret,
) -> StoreResult<FlowId> {
    let new = flows::NewFlow {
        kind,
        person: Some(person),
        account: Some(account),
        who: "anna".into(),
        name_key: "anna".into(),
        address: "127.0.0.1".into(),
        state,
        sealed: Secret::default(),
        ttl_secs: 900,
    };
    flows::create(tx, new, token).map(|flow| flow.id)
}

pub fn somebody() -> Caller {
    Caller {
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        recover_cookie: None,
        enrol_cookie: None,
        account_cookie: None,
        admin_cookie: None,
        locale: latchkey_contract::Locale::En,
    }
}

pub fn practice(id: &DirectoryId) -> DirectoryRow {
    DirectoryRow {
        id: id.clone(),
        kind: latchkey_contract::admin::DirectoryKind::Practice.code().into(),
        name: "practice.example".into(),
        label: "Practice".into(),
        config: json!({}),
        secret: Secret::default(),
        subtrees: Vec::new(),
        domains: Vec::new(),
        active: true,
        version: 1,
    }
}

pub fn anna(phone: Option<&str>) -> Entry {
    serde_json::from_value(json!({
        "object_id": "00000000-0000-4000-8000-000000000001", "dn": "CN=anna", "login": "anna", "upn": null,
        "display_name": "Anna Lindqvist", "mail": null, "phone": phone, "disabled": false, "protected": false,
    }))
    .unwrap()
}
