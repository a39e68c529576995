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

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn three_spellings_of_one_name() {
        for typed in
            ["anna", " Anna ", "CORP\\Anna", "ANNA@corp.example", "anna @corp.example", "CORP\\ anna", "A\\b\\anna@x@y"]
        {
            assert_eq!(local_part(&comparable(typed)), "anna");
        }
    }
}
