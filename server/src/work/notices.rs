//! What people are told of their accounts.

use super::kind::Kind;
use super::payload::Payload;
use latchkey_contract::MethodKind;
use latchkey_domain::Timestamp;
use serde::{Deserialize, Serialize};

pub const NOTICE: &str = Kind::Notice.code();
pub const NOTICE_TO: &str = Kind::NoticeTo.code();

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoticeKind {
    PasswordReset,
    Unlocked,
    Enrolled,
    MethodAdded {
        method: MethodKind,
    },
    MethodRemoved {
        method: MethodKind,
    },
    RecoveryCodesRenewed,
    PasswordChanged,
    Frozen,
    TooManyWrong,
    AccountsJoined,
    AccountParted,
    /// A new password that was kept could not be set there in its time.
    NotEverywhere {
        directory: String,
    },
}

impl NoticeKind {
    /// In the audit log.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PasswordReset => "password-reset",
            Self::Unlocked => "unlocked",
            Self::Enrolled => "enrolled",
            Self::MethodAdded { .. } => "method-added",
            Self::MethodRemoved { .. } => "method-removed",
            Self::RecoveryCodesRenewed => "recovery-codes-renewed",
            Self::PasswordChanged => "password-changed",
            Self::Frozen => "frozen",
            Self::TooManyWrong => "too-many-wrong",
            Self::AccountsJoined => "accounts-joined",
            Self::AccountParted => "account-parted",
            Self::NotEverywhere { .. } => "not-everywhere",
        }
    }
}

#[derive(Serialize, Deserialize)]
pub struct Notice {
    pub person: String,
    pub kind: NoticeKind,
    pub at: Timestamp,
}

/// To one address, carried: of an address that was just removed, it is known nowhere else.
#[derive(Serialize, Deserialize)]
pub struct NoticeTo {
    pub person: String,
    pub address: String,
    pub kind: NoticeKind,
    /// All that the person has; for `Enrolled`.
    pub methods: Vec<MethodKind>,
    pub at: Timestamp,
}

impl Payload for Notice {
    const KIND: Kind = Kind::Notice;
}

impl Payload for NoticeTo {
    const KIND: Kind = Kind::NoticeTo;
}
