//! A mail that an administrator sends to see whether one arrives.

use super::kind::Kind;
use super::payload::Payload;
use serde::{Deserialize, Serialize};

pub const TEST_MAIL: &str = Kind::TestMail.code();

#[derive(Serialize, Deserialize)]
pub struct TestMail {
    pub address: String,
}

impl Payload for TestMail {
    const KIND: Kind = Kind::TestMail;
}
