//! Who cannot have a seat.

use latchkey_contract::Elsewhere;
use latchkey_contract::admin::Hindrance;
use latchkey_domain::ids::PersonId;
use latchkey_store::accounts::Account;
use latchkey_store::{StoreResult, Tx, persons};
use std::collections::HashSet;

/// Why a person cannot be onboarded. `set_elsewhere`: only of somebody who has no other account that can be recovered.
pub const fn hindrance(
    disabled: bool,
    protected: bool,
    gone: bool,
    set_elsewhere: Option<Elsewhere>,
) -> Option<Hindrance> {
    match (gone, disabled, protected, set_elsewhere) {
        (true, ..) => Some(Hindrance::Gone),
        (_, true, ..) => Some(Hindrance::Disabled),
        (_, _, true, _) => Some(Hindrance::Protected),
        (.., Some(by)) => Some(Hindrance::SetElsewhere(by)),
        _ => None,
    }
}

/// Of those whose account's password is set elsewhere, who has another that can be recovered.
pub struct Helpable(HashSet<PersonId>);

impl Helpable {
    pub fn among<'a>(tx: &mut Tx, accounts: impl IntoIterator<Item = &'a Account>) -> StoreResult<Self> {
        let elsewhere = accounts.into_iter().filter(|account| account.set_elsewhere.is_some());
        let ids: Vec<PersonId> = elsewhere.map(|account| account.person.id.clone()).collect();
        Ok(Self(if ids.is_empty() { HashSet::new() } else { persons::helpable(tx, &ids)? }))
    }

    /// Who sets the only password that this person has; `None`: one of them can be set here.
    pub fn only_elsewhere(&self, account: &Account) -> Option<Elsewhere> {
        account.set_elsewhere.filter(|_| !self.0.contains(&account.person.id))
    }

    pub fn hindrance(&self, account: &Account) -> Option<Hindrance> {
        hindrance(account.disabled, account.protected, account.gone, self.only_elsewhere(account))
    }
}
