//! The binary forms of AD in its rows: objectGUID, SIDs and times.

use crate::ldap::Row;
use latchkey_domain::Timestamp;

/// A FILETIME attribute (MS-ADTS 3.1.1.2.2.2.10); `None` for 0 and never.
pub(crate) fn time(row: &Row, name: &str) -> Option<Timestamp> {
    Timestamp::from_filetime(row.int(name)?)
}

/// objectGUID in its canonical text: the first three fields are little-endian (MS-DTYP 2.3.4.2).
pub(crate) fn guid_text(bytes: &[u8]) -> Option<String> {
    let b: [u8; 16] = bytes.try_into().ok()?;
    let [b0, b1, b2, b3, b4, b5, b6, b7, rest @ ..] = b;
    let mut text = format!("{b3:02x}{b2:02x}{b1:02x}{b0:02x}-{b5:02x}{b4:02x}-{b7:02x}{b6:02x}-");
    for (index, byte) in rest.iter().enumerate() {
        if index == 2 {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    Some(text)
}

/// Whether this is a GUID's canonical text, and so may stand in `<GUID=…>` as it is.
pub(crate) fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(index, c)| match index {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        })
}

/// A security identifier, as bytes (MS-DTYP 2.4.2.2).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Sid(pub(crate) Vec<u8>);

impl Sid {
    /// Reads one from the front of `bytes`, which may go on after it.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let subs = usize::from(*bytes.get(1)?);
        if *bytes.first()? != 1 || subs > 15 {
            return None;
        }
        bytes.get(..8 + 4 * subs).map(|sid| Self(sid.to_vec()))
    }
    fn sub(&self, index: usize) -> Option<u32> {
        let at = 8 + 4 * index;
        self.0.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
    }
    fn subs(&self) -> usize {
        usize::from(self.0.get(1).copied().unwrap_or(0))
    }
    /// The last part: what the account or group is within its domain.
    pub(crate) fn rid(&self) -> Option<u32> {
        self.sub(self.subs().checked_sub(1)?)
    }
    fn authority_is_nt(&self) -> bool {
        self.0.get(2..8) == Some(&[0, 0, 0, 0, 0, 5])
    }
    /// `S-1-5-21-…`: made by some domain.
    pub(crate) fn is_of_a_domain(&self) -> bool {
        self.authority_is_nt() && self.sub(0) == Some(21) && self.subs() == 5
    }
    /// `S-1-5-32-…`: the groups that every domain has built in.
    pub(crate) fn is_builtin(&self) -> bool {
        self.authority_is_nt() && self.sub(0) == Some(32) && self.subs() == 2
    }
    pub(crate) fn child(&self, rid: u32) -> Self {
        let mut bytes = self.0.clone();
        if let Some(count) = bytes.get_mut(1) {
            *count = count.saturating_add(1);
        }
        bytes.extend(rid.to_le_bytes());
        Self(bytes)
    }
    pub(crate) fn builtin(rid: u32) -> Self {
        Self(vec![1, 1, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0]).child(rid)
    }
    /// For `<SID=…>`.
    pub(crate) fn hex(&self) -> String {
        self.0.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }
    /// For a filter: every byte escaped (RFC 4515 3).
    pub(crate) fn filter_value(&self) -> String {
        self.0.iter().fold(String::new(), |text, byte| text + &format!("\\{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn guid_as_windows_writes_it() {
        let bytes = [0x1a, 0x9a, 0xae, 0x43, 0xae, 0x9f, 0xb5, 0x44, 0x80, 0x5e, 0xb1, 0x5f, 0x7b, 0x8c, 0x0e, 0x88];
        assert_eq!(guid_text(&bytes).unwrap(), "43ae9a1a-9fae-44b5-805e-b15f7b8c0e88");
        assert!(is_guid("43ae9a1a-9fae-44b5-805e-b15f7b8c0e88"));
        assert!(!is_guid("43ae9a1a-9fae-44b5-805e-b15f7b8c0e8>"));
        assert!(guid_text(&bytes[..15]).is_none());
    }

    #[test]
    fn sids() {
        let domain = Sid(vec![1, 4, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]);
        let admins = domain.child(512);
        assert!(admins.is_of_a_domain() && !admins.is_builtin());
        assert_eq!(admins.rid(), Some(512));
        assert_eq!(Sid::read(&[admins.0.clone(), vec![9, 9]].concat()), Some(admins));
        assert!(Sid::builtin(544).is_builtin());
        assert_eq!(Sid::read(&[1, 5, 0]), None);
        assert_eq!(Sid::read(&[]), None);
    }
}
