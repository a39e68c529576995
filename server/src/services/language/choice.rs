//! A person's own language, kept with their account. Only for whoever has proved to be that person: a name that was typed,
//! a link that was opened and a recovery that is under way choose nothing for its owner, whose mails would tell them of
//! an attack in a language that they cannot read.

use latchkey_contract::Locale;
use latchkey_domain::ids::AccountId;
use latchkey_store::accounts::Account;
use latchkey_store::{StoreResult, Tx, accounts, persons};

/// At the moments when somebody has proved themselves: what they read these pages in, unless they chose before, or their
/// directory says it. A browser that asks for no language of ours reads the organisation's, and chose nothing by it.
pub fn read_in(tx: &mut Tx, account: &Account, locale: Locale) -> StoreResult<()> {
    keep(tx, &account.id, |account| {
        let said = account.preferred_language.as_deref().and_then(Locale::from_accept_language);
        (account.person.language.is_none() && said.is_none()).then_some(locale)
    })
}

pub fn keep(tx: &mut Tx, id: &AccountId, choose: impl FnOnce(&Account) -> Option<Locale>) -> StoreResult<()> {
    let Some(account) =
        accounts::by_id(tx, id)?.filter(|account| account.person.onboarded_at.is_some() && !account.gone)
    else {
        return Ok(());
    };
    match choose(&account) {
        Some(locale) if account.person.language != Some(locale) => {
            persons::set_language(tx, &account.person.id, Some(locale))
        }
        _ => Ok(()),
    }
}
