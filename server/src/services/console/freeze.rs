//! "This wasn't me" stopped all recovery of a person; the help desk lifts that, after it made sure
//! who asks. It makes recovery possible again, so a session alone does not do it.

use super::code::{proved, short};
use super::guarded::Guarded;
use super::{Actor, ConsoleService};
use crate::services::fault::Fault;
use latchkey_contract::admin::{AdminError, AdminResult};
use latchkey_domain::audit::AuditKind;
use latchkey_domain::ids::PersonId;
use latchkey_store::{AuditEvent, persons};

impl ConsoleService {
    /// Lifted twice is lifted once: the second needs no code, for there is nothing to open.
    pub(super) async fn lift(&self, actor: Actor, id: &str, code: &str) -> AdminResult<()> {
        let (id, code, app) = (PersonId(id.to_owned()), short(code), self.app.clone());
        let lifted = self.app.store.write(move |tx| {
            let Some(account) = persons::primary_account(tx, &id)? else { return Ok(None) };
            let Some(since) = account.person.frozen_at else { return Ok(Some(Ok(()))) };
            if let Err(refused) = proved(&app, tx, &actor, Guarded::Unfreeze, &code)? {
                return Ok(Some(Err(refused)));
            }
            persons::set_frozen(tx, &id, None)?;
            let event = AuditEvent::at(&actor.address).account(&account.id);
            let detail = serde_json::json!({ "since": since.millis() });
            tx.audit(AuditKind::AccountUnfrozen, &actor, event.detail(detail));
            Ok(Some(Ok(())))
        });
        match self.stored("a stop could not be lifted", lifted.await)? {
            Some(done) => done.map_err(AdminError::Refused),
            None => self.told("a stop could not be lifted", Err(Fault::Gone("person"))),
        }
    }
}
