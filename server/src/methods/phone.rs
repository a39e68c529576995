//! What the directory's own telephone number depends on.

use super::offer::depends_on;
use latchkey_contract::settings::SmsSettings;
use latchkey_domain::independence::{Dependency, FactorKind};
use latchkey_methods::phone_number;
use latchkey_store::Tx;

/// The directory's own number, where it can get text messages, and what it depends on: the same phone as
/// one that was confirmed.
pub(super) fn directory_number(tx: &Tx, phone: &str, settings: &SmsSettings) -> Option<(String, Vec<Dependency>)> {
    let number = phone_number::parse(phone, &settings.countries).ok()?;
    let on = vec![depends_on(tx, FactorKind::Phone, &number.e164)];
    Some((number.e164, on))
}
