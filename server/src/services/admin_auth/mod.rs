//! Administrators coming and going: sessions and who is behind one. Every session's token is new at
//! each step, and only a `full` one opens anything. The actions are next door: `sign_in` for password
//! and second factor, `setup` for the one-time link, `code` for the administrator's current code.

mod code;
mod setup;
mod sign_in;

pub use code::{RECENT_SECS, fresh_code, is_confirmed, spend_code};
pub use sign_in::forget_tries;

use crate::app_state::AppState;
use crate::services::fault::Fault;
use crate::services::view;
use latchkey_app::ports::{AdminGo, Caller};
use latchkey_contract::admin::{AdminError, AdminResult, AdminSignIn, FlashMessage};
use latchkey_domain::ids::AdminId;
use latchkey_domain::limits::address_key;
use latchkey_domain::roles::Permission;
use latchkey_domain::{Reason, Secret, Timestamp, audit};
use latchkey_methods::totp;
use latchkey_store::{StoreResult, Tx, admins};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const SETUP: &str = "setup";
const SETUP_TOTP: &str = "setup-totp";
const TOTP: &str = "totp";
const FULL: &str = "full";

const SHORT_SECS: i64 = 15 * 60;
/// A full session: at most twelve hours, half an hour without a click.
const FULL_SECS: i64 = 12 * 3600;
const IDLE_SECS: i64 = 30 * 60;

/// Setting up and signing in, as ports.
pub struct AdminSignInService {
    app: Arc<AppState>,
}

impl AdminSignInService {
    pub fn new(app: Arc<AppState>) -> Self {
        Self { app }
    }
}

/// What a set-up session carries, sealed.
#[derive(Default, Serialize, Deserialize)]
struct Setup {
    link: String,
    /// The only administrator whom the link is for.
    #[serde(default)]
    bound: Option<String>,
    /// Of whom the link makes; without it nothing but reading.
    #[serde(default)]
    role: String,
    name: String,
    hash: String,
    seed: String,
}

/// Stands on the page after a redirect; kept with the session.
#[derive(Default, Serialize, Deserialize)]
struct SessionSecrets {
    #[serde(default)]
    setup: Setup,
    #[serde(default)]
    problem: Option<Reason>,
    /// Until when a code that was given in this session counts for what asks for a recent one. Sealed
    /// with the session: who writes to the database cannot make it up.
    #[serde(default)]
    confirmed_until: Option<Timestamp>,
}

impl SessionSecrets {
    fn of(session: &admins::Session) -> Self {
        serde_json::from_str(session.sealed.expose()).unwrap_or_default()
    }
    fn sealed(&self) -> Secret {
        Secret::new(serde_json::to_string(self).unwrap_or_default())
    }
}

/// Who is signed in, with everything that an action needs for its audit row.
#[derive(Clone, Debug)]
pub struct Actor {
    pub id: AdminId,
    pub name: String,
    pub address: String,
    /// The id of the session.
    pub session: String,
}

impl<'a> From<&'a Actor> for audit::Actor<'a> {
    fn from(actor: &'a Actor) -> Self {
        Self::Administrator(&actor.name)
    }
}

/// How an action of the sign-in ended, when its transaction is kept.
enum End {
    /// The caller's session was replaced; the new token goes into the cookie.
    Renewed,
    /// The caller stands where they stood, and is told this.
    Said(FlashMessage),
}

fn sign_in_page(kept: &SessionSecrets, stage: &str, name: Option<&str>, app: &AppState) -> AdminSignIn {
    let problem = view::told(app, kept.problem.as_ref());
    match (stage, name) {
        (SETUP, _) => AdminSignIn::FirstAdmin { name: kept.setup.bound.clone(), problem },
        (SETUP_TOTP, _) => {
            let account = format!("{} (administrator)", kept.setup.name);
            match totp::setup(&Secret::new(kept.setup.seed.clone()), &app.organisation, &account) {
                Some(setup) => AdminSignIn::SetUpTotp { name: kept.setup.name.clone(), setup, problem },
                None => AdminSignIn::SignIn,
            }
        }
        (TOTP, _) => AdminSignIn::Totp { problem },
        (FULL, Some(name)) => AdminSignIn::SignedIn { name: name.to_owned() },
        _ => AdminSignIn::SignIn,
    }
}

