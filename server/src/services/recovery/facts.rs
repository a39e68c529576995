//! What a directory says of an account before anything is written to it.

use latchkey_domain::Reason;
use latchkey_domain::directory::{Directory, DirectoryError};
use latchkey_domain::recovery::AccountFacts;
use latchkey_store::accounts::Account;

/// What the directory says of the account, or why it cannot be recovered.
pub(super) async fn facts_of(
    directory: &dyn Directory,
    account: &Account,
) -> Result<Result<AccountFacts, Reason>, DirectoryError> {
    let (state, policy) = directory.passwords().state_and_policy(&account.object_id).await?;
    if state.protected {
        return Ok(Err(Reason::Protected));
    }
    if state.disabled || state.account_expired {
        return Ok(Err(Reason::NotPossible));
    }
    // also where it became so after the last import
    if let Some(by) = state.set_elsewhere {
        return Ok(Err(Reason::SetElsewhere { by }));
    }
    Ok(Ok(AccountFacts { state, policy, can_unlock: directory.capabilities().unlock }))
}
