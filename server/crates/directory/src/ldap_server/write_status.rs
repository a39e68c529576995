//! What became of a write whose answer was lost: only the server that was sent it knows.

use super::directory::LdapDirectory;
use crate::ldap::{Fault, Use};
use latchkey_domain::directory::{AccountState, DirectoryError, DirectoryResult};
use latchkey_domain::ids::ObjectId;
use tokio::time::timeout;

impl LdapDirectory {
    /// `name`: the server's host, as it is configured; LDAP servers say no name of their own. The connection is a new
    /// one: by the time that it is open, a server that had been frozen has worked off what had arrived before.
    ///
    /// In time for a page that waits for it: a server that hangs may have others waiting before us.
    pub(super) async fn read_state_from(&self, id: &ObjectId, name: &str) -> DirectoryResult<AccountState> {
        let limit = self.servers.config.connect_timeout + self.servers.config.operation_timeout;
        let late =
            || DirectoryError::Unreachable { detail: format!("{name}: no answer within {} s", limit.as_secs_f32()) };
        timeout(limit, self.asked_by_name(id, name)).await.unwrap_or_else(|_| Err(late()))
    }

    async fn asked_by_name(&self, id: &ObjectId, name: &str) -> DirectoryResult<AccountState> {
        let mut last = "it is not among the servers that are configured".to_owned();
        for server in self.servers.servers().await? {
            if !server.url.host().eq_ignore_ascii_case(name) {
                continue;
            }
            let mut connection = match self.servers.connection(&server, Use::Service, true).await {
                Ok(connection) => connection,
                Err(error @ DirectoryError::BindRefused { .. }) => return Err(error),
                Err(error) => {
                    last = error.to_string();
                    continue;
                }
            };
            match self.account(&mut connection, id).await {
                Ok(account) => {
                    self.servers.reconciled(id, &server).await;
                    return Ok(account.state);
                }
                Err(Fault::Told(error)) => return Err(error),
                Err(fault) => last = fault.told().to_string(),
            }
        }
        Err(DirectoryError::Unreachable { detail: format!("{name}: {last}") })
    }
}
