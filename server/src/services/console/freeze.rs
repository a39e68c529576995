//! "This wasn't me" stopped all recovery of an account; the help desk lifts that, after it made sure
//! who asks.

use super::{Actor, ConsoleService};
use crate::services::fault::Fault;
use latchkey_contract::admin::AdminResult;
use latchkey_domain::ids::AccountId;
use latchkey_store::{accounts, audit};

impl ConsoleService {
    /// Lifted twice is lifted once.
    pub(super) async fn lift(&self, actor: Actor, id: &str) -> AdminResult<()> {
        let id = AccountId(id.to_owned());
        let lifted = self.house.store.write(move |tx| {
            let Some(account) = accounts::by_id(tx, &id)? else { return Ok(false) };
            let Some(since) = account.frozen_at else { return Ok(true) };
            accounts::set_frozen(tx, &id, None)?;
            let event = audit::Event {
                kind: "account.unfrozen",
                actor: &format!("admin:{}", actor.name),
                account: Some(&id),
                directory: None,
                address: Some(&actor.address),
                detail: serde_json::json!({ "since": since.millis() }),
            };
            audit::append(tx, event)?;
            Ok(true)
        });
        let there = self.stored("a stop could not be lifted", lifted.await)?;
        self.told("a stop could not be lifted", if there { Ok(()) } else { Err(Fault::Gone("person")) })
    }
}
