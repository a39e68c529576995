//! The domains that are the organisation's own: the name that the administrator typed, that of the search base where it
//! is made of domain components, and those that stand at its entry (RFC 4524, associatedDomain). Never those of people's
//! mail addresses: in many directories people write these themselves.

use super::directory::LdapDirectory;
use super::read::read_base;
use crate::ldap::units::domain_name;
use crate::ldap::{dn, reading};
use latchkey_domain::directory::DirectoryResult;
use std::collections::BTreeSet;

const ASSOCIATED: &str = "associatedDomain";

impl LdapDirectory {
    pub(super) async fn read_domains(&self) -> DirectoryResult<Vec<String>> {
        let (row, connection) = reading!(self.servers, None, connection => read_base(&mut connection, &[ASSOCIATED]));
        let associated = row.iter().flat_map(|row| row.texts(ASSOCIATED)).map(str::to_owned);
        let own = of_components(&connection.root.base);
        let all = std::iter::once(self.domain.clone()).chain(own).chain(associated);
        let named = all.map(|name| name.trim().trim_end_matches('.').to_lowercase());
        Ok(named.filter(|name| !name.is_empty()).collect::<BTreeSet<_>>().into_iter().collect())
    }
}

/// `ou=people,dc=corp,dc=example` is below `corp.example`; `o=corp` is below none.
fn of_components(base: &str) -> Option<String> {
    let mut here = Some(base);
    while let Some(at) = here {
        let is_component = at.get(..3).is_some_and(|front| front.eq_ignore_ascii_case("dc="));
        if is_component {
            return Some(domain_name(at));
        }
        here = dn::parent(at);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domain_components() {
        assert_eq!(of_components("ou=people,DC=corp,dc=example").as_deref(), Some("corp.example"));
        assert_eq!(of_components("o=corp"), None);
    }
}
