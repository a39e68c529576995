//! Finds out what became of a write whose answer was lost, for people who never came back to look.

use super::job::{End, Job};
use super::lanes::Lane;
use super::retry_policy::RetryPolicy;
use crate::app_state::AppState;
use crate::services;
use crate::work::{JobFault, Reconcile};
use latchkey_contract::admin::WorkKind;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::FlowId;
use latchkey_store::flows::{self, FlowKind};
use latchkey_store::{AuditEvent, StoreResult, Tx};
use std::sync::Arc;

impl Job for Reconcile {
    /// The directory is away then: nothing else waits for that.
    const LANE: Lane = Lane::Reconcile;
    const RETRY: RetryPolicy = RetryPolicy::WHILE_ITS_FLOW_IS_KEPT;
    const TOLD: WorkKind = WorkKind::Reconcile;

    async fn run(self, app: &Arc<AppState>) -> End {
        services::reconcile(app, &self.flow).await.into()
    }

    /// Nobody knows whether the write happened, and nobody will find out any more.
    fn given_up(self, tx: &mut Tx, tries: i64, why: &JobFault) -> StoreResult<()> {
        let live = flows::by_id(tx, &FlowId(self.flow))?;
        let account = live.as_ref().and_then(|live| live.account.clone());
        let own = live.as_ref().is_some_and(|live| live.kind == FlowKind::Account);
        let event = live.as_ref().map_or_else(AuditEvent::default, |live| AuditEvent::at(&live.address));
        let event = event.account(account.as_ref()).detail(serde_json::json!({ "reason": why, "tries": tries }));
        let kind = if own { AuditKind::PasswordUnresolved } else { AuditKind::RecoveryUnresolved };
        tx.audit(kind, Actor::Latchkey, event);
        Ok(())
    }
}
