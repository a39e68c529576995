//! The one-time link: opened by its button, then name and password, then the second factor. The
//! link is spent with the last step, so that who stops half-way can begin again.

use super::AdminSignInService;
use super::session::{FULL, SETUP, SETUP_TOTP, SessionSecrets, Setup, restart, session};
use super::sign_in::{forget_here, later};
use super::steps::{End, after, said};
use crate::app_state::AppState;
use crate::services::new_password::well_known;
use async_trait::async_trait;
use latchkey_app::ports::{AdminGo, AdminSetupApi, Caller};
use latchkey_contract::admin::FlashMessage;
use latchkey_domain::Reason;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::AdminId;
use latchkey_domain::limits::ADMIN_SETUP_PER_ADDRESS;
use latchkey_domain::limits::address_key;
use latchkey_domain::roles::Role;
use latchkey_domain::{Secret, entropy, password};
use latchkey_methods::{password_hash, totp};
use latchkey_store::admins::{Admin, SetupLink};
use latchkey_store::{AuditEvent, StoreError, StoreResult, Tx, admins, limits};

const MIN_PASSWORD: u32 = 12;
const MAX_PASSWORD: u32 = 1024;
/// The rule of the table that says that the name is taken.
const TAKEN: &str = "admins";

fn count(app: &AppState, tx: &mut Tx, network: &str) -> StoreResult<Option<End>> {
    let hit = limits::hit(tx, &ADMIN_SETUP_PER_ADDRESS, network)?;
    Ok((!hit.allowed).then(|| End::Said(later(app, hit.retry_at))))
}

#[async_trait]
impl AdminSetupApi for AdminSignInService {
    async fn open_setup(&self, caller: &Caller, link: &str) -> AdminGo {
        let app = &self.app;
        let token = entropy::new_token(app.entropy.as_ref());
        let (c, t, link) = (caller.clone(), token.clone(), link.chars().take(128).collect::<String>());
        let (network, inner) = (address_key(caller.address), app.clone());
        let stored = app
            .store
            .write(move |tx| {
                if let Some(over) = count(&inner, tx, &network)? {
                    return Ok(over);
                }
                let SetupLink::Good { name, role } = admins::setup_link(tx, &link)? else {
                    return Ok(End::Said(FlashMessage::Spent));
                };
                let kept = SessionSecrets {
                    setup: Setup { link, bound: name, role: role.code().to_owned(), ..Setup::default() },
                    ..SessionSecrets::default()
                };
                restart(tx, &c, None, SETUP, &kept, &t)?;
                Ok(End::Renewed)
            })
            .await;
        after(app, caller, stored, token, "the set-up link could not be opened").await
    }

    async fn first_admin(&self, caller: &Caller, name: &str, password: String) -> AdminGo {
        let app = &self.app;
        let token = entropy::new_token(app.entropy.as_ref());
        // nothing is hashed for who has no link, or comes too often
        let (c, network, inner) = (caller.clone(), address_key(caller.address), app.clone());
        let begun = app
            .store
            .write(move |tx| {
                let Some(session) = session(tx, &c)?.filter(|s| s.stage == SETUP) else {
                    return Ok(Err(End::Said(FlashMessage::Over)));
                };
                Ok(match count(&inner, tx, &network)? {
                    Some(over) => Err(over),
                    None => Ok(SessionSecrets::of(&session).setup.bound),
                })
            })
            .await;
        let what = "the administrator could not be prepared";
        let bound = match begun {
            Ok(Ok(bound)) => bound,
            Ok(Err(end)) => return after(app, caller, Ok(end), token, what).await,
            Err(error) => return after(app, caller, Err(error), token, what).await,
        };
        let typed: String = name.chars().filter(|c| !c.is_control()).collect();
        let name = bound.unwrap_or_else(|| typed.trim().chars().take(64).collect());
        let password = Secret::new(password);
        let problem = refused(&name, &password);
        let hash = if problem.is_none() {
            let entropy = app.entropy.clone();
            match app.argon2(move |memory| password_hash::hash(&password, entropy.as_ref(), memory)).await {
                Ok(Some(hash)) => Some(hash),
                Ok(None) | Err(_) => return said(app, caller, FlashMessage::Busy).await,
            }
        } else {
            None
        };
        let (c, t, seed) = (caller.clone(), token.clone(), totp::new_seed(app.entropy.as_ref()));
        let stored = app
            .store
            .write(move |tx| {
                let Some(session) = session(tx, &c)?.filter(|s| s.stage == SETUP) else {
                    return Ok(End::Said(FlashMessage::Over));
                };
                let mut kept = SessionSecrets::of(&session);
                kept.problem = problem.or(is_taken(tx, &kept.setup, &name)?.then_some(Reason::NameTaken));
                match hash.filter(|_| kept.problem.is_none()) {
                    Some(hash) => {
                        kept.setup = Setup { name, hash, seed: seed.expose().to_owned(), ..kept.setup };
                        restart(tx, &c, None, SETUP_TOTP, &kept, &t)?;
                    }
                    None => restart(tx, &c, None, SETUP, &kept, &t)?,
                }
                Ok(End::Renewed)
            })
            .await;
        after(app, caller, stored, token, what).await
    }

