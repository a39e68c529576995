//! Distinguished names as text (RFC 4514): parents, names, containment. Values of people's names
//! are never put into a DN by us; DNs come from the server and are compared, not made.

/// The first part and what stands above it. Honours escaped commas.
fn split(dn: &str) -> (&str, Option<&str>) {
    let mut escaped = false;
    for (index, c) in dn.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ',' => return (dn.get(..index).unwrap_or(dn), dn.get(index + 1..).map(str::trim_start)),
            _ => {}
        }
    }
    (dn, None)
}

/// What stands above; `None` at the top.
pub(crate) fn parent(dn: &str) -> Option<&str> {
    split(dn).1
}

/// The value of the first part, unescaped: `OU=Research\, Development,DC=x` is `Research, Development`.
pub(crate) fn name(dn: &str) -> String {
    let first = split(dn).0;
    let value = first.split_once('=').map_or(first, |(_, value)| value);
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'\\' {
            bytes.push(*byte);
            continue;
        }
        let hex = rest
            .get(..2)
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (hex, rest.split_first()) {
            (Some(byte), _) => {
                bytes.push(byte);
                rest = rest.get(2..).unwrap_or_default();
            }
            (None, Some((byte, after))) => {
                bytes.push(*byte);
                rest = after;
            }
            (None, None) => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether `dn` is `base` or below it. Both as servers write them; case does not count.
pub(crate) fn is_within(dn: &str, base: &str) -> bool {
    let (dn, base) = (dn.to_lowercase(), base.to_lowercase());
    let mut here = Some(dn.as_str());
    while let Some(at) = here {
        if at == base {
            return true;
        }
        here = parent(at);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn parts() {
        assert_eq!(parent("CN=A\\, B,OU=C,DC=d"), Some("OU=C,DC=d"));
        assert_eq!(parent("DC=d"), None);
        assert_eq!(name("OU=Research\\, Development,DC=d"), "Research, Development");
        assert_eq!(name("OU=\\C3\\84rzte,DC=d"), "Ärzte");
        assert_eq!(name("CN=\\ Leading,DC=d"), " Leading");
        assert_eq!(name("CN=ends\\,,DC=d"), "ends,");
        assert!(is_within("CN=x,OU=People,DC=d", "ou=people,dc=d"));
        assert!(!is_within("CN=x,OU=NotPeople,DC=d", "OU=People,DC=d"));
        assert!(!is_within("CN=x\\,OU=People,DC=d", "OU=People,DC=d"));
    }
}
