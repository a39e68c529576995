//! Whose a flow is that belongs to one account.

use latchkey_store::accounts::{self, Account};
use latchkey_store::{StoreResult, Tx, flows};

/// The account through which they came, as it is now; `None`: it is nobody's, has no seat any more, or is gone from its
/// directory.
pub fn account_here(tx: &mut Tx, flow: &flows::Flow) -> StoreResult<Option<Account>> {
    let Some(id) = &flow.account else { return Ok(None) };
    Ok(accounts::by_id(tx, id)?.filter(|account| account.person.onboarded_at.is_some() && !account.gone))
}
