//! A server with its console, people at browsers, and a phone.

use latchkey::app_state::AppState;
use latchkey::compose;
use latchkey::config::Config;
use latchkey::config::value::Value;
use latchkey::config::values::Values;
use latchkey::system::Sources;
use latchkey::system::{SystemClock, SystemEntropy};
use latchkey_app::ports::{AdminGo, AdminPorts, Caller};
use latchkey_contract::admin::*;
use latchkey_domain::audit::AuditKind;
use latchkey_domain::entropy::new_token;
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::{Clock, Secret, Timestamp};
use latchkey_store::audit::AuditRow;
use latchkey_store::{Store, StoreResult, Tx, admins, audit, imports};
use latchkey_testkit::TestClock;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

pub const PASSWORD: &str = "Copper Window Lantern 9";
/// Where real directories can be connected.
const REAL: &str = "origin = \"https://reset.example.com\"\n[proxy]\ntrusted = [\"127.0.0.1\"]\n";
pub const OFFICE: &str = "192.0.2.10";
pub const ELSEWHERE: &str = "198.51.100.20";

pub struct Home {
    pub api: AdminPorts,
    pub app: Arc<AppState>,
    pub store: Store,
    clock: Arc<TestClock>,
    config: Config,
    folder: tempfile::TempDir,
}

impl Home {
    pub async fn practice() -> Self {
        Self::of("practice = true\n", Timestamp(1_800_000_015_000)).await
    }
    pub async fn practice_with_seats(seats: u32) -> Self {
        Self::of(&format!("practice = true\nseats = {seats}\n"), Timestamp(1_800_000_015_000)).await
    }
    /// Where real directories can be connected.
    pub async fn with_system_clock() -> Self {
        Self::of(REAL, Timestamp(1_800_000_015_000)).await
    }
    /// The same at the time that other programs have.
    pub async fn real_now() -> Self {
        let window = SystemClock.now().secs().div_euclid(30) * 30;
        Self::of(REAL, Timestamp::from_secs(window + 15)).await
    }
    /// `at`: the middle of a window of TOTP, so that a few seconds change no code.
    async fn of(toml: &str, at: Timestamp) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = format!("data_dir = {:?}\n{toml}", folder.path());
        std::fs::write(folder.path().join("latchkey.toml"), file).unwrap();
        let mut values = Values::default();
        values.read_text(Path::new("test.toml"), toml);
        values.set_flag("data_dir", Value::Text(folder.path().to_str().unwrap().to_owned()), "test");
        let config = Config::from_values(values, None).unwrap();
        let clock = Arc::new(TestClock::at(at));
        let sources = Sources { clock: clock.clone(), ..Sources::default() };
        let store = compose::open_store(&config, &sources).await.unwrap();
        compose::migrate(&config, &store).await.unwrap();
        compose::claim_mode(&config, &store).await.unwrap();
        let composed = compose::compose(&config, store.clone(), "127.0.0.1:8080".parse().unwrap(), &sources).unwrap();
        Self { api: composed.ports.admin, app: composed.app, store, clock, config, folder }
    }

    pub fn sleep(&self, secs: i64) {
        self.clock.advance(secs);
    }
    pub async fn read<T: Send + 'static>(&self, f: impl FnOnce(&mut Tx) -> StoreResult<T> + Send + 'static) -> T {
        self.store.read(f).await.unwrap()
    }
    pub async fn write<T: Send + 'static>(&self, f: impl FnOnce(&mut Tx) -> StoreResult<T> + Send + 'static) -> T {
        self.store.write(f).await.unwrap()
    }
    /// The command line, in the folder of this server; what it said.
    pub fn command(&self, arguments: &[&str]) -> String {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_latchkey"));
        let done = program.current_dir(self.folder.path()).env_clear().args(arguments).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }
    /// Another program on the same database.
    pub async fn second_store(&self) -> Store {
        let sources = Sources { clock: self.clock.clone(), ..Sources::default() };
        compose::open_store(&self.config, &sources).await.unwrap()
    }
    /// Rows of one kind, latest first.
    pub async fn audited(&self, kind: &'static str) -> Vec<AuditRow> {
        let kind = AuditKind::from_code(kind).unwrap();
        self.read(move |tx| audit::of_kind(tx, kind, Timestamp(0), 1000)).await
    }
    pub async fn link(&self, name: Option<&'static str>) -> String {
        let token = new_token(&SystemEntropy);
        let kept = token.clone();
        self.write(move |tx| {
            admins::put_setup_link(tx, &kept, name, latchkey_domain::roles::Role::Owner, compose::SETUP_LINK_SECS)
        })
        .await;
        token.expose().to_owned()
    }
    /// One more, set up by a link that the command line made.
    pub async fn second_administrator(&self, name: &'static str) -> (Browser, Phone) {
        let mut browser = Browser::at("203.0.113.2");
        let link = self.link(Some(name)).await;
        browser.open_setup(self, &link).await;
        browser.first_admin(self, name, PASSWORD).await;
        let phone = browser.phone(self).await;
        assert_eq!(browser.confirm(self, &phone.next(self)).await, AdminSignIn::SignedIn { name: name.to_owned() });
        (browser, phone)
    }
    /// An administrator, set up from a network that nobody else uses, and signed in there.
    pub async fn administrator(&self, name: &str) -> (Browser, Phone) {
        let mut browser = Browser::at("203.0.113.1");
        let link = self.link(None).await;
        browser.open_setup(self, &link).await;
        browser.first_admin(self, name, PASSWORD).await;
        let phone = browser.phone(self).await;
        let done = browser.confirm(self, &phone.next(self)).await;
        assert_eq!(done, AdminSignIn::SignedIn { name: name.to_owned() });
        (browser, phone)
    }
}

