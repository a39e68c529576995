//! Who is signed in, and what they may do.

use super::session::{FULL, session};
use crate::app_state::AppState;
use latchkey_app::ports::Caller;
use latchkey_contract::admin::{AdminError, AdminResult};
use latchkey_domain::audit;
use latchkey_domain::ids::AdminId;
use latchkey_domain::limits::address_key;
use latchkey_domain::roles::Permission;
use latchkey_store::admins;
use std::sync::Arc;

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
