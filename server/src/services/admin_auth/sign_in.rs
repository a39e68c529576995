//! Password, second factor, and out again. What a name's limits say is the same for every name, and
//! nothing is hashed for somebody who is over one of them.

use super::AdminSignInService;
use super::code::{Looked, look};
use super::session::{FULL, SessionSecrets, TOTP, restart, session};
use super::steps::{End, after, current, said};
use crate::app_state::AppState;
use async_trait::async_trait;
use latchkey_app::ports::{AdminGo, AdminSignInApi, Caller};
use latchkey_contract::admin::{AdminSignIn, FlashMessage};
use latchkey_domain::Reason;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::limits::address_key;
use latchkey_domain::limits::{
    ADMIN_CODES, ADMIN_SIGN_IN_PER_ADDRESS, ADMIN_SIGN_IN_PER_NAME, ADMIN_SIGN_IN_PER_NAME_AND_NETWORK,
    ADMIN_WRONG_CODES_DAY,
};
use latchkey_domain::{Secret, Timestamp, entropy, names};
use latchkey_methods::password_hash;
use latchkey_store::admins::Admin;
use latchkey_store::{AuditEvent, StoreResult, Tx, admins, limits};

/// Longer ones are cut before they are hashed; an administrator's own is at most this long.
const MAX_PASSWORD: usize = 1024;

/// A name from one network. `names::comparable` leaves no line break in a name.
fn in_network(name: &str, network: &str) -> String {
    format!("{name}\n{network}")
}

/// A try that is not looked at.
struct Over {
    until: Timestamp,
    /// The first one in this window: worth an audit row, and the others not.
    first: bool,
}

/// Counts a try with a password, whether the name is anybody's or not. The narrow limits come first,
/// and who is over one is not counted by the next: what one network sends does not use up what is
/// left to the name elsewhere.
fn admit(tx: &mut Tx, name: &str, network: &str) -> StoreResult<Result<(), Over>> {
    let here = in_network(name, network);
    for (limit, key) in [
        (&ADMIN_SIGN_IN_PER_ADDRESS, network),
        (&ADMIN_SIGN_IN_PER_NAME_AND_NETWORK, here.as_str()),
        (&ADMIN_SIGN_IN_PER_NAME, name),
    ] {
        let hit = limits::hit(tx, limit, key)?;
        if !hit.allowed {
            return Ok(Err(Over { until: hit.retry_at, first: hit.count == limit.max + 1 }));
        }
    }
    Ok(Ok(()))
}

/// After a sign-in from here, or a new set-up.
pub(super) fn forget_here(tx: &mut Tx, admin: &Admin, network: &str) -> StoreResult<()> {
    let name = names::comparable(&admin.name);
    // in the order of `admit`, so that neither waits for the other
    limits::forget(tx, &ADMIN_SIGN_IN_PER_NAME_AND_NETWORK, &in_network(&name, network))?;
    limits::forget(tx, &ADMIN_SIGN_IN_PER_NAME, &name)?;
    limits::forget(tx, &ADMIN_CODES, admin.id.as_str())
}

/// Everything that was counted against this administrator, whoever used it up (`latchkey admin
/// reset`). From which networks somebody tried is not kept: the one that the new set-up is done in
/// is forgotten then.
pub fn forget_tries(tx: &mut Tx, admin: &Admin) -> StoreResult<()> {
    limits::forget(tx, &ADMIN_SIGN_IN_PER_NAME, &names::comparable(&admin.name))?;
    limits::forget(tx, &ADMIN_CODES, admin.id.as_str())?;
    limits::forget(tx, &ADMIN_WRONG_CODES_DAY, admin.id.as_str())
}

#[async_trait]
impl AdminSignInApi for AdminSignInService {
    async fn sign_in_page(&self, caller: &Caller) -> AdminSignIn {
        current(&self.app, caller).await
    }

