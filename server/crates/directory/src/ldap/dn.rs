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

/// For comparing names that different entries write differently: blanks beside commas, escapes and case do not count.
pub(crate) fn key(dn: &str) -> String {
    let mut key = String::with_capacity(dn.len());
    let mut here = Some(dn);
    while let Some(at) = here {
        let attribute = split(at).0.split_once('=').map_or("", |(attribute, _)| attribute);
        key.push_str(&attribute.trim().to_lowercase());
        key.push('=');
        key.push_str(name(at).trim().to_lowercase().as_str());
        key.push('\0');
        here = parent(at);
    }
    key
}

/// Whether an administrator typed a name: attributes with values, divided by commas.
pub(crate) fn is_dn(text: &str) -> bool {
    let mut here = Some(text);
    while let Some(at) = here {
        let Some((attribute, value)) = split(at).0.split_once('=') else { return false };
        let attribute = attribute.trim();
        let letters = attribute.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
        if attribute.is_empty() || !letters || value.trim().is_empty() || value.chars().any(char::is_control) {
            return false;
        }
        here = parent(at);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn names_that_are_the_same() {
        assert_eq!(key("UID=Anna , ou=People,dc=d"), key("uid=anna,OU=people,DC=d"));
        assert_eq!(key("cn=a\\2Cb,dc=d"), key("cn=a\\,b,dc=d"));
        assert_ne!(key("cn=a,cn=b,dc=d"), key("cn=a\\,cn=b,dc=d"));
        assert_ne!(key("cn=a,dc=d"), key("uid=a,dc=d"));
    }
    #[test]
    fn what_is_a_name() {
        for good in ["dc=example,dc=com", "cn=Latchkey (1)\\, and,ou=a b,dc=d", "2.5.4.3=x,dc=d", "ou=Ärzte,dc=d"] {
            assert!(is_dn(good), "{good}");
        }
        for bad in ["", "example.com", "dc=example,", "dc=,dc=com", "anna@example.com", "=x", "d c=x", "dc=a\u{0}"] {
            assert!(!is_dn(bad), "{bad:?}");
        }
    }
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
