//! What the pages need from the server. `server` implements these and hands them in as
//! `Arc<dyn …>`; `app` knows nothing below them.

mod admin_sign_in;
mod caller;
mod directories;
mod invitations;
mod joining;
mod overview;
mod people;
mod policies;
mod providers;
mod sync;

pub use admin_sign_in::{AdminGo, AdminSetupApi, AdminSignInApi};
pub use caller::Caller;
pub use directories::{ConnectionAdmin, DirectoryAdmin};
pub use invitations::InvitationAdmin;
pub use joining::JoiningAdmin;
pub use overview::OverviewAdmin;
pub use people::PeopleAdmin;
pub use policies::{ForecastAdmin, MethodSettingsAdmin, PolicyAdmin, RuleAdmin};
pub use providers::ProviderAdmin;
pub use sync::SyncAdmin;

use async_trait::async_trait;
use latchkey_contract::account::{AccountGo, AccountPage};
use latchkey_contract::enrol::{EnrolGo, EnrolPage};
use latchkey_contract::recover::{RecoverAt, RecoverPage, RecoveryAction};
use latchkey_contract::{Locale, MethodKind, Problem, Site};
use std::sync::Arc;

/// What every page knows of the organisation, once for each language.
#[derive(Clone)]
pub struct Sites {
    each: Arc<[Arc<Site>]>,
    own: Arc<Site>,
}

impl Sites {
    /// `site.locale`: the organisation's own language.
    pub fn new(site: Site) -> Self {
        let each = Locale::ALL.iter().map(|locale| Arc::new(Site { locale: *locale, ..site.clone() })).collect();
        Self { each, own: Arc::new(site) }
    }

    pub fn of(&self, locale: Locale) -> &Arc<Site> {
        self.each.iter().find(|site| site.locale == locale).unwrap_or(&self.own)
    }

    /// For whoever asks for no language that we have.
    pub fn own_locale(&self) -> Locale {
        self.own.locale
    }
}

/// Everything that handlers and server functions may use.
#[derive(Clone)]
pub struct Ports {
    pub sites: Sites,
    pub recover: Arc<dyn RecoverApi>,
    pub enrol: Arc<dyn EnrolApi>,
    pub account: Arc<dyn AccountApi>,
    pub admin: AdminPorts,
    pub language: Arc<dyn LanguageApi>,
    pub cookies: Arc<dyn Cookies>,
}

/// What the console's pages may use: a port for each subject. Everything but setting up and signing in asks first
/// whether the caller's role allows it.
#[derive(Clone)]
pub struct AdminPorts {
    pub setup: Arc<dyn AdminSetupApi>,
    pub sign_in: Arc<dyn AdminSignInApi>,
    pub overview: Arc<dyn OverviewAdmin>,
    pub connections: Arc<dyn ConnectionAdmin>,
    pub directories: Arc<dyn DirectoryAdmin>,
    pub sync: Arc<dyn SyncAdmin>,
    pub people: Arc<dyn PeopleAdmin>,
    pub joining: Arc<dyn JoiningAdmin>,
    pub policies: Arc<dyn PolicyAdmin>,
    pub rules: Arc<dyn RuleAdmin>,
    pub forecasts: Arc<dyn ForecastAdmin>,
    pub method_settings: Arc<dyn MethodSettingsAdmin>,
    pub providers: Arc<dyn ProviderAdmin>,
    pub invitations: Arc<dyn InvitationAdmin>,
}

/// How cookies are written; their names and flags depend on the configured origin.
pub trait Cookies: Send + Sync {
    /// A whole `Set-Cookie` value. An empty `value` clears the cookie.
    fn set(&self, audience: Audience, value: &str) -> String;
    /// Keeps the language that somebody chose, for a year.
    fn set_language(&self, locale: Locale) -> String;
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Recover,
    Enrol,
    Account,
    Admin,
}

/// What a person gave on a method's page. Holds secrets: no `Debug`.
#[derive(Clone, Default)]
pub struct ProofInput {
    /// A code, an address, a number, a passcode; for `Elsewhere`, the code that was brought back.
    pub text: String,
    /// What a browser's authenticator said, as JSON.
    pub credential: String,
    /// What the person calls the device.
    pub name: String,
    pub questions: Vec<String>,
    pub answers: Vec<String>,
    /// `Elsewhere`: the state that was brought back.
    pub state: String,
    /// `Elsewhere`: who says it (RFC 9207), if it says so.
    pub iss: String,
}

