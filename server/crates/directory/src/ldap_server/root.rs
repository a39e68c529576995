//! What an LDAP server says of itself (RFC 4512 5.1).

use super::ppolicy;
use crate::ldap::{Dialect, Resolver, RootDse, Row, ServerUrl, answers};
use async_trait::async_trait;
use latchkey_domain::directory::{DirectoryError, DirectoryResult};
use ldap3::LdapResult;

/// The servers of one directory.
pub(crate) struct Directories {
    /// `None`: what the server names first.
    pub(crate) base: Option<String>,
}

#[async_trait]
impl Dialect for Directories {
    async fn find_servers(&self, _resolver: &dyn Resolver, _seed: u64) -> DirectoryResult<Vec<ServerUrl>> {
        Err(DirectoryError::Misconfigured { detail: "no server is named".to_owned() })
    }
    fn root_attributes(&self) -> &'static [&'static str] {
        &["namingContexts", "supportedControl", "supportedExtension", "configContext", "objectClass"]
    }
    fn root(&self, row: Row) -> DirectoryResult<RootDse> {
        let first = || row.texts("namingContexts").find(|context| holds_people(context)).map(str::to_owned);
        let base = self.base.clone().or_else(first).ok_or_else(|| DirectoryError::Misconfigured {
            detail: "the server names no search base: type one".to_owned(),
        })?;
        Ok(RootDse { base, dns_name: None, read_only: false, row })
    }
    fn refused(&self, result: &LdapResult) -> DirectoryError {
        match result.rc {
            answers::INVALID_CREDENTIALS => DirectoryError::BindRefused { data: "rc 49".to_owned() },
            _ => answers::unexpected(result),
        }
    }
}

/// Not those in which servers keep their own (`cn=config`, `cn=changelog`, the certificate authority's `o=ipaca`).
fn holds_people(context: &str) -> bool {
    let context = context.trim().to_lowercase();
    !context.is_empty() && !context.starts_with("cn=") && context != "o=ipaca"
}

/// Draft-behera's password policy.
pub(crate) fn has_ppolicy(root: &RootDse) -> bool {
    root.row.texts("supportedControl").any(|oid| oid == ppolicy::OID)
}

/// OpenLDAP names itself by a class of its own.
pub(crate) fn is_openldap(root: &RootDse) -> bool {
    root.row.texts("objectClass").any(|class| class.eq_ignore_ascii_case("OpenLDAProotDSE"))
}

/// The naming context that the base is in: policies may stand beside the people.
pub(crate) fn context(root: &RootDse) -> &str {
    let above = |context: &&str| crate::ldap::dn::is_within(&root.base, context);
    root.row.texts("namingContexts").find(above).unwrap_or(&root.base)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_base_is_what_was_typed_or_the_first_that_holds_people() {
        let contexts = |name: &str| Row::made_of("", &[("namingContexts", name)]);
        let base = |typed: Option<&str>, name: &str| {
            Directories { base: typed.map(str::to_owned) }.root(contexts(name)).map(|root| root.base)
        };
        assert_eq!(base(None, "dc=d").unwrap(), "dc=d");
        assert_eq!(base(Some("ou=people,dc=d"), "dc=d").unwrap(), "ou=people,dc=d");
        for own in ["cn=config", "CN=changelog", "o=ipaca", ""] {
            assert!(base(None, own).is_err(), "{own}");
        }
    }
}
