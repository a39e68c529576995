//! The administrator's own code before an action that their session alone does not allow.

use super::{Actor, ConsoleService};
use crate::app_state::AppState;
use crate::services::admin_auth::{fresh_code, spend_code};
use crate::services::view;
use latchkey_contract::Problem;
use latchkey_contract::admin::*;
use latchkey_store::{StoreResult, Tx};

/// What is typed as a code, and no more of it.
pub(super) fn short(code: &str) -> String {
    code.chars().take(32).collect()
}

/// Looks at the code and uses it up, in the transaction of the action.
pub(super) fn proved(app: &AppState, tx: &mut Tx, actor: &Actor, code: &str) -> StoreResult<Result<(), Refused>> {
    match fresh_code(tx, actor, code)? {
        Ok(step) => used_up(tx, actor, step),
        Err(reason) => Ok(Err(Refused::Code(view::problem(app, &reason)))),
    }
}

/// In the transaction of the action, for a code that was looked at before.
pub(super) fn used_up(tx: &mut Tx, actor: &Actor, step: i64) -> StoreResult<Result<(), Refused>> {
    let spent = spend_code(tx, actor, step)?;
    Ok(if spent { Ok(()) } else { Err(Refused::Code(Problem::CodeUsed)) })
}

impl ConsoleService {
    /// Looks at the code and leaves it: before another server is asked, which can take longer than a
    /// code is good. The step is for [`used_up`].
    pub(super) async fn looked_at(&self, actor: &Actor, code: &str) -> AdminResult<i64> {
        let (by, code) = (actor.clone(), short(code));
        let looked = self.app.store.write(move |tx| fresh_code(tx, &by, &code)).await;
        self.stored("a code could not be checked", looked)?
            .map_err(|reason| AdminError::Refused(Refused::Code(view::problem(&self.app, &reason))))
    }
}
