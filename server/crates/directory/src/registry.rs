//! Which kinds of directories there are; nobody else asks of which kind one is.

use crate::kind::Kind;
use crate::{active_directory, entra, google, ldap_server, practice, practice_cloud};
use latchkey_domain::directory::{DirectoryError, DirectoryResult};

/// Every kind.
pub const ALL: [&dyn Kind; 6] = [
    &active_directory::Domains,
    &entra::Tenants,
    &google::Customers,
    &ldap_server::LdapServers,
    &practice::BuiltIn,
    &practice_cloud::BuiltInCloud,
];

/// The kind by its code, as it stands in a row.
///
/// # Errors
/// `Misconfigured`: a newer version knew it.
pub fn by_code(code: &str) -> DirectoryResult<&'static dyn Kind> {
    ALL.into_iter().find(|kind| kind.kind().code() == code).ok_or_else(|| DirectoryError::Misconfigured {
        detail: format!("this version knows no directories of the kind “{code}”"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_contract::admin::DirectoryKind;

    #[test]
    fn each_kind_has_one_entry_and_is_found_by_its_code() {
        assert_eq!(ALL.len(), DirectoryKind::ALL.len());
        for kind in DirectoryKind::ALL {
            assert!(by_code(kind.code()).is_ok_and(|found| found.kind() == kind), "{kind:?}");
            assert_eq!(serde_json::to_value(kind).ok(), Some(kind.code().into()), "stored as it is sent");
        }
        assert!(by_code("elsewhere").is_err());
    }
}
