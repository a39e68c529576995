//! A proof by one method: what it is asked and checked with, and what comes of it.

use super::nobody::nobody;
use super::secrets::FlowSecrets;
use crate::app_state::AppState;
use latchkey_contract::MethodKind;
use latchkey_domain::Reason;
use latchkey_domain::ids::PersonId;
use latchkey_domain::independence::{Authenticator, may_follow};
use latchkey_domain::policy::MethodPolicy;
use latchkey_store::methods::{self, MethodRow};
use latchkey_store::{StoreResult, Tx, flows};
use serde_json::Value;
use std::sync::Arc;

/// Where a proof is asked for and checked.
pub struct ProofContext<'a, 'c> {
    pub app: &'a Arc<AppState>,
    pub tx: &'a mut Tx<'c>,
    pub flow: &'a flows::Flow,
    /// [`nobody`] for a name that nobody has.
    pub person: PersonId,
    /// Whose questions are shown: the person's, or those of whom a name may mean that nobody has as it was
    /// typed. For nothing else.
    pub looks_like: PersonId,
    /// What the person set up of this kind, as far as it may follow what was proved already.
    pub rows: Vec<MethodRow>,
    /// How many proofs were right so far in this flow.
    pub stage: usize,
    /// What `ask` leaves for `page` and `check`; sealed with the flow.
    pub secrets: Value,
}

/// Runs `action` with the things of one method, and keeps what it leaves with the flow. `open`: which of
/// the account's rows may be used.
pub fn with_proof_context<T>(
    app: &Arc<AppState>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    kind: MethodKind,
    stage: usize,
    open: impl FnOnce(Vec<MethodRow>) -> Vec<MethodRow>,
    action: impl FnOnce(&mut ProofContext<'_, '_>) -> StoreResult<T>,
) -> StoreResult<T> {
    let mut all = FlowSecrets::of(live)?;
    let person = live.person.clone().unwrap_or_else(nobody);
    let rows = open(methods::of(tx, &person)?);
    let (secrets, looks_like) = (all.get(kind), all.looks_like(&person));
    let mut at = ProofContext { app, tx, flow: live, person, looks_like, rows, stage, secrets };
    let done = action(&mut at)?;
    let left = at.secrets;
    all.put(kind, left);
    all.put_into(live)?;
    Ok(done)
}

pub enum Verdict {
    /// Right, and depends on this.
    Right(Authenticator),
    Wrong(Reason),
    /// Nothing that could be a guess: not counted.
    NotCounted(Reason),
    /// The person was led on, and has proved nothing yet: not counted.
    Redirected,
    /// Something else is asked now. Counted, because it took an answer of another server.
    NextChallenge,
}

/// Of a kind, those that may still follow. Without an authenticator of the policy's nothing is left.
pub fn open_rows(
    rows: Vec<MethodRow>,
    kind: MethodKind,
    policy: &MethodPolicy,
    proved: &[Authenticator],
) -> Vec<MethodRow> {
    let open = |row: &MethodRow| row.kind == kind && policy.allows(kind) && may_follow(&row.authenticator(), proved);
    rows.into_iter().filter(open).collect()
}