impl Home {
    /// The practice directory, saved with a code as a real one is.
    pub async fn practice_directory(&self, admin: &Browser, phone: &Phone) -> String {
        let form = Connection { kind: DirectoryKind::Practice, code: phone.next(self), ..Connection::default() };
        self.api.connections.save_connection(&admin.caller(), form).await.unwrap()
    }
    /// The same, with everybody imported.
    pub async fn imported(&self, admin: &Browser, phone: &Phone) -> String {
        let id = self.practice_directory(admin, phone).await;
        let wanted = DirectoryId(id.clone());
        let (_, adapter) = self.app.directory(&wanted).await.unwrap();
        let entries = adapter.people().list(&[], None, 1000).await.unwrap().entries;
        self.write(move |tx| {
            let run = imports::start(tx, &wanted, 1)?.run;
            imports::page(tx, &wanted, run, None, &entries, None)?;
            imports::finish(tx, &wanted, run)
        })
        .await;
        id
    }
}

impl Home {
    /// Another run finds half of the people, and asks; its number.
    pub async fn half_is_missing(&self, directory: &str) -> i64 {
        let wanted = DirectoryId(directory.to_owned());
        let (_, adapter) = self.app.directory(&wanted).await.unwrap();
        let entries = adapter.people().list(&[], None, 10).await.unwrap().entries;
        self.write(move |tx| {
            let run = imports::start(tx, &wanted, 1)?.run;
            imports::page(tx, &wanted, run, None, &entries, None)?;
            let ended = imports::end(tx, &wanted, run, &[])?;
            assert!(matches!(ended, imports::Ended::Asking { .. }), "{ended:?}");
            Ok(run)
        })
        .await
    }
}

/// An authenticator app.
#[derive(Clone)]
pub struct Phone(totp_rs::Totp);
impl Phone {
    /// As the page shows the key.
    pub fn with(key: &str) -> Self {
        let key: String = key.split_whitespace().collect();
        let secret = totp_rs::Secret::try_from_base32(&key).unwrap();
        Self(totp_rs::Builder::new().with_secret(secret).with_account_name("test").build().unwrap())
    }
    pub fn code(&self, home: &Home) -> String {
        self.0.generate(u64::try_from(home.clock.now().secs()).unwrap()).to_string()
    }
    /// Waits for one that was not shown before.
    pub fn next(&self, home: &Home) -> String {
        home.sleep(30);
        self.code(home)
    }
    /// One that is not right now nor a step before or after.
    pub fn wrong(&self, home: &Home) -> String {
        let now = home.clock.now().secs();
        let near: Vec<String> =
            (-2..=2).map(|step| self.0.generate(u64::try_from(now + 30 * step).unwrap()).to_string()).collect();
        (0..).map(|n| format!("{n:06}")).find(|code| !near.contains(code)).unwrap()
    }
}