    async fn confirm_totp(&self, caller: &Caller, code: &str) -> AdminGo {
        let app = &self.app;
        let token = entropy::new_token(app.entropy.as_ref());
        let (c, t, code) = (caller.clone(), token.clone(), code.chars().take(32).collect::<String>());
        let network = address_key(caller.address);
        let stored = app.store.write(move |tx| confirm(tx, &c, &code, &network, &t)).await;
        let what = "the administrator could not be made";
        match stored {
            // somebody took the name meanwhile: the link is not spent, another name can be chosen
            Err(StoreError::Conflict(TAKEN)) => {
                let (c, t) = (caller.clone(), token.clone());
                let stored = app.store.write(move |tx| another_name(tx, &c, &t)).await;
                after(app, caller, stored, token, what).await
            }
            stored => after(app, caller, stored, token, what).await,
        }
    }
}

fn refused(name: &str, password: &Secret) -> Option<Reason> {
    let length = password::length(password.expose());
    if name.is_empty() || password.is_empty() {
        Some(Reason::Empty)
    } else if length < MIN_PASSWORD {
        Some(Reason::TooShort { min: MIN_PASSWORD })
    } else if length > MAX_PASSWORD {
        Some(Reason::TooLong { max: MAX_PASSWORD })
    } else {
        well_known(password)
    }
}

/// Whether this name may be set up: a new one by any link, one that was reset only by the link that
/// was made for it.
fn is_taken(tx: &mut Tx, setup: &Setup, name: &str) -> StoreResult<bool> {
    let known = admins::by_name(tx, name)?;
    Ok(known.is_some_and(|admin| admin.totp.is_some() || setup.bound.is_none()))
}

fn confirm(tx: &mut Tx, caller: &Caller, code: &str, network: &str, token: &Secret) -> StoreResult<End> {
    let Some(session) = session(tx, caller)?.filter(|s| s.stage == SETUP_TOTP) else {
        return Ok(End::Said(FlashMessage::Over));
    };
    let mut kept = SessionSecrets::of(&session);
    let seed = Secret::new(kept.setup.seed.clone());
    let step = match totp::check(&seed, code, tx.now(), 0) {
        totp::Check::Right { step } => step,
        other => {
            kept.problem = Some(match other {
                totp::Check::ClockOff { minutes } => Reason::ClockOff { minutes },
                _ => Reason::WrongCode,
            });
            restart(tx, caller, None, SETUP_TOTP, &kept, token)?;
            return Ok(End::Renewed);
        }
    };
    // exactly one administrator per link, also when two browsers have it open
    if !admins::spend_setup_link(tx, &kept.setup.link)? {
        let taken = admins::setup_link(tx, &kept.setup.link)? == SetupLink::Spent;
        admins::end_session(tx, &session.id)?;
        return Ok(End::Said(if taken { FlashMessage::Taken } else { FlashMessage::Spent }));
    }
    let admin = installed(tx, &kept.setup, &seed, step)?;
    forget_here(tx, &admin, network)?;
    restart(tx, caller, Some(&admin.id), FULL, &SessionSecrets::default(), token)?;
    tx.audit(AuditKind::AdminCreated, Actor::Administrator(&admin.name), AuditEvent::at(network));
    Ok(End::Renewed)
}

/// The administrator, new or set up again. An error takes the spending of the link back with it.
fn installed(tx: &mut Tx, setup: &Setup, seed: &Secret, step: i64) -> StoreResult<Admin> {
    if is_taken(tx, setup, &setup.name)? {
        return Err(StoreError::Conflict(TAKEN));
    }
    if let Some(admin) = admins::by_name(tx, &setup.name)? {
        admins::set_password(tx, &admin.id, &setup.hash)?;
        admins::set_totp(tx, &admin.id, Some(seed), step)?;
        admins::end_all(tx, &admin.id)?;
        return Ok(admin);
    }
    let admin = Admin {
        id: AdminId(tx.new_id()),
        name: setup.name.clone(),
        password_hash: setup.hash.clone(),
        role: Role::from_code(&setup.role).unwrap_or(Role::Auditor),
        totp: Some(seed.clone()),
        totp_step: step,
        created_at: tx.now(),
    };
    admins::insert(tx, &admin)?;
    Ok(admin)
}

fn another_name(tx: &mut Tx, caller: &Caller, token: &Secret) -> StoreResult<End> {
    let Some(session) = session(tx, caller)?.filter(|s| s.stage == SETUP_TOTP) else {
        return Ok(End::Said(FlashMessage::Over));
    };
    let Setup { link, bound, role, .. } = SessionSecrets::of(&session).setup;
    let kept = SessionSecrets {
        setup: Setup { link, bound, role, ..Setup::default() },
        problem: Some(Reason::NameTaken),
        ..SessionSecrets::default()
    };
    restart(tx, caller, None, SETUP, &kept, token)?;
    Ok(End::Renewed)
}
