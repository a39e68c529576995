//! Every method that there is, one line each.

use super::method::Method;
use super::offer::OfferContext;
use super::settings::method_settings;
use super::{duo, email, oidc, passkey, questions, radius, recovery_code, sms, totp, vouch, yubikey};
use crate::app_state::AppState;
use latchkey_contract::MethodKind;
use latchkey_domain::ids::PersonId;
use latchkey_domain::independence::Authenticator;
use latchkey_store::{StoreResult, Tx, methods, persons};

/// Every method that there is.
const ALL: &[&dyn Method] = &[
    &passkey::Passkey,
    &totp::Totp,
    &email::Email,
    &sms::Sms,
    &yubikey::YubiKey,
    &duo::Duo,
    &oidc::Oidc,
    &radius::Radius,
    &vouch::Vouch,
    &questions::Questions,
    &recovery_code::RecoveryCode,
];

pub fn all() -> &'static [&'static dyn Method] {
    ALL
}

pub fn of(kind: MethodKind) -> Option<&'static dyn Method> {
    ALL.iter().copied().find(|method| method.kind() == kind)
}

/// Everything that the person can prove themselves with, whether or not the policy lets it. The same reads for
/// [`super::nobody()`].
pub fn authenticators(app: &AppState, tx: &mut Tx, person: &PersonId) -> StoreResult<Vec<Authenticator>> {
    let rows = methods::of(tx, person)?;
    let account = persons::primary_account(tx, person)?;
    let settings = method_settings(tx)?;
    let mut context = OfferContext { app, tx, person, account: account.as_ref(), rows, settings };
    let mut all = Vec::new();
    for method in ALL {
        all.extend(method.authenticators(&mut context)?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_at_most_one_file_and_each_file_a_kind_of_its_own() {
        let mut kinds: Vec<MethodKind> = ALL.iter().map(|method| method.kind()).collect();
        let all = kinds.len();
        kinds.sort();
        kinds.dedup();
        assert_eq!(kinds.len(), all);
        assert!(kinds.iter().all(|kind| of(*kind).is_some_and(|method| method.kind() == *kind)));
    }
}
