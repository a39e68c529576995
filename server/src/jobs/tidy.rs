//! Now and then: what is over is cleared away, and what comes by the hour is put on the queue, also where it was lost.

use crate::app_state::AppState;
use crate::work::{enqueue_all_due, members_hourly};
use latchkey_store::{admins, bulk_runs, flows, jobs, limits, shared_state, sync};

pub async fn tidy(app: &AppState) {
    let tidied = app.store.write(|tx| {
        flows::purge(tx)?;
        limits::purge(tx)?;
        jobs::purge(tx)?;
        admins::purge(tx)?;
        bulk_runs::purge(tx)?;
        sync::purge(tx)?;
        shared_state::purge(tx)?;
        enqueue_all_due(tx)?;
        members_hourly(tx)
    });
    if let Err(error) = tidied.await {
        tracing::warn!(error = %error, "old rows could not be cleared away; trying again later");
    }
}
