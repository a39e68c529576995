//! The job behind `Reconcile`: finds out what became of a write whose answer was lost, for people who never came back
//! to look. Whose flow it is decides who knows how.

use super::{account, recovery};
use crate::app_state::AppState;
use crate::fault::Fault;
use latchkey_domain::ids::FlowId;
use latchkey_store::flows::{self, FlowKind};
use std::sync::Arc;

/// # Errors
/// It is not known yet: to be tried again.
pub async fn reconcile(app: &Arc<AppState>, flow_id: &str) -> Result<(), Fault> {
    let id = FlowId(flow_id.to_owned());
    let Some(live) = app.store.read(move |tx| flows::by_id(tx, &id)).await? else { return Ok(()) };
    let known = match live.kind {
        FlowKind::Recover => recovery::caught_up(app, live).await?,
        FlowKind::Account => account::caught_up(app, live).await?,
        FlowKind::Enrol => true,
    };
    if known { Ok(()) } else { Err(Fault::Other("the directory does not answer yet".into())) }
}
