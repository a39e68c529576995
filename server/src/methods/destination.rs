//! Where codes and notices go: what the person confirmed, or what the directory has where that is allowed.

use super::settings::method_settings;
use super::{mailbox, phone};
use latchkey_contract::MethodKind;
use latchkey_domain::Secret;
use latchkey_domain::ids::PersonId;
use latchkey_domain::independence::Authenticator;
use latchkey_store::accounts::Account;
use latchkey_store::methods;
use latchkey_store::{StoreResult, Tx, persons};

/// Where a code goes.
pub struct Destination {
    pub to: Secret,
    pub authenticator: Authenticator,
}

/// The confirmed destination, or else the directory's where that is allowed and worth something.
/// Read anew each time: whoever sends compares it with the one that the limits were counted on.
pub fn destination_of(tx: &mut Tx, kind: MethodKind, person: &PersonId) -> StoreResult<Option<Destination>> {
    let row = methods::of(tx, person)?.into_iter().find(|row| row.kind == kind);
    let settings = method_settings(tx)?;
    let account = persons::primary_account(tx, person)?;
    if let Some(row) = row {
        return Ok(Some(Destination { authenticator: row.authenticator(), to: row.secret }));
    }
    let Some(account) = account else { return Ok(None) };
    let known = match kind {
        MethodKind::Email if settings.email.from_directory => mailbox::directory_mailbox(tx, &account)?,
        MethodKind::Sms if settings.sms.from_directory => {
            account.phone.as_deref().and_then(|phone| phone::directory_number(tx, phone, &settings.sms))
        }
        _ => None,
    };
    let known = known.map(|(to, on)| Destination { to: Secret::new(to), authenticator: Authenticator { kind, on } });
    Ok(known.filter(|known| known.authenticator.counts()))
}

/// For the notices: every address that the person has with us, the directory's first.
pub fn addresses(tx: &mut Tx, account: &Account) -> StoreResult<Vec<String>> {
    let rows = methods::of(tx, &account.person.id)?;
    let private =
        rows.into_iter().filter(|row| row.kind == MethodKind::Email).map(|row| row.secret.expose().to_owned());
    let mut all: Vec<String> = account.mail.iter().cloned().chain(private).collect();
    all.dedup_by_key(|address| latchkey_domain::names::comparable(address));
    Ok(all)
}