impl ProofInput {
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// The language that somebody chose, beyond the browser's cookie.
#[async_trait]
pub trait LanguageApi: Send + Sync {
    /// Keeps it with the account of whoever has proved who they are; for everybody else it does nothing.
    async fn chosen(&self, caller: &Caller, locale: Locale);
}

/// What to do after a recovery form. Outcomes and mistakes are kept in the flow and shown by the
/// page that follows.
#[derive(Clone, Debug)]
pub struct RecoverGo {
    pub at: RecoverAt,
    /// As in `EnrolGo`.
    pub cookie: Option<String>,
}

/// The answer to the first form.
#[derive(Clone, Debug)]
pub enum Begun {
    Go(RecoverGo),
    /// Nothing was begun (empty name, limits): show this page at once.
    Show(RecoverPage),
}

#[async_trait]
pub trait RecoverApi: Send + Sync {
    /// The page for `at`, or where the flow really stands.
    async fn page(&self, caller: &Caller, at: RecoverAt) -> Result<RecoverPage, RecoverAt>;
    async fn begin(&self, caller: &Caller, name: &str, unlock: bool) -> Begun;
    async fn choose_method(&self, caller: &Caller, version: i64, method: Option<MethodKind>) -> RecoverGo;
    /// Another code by the method whose page is open.
    async fn send_again(&self, caller: &Caller, version: i64) -> RecoverGo;
    async fn verify(&self, caller: &Caller, version: i64, given: ProofInput) -> RecoverGo;
    /// Back from another site. The state that comes with it is bound to the flow, so no version is
    /// needed.
    async fn returned(&self, caller: &Caller, given: ProofInput) -> RecoverGo;
    /// On the Action page: unlock, or on to the new password.
    async fn choose_action(&self, caller: &Caller, version: i64, action: RecoveryAction) -> RecoverGo;
    /// From the result, where an account does not have the password that others have: on to a new one for it.
    async fn finish_rest(&self, caller: &Caller, version: i64) -> RecoverGo;
    async fn set_password(&self, caller: &Caller, version: i64, new: String) -> RecoverGo;
    /// "Not you?": ends the flow.
    async fn leave(&self, caller: &Caller) -> RecoverGo;
}

/// What comes of the wish to sign in on a page of a directory's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Onward<G> {
    /// Begun: to this address. `cookie`: of the visit that waits for the answer, where it is a new one.
    Away { address: String, directory: String, cookie: Option<String> },
    /// Nothing was begun; the page that follows says why.
    Here(G),
}

#[async_trait]
pub trait EnrolApi: Send + Sync {
    async fn page(&self, caller: &Caller) -> EnrolPage;
    /// The link from the message, opened by the button (POST), never by GET.
    async fn open_link(&self, caller: &Caller, token: &str) -> Result<EnrolGo, Problem>;
    /// The typed fallback: user name and the short code from the message.
    async fn open_code(&self, caller: &Caller, name: &str, code: &str) -> Result<EnrolGo, Problem>;
    async fn sign_in(&self, caller: &Caller, version: i64, password: String) -> EnrolGo;
    /// Where the directory has a page of its own for it. The answer comes to `returned`.
    async fn redirect(&self, caller: &Caller, version: i64) -> Onward<EnrolGo>;
    async fn choose(&self, caller: &Caller, version: i64, methods: Vec<MethodKind>) -> EnrolGo;
    /// A form of the method that is being set up.
    async fn give(&self, caller: &Caller, version: i64, given: ProofInput) -> EnrolGo;
    /// Back from another site.
    async fn returned(&self, caller: &Caller, given: ProofInput) -> EnrolGo;
    /// Back one page: another address, another choice.
    async fn back(&self, caller: &Caller, version: i64) -> EnrolGo;
    async fn codes_kept(&self, caller: &Caller, version: i64) -> EnrolGo;
    async fn leave(&self, caller: &Caller) -> EnrolGo;
}

/// What somebody wants to do at their account page. Holds passwords: no `Debug`.
#[derive(Clone)]
pub enum AccountAction {
    Rename {
        id: String,
        label: String,
    },
    Remove {
        id: String,
    },
    /// To see whether it works.
    Try {
        method: MethodKind,
    },
    Add {
        method: MethodKind,
    },
    /// What the policy asks for and is missing.
    Complete,
    NewCodes,
    OpenPassword,
    ChangePassword {
        old: String,
        new: String,
    },
    OpenNotMe,
    NotMe,
    Vouch {
        id: String,
        number: String,
    },
    Refuse {
        id: String,
    },
    /// Back to the account page.
    Home,
}

#[async_trait]
pub trait AccountApi: Send + Sync {
    async fn page(&self, caller: &Caller) -> AccountPage;
    async fn sign_in(&self, caller: &Caller, name: &str, password: String) -> AccountGo;
    /// On a page of this directory's own. The answer comes to `returned`.
    async fn redirect(&self, caller: &Caller, directory: &str) -> Onward<AccountGo>;
    async fn choose(&self, caller: &Caller, version: i64, method: Option<MethodKind>) -> AccountGo;
    async fn send_again(&self, caller: &Caller, version: i64) -> AccountGo;
    async fn prove(&self, caller: &Caller, version: i64, given: ProofInput) -> AccountGo;
    async fn returned(&self, caller: &Caller, given: ProofInput) -> AccountGo;
    async fn act(&self, caller: &Caller, version: i64, action: AccountAction) -> AccountGo;
    async fn sign_out(&self, caller: &Caller) -> AccountGo;
}