/// What was refused, and nothing else.
pub fn refusal(error: AdminError) -> Refused {
    match error {
        AdminError::Refused(refused) => refused,
        other => panic!("{other:?}"),
    }
}

pub struct Browser {
    address: String,
    cookie: Option<String>,
}

impl Browser {
    pub fn at(address: &str) -> Self {
        Self { address: address.to_owned(), cookie: None }
    }
    pub fn caller(&self) -> Caller {
        let mut caller = nobody(&self.address);
        caller.admin_cookie.clone_from(&self.cookie);
        caller
    }
    fn took(&mut self, go: AdminGo) -> (AdminSignIn, Option<FlashMessage>) {
        if let Some(cookie) = go.cookie {
            self.cookie = Some(cookie).filter(|cookie| !cookie.is_empty());
        }
        (go.sign_in_page, go.flash)
    }
    pub async fn open_setup(&mut self, home: &Home, link: &str) -> (AdminSignIn, Option<FlashMessage>) {
        let go = home.api.setup.open_setup(&self.caller(), link).await;
        self.took(go)
    }
    pub async fn first_admin(
        &mut self,
        home: &Home,
        name: &str,
        password: &str,
    ) -> (AdminSignIn, Option<FlashMessage>) {
        let go = home.api.setup.first_admin(&self.caller(), name, password.to_owned()).await;
        self.took(go)
    }
    /// The page with the square is open: a phone that has scanned it.
    pub async fn phone(&self, home: &Home) -> Phone {
        match home.api.sign_in.sign_in_page(&self.caller()).await {
            AdminSignIn::SetUpTotp { setup, .. } => Phone::with(&setup.key),
            other => panic!("{other:?}"),
        }
    }
    pub async fn confirm(&mut self, home: &Home, code: &str) -> AdminSignIn {
        self.confirm_with(home, code).await.0
    }
    pub async fn confirm_with(&mut self, home: &Home, code: &str) -> (AdminSignIn, Option<FlashMessage>) {
        let go = home.api.setup.confirm_totp(&self.caller(), code).await;
        self.took(go)
    }
    /// The password alone.
    pub async fn sign_in(&mut self, home: &Home, name: &str, password: &str) -> (AdminSignIn, Option<FlashMessage>) {
        let go = home.api.sign_in.sign_in(&self.caller(), name, password.to_owned()).await;
        self.took(go)
    }
    pub async fn code(&mut self, home: &Home, code: &str) -> (AdminSignIn, Option<FlashMessage>) {
        let go = home.api.sign_in.sign_in_totp(&self.caller(), code).await;
        self.took(go)
    }
    pub async fn sign_out(&mut self, home: &Home) -> (AdminSignIn, Option<FlashMessage>) {
        let go = home.api.sign_in.sign_out(&self.caller()).await;
        self.took(go)
    }
}

/// Somebody without cookies.
pub fn nobody(address: &str) -> Caller {
    Caller {
        address: address.parse().unwrap(),
        recover_cookie: None,
        enrol_cookie: None,
        account_cookie: None,
        admin_cookie: None,
        locale: latchkey_contract::Locale::En,
    }
}

pub fn is_later(flash: Option<&FlashMessage>) -> bool {
    matches!(flash, Some(FlashMessage::Later { from: Some(_) }))
}

/// What is done in a task of its own is done soon.
pub async fn soon<T, F: Future<Output = Option<T>>>(mut look: impl FnMut() -> F) -> T {
    for _ in 0..200 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it did not come");
}

pub fn secret(text: &str) -> Secret {
    Secret::new(text)
}
