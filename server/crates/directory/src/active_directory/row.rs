//! One search result with its values as bytes, and the binary forms of AD: objectGUID and SID.
//! ldap3's own `SearchEntry` sorts values into text and binary by whether they happen to be
//! UTF-8, and panics on malformed answers; here each reader says what it expects.

use latchkey_domain::Timestamp;
use ldap3::ResultEntry;

pub(crate) struct Row {
    pub(crate) dn: String,
    attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl Row {
    /// `None` for what is no entry (referrals) or not well-formed.
    pub(crate) fn new(entry: ResultEntry) -> Option<Self> {
        let mut parts = entry.0.match_id(4)?.expect_constructed()?.into_iter();
        let dn = String::from_utf8(parts.next()?.expect_primitive()?).ok()?;
        let mut attributes = Vec::new();
        for attribute in parts.next()?.expect_constructed()? {
            let mut pair = attribute.expect_constructed()?.into_iter();
            let name = String::from_utf8(pair.next()?.expect_primitive()?).ok()?;
            let values = pair.next()?.expect_constructed()?.into_iter().filter_map(|value| value.expect_primitive());
            attributes.push((name, values.collect()));
        }
        Some(Self { dn, attributes })
    }
    #[cfg(test)]
    pub(crate) fn made_of(dn: &str, attributes: &[(&str, &str)]) -> Self {
        let attributes =
            attributes.iter().map(|(name, value)| ((*name).to_owned(), vec![value.as_bytes().to_vec()])).collect();
        Self { dn: dn.to_owned(), attributes }
    }
    pub(crate) fn values(&self, name: &str) -> &[Vec<u8>] {
        self.attributes.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map_or(&[], |(_, values)| values)
    }
    pub(crate) fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.values(name).first().map(Vec::as_slice)
    }
    /// The first value as text; `None` when absent or empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.bytes(name).and_then(|value| std::str::from_utf8(value).ok()).filter(|text| !text.is_empty())
    }
    pub(crate) fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values(name).iter().filter_map(|value| std::str::from_utf8(value).ok())
    }
    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }
    /// A FILETIME attribute; `None` for 0 and never.
    pub(crate) fn time(&self, name: &str) -> Option<Timestamp> {
        Timestamp::from_filetime(self.int(name)?)
    }
    /// Whether a value was returned under `member;range=0-1499` and more are to come (MS-ADTS
    /// 3.1.1.3.1.3.3): the values, and where the next range starts.
    pub(crate) fn ranged(&self, name: &str) -> (&[Vec<u8>], Option<u64>) {
        let prefix = format!("{};range=", name.to_ascii_lowercase());
        for (attribute, values) in &self.attributes {
            if let Some(range) = attribute.to_ascii_lowercase().strip_prefix(&prefix) {
                let next = range.split_once('-').and_then(|(_, end)| end.parse::<u64>().ok()).map(|end| end + 1);
                return (values, next);
            }
        }
        (self.values(name), None)
    }
}

/// The cookie of a paged answer: SEQUENCE { size INTEGER, cookie OCTET STRING } (RFC 2696 2).
/// `None`: malformed. ldap3 would panic.
pub(crate) fn page_cookie(value: &[u8]) -> Option<Vec<u8>> {
    let (inside, _) = element(value, 0x30)?;
    let (_, rest) = element(inside, 0x02)?;
    let (cookie, _) = element(rest, 0x04)?;
    Some(cookie.to_vec())
}

/// One element of BER with this tag from the front: what it holds, and what follows.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(*length), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(length - 0x80))?;
            (digits.iter().fold(0_usize, |sum, digit| (sum << 8) | usize::from(*digit)), rest)
        }
        _ => return None,
    };
    (*first == tag).then(|| rest.split_at_checked(length)).flatten()
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
    fn cookies_of_pages() {
        let paged = |bytes: &[u8]| page_cookie(bytes);
        assert_eq!(paged(&[0x30, 7, 2, 1, 0, 4, 2, 9, 8]), Some(vec![9, 8]));
        assert_eq!(paged(&[0x30, 5, 2, 1, 0, 4, 0]), Some(vec![]), "the last page");
        assert_eq!(
            paged(&[0x30, 0x84, 0, 0, 0, 6, 2, 1, 0, 4, 1, 7]),
            Some(vec![7]),
            "as Active Directory writes lengths"
        );
        let whole = [0x30, 7, 2, 1, 0, 4, 2, 9, 8];
        for end in 0..whole.len() {
            assert_eq!(paged(&whole[..end]), None, "cut after {end}");
        }
        for index in 0..whole.len() {
            for byte in 0..=255 {
                let mut bent = whole;
                bent[index] = byte;
                let _ = paged(&bent);
            }
        }
        assert_eq!(paged(&[0x30, 0x84, 255, 255, 255, 255, 2]), None);
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
