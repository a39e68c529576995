//! Accounts whose password is not their own directory’s to set.

use serde::{Deserialize, Serialize};

/// Who sets the password of an account in place of its own directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Elsewhere {
    /// The domain that it was synchronised from (`onPremisesSyncEnabled`).
    OnPremises,
    /// The identity provider to which its sign-in is handed on (a federated domain, a third-party profile).
    IdentityProvider,
}

impl Elsewhere {
    pub const ALL: [Self; 2] = [Self::OnPremises, Self::IdentityProvider];

    pub const fn code(self) -> &'static str {
        match self {
            Self::OnPremises => "on-premises",
            Self::IdentityProvider => "identity-provider",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|elsewhere| elsewhere.code() == code)
    }
}
