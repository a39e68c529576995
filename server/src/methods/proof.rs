//! A proof by one method: what it is asked and checked with, and what comes of it.

use crate::app_state::AppState;
use latchkey_contract::MethodKind;
use latchkey_domain::Reason;
use latchkey_domain::ids::PersonId;
use latchkey_domain::independence::{Authenticator, may_follow};
use latchkey_domain::policy::MethodPolicy;
use latchkey_store::methods::MethodRow;
use latchkey_store::{Tx, flows};
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
