//! What a domain controller says of itself (MS-ADTS 3.1.1.3.2), and how a domain's controllers are found.

use super::{codes, discover};
use crate::ldap::{Dialect, Resolver, RootDse, Row, ServerUrl};
use async_trait::async_trait;
use latchkey_domain::directory::{DirectoryError, DirectoryResult};
use ldap3::LdapResult;

/// LDAP_SERVER_POLICY_HINTS (MS-ADTS 3.1.1.3.4.1.27) and its deprecated predecessor.
const HINTS: [&str; 2] = ["1.2.840.113556.1.4.2239", "1.2.840.113556.1.4.2066"];
/// LDAP_CAP_ACTIVE_DIRECTORY_PARTIAL_SECRETS_OID: the mark of a read-only controller.
const PARTIAL_SECRETS: &str = "1.2.840.113556.1.4.1920";

/// The controllers of one domain.
pub(crate) struct Controllers {
    pub(crate) domain: String,
}

#[async_trait]
impl Dialect for Controllers {
    async fn find_servers(&self, resolver: &dyn Resolver, seed: u64) -> DirectoryResult<Vec<ServerUrl>> {
        discover::controllers(resolver, &self.domain, seed).await
    }
    fn root_attributes(&self) -> &'static [&'static str] {
        &[
            "defaultNamingContext",
            "configurationNamingContext",
            "dnsHostName",
            "supportedControl",
            "supportedCapabilities",
        ]
    }
    fn root(&self, row: Row) -> DirectoryResult<RootDse> {
        let base = row.text("defaultNamingContext").map(str::to_owned);
        let base = base.ok_or_else(|| DirectoryError::Misconfigured {
            detail: "this LDAP server is no domain controller".to_owned(),
        })?;
        let dns_name = row.text("dnsHostName").map(str::to_owned);
        let read_only = row.texts("supportedCapabilities").any(|oid| oid == PARTIAL_SECRETS);
        Ok(RootDse { base, dns_name, read_only, row })
    }
    fn refused(&self, result: &LdapResult) -> DirectoryError {
        codes::bind_refused(result)
    }
}

/// `CN=Configuration,…` of the forest.
pub(crate) fn configuration(root: &RootDse) -> Option<&str> {
    root.row.text("configurationNamingContext")
}

/// The policy-hints control to send with a reset, if the server lists one.
pub(crate) fn hints(root: &RootDse) -> Option<&'static str> {
    HINTS.into_iter().find(|oid| root.row.texts("supportedControl").any(|listed| listed == *oid))
}
