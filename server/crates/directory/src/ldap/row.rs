//! One search result with its values as bytes.
//! ldap3's own `SearchEntry` sorts values into text and binary by whether they happen to be
//! UTF-8, and panics on malformed answers; here each reader says what it expects.

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

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests")]
    use super::*;

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
}
