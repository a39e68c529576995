//! What jobs carry. Payloads are sealed in the database: they hold codes and links.

use latchkey_domain::Timestamp;
use serde::{Deserialize, Serialize};

pub const SEND_PROOF_CODE: &str = "send-proof-code";
pub const CONFIRM_ADDRESS: &str = "confirm-address";
pub const NOTICE: &str = "notice";
pub const INVITE: &str = "invite";
pub const IMPORT: &str = "import";
pub const SETTLE: &str = "settle";
pub const TEST_MAIL: &str = "test-mail";

/// A code for a recovery. The address is read when it is sent, not carried.
#[derive(Serialize, Deserialize)]
pub struct SendProofCode {
    pub account: String,
    /// Digest of the address that the limits were counted on.
    pub destination: String,
    pub code: String,
    pub until: Timestamp,
}

/// A code to an address that is being enrolled: it is nowhere else yet, so it is carried.
#[derive(Serialize, Deserialize)]
pub struct ConfirmAddress {
    pub address: String,
    pub code: String,
    pub until: Timestamp,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
pub enum NoticeKind {
    PasswordReset,
    Unlocked,
    Enrolled,
}

#[derive(Serialize, Deserialize)]
pub struct Notice {
    pub account: String,
    pub kind: NoticeKind,
    pub at: Timestamp,
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
pub struct Settle {
    pub flow: String,
}

#[derive(Serialize, Deserialize)]
pub struct TestMail {
    pub address: String,
}
