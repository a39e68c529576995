//! An Access-Request (RFC 2865 4.1) as bytes.

use super::config::LONGEST_VALUE;
use hmac::{Hmac, Mac as _};
use latchkey_domain::Secret;
use md5::{Digest as _, Md5};

pub(super) const MESSAGE_AUTHENTICATOR: u8 = 80;
const ACCESS_REQUEST: u8 = 1;
const USER_NAME: u8 = 1;
const USER_PASSWORD: u8 = 2;
const STATE: u8 = 24;
const NAS_IDENTIFIER: u8 = 32;
const NAS_PORT_TYPE: u8 = 61;
/// RFC 2865 5.41: no port that anybody could point at.
const VIRTUAL: [u8; 4] = [0, 0, 0, 5];
/// RFC 2865 5.2.
const LONGEST_PASSCODE: usize = 128;

/// What is asked, and can be said in a packet.
pub(super) struct Question<'a> {
    user: &'a str,
    passcode: &'a str,
    state: Option<&'a [u8]>,
    nas_identifier: &'a str,
}

impl<'a> Question<'a> {
    /// `None` for what cannot be right: no name or no passcode, too long, or with characters that
    /// servers cut off. An empty passcode above all: a server that binds to LDAP with it may take the
    /// anonymous success for one.
    pub(super) fn new(
        user: &'a str,
        passcode: &'a Secret,
        state: Option<&'a [u8]>,
        nas_identifier: &'a str,
    ) -> Option<Self> {
        let passcode = passcode.expose();
        let sayable = (1..=LONGEST_VALUE).contains(&user.len())
            && !user.chars().any(char::is_control)
            && (1..=LONGEST_PASSCODE).contains(&passcode.len())
            && !passcode.contains('\0')
            && state.is_none_or(|state| state.len() <= LONGEST_VALUE)
            && (1..=LONGEST_VALUE).contains(&nas_identifier.len());
        sayable.then_some(Self { user, passcode, state, nas_identifier })
    }
}

/// Made once and sent unchanged as often as it takes, so that the server knows it again (RFC 5080 2.2.1).
pub(super) struct Request {
    pub(super) bytes: Vec<u8>,
    pub(super) identifier: u8,
    pub(super) authenticator: [u8; 16],
}

impl Request {
    pub(super) fn new(question: &Question<'_>, key: &[u8], [identifier]: [u8; 1], authenticator: [u8; 16]) -> Self {
        let mut attributes = Vec::new();
        let mut put = |kind: u8, value: &[u8]| {
            // Question has looked at the lengths
            attributes.extend([kind, u8::try_from(value.len() + 2).unwrap_or(u8::MAX)]);
            attributes.extend_from_slice(value);
        };
        put(USER_NAME, question.user.as_bytes());
        put(USER_PASSWORD, &hide(question.passcode.as_bytes(), key, &authenticator));
        put(NAS_IDENTIFIER, question.nas_identifier.as_bytes());
        put(NAS_PORT_TYPE, &VIRTUAL);
        if let Some(state) = question.state {
            put(STATE, state);
        }
        let length = u16::try_from(20 + 18 + attributes.len()).unwrap_or(u16::MAX).to_be_bytes();
        let header = [&[ACCESS_REQUEST, identifier], &length[..], &authenticator].concat();
        // First, so that nothing predictable precedes it (the BlastRADIUS paper's advice).
        let first = [MESSAGE_AUTHENTICATOR, 18];
        let mac = hmac(key, &[&header, &first, &[0; 16], &attributes]);
        let bytes = [&header[..], &first, &mac, &attributes].concat();
        Self { bytes, identifier, authenticator }
    }
}

/// RFC 2865 5.2: blocks of 16, each XORed with MD5 of the secret and the block before.
pub(super) fn hide(passcode: &[u8], key: &[u8], authenticator: &[u8; 16]) -> Vec<u8> {
    let mut hidden = Vec::with_capacity(LONGEST_PASSCODE);
    let mut last = *authenticator;
    for block in passcode.chunks(16) {
        // where the block is shorter than 16, it is as if it were filled up with zeros
        last = Md5::new().chain_update(key).chain_update(last).finalize().into();
        last.iter_mut().zip(block).for_each(|(byte, plain)| *byte ^= plain);
        hidden.extend_from_slice(&last);
    }
    hidden
}

/// HMAC-MD5 of all parts in a row. MD5 takes keys of every length, so there is always one.
pub(super) fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 16] {
    Hmac::<Md5>::new_from_slice(key).map_or([0; 16], |mut mac| {
        parts.iter().for_each(|part| mac.update(part));
        mac.finalize().into_bytes().into()
    })
}
