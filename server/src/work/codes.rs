//! Codes that somebody sits at a page and waits for, by mail or by text message.

use super::kind::Kind;
use super::payload::Payload;
use latchkey_contract::MethodKind;
use latchkey_domain::Timestamp;
use serde::{Deserialize, Serialize};

pub const SEND_PROOF_CODE: &str = Kind::SendProofCode.code();
pub const CONFIRM_ADDRESS: &str = Kind::ConfirmAddress.code();

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

impl Payload for SendProofCode {
    const KIND: Kind = Kind::SendProofCode;
}

impl Payload for ConfirmAddress {
    const KIND: Kind = Kind::ConfirmAddress;
}
