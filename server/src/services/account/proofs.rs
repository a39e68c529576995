//! Which methods somebody can prove themselves with beside the password: to get in, to change something, or to see
//! whether it works. The same limits as for a recovery.

use crate::app_state::AppState;
use crate::flows::{self, Step};
use crate::methods;
use latchkey_contract::MethodKind;
use latchkey_domain::Reason;
use latchkey_domain::visit::{Stage, Visit};
use latchkey_store::accounts::Account;
use latchkey_store::{StoreResult, Tx};
use std::sync::Arc;

/// What this person can prove themselves with here: all that they set up and that is worth something,
/// also what the policy allows no longer, so that they can set up what it asks for instead.
pub fn kinds(app: &AppState, tx: &mut Tx, account: &Account) -> StoreResult<Vec<MethodKind>> {
    let authenticators = methods::authenticators(app, tx, &account.person.id)?;
    let mut kinds: Vec<MethodKind> = authenticators
        .iter()
        .filter(|authenticator| authenticator.counts() && authenticator.kind != MethodKind::Vouch)
        .map(|authenticator| authenticator.kind)
        .collect();
    kinds.sort();
    kinds.dedup();
    Ok(kinds)
}

pub fn choose(app: &Arc<AppState>, step: &mut Step<'_, '_, Visit>, method: Option<MethodKind>) -> StoreResult<()> {
    if let Stage::Try { .. } = step.state.stage {
        // "use another one" leads back home
        step.state.go(Stage::Home);
        return Ok(());
    }
    if !matches!(step.state.stage, Stage::Prove { .. }) {
        return Ok(());
    }
    step.state.go(Stage::Prove { chosen: None });
    let Some(kind) = method else { return Ok(()) };
    if !kinds(app, step.tx, step.whose)?.contains(&kind) {
        step.state.problem = Some(Reason::PickAnother);
        return Ok(());
    }
    step.state.stage = Stage::Prove { chosen: Some(kind) };
    flows::open(app, step, false)
}
