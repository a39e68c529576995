//! What is worked out anew when people, accounts or their methods have changed. There is nothing to carry: it is about
//! everybody.

use super::kind::Kind;
use super::payload::Payload;
use serde::{Deserialize, Serialize};

pub const JOIN_ACCOUNTS: &str = Kind::JoinAccounts.code();
pub const COUNT_PROFILES: &str = Kind::CountProfiles.code();

#[derive(Serialize, Deserialize)]
pub struct JoinAccounts {}

#[derive(Serialize, Deserialize)]
pub struct CountProfiles {}

impl Payload for JoinAccounts {
    const KIND: Kind = Kind::JoinAccounts;
}

impl Payload for CountProfiles {
    const KIND: Kind = Kind::CountProfiles;
}
