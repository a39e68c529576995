//! What an account can prove itself with by one method, and what that depends on.

use crate::app_state::AppState;
use latchkey_contract::settings::MethodSettings;
use latchkey_domain::ids::PersonId;
use latchkey_domain::independence::{Dependency, FactorKind};
use latchkey_store::Tx;
use latchkey_store::accounts::Account;
use latchkey_store::methods::MethodRow;

/// For finding out what an account can prove itself with.
pub struct OfferContext<'a, 'c> {
    pub app: &'a AppState,
    pub tx: &'a mut Tx<'c>,
    pub person: &'a PersonId,
    /// The one that stands for the person; `None`: nobody.
    pub account: Option<&'a Account>,
    pub rows: Vec<MethodRow>,
    pub settings: MethodSettings,
}

/// A dependency on something that must not stand in a row in the clear.
pub fn depends_on(tx: &Tx, factor: FactorKind, what: &str) -> Dependency {
    Dependency::new(factor, tx.lasting_digest("dependency", &[what]))
}
