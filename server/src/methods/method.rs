//! What every method is to the flows.

use super::offer::OfferContext;
use super::proof::{ProofContext, Verdict};
use super::remote::{RemoteAnswer, RemoteRequest};
use super::setup::{SetupContext, SetupOutcome, SetupView};
use crate::app_state::AppState;
use async_trait::async_trait;
use latchkey_app::ports::ProofInput;
use latchkey_contract::MethodKind;
use latchkey_contract::enrol::SetUp;
use latchkey_contract::policy::MethodHindrance;
use latchkey_contract::recover::Ask;
use latchkey_domain::Reason;
use latchkey_domain::ids::PersonId;
use latchkey_domain::independence::Authenticator;
use latchkey_store::methods::MethodRow;
use latchkey_store::{StoreResult, Tx};
use serde_json::Value;
use std::sync::Arc;

#[async_trait]
pub trait Method: Send + Sync {
    fn kind(&self) -> MethodKind;

    /// Several per person (devices, keys), or the later one instead of the earlier.
    fn several(&self) -> bool {
        false
    }

    /// Why nobody can use it yet, in a sentence for administrators.
    fn hindrance(&self, _house: &AppState, _tx: &mut Tx) -> StoreResult<Option<MethodHindrance>> {
        Ok(None)
    }

    /// Whether, for this person, it would depend on the very password that is lost.
    fn is_worthless(&self, _tx: &mut Tx, _person: &PersonId) -> StoreResult<bool> {
        Ok(false)
    }

    /// What this person can prove themselves with by this method. `rows`: all of theirs.
    /// The same reads for everybody.
    fn authenticators(&self, context: &mut OfferContext<'_, '_>) -> StoreResult<Vec<Authenticator>> {
        let kind = self.kind();
        Ok(context.rows.iter().filter(|row| row.kind == kind).map(MethodRow::authenticator).collect())
    }

    // -- a proof

    /// The person chose it, or (`again`) wants another message. A problem leaves the list open.
    fn ask(&self, _at: &mut ProofContext<'_, '_>, _again: bool) -> StoreResult<Result<(), Reason>> {
        Ok(Ok(()))
    }

    /// What its page asks for.
    fn page(&self, app: &AppState, secrets: &Value) -> Ask;

    /// Whether [`Method::ask_remote`] is needed for a proof.
    fn needs_remote_check(&self) -> bool {
        false
    }

    /// Asks another server, between two transactions: the try was counted in the first.
    async fn ask_remote(&self, _house: &Arc<AppState>, _asked: RemoteRequest, _given: &ProofInput) -> RemoteAnswer {
        Ok(Value::Null)
    }

    /// Decides. `said`: by the other server; one that gave no answer is nobody's guess, and is not
    /// handed in. Of two at once exactly one is right (in the caller's transaction).
    fn check(&self, at: &mut ProofContext<'_, '_>, given: &ProofInput, said: Value) -> StoreResult<Verdict>;

    // -- the set-up

    /// The person begins it. A problem leads back to the choice.
    fn begin(&self, _at: &mut SetupContext<'_, '_>) -> StoreResult<Result<(), Reason>> {
        Ok(Ok(()))
    }

    /// `None`: what is kept does not make a page; begin again.
    fn set_up_page(&self, seen: &SetupView<'_>) -> Option<SetUp>;

    fn needs_remote_set_up(&self) -> bool {
        false
    }

    async fn ask_remote_at_set_up(
        &self,
        _house: &Arc<AppState>,
        _asked: RemoteRequest,
        _given: &ProofInput,
    ) -> RemoteAnswer {
        Ok(Value::Null)
    }

    fn take(
        &self,
        at: &mut SetupContext<'_, '_>,
        given: &ProofInput,
        outside: RemoteAnswer,
    ) -> StoreResult<SetupOutcome>;

    /// One page back within the method. `false`: back to the choice.
    fn back(&self, _hidden: &mut Value) -> bool {
        false
    }
}
