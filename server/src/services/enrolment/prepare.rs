//! What the page of a stage needs before it is shown.

use super::hidden::Hidden;
use crate::app_state::AppState;
use crate::methods::{self, SetupContext};
use latchkey_contract::MethodKind;
use latchkey_domain::enrolment::{Enrolment, Stage};
use latchkey_methods::recovery_codes;
use latchkey_store::{StoreError, StoreResult, Tx, accounts, flows};
use std::sync::Arc;

/// Runs `action` with the method's own things, and keeps what it leaves.
pub fn with_method<T>(
    app: &Arc<AppState>,
    tx: &mut Tx,
    live: &mut flows::Flow,
    kind: MethodKind,
    action: impl FnOnce(&mut SetupContext<'_, '_>) -> StoreResult<T>,
) -> StoreResult<T> {
    let id = live.account.clone().ok_or_else(|| StoreError::Corrupt("enrolment without account".into()))?;
    let account = accounts::by_id(tx, &id)?.ok_or_else(|| StoreError::Corrupt("enrolment without account".into()))?;
    let mut secrets = Hidden::of(live)?;
    let rows = latchkey_store::methods::of(tx, &account.person.id)?;
    let settings = methods::settings_and_questions(tx, app.language)?;
    let mut at = SetupContext {
        app,
        tx,
        flow: live,
        account,
        have: secrets.had(&rows),
        settings,
        secrets: secrets.secrets.get(kind),
    };
    let done = action(&mut at)?;
    let left = at.secrets;
    secrets.secrets.put(kind, left);
    secrets.put(live)?;
    Ok(done)
}

/// Makes what the page of this stage needs: what the method begins with, or the recovery codes.
pub fn prepare(app: &Arc<AppState>, tx: &mut Tx, live: &mut flows::Flow, state: &mut Enrolment) -> StoreResult<()> {
    match state.stage {
        Stage::SetUp { kind } => {
            let Some(method) = methods::of(kind) else { return Ok(()) };
            if let Err(problem) = with_method(app, tx, live, kind, |at| method.begin(at))? {
                state.stage = Stage::Choose;
                state.chosen.retain(|chosen| *chosen != kind);
                state.problem = Some(problem);
            }
        }
        Stage::Codes => {
            let mut secrets = Hidden::of(live)?;
            if secrets.codes.is_empty() {
                let fresh = recovery_codes::generate(tx.entropy());
                secrets.codes = fresh.iter().map(|code| code.expose().to_owned()).collect();
                secrets.put(live)?;
            }
        }
        _ => {}
    }
    Ok(())
}
