//! What became of a write whose answer was lost: only the server that was sent it knows. Another
//! one would answer with the old state, truthfully and misleadingly, for as long as replication takes.

use super::ActiveDirectory;
use crate::ldap::{Fault, Use};
use latchkey_domain::directory::{AccountState, DirectoryError, DirectoryResult};
use latchkey_domain::ids::ObjectId;
use tokio::time::timeout;

impl ActiveDirectory {
    /// `name`: a controller's own DNS name. A server that was never spoken to (we were restarted) may
    /// be the one, and is asked for its name; behind one address there may be several, so it is the
    /// name given on this very connection that counts. The connection is a new one: by the time that
    /// it is open, a controller that had been frozen has worked off what had arrived before.
    ///
    /// In time for a page that waits for it: a server that hangs may have others waiting before us.
    pub(crate) async fn read_state_from(&self, id: &ObjectId, name: &str) -> DirectoryResult<AccountState> {
        let limit = self.controllers.config.connect_timeout + self.controllers.config.operation_timeout;
        let late =
            || DirectoryError::Unreachable { detail: format!("{name}: no answer within {} s", limit.as_secs_f32()) };
        timeout(limit, self.asked_by_name(id, name)).await.unwrap_or_else(|_| Err(late()))
    }

    async fn asked_by_name(&self, id: &ObjectId, name: &str) -> DirectoryResult<AccountState> {
        let mut servers = self.controllers.servers().await?;
        if servers.iter().any(|server| server.is_called(name) == Some(true)) {
            servers.retain(|server| server.is_called(name) == Some(true));
        }
        let mut last = None;
        for server in servers {
            let mut connection = match self.controllers.connection(&server, Use::Service, true).await {
                Ok(connection) => connection,
                Err(error @ DirectoryError::BindRefused { .. }) => return Err(error),
                Err(error) => {
                    last = Some(error);
                    continue;
                }
            };
            if !connection.name().eq_ignore_ascii_case(name) {
                continue;
            }
            match self.account(&mut connection, id).await {
                Ok(account) => {
                    self.controllers.reconciled(id, &server).await;
                    return Ok(account.state);
                }
                Err(Fault::Told(error)) => return Err(error),
                Err(fault) => last = Some(fault.told()),
            }
        }
        // Whatever stood in the way (a certificate, a dead connection): this server cannot be asked now.
        let detail =
            last.map_or_else(|| "it is not among the servers that answer".to_owned(), |error| error.to_string());
        Err(DirectoryError::Unreachable { detail: format!("{name}: {detail}") })
    }
}
