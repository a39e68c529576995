//! The administrator's own code before an action that their session alone does not allow.

use super::guarded::{Guarded, Proof};
use super::{Actor, ConsoleService};
use crate::app_state::AppState;
use crate::services::admin_auth::{fresh_code, is_confirmed, spend_code};
use crate::services::view;
use latchkey_contract::Problem;
use latchkey_contract::admin::*;
use latchkey_domain::limits::ADMIN_PEOPLE_WITHOUT_CODE;
use latchkey_store::{StoreResult, Tx, limits};

/// What is typed as a code, and no more of it.
pub(super) fn short(code: &str) -> String {
    code.chars().take(32).collect()
}

/// Looks at the code and uses it up, in the transaction of the action. Where `action` takes a recent one,
/// nothing need be typed for a while after the last.
pub(super) fn proved(
    app: &AppState,
    tx: &mut Tx,
    actor: &Actor,
    action: Guarded,
    code: &str,
) -> StoreResult<Result<(), Refused>> {
    if action.rule().proof == Proof::Recent && code.trim().is_empty() && is_confirmed(tx, actor)? {
        return Ok(Ok(()));
    }
    match fresh_code(tx, actor, code)? {
        Ok(step) => used_up(tx, actor, step),
        Err(reason) => Ok(Err(Refused::Code(view::problem(app, &reason)))),
    }
}

/// For so many people: a few go without. All of an administrator's are counted together, so that many in
/// small portions are many.
pub(super) fn proved_for(
    app: &AppState,
    tx: &mut Tx,
    actor: &Actor,
    action: Guarded,
    people: usize,
    code: &str,
) -> StoreResult<Result<(), Refused>> {
    let typed = !code.trim().is_empty();
    let mut few = i64::try_from(people).is_ok_and(|people| people <= ADMIN_PEOPLE_WITHOUT_CODE.max);
    if few && !typed {
        for _ in 0..people {
            few &= limits::hit(tx, &ADMIN_PEOPLE_WITHOUT_CODE, actor.id.as_str())?.allowed;
        }
    }
    if few && !typed { Ok(Ok(())) } else { proved(app, tx, actor, action, code) }
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
