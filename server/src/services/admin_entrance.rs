//! Administrators coming and going: the one-time set-up link, password and second factor,
//! sessions. Every session's token is new at each step, and only a `full` one opens anything.

use crate::house::House;
use crate::services::fault::Fault;
use crate::services::flow::address_key;
use latchkey_app::ports::{AdminGo, Caller};
use latchkey_contract::Problem;
use latchkey_contract::admin::{AdminError, AdminResult, Entrance};
use latchkey_domain::ids::AdminId;
use latchkey_domain::{Secret, entropy, limits};
use latchkey_methods::{common_passwords, password_hash, totp};
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
const MIN_PASSWORD: u32 = 12;

/// What a set-up session carries, sealed.
#[derive(Default, Serialize, Deserialize)]
struct Setup {
    link: String,
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

fn entrance(kept: &Kept, stage: &str, name: Option<&str>, house: &House) -> Entrance {
    let problem = kept.problem.clone();
    match (stage, name) {
        (SETUP, _) => Entrance::FirstAdmin { problem },
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
        house.report("the entrance could not be read", &error.into());
        Entrance::SignIn
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

/// The page and cookie after a deed; a fault leaves the person where they were.
async fn after(house: &Arc<House>, caller: &Caller, stored: StoreResult<bool>, token: Secret, what: &str) -> AdminGo {
    match stored {
        Ok(renewed) => {
            let cookie = renewed.then(|| token.expose().to_owned());
            let mut next = caller.clone();
            if let Some(cookie) = &cookie {
                next.admin_cookie = Some(cookie.clone());
            }
            AdminGo { entrance: current(house, &next).await, cookie }
        }
        Err(error) => {
            house.report(what, &Fault::Store(error));
            AdminGo { entrance: current(house, caller).await, cookie: None }
        }
    }
}

pub async fn open_setup(house: &Arc<House>, caller: &Caller, link: &str) -> AdminGo {
    let token = entropy::new_token(house.entropy.as_ref());
    let (c, t, link) = (caller.clone(), token.clone(), link.chars().take(128).collect::<String>());
    let address = address_key(caller.address);
    let stored = house
        .store
        .write(move |tx| {
            let hit = latchkey_store::limits::hit(tx, &limits::ADMIN_SIGN_IN_PER_ADDRESS, &address)?;
            if !hit.allowed || !admins::setup_link_valid(tx, &link)? {
                return Ok(false);
            }
            let kept = Kept { setup: Setup { link, ..Setup::default() }, problem: None };
            restart(tx, &c, None, SETUP, &kept, &t)?;
            Ok(true)
        })
        .await;
    after(house, caller, stored, token, "the set-up link could not be opened").await
}

pub async fn first_admin(house: &Arc<House>, caller: &Caller, name: &str, password: String) -> AdminGo {
    let token = entropy::new_token(house.entropy.as_ref());
    let name: String = name.trim().chars().filter(|c| !c.is_control()).take(64).collect();
    let password = Secret::new(password);
    let problem = if name.is_empty() || password.is_empty() {
        Some(Problem::Empty)
    } else if latchkey_domain::password::length(password.expose()) < MIN_PASSWORD {
        Some(Problem::TooShort { min: MIN_PASSWORD })
    } else if password.expose().len() > 1024 {
        Some(Problem::TooLong { max: 1024 })
    } else if common_passwords::is_common(&password) {
        Some(Problem::Leaked)
    } else {
        None
    };
    let hash = if problem.is_none() { hashed(house, password).await } else { None };
    let (c, t, seed) = (caller.clone(), token.clone(), totp::new_seed(house.entropy.as_ref()));
    let stored = house
        .store
        .write(move |tx| {
            let Some(session) = session(tx, &c)?.filter(|s| s.stage == SETUP) else { return Ok(false) };
            let mut kept = Kept::of(&session);
            // a name that is taken may only be set up again after `latchkey admin reset`
            let taken = admins::by_name(tx, &name)?.is_some_and(|admin| admin.totp.is_some());
            kept.problem = problem.or(taken.then_some(Problem::PickAnother));
            match hash.filter(|_| kept.problem.is_none()) {
                Some(hash) => {
                    kept.setup = Setup { name, hash, seed: seed.expose().to_owned(), ..kept.setup };
                    restart(tx, &c, None, SETUP_TOTP, &kept, &t)?;
                }
                None => restart(tx, &c, None, SETUP, &kept, &t)?,
            }
            Ok(true)
        })
        .await;
    after(house, caller, stored, token, "the administrator could not be prepared").await
}

async fn hashed(house: &Arc<House>, password: Secret) -> Option<String> {
    let entropy = house.entropy.clone();
    tokio::task::spawn_blocking(move || password_hash::hash(&password, entropy.as_ref())).await.ok().flatten()
}

pub async fn confirm_totp(house: &Arc<House>, caller: &Caller, code: &str) -> AdminGo {
    let token = entropy::new_token(house.entropy.as_ref());
    let (c, t, code) = (caller.clone(), token.clone(), code.chars().take(32).collect::<String>());
    let address = address_key(caller.address);
    let stored = house
        .store
        .write(move |tx| {
            let Some(session) = session(tx, &c)?.filter(|s| s.stage == SETUP_TOTP) else { return Ok(false) };
            let mut kept = Kept::of(&session);
            let seed = Secret::new(kept.setup.seed.clone());
            let step = match totp::check(&seed, &code, tx.now(), 0) {
                totp::Check::Right { step } => step,
                other => {
                    kept.problem = Some(match other {
                        totp::Check::ClockOff { minutes } => Problem::ClockOff { minutes },
                        _ => Problem::WrongCode,
                    });
                    restart(tx, &c, None, SETUP_TOTP, &kept, &t)?;
                    return Ok(true);
                }
            };
            // exactly one administrator per link, also when two browsers have it open
            if !admins::spend_setup_link(tx, &kept.setup.link)? {
                admins::end_session(tx, &session.id)?;
                return Ok(false);
            }
            let id = match admins::by_name(tx, &kept.setup.name)? {
                Some(admin) if admin.totp.is_none() => {
                    admins::set_password(tx, &admin.id, &kept.setup.hash)?;
                    admins::set_totp(tx, &admin.id, Some(&seed), step)?;
                    admin.id
                }
                Some(_) => return Ok(false),
                None => {
                    let id = AdminId(tx.new_id());
                    let admin = admins::Admin {
                        id: id.clone(),
                        name: kept.setup.name.clone(),
                        password_hash: kept.setup.hash.clone(),
                        totp: Some(seed),
                        totp_step: step,
                        created_at: tx.now(),
                    };
                    admins::insert(tx, &admin)?;
                    id
                }
            };
            log(tx, "admin.created", &kept.setup.name, &address)?;
            restart(tx, &c, Some(&id), FULL, &Kept::default(), &t)?;
            Ok(true)
        })
        .await;
    after(house, caller, stored, token, "the administrator could not be made").await
}

pub async fn sign_in(house: &Arc<House>, caller: &Caller, name: &str, password: String) -> AdminGo {
    let token = entropy::new_token(house.entropy.as_ref());
    let name: String = name.trim().chars().take(64).collect();
    let (c, t) = (caller.clone(), token.clone());
    let address = address_key(caller.address);
    let (wanted, network) = (name.clone(), address.clone());
    // counted before the password is looked at, so that guesses in parallel are counted too
    let admitted = house
        .store
        .write(move |tx| {
            let by_name = latchkey_store::limits::hit(tx, &limits::ADMIN_SIGN_IN_PER_NAME, &wanted.to_lowercase())?;
            let by_address = latchkey_store::limits::hit(tx, &limits::ADMIN_SIGN_IN_PER_ADDRESS, &network)?;
            let until = [by_name, by_address].into_iter().find(|hit| !hit.allowed).map(|hit| hit.retry_at);
            Ok((until, admins::by_name(tx, &wanted)?))
        })
        .await;
    let (until, admin) = match admitted {
        Ok(both) => both,
        Err(error) => return after(house, caller, Err(error), token, "a sign-in could not be checked").await,
    };
    let hash = admin.as_ref().map_or_else(|| password_hash::dummy_hash().to_owned(), |a| a.password_hash.clone());
    let password = Secret::new(password.chars().take(1024).collect::<String>());
    let right = tokio::task::spawn_blocking(move || password_hash::verify(&hash, &password)).await.unwrap_or(false);
    let stored = house
        .store
        .write(move |tx| {
            let admin = admin.filter(|admin| right && until.is_none() && admin.totp.is_some());
            match admin {
                Some(admin) => restart(tx, &c, Some(&admin.id), TOTP, &Kept::default(), &t)?,
                None => {
                    log(tx, "admin.sign-in.refused", "anyone", &address)?;
                    return Ok(false);
                }
            }
            Ok(true)
        })
        .await;
    after(house, caller, stored, token, "a sign-in could not be stored").await
}

pub async fn sign_in_totp(house: &Arc<House>, caller: &Caller, code: &str) -> AdminGo {
    let token = entropy::new_token(house.entropy.as_ref());
    let (c, t, code) = (caller.clone(), token.clone(), code.chars().take(32).collect::<String>());
    let (address, zone) = (address_key(caller.address), house.clone());
    let stored = house
        .store
        .write(move |tx| {
            let Some(session) = session(tx, &c)?.filter(|s| s.stage == TOTP) else { return Ok(false) };
            let Some(admin) = session.admin.clone() else { return Ok(false) };
            let Some(admin) = admins::by_id(tx, &admin)? else { return Ok(false) };
            let key = format!("totp:{}", admin.id);
            let hit = latchkey_store::limits::hit(tx, &limits::ADMIN_SIGN_IN_PER_NAME, &key)?;
            let problem = if hit.allowed {
                let seed = admin.totp.clone().unwrap_or_default();
                match totp::check(&seed, &code, tx.now(), admin.totp_step) {
                    totp::Check::Right { step }
                        if admin.totp.is_some() && admins::use_totp_step(tx, &admin.id, step)? =>
                    {
                        None
                    }
                    _ => Some(Problem::WrongCode),
                }
            } else {
                Some(Problem::TryLater { from: zone.say_time(hit.retry_at) })
            };
            let kept = Kept { problem, ..Kept::default() };
            if kept.problem.is_none() {
                latchkey_store::limits::forget(tx, &limits::ADMIN_SIGN_IN_PER_NAME, &key)?;
                let name = admin.name.to_lowercase();
                latchkey_store::limits::forget(tx, &limits::ADMIN_SIGN_IN_PER_NAME, &name)?;
                log(tx, "admin.signed-in", &admin.name, &address)?;
                restart(tx, &c, Some(&admin.id), FULL, &kept, &t)?;
            } else {
                log(tx, "admin.sign-in.refused", "anyone", &address)?;
                restart(tx, &c, Some(&admin.id), TOTP, &kept, &t)?;
            }
            Ok(true)
        })
        .await;
    after(house, caller, stored, token, "a sign-in could not be checked").await
}

pub async fn sign_out(house: &Arc<House>, caller: &Caller) -> AdminGo {
    let c = caller.clone();
    let ended = house
        .store
        .write(move |tx| match session(tx, &c)? {
            Some(session) => admins::end_session(tx, &session.id),
            None => Ok(()),
        })
        .await;
    if let Err(error) = ended {
        house.report("a session could not be ended", &error.into());
    }
    AdminGo { entrance: Entrance::SignIn, cookie: Some(String::new()) }
}
