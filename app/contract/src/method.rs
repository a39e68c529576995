//! The kinds of proof.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MethodKind {
    Totp,
    Email,
    RecoveryCode,
}

impl MethodKind {
    pub const ALL: &[Self] = &[Self::Totp, Self::Email, Self::RecoveryCode];

    /// The name in forms, addresses and the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Email => "email",
            Self::RecoveryCode => "recovery-code",
        }
    }
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}
