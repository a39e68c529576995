//! Who cannot have a seat.

use latchkey_contract::admin::Hindrance;
use latchkey_domain::ids::{DirectoryId, PersonId};
use latchkey_store::accounts::Account;
use latchkey_store::{StoreResult, Tx, directories, persons};
use std::collections::{BTreeSet, HashSet};

/// Why a person cannot be onboarded. `not_set`: only of somebody who has no other account that can be recovered.
pub const fn hindrance(disabled: bool, protected: bool, gone: bool, not_set: Option<Hindrance>) -> Option<Hindrance> {
    match (gone, disabled, protected, not_set) {
        (true, ..) => Some(Hindrance::Gone),
        (_, true, ..) => Some(Hindrance::Disabled),
        (_, _, true, _) => Some(Hindrance::Protected),
        (.., not_set) => not_set,
    }
}

/// Of those whose account's password is not set from here, who has another that can be recovered.
pub struct Helpable {
    people: HashSet<PersonId>,
    not_setting: BTreeSet<DirectoryId>,
}

impl Helpable {
    pub fn among<'a>(tx: &mut Tx, accounts: impl IntoIterator<Item = &'a Account>) -> StoreResult<Self> {
        let not_setting = directories::not_setting(tx)?;
        let elsewhere =
            |account: &&Account| account.set_elsewhere.is_some() || not_setting.contains(&account.directory);
        let ids: Vec<PersonId> = accounts.into_iter().filter(elsewhere).map(|one| one.person.id.clone()).collect();
        let people = if ids.is_empty() { HashSet::new() } else { persons::helpable(tx, &ids)? };
        Ok(Self { people, not_setting })
    }

    /// Why no password of this person can be set from here; `None`: one of them can.
    pub fn not_set(&self, account: &Account) -> Option<Hindrance> {
        let elsewhere = account.set_elsewhere.map(Hindrance::SetElsewhere);
        let off = || self.not_setting.contains(&account.directory).then_some(Hindrance::NotSetHere);
        elsewhere.or_else(off).filter(|_| !self.people.contains(&account.person.id))
    }

    pub fn hindrance(&self, account: &Account) -> Option<Hindrance> {
        hindrance(account.disabled, account.protected, account.gone, self.not_set(account))
    }
}
