//! What became of a change of the password: said in the visit, and found out where the answer was lost.

use crate::app_state::AppState;
use crate::fault::Fault;
use crate::flows::stored;
use crate::services::directory_write::{self, Tell, WriteKind, WriteStatus, account_of};
use latchkey_contract::account::News;
use latchkey_domain::Reason;
use latchkey_domain::ids::FlowId;
use latchkey_domain::visit::{Stage, Visit};
use latchkey_store::{StoreError, StoreResult, Tx, accounts, flows};
use std::sync::Arc;

/// Moves a visit on whose write is open. One that is not open any more, or is gone, stays as it is.
pub(super) fn at_open(tx: &mut Tx, flow: &FlowId, action: impl FnOnce(&mut Visit)) -> StoreResult<Option<flows::Flow>> {
    let Some(mut live) = flows::by_id(tx, flow)? else { return Ok(None) };
    let mut visit: Visit = stored::state(&live)?;
    if !visit.is_open() {
        return Ok(None);
    }
    let leaving = matches!(visit.stage, Stage::Changing { leaving: true, .. });
    action(&mut visit);
    if leaving && !visit.is_open() {
        flows::end(tx, &live.id)?;
    } else {
        stored::save(tx, &mut live, &visit)?;
    }
    Ok(Some(live))
}

pub(super) async fn succeeded(
    app: &AppState,
    flow: FlowId,
    server: String,
    signed_in: bool,
    hash: Option<(String, i64)>,
    found_out_later: bool,
) -> Result<(), Fault> {
    app.store
        .write(move |tx| {
            let news = News::PasswordChanged { server: server.clone() };
            let moved = at_open(tx, &flow, |visit| {
                visit.go(Stage::Home);
                visit.news = Some(news);
            })?;
            // somebody else found out first: told once is enough
            let Some(live) = moved else { return Ok(()) };
            let id = live.account.clone().ok_or_else(|| StoreError::Other("a visit of nobody".into()))?;
            // it went away meanwhile: there is nobody to tell
            let Some(account) = accounts::by_id(tx, &id)? else { return Ok(()) };
            let detail =
                serde_json::json!({ "server": server, "signed_in": signed_in, "found_out_later": found_out_later });
            directory_write::done(tx, &live, &account, WriteKind::Change, hash.as_ref(), Tell::ThePerson, detail)
        })
        .await?;
    Ok(())
}

pub(super) async fn refused(app: &AppState, flow: FlowId, reason: Reason) -> Result<(), Fault> {
    app.store
        .write(move |tx| {
            at_open(tx, &flow, |visit| {
                visit.go(Stage::Password);
                visit.problem = Some(reason);
            })
        })
        .await?;
    Ok(())
}

/// Looks into a write whose answer did not come. `false`: it is not known yet.
pub async fn caught_up(app: &Arc<AppState>, live: flows::Flow) -> Result<bool, Fault> {
    let visit: Visit = stored::state(&live)?;
    let Stage::Changing { write, .. } = visit.stage else { return Ok(true) };
    let account = account_of(app, &live).await?;
    match directory_write::write_status(app, &account, WriteKind::Change, &write).await? {
        WriteStatus::Open => return Ok(false),
        WriteStatus::Done(written) => succeeded(app, live.id, written.server, false, None, true).await?,
        WriteStatus::NotDone => refused(app, live.id, Reason::DirectoryAway).await?,
    }
    Ok(true)
}
