//! Administrators coming and going: sessions and who is behind one. Every session's token is new at
//! each step, and only a `full` one opens anything. The deeds are next door: `sign_in` for password
//! and second factor, `setup` for the one-time link, `code` for the administrator's current code.

mod code;
mod setup;
mod sign_in;

pub use code::{fresh_code, spend_code};
pub use setup::{confirm_totp, first_admin, open_setup};
pub use sign_in::{forget_tries, sign_in, sign_in_totp, sign_out};

use crate::house::House;
use crate::services::fault::Fault;
use crate::services::flow::address_key;
use latchkey_app::ports::{AdminGo, Caller};
use latchkey_contract::Problem;
use latchkey_contract::admin::{AdminError, AdminResult, Entrance, Remark};
use latchkey_domain::Secret;
use latchkey_domain::ids::AdminId;
use latchkey_methods::totp;
use latchkey_store::{StoreResult, Tx, admins, audit};
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

/// What a set-up session carries, sealed.
#[derive(Default, Serialize, Deserialize)]
struct Setup {
    link: String,
    /// The only administrator whom the link is for.
    #[serde(default)]
    bound: Option<String>,
    name: String,
    hash: String,
    seed: String,
}

/// Stands on the page after a redirect; kept with the session.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    #[serde(default)]
    setup: Setup,
    #[serde(default)]
    problem: Option<Problem>,
}

impl Kept {
    fn of(session: &admins::Session) -> Self {
        serde_json::from_str(session.sealed.expose()).unwrap_or_default()
    }
    fn sealed(&self) -> Secret {
        Secret::new(serde_json::to_string(self).unwrap_or_default())
    }
}

/// Who is signed in, with everything that a deed needs for its audit row.
#[derive(Clone, Debug)]
pub struct Actor {
    pub id: AdminId,
    pub name: String,
    pub address: String,
}

/// How a deed of the entrance ended, when its transaction is kept.
enum End {
    /// The caller's session was replaced; the new token goes into the cookie.
    Renewed,
    /// The caller stands where they stood, and is told this.
    Said(Remark),
}

fn entrance(kept: &Kept, stage: &str, name: Option<&str>, house: &House) -> Entrance {
    let problem = kept.problem.clone();
    match (stage, name) {
        (SETUP, _) => Entrance::FirstAdmin { name: kept.setup.bound.clone(), problem },
        (SETUP_TOTP, _) => {
            let account = format!("{} (administrator)", kept.setup.name);
            match totp::setup(&Secret::new(kept.setup.seed.clone()), &house.organisation, &account) {
                Some(setup) => Entrance::SetUpTotp { name: kept.setup.name.clone(), setup, problem },
                None => Entrance::SignIn,
            }
        }
        (TOTP, _) => Entrance::Totp { problem },
        (FULL, Some(name)) => Entrance::SignedIn { name: name.to_owned() },
        _ => Entrance::SignIn,
    }
}

fn session(tx: &mut Tx, caller: &Caller) -> StoreResult<Option<admins::Session>> {
    match caller.admin_cookie.as_deref() {
        Some(token) => admins::session(tx, token, IDLE_SECS),
        None => Ok(None),
    }
}

fn log(tx: &mut Tx, kind: &str, actor: &str, address: &str) -> StoreResult<()> {
    let detail = serde_json::json!({});
    audit::append(tx, audit::Event { kind, actor, account: None, directory: None, address: Some(address), detail })?;
    Ok(())
}

/// Line 1 of every deed of the console.
pub async fn authorise(house: &Arc<House>, caller: &Caller) -> AdminResult<Actor> {
    let (caller, address) = (caller.clone(), address_key(caller.address));
    let found = house
        .store
        .write(move |tx| {
            let Some(session) = session(tx, &caller)?.filter(|s| s.stage == FULL) else { return Ok(None) };
            let Some(admin) = session.admin.clone() else { return Ok(None) };
            if tx.now().since(session.seen_at) > 60_000 {
                admins::touch_session(tx, &session.id)?;
            }
            admins::by_id(tx, &admin)
        })
        .await;
    match found {
        // an administrator without a second factor is being set up again: nothing is open yet
        Ok(Some(admin)) if admin.totp.is_some() => Ok(Actor { id: admin.id, name: admin.name, address }),
        Ok(_) => Err(AdminError::SignedOut),
        Err(error) => Err(house.report("a session could not be read", &error.into()).into()),
    }
}

pub async fn current(house: &Arc<House>, caller: &Caller) -> Entrance {
    let (inner, caller) = (house.clone(), caller.clone());
    let found = house
        .store
        .read(move |tx| {
            let Some(session) = session(tx, &caller)? else { return Ok(Entrance::SignIn) };
            let name = match &session.admin {
                Some(id) => admins::by_id(tx, id)?.map(|admin| admin.name),
                None => None,
            };
            Ok(entrance(&Kept::of(&session), &session.stage, name.as_deref(), &inner))
        })
        .await;
    found.unwrap_or_else(|error| {
        let reference = house.report("the entrance could not be read", &error.into()).reference;
        Entrance::Fault { reference }
    })
}

/// Starts a session at `stage` in place of the caller's, with a new token.
fn restart(
    tx: &mut Tx,
    caller: &Caller,
    admin: Option<&AdminId>,
    stage: &str,
    kept: &Kept,
    token: &Secret,
) -> StoreResult<()> {
    if let Some(old) = session(tx, caller)? {
        admins::end_session(tx, &old.id)?;
    }
    let ttl = if stage == FULL { FULL_SECS } else { SHORT_SECS };
    admins::create_session(tx, admin, stage, &kept.sealed(), token, ttl)?;
    Ok(())
}

/// The page and cookie after a deed. A fault leaves the person where they were, and is said as one:
/// never as their mistake.
async fn after(house: &Arc<House>, caller: &Caller, stored: StoreResult<End>, token: Secret, what: &str) -> AdminGo {
    match stored {
        Ok(End::Renewed) => {
            let cookie = Some(token.expose().to_owned());
            let next = Caller { admin_cookie: cookie.clone(), ..caller.clone() };
            AdminGo { entrance: current(house, &next).await, remark: None, cookie }
        }
        Ok(End::Said(remark)) => said(house, caller, remark).await,
        Err(error) => {
            let reference = house.report(what, &Fault::Store(error)).reference;
            said(house, caller, Remark::Fault { reference }).await
        }
    }
}

async fn said(house: &Arc<House>, caller: &Caller, remark: Remark) -> AdminGo {
    AdminGo { entrance: current(house, caller).await, remark: Some(remark), cookie: None }
}
