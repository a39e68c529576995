//! What came back, and whether it can be believed. Every octet of it is somebody else's.

use super::request::{MESSAGE_AUTHENTICATOR, Request, hmac};
use md5::{Digest as _, Md5};
use subtle::ConstantTimeEq as _;

const REPLY_MESSAGE: u8 = 18;
const STATE: u8 = 24;
/// RFC 2865 3.
const LONGEST_PACKET: usize = 4096;
const LONGEST_MESSAGE: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Accept,
    Reject,
    Challenge,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) verdict: Verdict,
    pub(super) state: Option<Vec<u8>>,
    pub(super) message: Option<String>,
}

/// Why a datagram is not a reply. All of them are dropped; the last two are worth a word if nothing
/// better comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doubt {
    /// No answer to this request, or no RADIUS at all.
    Foreign,
    /// Fits the shared secret as far as RFC 2865 goes, which has not been far enough since 2024.
    Unsigned,
    /// Made with another secret, or changed on its way.
    Forged,
}

pub(super) fn read(datagram: &[u8], request: &Request, key: &[u8]) -> Result<Reply, Doubt> {
    let packet = Packet::parse(datagram).ok_or(Doubt::Foreign)?;
    let verdict = match packet.code {
        2 => Verdict::Accept,
        3 => Verdict::Reject,
        11 => Verdict::Challenge,
        _ => return Err(Doubt::Foreign),
    };
    if packet.identifier != request.identifier {
        return Err(Doubt::Foreign);
    }
    let attributes = attributes(packet.attributes).ok_or(Doubt::Foreign)?;
    packet.believe(&attributes, request, key)?;
    // At most one State (RFC 2865 5.44); which of two to send back nobody could say.
    let mut states = values(&attributes, STATE);
    let state = states.next().map(<[u8]>::to_vec);
    if states.next().is_some() {
        return Err(Doubt::Foreign);
    }
    Ok(Reply { verdict, state, message: message(values(&attributes, REPLY_MESSAGE)) })
}

struct Packet<'a> {
    code: u8,
    identifier: u8,
    length: [u8; 2],
    authenticator: &'a [u8; 16],
    attributes: &'a [u8],
}

impl<'a> Packet<'a> {
    fn parse(datagram: &'a [u8]) -> Option<Self> {
        let (head, rest) = datagram.split_first_chunk::<20>()?;
        let [code, identifier, high, low, authenticator @ ..] = head;
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        if length > LONGEST_PACKET {
            return None;
        }
        // what follows the length is padding (RFC 2865 3)
        let attributes = rest.get(..length.checked_sub(20)?)?;
        Some(Self { code: *code, identifier: *identifier, length: [*high, *low], authenticator, attributes })
    }

    /// Response Authenticator (RFC 2865 3) and Message-Authenticator (RFC 3579 3.2). The latter may
    /// stand anywhere, as it covers everything.
    fn believe(&self, attributes: &[Attribute<'_>], request: &Request, key: &[u8]) -> Result<(), Doubt> {
        let head = [&[self.code, self.identifier], &self.length[..], &request.authenticator].concat();
        let expected: [u8; 16] =
            Md5::new().chain_update(&head).chain_update(self.attributes).chain_update(key).finalize().into();
        if !bool::from(expected.ct_eq(self.authenticator)) {
            return Err(Doubt::Forged);
        }
        let mut macs = values(attributes, MESSAGE_AUTHENTICATOR);
        let mac = macs.next().ok_or(Doubt::Unsigned)?;
        if macs.next().is_some() {
            return Err(Doubt::Forged);
        }
        let mut parts: Vec<&[u8]> = vec![&head];
        for attribute in attributes {
            parts.push(attribute.head);
            parts.push(if attribute.kind == MESSAGE_AUTHENTICATOR { &[0; 16] } else { attribute.value });
        }
        // a Message-Authenticator of another length than 16 equals nothing
        if bool::from(hmac(key, &parts).ct_eq(mac)) { Ok(()) } else { Err(Doubt::Forged) }
    }
}

struct Attribute<'a> {
    kind: u8,
    /// Type and length as they came.
    head: &'a [u8],
    value: &'a [u8],
}

/// `None` if one lies about its length.
fn attributes(mut rest: &[u8]) -> Option<Vec<Attribute<'_>>> {
    let mut all = Vec::new();
    while let Some(kind) = rest.first() {
        let (one, further) = rest.split_at_checked(usize::from(*rest.get(1)?))?;
        let (head, value) = one.split_at_checked(2)?;
        all.push(Attribute { kind: *kind, head, value });
        rest = further;
    }
    Some(all)
}

fn values<'a>(attributes: &'a [Attribute<'_>], kind: u8) -> impl Iterator<Item = &'a [u8]> {
    attributes.iter().filter(move |attribute| attribute.kind == kind).map(|attribute| attribute.value)
}

/// Reply-Message, of which there may be several, in one line. Characters that steer a terminal or turn
/// the direction of what follows are taken out.
fn message<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Option<String> {
    let mut text = String::new();
    for part in parts {
        text.extend(String::from_utf8_lossy(part).chars().map(|c| if c.is_control() { ' ' } else { c }));
        text.push(' ');
    }
    text.retain(
        |c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'),
    );
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(LONGEST_MESSAGE).collect();
    (!cut.is_empty()).then_some(cut)
}
