//! Writes whose answer did not come: what became of them is found out at the directory.

use super::apply::{Answer, kind_of, outcome, store_answer};
use crate::app_state::AppState;
use crate::fault::Fault;
use crate::flows::Begun;
use crate::services::directory_write::{WriteStatus, write_status};
use crate::services::kept_password::KeptPassword;
use latchkey_contract::recover::RecoveryAction;
use latchkey_domain::ids::FlowId;
use latchkey_domain::open_write::OpenWrite;
use latchkey_domain::recovery::{PlannedAccount, Progress, Recovery, Stage, WriteOutcome};
use latchkey_domain::{Reason, Timestamp};
use latchkey_store::{accounts, flows};
use std::sync::Arc;

/// Looks into writes whose answer did not come. That one was done can be believed at once; that it
/// was not only of the server that was asked, and only after no answer can come any more.
pub(super) async fn settle_if_due(app: &Arc<AppState>, begun: Begun<Recovery>) -> Result<Begun<Recovery>, Fault> {
    let (flow, recovery) = (begun.flow.id.clone(), &begun.state);
    let action = match recovery.stage {
        Stage::Applying { action, .. } | Stage::Done { action } => action,
        _ => return Ok(begun),
    };
    let mut looked = false;
    for planned in &recovery.plan.0 {
        let Progress::Writing { since, password_set_at, server, retry_until } = planned.progress.clone() else {
            continue;
        };
        let open = OpenWrite { since, password_set_at, server };
        looked |= looked_into(app, &flow, recovery, planned, action, open, retry_until).await?;
    }
    if !looked {
        return Ok(begun);
    }
    let now = app.store.read(move |tx| flows::by_id(tx, &flow)).await?.ok_or(Fault::Gone("recovery"))?;
    Ok(Begun::of(now)?)
}

/// `false`: it is not known yet.
async fn looked_into(
    app: &Arc<AppState>,
    flow: &FlowId,
    recovery: &Recovery,
    planned: &PlannedAccount,
    action: RecoveryAction,
    open: OpenWrite,
    retry_until: Option<Timestamp>,
) -> Result<bool, Fault> {
    let id = planned.account.clone();
    let account = app.store.read(move |tx| accounts::by_id(tx, &id)).await?.ok_or(Fault::Gone("account"))?;
    let answer = match write_status(app, &account, kind_of(action), &open).await? {
        WriteStatus::Open => return Ok(false),
        WriteStatus::Done(written) => {
            let (_, directory) = app.directory(&account.directory).await?;
            let found = outcome(app, directory.capabilities(), &account, recovery, planned, action, &written);
            Answer::Done(WriteOutcome { found_out_later: true, ..found }, None)
        }
        WriteStatus::NotDone => Answer::NotDone(Reason::DirectoryAway, None),
    };
    // its password lies ready already, if it does
    let kept = retry_until.map(KeptPassword::earlier);
    store_answer(app, flow, &planned.account, answer, action, kept).await?;
    Ok(true)
}

/// For the job. `false`: it is not known yet.
pub async fn caught_up(app: &Arc<AppState>, live: flows::Flow) -> Result<bool, Fault> {
    let begun = Begun::<Recovery>::of(live)?;
    if !begun.state.is_open() {
        return Ok(true);
    }
    Ok(!settle_if_due(app, begun).await?.state.is_open())
}
