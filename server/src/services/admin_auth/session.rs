//! What is kept of an administrator's session, and how one takes the place of another.

use latchkey_app::ports::Caller;
use latchkey_domain::ids::AdminId;
use latchkey_domain::{Reason, Secret, Timestamp};
use latchkey_store::{StoreResult, Tx, admins};
use serde::{Deserialize, Serialize};

pub(super) const SETUP: &str = "setup";
pub(super) const SETUP_TOTP: &str = "setup-totp";
pub(super) const TOTP: &str = "totp";
pub(super) const FULL: &str = "full";

pub(super) const SHORT_SECS: i64 = 15 * 60;
/// A full session: at most twelve hours, half an hour without a click.
pub(super) const FULL_SECS: i64 = 12 * 3600;
pub(super) const IDLE_SECS: i64 = 30 * 60;

/// What a set-up session carries, sealed.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Setup {
    pub(super) link: String,
    /// The only administrator whom the link is for.
    #[serde(default)]
    pub(super) bound: Option<String>,
    /// Of whom the link makes; without it nothing but reading.
    #[serde(default)]
    pub(super) role: String,
    pub(super) name: String,
    pub(super) hash: String,
    pub(super) seed: String,
}

/// Stands on the page after a redirect; kept with the session.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct SessionSecrets {
    #[serde(default)]
    pub(super) setup: Setup,
    #[serde(default)]
    pub(super) problem: Option<Reason>,
    /// Until when a code that was given in this session counts for what asks for a recent one. Sealed
    /// with the session: who writes to the database cannot make it up.
    #[serde(default)]
    pub(super) confirmed_until: Option<Timestamp>,
}

impl SessionSecrets {
    pub(super) fn of(session: &admins::Session) -> Self {
        serde_json::from_str(session.sealed.expose()).unwrap_or_default()
    }
    pub(super) fn sealed(&self) -> Secret {
        Secret::new(serde_json::to_string(self).unwrap_or_default())
    }
}

pub(super) fn session(tx: &mut Tx, caller: &Caller) -> StoreResult<Option<admins::Session>> {
    match caller.admin_cookie.as_deref() {
        Some(token) => admins::session(tx, token, IDLE_SECS),
        None => Ok(None),
    }
}

/// Starts a session at `stage` in place of the caller's, with a new token.
pub(super) fn restart(
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
