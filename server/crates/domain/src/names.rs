//! User names as people type them.

/// What a person typed, made comparable: trimmed, inner NULs and controls dropped, lower case.
/// At most 256 characters count; nothing longer names anybody.
pub fn comparable(typed: &str) -> String {
    typed.trim().chars().filter(|c| !c.is_control()).take(256).collect::<String>().to_lowercase()
}

/// The part that tells people apart: `CORP\anna`, `anna@corp.example` and `anna` are one name.
/// Limits for names that we do not know are counted on this, so that they behave as known ones do.
pub fn local_part(comparable: &str) -> &str {
    let after = comparable.rsplit_once('\\').map_or(comparable, |(_, name)| name);
    after.split_once('@').map_or(after, |(name, _)| name).trim()
}

/// The name of a host or a domain in the DNS (RFC 1123, 2.1): letters, digits and inner hyphens, labels of up to 63.
pub fn is_dns_name(name: &str) -> bool {
    name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn names_of_the_dns() {
        for good in ["localhost", "dc1.corp.example.com", "xn--bcher-kva.example", "192"] {
            assert!(is_dns_name(good), "{good}");
        }
        let long = format!("{}.example", "a".repeat(64));
        for odd in ["", ".", "a..b", "a.", "-a.b", "a-.b", "a_b", "a b", "a.b\n", "bücher.example", &long] {
            assert!(!is_dns_name(odd), "{odd:?}");
        }
    }
    #[test]
    fn three_spellings_of_one_name() {
        for typed in
            ["anna", " Anna ", "CORP\\Anna", "ANNA@corp.example", "anna @corp.example", "CORP\\ anna", "A\\b\\anna@x@y"]
        {
            assert_eq!(local_part(&comparable(typed)), "anna");
        }
    }
}
