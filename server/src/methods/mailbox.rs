//! What a mailbox depends on: of the organisation's own domains, on the very password that is lost.

use super::offer::depends_on;
use latchkey_domain::independence::{Dependency, FactorKind};
use latchkey_methods::email_code;
use latchkey_store::accounts::Account;
use latchkey_store::{StoreResult, Tx, directories};

/// The domain to name, if that mailbox opens with the very password that would be lost.
pub(super) fn opens_with_the_password(tx: &mut Tx, account: &Account, address: &str) -> StoreResult<Option<String>> {
    let domains = directories::own_domains(tx)?;
    Ok(email_code::same_mailbox(address, &domains, account.mail.as_deref()))
}

/// What the directory's own address depends on: of the organisation's own domain, on the password
/// itself.
pub(super) fn directory_mailbox(tx: &mut Tx, account: &Account) -> StoreResult<Option<(String, Vec<Dependency>)>> {
    let domains = directories::own_domains(tx)?;
    Ok(account.mail.as_deref().and_then(|mail| mailbox(tx, mail, &domains)))
}

/// The same where the directories' domains are known.
pub(super) fn mailbox(tx: &Tx, mail: &str, domains: &[String]) -> Option<(String, Vec<Dependency>)> {
    let address = email_code::address(mail).ok()?;
    let mut on = vec![depends_on(tx, FactorKind::Mailbox, &address.to_ascii_lowercase())];
    // The organisation's mailboxes are those of its domains, and all that are no public provider's.
    if email_code::same_mailbox(&address, domains, None).is_some() || !email_code::is_public_provider(&address) {
        on.push(Dependency::new(FactorKind::Password, "directory"));
    }
    Some((address, on))
}
