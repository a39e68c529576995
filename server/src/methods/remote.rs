//! What another server is asked for a method, and what it answers: a RADIUS server, Duo, an identity provider.

use super::nobody::{no_account, nobody};
use super::secrets::FlowSecrets;
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_domain::Reason;
use latchkey_store::accounts::{self, Account};
use latchkey_store::methods::{self, MethodRow};
use latchkey_store::{StoreResult, Tx, flows};
use serde_json::Value;

/// What another server is asked with: read before, because no transaction is held meanwhile.
pub struct RemoteRequest {
    /// Through which they came; `None` for a name that nobody has.
    pub account: Option<Account>,
    pub rows: Vec<MethodRow>,
    pub secrets: Value,
    /// As the person typed it.
    pub who: String,
    pub flow: flows::FlowKind,
}

impl RemoteRequest {
    /// Takes from the secrets what is needed there; the caller keeps the secrets. `open`: which of the
    /// account's rows may be used.
    pub fn of(
        tx: &mut Tx,
        live: &flows::Flow,
        all: &mut FlowSecrets,
        kind: MethodKind,
        given: &ProofInput,
        open: impl FnOnce(Vec<MethodRow>) -> Vec<MethodRow>,
    ) -> StoreResult<Self> {
        let person = live.person.clone().unwrap_or_else(nobody);
        let (rows, secrets) = (open(methods::of(tx, &person)?), all.get(kind));
        all.use_up(kind, given);
        let id = live.account.clone().unwrap_or_else(no_account);
        let account = accounts::by_id(tx, &id)?;
        Ok(Self { account, rows, secrets, who: live.who.clone(), flow: live.kind })
    }
}

/// What another server answered.
pub type RemoteAnswer = Result<Value, Reason>;
