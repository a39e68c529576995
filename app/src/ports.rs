//! What the pages need from the server. `server` implements these and hands them in as
//! `Arc<dyn …>`; `app` knows nothing below them.

use async_trait::async_trait;
use latchkey_contract::admin::*;
use latchkey_contract::enrol::{EnrolGo, EnrolPage};
use latchkey_contract::recover::{RecoverAt, RecoverPage};
use latchkey_contract::{MethodKind, Problem, Site};
use std::net::IpAddr;
use std::sync::Arc;

/// Who is asking, as far as the connection tells. Made by the server's HTTP layer (which knows
/// which proxies to believe) and put into each request's extensions.
#[derive(Clone, Debug)]
pub struct Caller {
    pub address: IpAddr,
    /// The value of this audience's cookie, if it was sent.
    pub recover_cookie: Option<String>,
    pub enrol_cookie: Option<String>,
    pub admin_cookie: Option<String>,
}

/// Everything that handlers and server functions may use.
#[derive(Clone)]
pub struct Ports {
    pub site: Arc<Site>,
    pub recover: Arc<dyn RecoverApi>,
    pub enrol: Arc<dyn EnrolApi>,
    pub admin: Arc<dyn AdminApi>,
    pub cookies: Arc<dyn Cookies>,
}

/// How cookies are written; their names and flags depend on the configured origin.
pub trait Cookies: Send + Sync {
    /// A whole `Set-Cookie` value. An empty `value` clears the cookie.
    fn set(&self, audience: Audience, value: &str) -> String;
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Recover,
    Enrol,
    Admin,
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
    async fn choose(&self, caller: &Caller, version: i64, method: Option<MethodKind>) -> RecoverGo;
    /// `again`: send another e-mail code.
    async fn send_again(&self, caller: &Caller, version: i64) -> RecoverGo;
    async fn prove(&self, caller: &Caller, version: i64, code: &str) -> RecoverGo;
    /// On the Choose page: `unlock` or on to the new password.
    async fn act(&self, caller: &Caller, version: i64, unlock: bool) -> RecoverGo;
    async fn set_password(&self, caller: &Caller, version: i64, new: String) -> RecoverGo;
    /// "Not you?": ends the flow.
    async fn leave(&self, caller: &Caller) -> RecoverGo;
}

#[async_trait]
pub trait EnrolApi: Send + Sync {
    async fn page(&self, caller: &Caller) -> EnrolPage;
    /// The link from the message, opened by the button (POST), never by GET.
    async fn open_link(&self, caller: &Caller, token: &str) -> EnrolGo;
    /// The typed fallback: user name and the short code from the message.
    async fn open_code(&self, caller: &Caller, name: &str, code: &str) -> Result<EnrolGo, Problem>;
    async fn sign_in(&self, caller: &Caller, version: i64, password: String) -> EnrolGo;
    async fn choose(&self, caller: &Caller, version: i64, methods: Vec<MethodKind>) -> EnrolGo;
    async fn totp(&self, caller: &Caller, version: i64, code: &str) -> EnrolGo;
    async fn email_address(&self, caller: &Caller, version: i64, address: &str) -> EnrolGo;
    async fn email_code(&self, caller: &Caller, version: i64, code: &str) -> EnrolGo;
    /// Back one page: another address, another choice.
    async fn back(&self, caller: &Caller, version: i64) -> EnrolGo;
    async fn codes_kept(&self, caller: &Caller, version: i64) -> EnrolGo;
    async fn leave(&self, caller: &Caller) -> EnrolGo;
}

/// `cookie` as in `EnrolGo`, for the administrator's session.
#[derive(Clone, Debug)]
pub struct AdminGo {
    pub entrance: Entrance,
    pub cookie: Option<String>,
}

#[async_trait]
pub trait AdminApi: Send + Sync {
    async fn entrance(&self, caller: &Caller) -> Entrance;
    /// The one-time set-up link, opened by its button.
    async fn open_setup(&self, caller: &Caller, token: &str) -> AdminGo;
    async fn first_admin(&self, caller: &Caller, name: &str, password: String) -> AdminGo;
    async fn confirm_totp(&self, caller: &Caller, code: &str) -> AdminGo;
    async fn sign_in(&self, caller: &Caller, name: &str, password: String) -> AdminGo;
    async fn sign_in_totp(&self, caller: &Caller, code: &str) -> AdminGo;
    async fn sign_out(&self, caller: &Caller) -> AdminGo;

    async fn overview(&self, caller: &Caller) -> AdminResult<Overview>;
    async fn connection(&self, caller: &Caller, id: &str) -> AdminResult<Connection>;
    async fn check_connection(&self, caller: &Caller, form: Connection) -> AdminResult<ConnectionReport>;
    async fn save_connection(&self, caller: &Caller, form: Connection) -> AdminResult<String>;
    async fn remove_directory(&self, caller: &Caller, id: &str) -> AdminResult<()>;
    async fn subtrees(&self, caller: &Caller, id: &str) -> AdminResult<Vec<SubtreeRow>>;
    async fn sample(&self, caller: &Caller, id: &str, subtrees: Vec<String>) -> AdminResult<Sample>;
    async fn import_start(&self, caller: &Caller, id: &str, subtrees: Vec<String>) -> AdminResult<ImportState>;
    async fn import_stop(&self, caller: &Caller, id: &str) -> AdminResult<ImportState>;
    async fn import_state(&self, caller: &Caller, id: &str) -> AdminResult<ImportState>;
    /// The activation doctor.
    async fn doctor(&self, caller: &Caller, id: &str) -> AdminResult<Vec<CheckRow>>;
    async fn activate(&self, caller: &Caller, id: &str, on: bool) -> AdminResult<()>;
    async fn people(&self, caller: &Caller, query: PeopleQuery) -> AdminResult<People>;
    async fn groups(&self, caller: &Caller, text: &str) -> AdminResult<Vec<GroupRow>>;
    async fn onboard(&self, caller: &Caller, people: Vec<String>) -> AdminResult<Onboarded>;
    async fn onboard_group(&self, caller: &Caller, directory: &str, group: &str) -> AdminResult<Onboarded>;
    async fn offboard(&self, caller: &Caller, people: Vec<String>) -> AdminResult<Seats>;
    async fn save_policy(&self, caller: &Caller, form: PolicyForm) -> AdminResult<()>;
    async fn invitations(&self, caller: &Caller) -> AdminResult<InvitationStatus>;
    async fn preview_invitation(&self, caller: &Caller, form: InvitationForm) -> AdminResult<InvitationPreview>;
    async fn save_invitation(&self, caller: &Caller, form: InvitationForm) -> AdminResult<()>;
    async fn test_invitation(&self, caller: &Caller, address: &str) -> AdminResult<()>;
    async fn send_invitations(&self, caller: &Caller) -> AdminResult<InvitationStatus>;
}
