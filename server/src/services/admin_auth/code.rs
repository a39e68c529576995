//! An administrator's current authenticator code: at the sign-in, and again before an action with which
//! a stolen session could take everything over. Each code is good once, and wrong ones are counted
//! together, wherever they are typed.

use super::actor::Actor;
use super::session::SessionSecrets;
use latchkey_domain::Reason;
use latchkey_domain::Timestamp;
use latchkey_domain::limits::{ADMIN_CODES, ADMIN_WRONG_CODES_DAY};
use latchkey_methods::totp;
use latchkey_store::admins::Admin;
use latchkey_store::{StoreResult, Tx, admins, limits};

/// How long a code counts for actions that take a recent one (ASVS 7.5 lets a proof count for a while). Bound
/// to the session that gave it, and never longer by use.
pub const RECENT_SECS: i64 = 5 * 60;

/// A code that was looked at.
pub(super) enum Looked {
    /// Right and not used yet: `admins::use_totp_step` uses it up.
    Right {
        step: i64,
    },
    Wrong(Reason),
    /// Not looked at: too many. `again`: that was noted before in this window.
    Later {
        from: Timestamp,
        again: bool,
    },
}

/// Counts before it looks, so that guesses in parallel are counted too: the first count holds its
/// row until the transaction ends, and whoever comes meanwhile reads the second one after that.
pub(super) fn look(tx: &mut Tx, admin: &Admin, typed: &str) -> StoreResult<Looked> {
    let key = admin.id.as_str();
    let window = limits::hit(tx, &ADMIN_CODES, key)?;
    let day = limits::peek(tx, &ADMIN_WRONG_CODES_DAY, key)?;
    if let Some(full) = [window, day].into_iter().find(|hit| !hit.allowed) {
        let again = window.count > ADMIN_CODES.max + 1;
        return Ok(Looked::Later { from: full.retry_at, again });
    }
    let checked = admin.totp.as_ref().map(|seed| totp::check(seed, typed, tx.now(), admin.totp_step));
    Ok(match checked {
        Some(totp::Check::Right { step }) => {
            limits::forget(tx, &ADMIN_CODES, key)?;
            Looked::Right { step }
        }
        // whoever is told has the password and very likely the app: the code they just signed in with
        Some(totp::Check::Replayed) => Looked::Wrong(Reason::CodeUsed),
        _ => {
            limits::hit(tx, &ADMIN_WRONG_CODES_DAY, key)?;
            Looked::Wrong(Reason::WrongCode)
        }
    })
}

/// Looks at the code before an action that must not be done with the session alone. The step is to be
/// given to [`spend_code`] in the transaction of the action.
pub fn fresh_code(tx: &mut Tx, actor: &Actor, typed: &str) -> StoreResult<Result<i64, Reason>> {
    if typed.trim().is_empty() {
        return Ok(Err(Reason::Empty));
    }
    let Some(admin) = admins::by_id(tx, &actor.id)? else { return Ok(Err(Reason::WrongCode)) };
    Ok(match look(tx, &admin, typed)? {
        Looked::Right { step } => Ok(step),
        Looked::Wrong(problem) => Err(problem),
        Looked::Later { from, .. } => Err(Reason::TryLater { from }),
    })
}

/// Uses the code up, and notes with the session that there was one. `false`: somebody else used it
/// meanwhile, and the action must not be done.
pub fn spend_code(tx: &mut Tx, actor: &Actor, step: i64) -> StoreResult<bool> {
    if !admins::use_totp_step(tx, &actor.id, step)? {
        return Ok(false);
    }
    if let Some(session) = admins::session_by_id(tx, &actor.session)? {
        let until = Some(tx.now().plus_secs(RECENT_SECS));
        let sealed = SessionSecrets { confirmed_until: until, ..SessionSecrets::of(&session) }.sealed();
        admins::update_session(tx, &admins::Session { sealed, ..session })?;
    }
    Ok(true)
}

/// Whether this very session gave a code a short while ago. A sign-in is none: whoever took its cookie
/// would get the same minutes.
pub fn is_confirmed(tx: &mut Tx, actor: &Actor) -> StoreResult<bool> {
    let session = admins::session_by_id(tx, &actor.session)?;
    let until = session.and_then(|session| SessionSecrets::of(&session).confirmed_until);
    Ok(until.is_some_and(|until| until > tx.now()))
}
