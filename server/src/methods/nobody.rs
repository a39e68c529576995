//! Stands in for whoever a name does not lead to, so that for a name that nobody has the same rows are looked for.

use latchkey_domain::ids::{AccountId, PersonId};

/// Stands in for a person who does not exist, so that the same rows are looked for.
pub fn nobody() -> PersonId {
    PersonId("00000000-0000-0000-0000-000000000000".into())
}

/// The same of an account.
pub fn no_account() -> AccountId {
    AccountId(nobody().0)
}
