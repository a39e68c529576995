//! What is written to an account, and what we refuse ourselves before it is sent.

use super::read::Account;
use latchkey_domain::directory::DirectoryError;
use latchkey_domain::password::{OwnNames, check_age, check_text};
use latchkey_domain::{Secret, Timestamp};
use ldap3::Mod;
use std::collections::HashSet;

/// What is written, and to whom blame goes when it is refused.
#[derive(Clone, Copy)]
pub(super) enum Write<'a> {
    Reset { new: &'a Secret },
    Change { old: &'a Secret, new: &'a Secret },
    Unlock,
}

/// Takes the attribute away, if it is there.
pub(super) fn without(attributes: &[&str]) -> Vec<Mod<Vec<u8>>> {
    attributes.iter().map(|attribute| Mod::Replace(attribute.as_bytes().to_vec(), HashSet::new())).collect()
}

impl Write<'_> {
    pub(super) fn new_password(&self) -> Option<&Secret> {
        match self {
            Self::Reset { new } | Self::Change { new, .. } => Some(new),
            Self::Unlock => None,
        }
    }
    pub(super) fn right(self) -> &'static str {
        match self {
            Self::Reset { .. } => "Write userPassword",
            Self::Change { .. } => "Write userPassword (the person's own)",
            Self::Unlock => "Manage pwdAccountLockedTime",
        }
    }
    /// What we can refuse ourselves, in words that the server does not have.
    pub(super) fn admit(self, account: &Account, now: Timestamp) -> Result<(), DirectoryError> {
        let state = &account.state;
        if state.protected && !matches!(self, Self::Change { .. }) {
            return Err(DirectoryError::Protected);
        }
        // A password that is set ends an administrator's lock, too: nobody gets around it with our help.
        if state.disabled {
            return Err(DirectoryError::Disabled);
        }
        let Some(new) = self.new_password() else { return Ok(()) };
        // Nothing that cannot be typed at a sign-in screen.
        if new.expose().chars().any(char::is_control) {
            return Err(DirectoryError::BadCharacters);
        }
        let names = OwnNames { login: account.entry.login.clone(), display_name: account.entry.display_name.clone() };
        check_text(new, &account.rules.policy, &names)?;
        let expired = state.password_expired || state.must_change;
        check_age(state.password_set_at, expired, &account.rules.policy, now)
    }
}
