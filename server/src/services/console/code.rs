//! The administrator's own code before a deed that their session alone does not allow.

use super::{Actor, ConsoleService};
use crate::house::House;
use crate::services::admin_entrance::{fresh_code, spend_code};
use latchkey_contract::Problem;
use latchkey_contract::admin::*;
use latchkey_store::{StoreResult, Tx};

/// What is typed as a code, and no more of it.
pub(super) fn short(code: &str) -> String {
    code.chars().take(32).collect()
}

/// Looks at the code and uses it up, in the transaction of the deed.
pub(super) fn proved(house: &House, tx: &mut Tx, actor: &Actor, code: &str) -> StoreResult<Result<(), Refused>> {
    match fresh_code(house, tx, actor, code)? {
        Ok(step) => used_up(tx, actor, step),
        Err(problem) => Ok(Err(Refused::Code(problem))),
    }
}

/// In the transaction of the deed, for a code that was looked at before.
pub(super) fn used_up(tx: &mut Tx, actor: &Actor, step: i64) -> StoreResult<Result<(), Refused>> {
    let spent = spend_code(tx, actor, step)?;
    Ok(if spent { Ok(()) } else { Err(Refused::Code(Problem::CodeUsed)) })
}

impl ConsoleService {
    /// Looks at the code and leaves it: before another server is asked, which can take longer than a
    /// code is good. The step is for [`used_up`].
    pub(super) async fn looked_at(&self, actor: &Actor, code: &str) -> AdminResult<i64> {
        let (by, house, code) = (actor.clone(), self.house.clone(), short(code));
        let looked = self.house.store.write(move |tx| fresh_code(&house, tx, &by, &code)).await;
        self.stored("a code could not be checked", looked)?
            .map_err(|problem| AdminError::Refused(Refused::Code(problem)))
    }
}