    async fn sign_in(&self, caller: &Caller, name: &str, password: String) -> AdminGo {
        let app = &self.app;
        let token = entropy::new_token(app.entropy.as_ref());
        // made comparable once: what is counted and what is looked up are the same
        let (name, network) = (names::comparable(name), address_key(caller.address));
        let from = network.clone();
        let admitted = app
            .store
            .write(move |tx| {
                let over = admit(tx, &name, &from)?.err();
                if over.as_ref().is_some_and(|over| over.first) {
                    tx.audit(AuditKind::AdminSignInRefused, Actor::Anyone, AuditEvent::at(&from));
                }
                Ok((over, admins::by_key(tx, &name)?))
            })
            .await;
        let admin = match admitted {
            Ok((None, admin)) => admin,
            Ok((Some(over), _)) => return said(app, caller, later(app, over.until)).await,
            Err(error) => return after(app, caller, Err(error), token, "a sign-in could not be checked").await,
        };
        let hash = admin.as_ref().map_or_else(|| password_hash::dummy_hash().to_owned(), |a| a.password_hash.clone());
        let password = Secret::new(password.chars().take(MAX_PASSWORD).collect::<String>());
        let Ok(right) = app.argon2(move |memory| password_hash::verify(&hash, &password, memory)).await else {
            return said(app, caller, FlashMessage::Busy).await;
        };
        let (c, t) = (caller.clone(), token.clone());
        let stored = app
            .store
            .write(move |tx| {
                // as it is now: it may have been reset while we were hashing
                let now = match admin.as_ref().filter(|_| right) {
                    Some(known) => admins::by_id(tx, &known.id)?.filter(|now| now.password_hash == known.password_hash),
                    None => None,
                };
                let Some(admin) = now.filter(|admin| admin.totp.is_some()) else {
                    tx.audit(AuditKind::AdminSignInRefused, Actor::Anyone, AuditEvent::at(&network));
                    return Ok(End::Said(FlashMessage::Refused));
                };
                restart(tx, &c, Some(&admin.id), TOTP, &SessionSecrets::default(), &t)?;
                Ok(End::Renewed)
            })
            .await;
        after(app, caller, stored, token, "a sign-in could not be stored").await
    }

    async fn sign_in_totp(&self, caller: &Caller, code: &str) -> AdminGo {
        let app = &self.app;
        let token = entropy::new_token(app.entropy.as_ref());
        let (c, t, code) = (caller.clone(), token.clone(), code.chars().take(32).collect::<String>());
        let network = address_key(caller.address);
        let stored = app
            .store
            .write(move |tx| {
                let over = Ok(End::Said(FlashMessage::Over));
                let Some(session) = session(tx, &c)?.filter(|s| s.stage == TOTP) else { return over };
                let Some(admin) = session.admin.clone() else { return over };
                let Some(admin) = admins::by_id(tx, &admin)?.filter(|admin| admin.totp.is_some()) else { return over };
                let (problem, noted) = match look(tx, &admin, &code)? {
                    Looked::Right { step } if admins::use_totp_step(tx, &admin.id, step)? => (None, false),
                    Looked::Right { .. } => (Some(Reason::CodeUsed), false),
                    Looked::Wrong(problem) => (Some(problem), false),
                    Looked::Later { from, again } => (Some(Reason::TryLater { from }), again),
                };
                if problem.is_none() {
                    forget_here(tx, &admin, &network)?;
                    restart(tx, &c, Some(&admin.id), FULL, &SessionSecrets::default(), &t)?;
                    tx.audit(AuditKind::AdminSignedIn, Actor::Administrator(&admin.name), AuditEvent::at(&network));
                } else {
                    restart(
                        tx,
                        &c,
                        Some(&admin.id),
                        TOTP,
                        &SessionSecrets { problem, ..SessionSecrets::default() },
                        &t,
                    )?;
                    if !noted {
                        tx.audit(AuditKind::AdminSignInRefused, Actor::Anyone, AuditEvent::at(&network));
                    }
                }
                Ok(End::Renewed)
            })
            .await;
        after(app, caller, stored, token, "a sign-in could not be checked").await
    }

    async fn sign_out(&self, caller: &Caller) -> AdminGo {
        let app = &self.app;
        let c = caller.clone();
        let ended = app
            .store
            .write(move |tx| match session(tx, &c)? {
                Some(session) => admins::end_session(tx, &session.id),
                None => Ok(()),
            })
            .await;
        let flash = match ended {
            Ok(()) => FlashMessage::Out,
            // the cookie goes in any case; that the session still stands must be known
            Err(error) => {
                let reference = app.report("a session could not be ended", &error.into()).reference;
                FlashMessage::Fault { reference }
            }
        };
        AdminGo { sign_in_page: AdminSignIn::SignIn, flash: Some(flash), cookie: Some(String::new()) }
    }
}

pub(super) fn later(app: &AppState, until: Timestamp) -> FlashMessage {
    FlashMessage::Later { from: Some(app.moment(until)) }
}
