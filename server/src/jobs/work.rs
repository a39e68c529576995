//! What jobs carry. Payloads are sealed in the database: they hold codes and links.

use latchkey_contract::MethodKind;
use latchkey_domain::Timestamp;
use serde::{Deserialize, Serialize};

pub const SEND_PROOF_CODE: &str = "send-proof-code";
pub const CONFIRM_ADDRESS: &str = "confirm-address";
/// Becomes a `NOTICE_TO` for each address of the person.
pub const NOTICE: &str = "notice";
pub const NOTICE_TO: &str = "notice-to";
/// An `INVITE` for each who waits for one.
pub const INVITE_ALL: &str = "invite-all";
pub const INVITE: &str = "invite";
/// Seats for many people, given or taken back.
pub const BULK_RUN: &str = "bulk-run";
pub const IMPORT: &str = "import";
/// An `IMPORT` begins at its time.
pub const SYNC: &str = "sync";
/// The members of the group of a rule are read.
pub const POLICY_MEMBERS: &str = "policy-members";
pub const RECONCILE: &str = "reconcile";
/// A new password that was kept for a directory that could not be reached.
pub const FINISH_WRITE: &str = "finish-write";
/// Accounts that are one person's are found.
pub const JOIN_ACCOUNTS: &str = "join-accounts";
pub const TEST_MAIL: &str = "test-mail";
/// What people have is counted anew, for what a name that nobody has is shown.
pub const COUNT_PROFILES: &str = "count-profiles";

/// A code for a recovery. The address is read when it is sent, not carried.
#[derive(Serialize, Deserialize)]
pub struct SendProofCode {
    /// By mail or by text message.
    pub kind: MethodKind,
    pub person: String,
    /// Digest of the address or number that the limits were counted on.
    pub destination: String,
    pub code: String,
    pub until: Timestamp,
}

/// A code to an address that is being enrolled: it is nowhere else yet, so it is carried.
#[derive(Serialize, Deserialize)]
pub struct ConfirmAddress {
    pub kind: MethodKind,
    /// Whose: text messages are counted for each person.
    #[serde(default)]
    pub person: String,
    /// Or the number.
    pub address: String,
    pub code: String,
    pub until: Timestamp,
}

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

#[derive(Serialize, Deserialize)]
pub struct InviteAll {
    /// At most so many more.
    pub left: i64,
}

/// Whom it is about stands with the run.
#[derive(Clone, Serialize, Deserialize)]
pub struct BulkRun {
    pub run: String,
    /// Who asked for it, by id and by name.
    pub admin: String,
    pub actor: String,
    /// Where from.
    pub address: String,
}

#[derive(Serialize, Deserialize)]
pub struct Invite {
    pub invitation: String,
    pub account: String,
    pub token: String,
    pub code: String,
    pub until: Timestamp,
}

#[derive(Serialize, Deserialize)]
pub struct Import {
    pub directory: String,
    pub run: i64,
}

#[derive(Serialize, Deserialize)]
pub struct SyncDue {
    pub directory: String,
    pub at: Timestamp,
}

#[derive(Serialize, Deserialize)]
pub struct PolicyMembers {
    pub rule: String,
}

#[derive(Serialize, Deserialize)]
pub struct Reconcile {
    pub flow: String,
}

/// Holds the password, sealed, and half of what opens it: the other half stands in no database (see decision 0022).
#[derive(Clone, Serialize, Deserialize)]
pub struct FinishWrite {
    /// Of what is kept, in the memory of the process that did it.
    pub id: String,
    pub flow: String,
    pub account: String,
    pub until: Timestamp,
    pub half: String,
    pub sealed: String,
}

#[derive(Serialize, Deserialize)]
pub struct TestMail {
    pub address: String,
}
