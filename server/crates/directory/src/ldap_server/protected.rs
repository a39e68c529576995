//! Whom only administrators help: the members of the groups that an administrator named, nested ones too, and the
//! service account itself.

use super::directory::LdapDirectory;
use super::members::{self, Protected};
use crate::ldap::{Fault, LdapConnection, dn, locked};
use latchkey_domain::directory::DirectoryError;
use std::sync::Arc;

/// For so long somebody who was made an administrator just now may still be helped.
const PROTECTED_SECS: i64 = 10;

impl LdapDirectory {
    /// A group that cannot be read protects nobody: then nobody is helped at all.
    pub(super) async fn protected(&self, connection: &mut LdapConnection) -> Result<Arc<Protected>, Fault> {
        let known = locked(&self.facts.protected)
            .as_ref()
            .filter(|(at, _)| self.is_recent(*at, PROTECTED_SECS))
            .map(|(_, known)| known.clone());
        if let Some(known) = known {
            return Ok(known);
        }
        let members = match members::of_groups(connection, &self.schema, &self.privileged_groups).await {
            Err(Fault::Told(DirectoryError::NotFound)) => {
                let detail = "one of the privileged groups is not there, or closed to the service account".to_owned();
                return Err(DirectoryError::Misconfigured { detail }.into());
            }
            members => members?,
        };
        let service_account = dn::key(&self.servers.config.account);
        let protected = Arc::new(Protected::new(members, service_account));
        *locked(&self.facts.protected) = Some((self.servers.clock.now(), protected.clone()));
        Ok(protected)
    }
}