fn session(tx: &mut Tx, caller: &Caller) -> StoreResult<Option<admins::Session>> {
    match caller.admin_cookie.as_deref() {
        Some(token) => admins::session(tx, token, IDLE_SECS),
        None => Ok(None),
    }
}

/// Line 1 of every action of the console.
pub async fn authorise(app: &Arc<AppState>, caller: &Caller, permission: Permission) -> AdminResult<Actor> {
    let (caller, address) = (caller.clone(), address_key(caller.address));
    let found = app
        .store
        .write(move |tx| {
            let Some(session) = session(tx, &caller)?.filter(|s| s.stage == FULL) else { return Ok(None) };
            let Some(admin) = session.admin.clone() else { return Ok(None) };
            let id = session.id.clone();
            if tx.now().since(session.seen_at) > 60_000 {
                admins::touch_session(tx, &session.id)?;
            }
            Ok(admins::by_id(tx, &admin)?.map(|admin| (admin, id)))
        })
        .await;
    match found {
        // an administrator without a second factor is being set up again: nothing is open yet
        Ok(Some((admin, _))) if admin.totp.is_some() && !admin.role.may(permission) => Err(AdminError::NotAllowed),
        Ok(Some((admin, session))) if admin.totp.is_some() => {
            Ok(Actor { id: admin.id, name: admin.name, address, session })
        }
        Ok(_) => Err(AdminError::SignedOut),
        Err(error) => Err(app.report("a session could not be read", &error.into()).into()),
    }
}

async fn current(app: &Arc<AppState>, caller: &Caller) -> AdminSignIn {
    let (inner, caller) = (app.clone(), caller.clone());
    let found = app
        .store
        .read(move |tx| {
            let Some(session) = session(tx, &caller)? else { return Ok(AdminSignIn::SignIn) };
            let name = match &session.admin {
                Some(id) => admins::by_id(tx, id)?.map(|admin| admin.name),
                None => None,
            };
            Ok(sign_in_page(&SessionSecrets::of(&session), &session.stage, name.as_deref(), &inner))
        })
        .await;
    found.unwrap_or_else(|error| {
        let reference = app.report("the sign-in page could not be read", &error.into()).reference;
        AdminSignIn::Fault { reference }
    })
}

/// Starts a session at `stage` in place of the caller's, with a new token.
fn restart(
    tx: &mut Tx,
    caller: &Caller,
    admin: Option<&AdminId>,
    stage: &str,
    kept: &SessionSecrets,
    token: &Secret,
) -> StoreResult<()> {
    if let Some(old) = session(tx, caller)? {
        admins::end_session(tx, &old.id)?;
    }
    let ttl = if stage == FULL { FULL_SECS } else { SHORT_SECS };
    admins::create_session(tx, admin, stage, &kept.sealed(), token, ttl)?;
    Ok(())
}

/// The page and cookie after an action. A fault leaves the person where they were, and is said as one:
/// never as their mistake.
async fn after(app: &Arc<AppState>, caller: &Caller, stored: StoreResult<End>, token: Secret, what: &str) -> AdminGo {
    match stored {
        Ok(End::Renewed) => {
            let cookie = Some(token.expose().to_owned());
            let next = Caller { admin_cookie: cookie.clone(), ..caller.clone() };
            AdminGo { sign_in_page: current(app, &next).await, flash: None, cookie }
        }
        Ok(End::Said(flash)) => said(app, caller, flash).await,
        Err(error) => {
            let reference = app.report(what, &Fault::Store(error)).reference;
            said(app, caller, FlashMessage::Fault { reference }).await
        }
    }
}

async fn said(app: &Arc<AppState>, caller: &Caller, flash: FlashMessage) -> AdminGo {
    AdminGo { sign_in_page: current(app, caller).await, flash: Some(flash), cookie: None }
}
