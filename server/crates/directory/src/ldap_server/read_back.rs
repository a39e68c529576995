//! What follows a write that the server took: ending what it left standing, reading back, signing in.

use super::account::{self, has_lock};
use super::directory::LdapDirectory;
use super::read::Account;
use super::write::{Write, without};
use crate::ldap::{Fault, LdapConnection, Row, Use};
use latchkey_domain::directory::{AccountState, DirectoryResult, Written};
use tokio::time::timeout;

/// A write that a server has confirmed.
pub(super) struct AcceptedWrite {
    pub(super) connection: LdapConnection,
    pub(super) before: Account,
}

impl LdapDirectory {
    /// After a write that the server took. Whatever fails now, the write is done.
    pub(super) async fn reconcile(&self, taken: AcceptedWrite, write: Write<'_>) -> Written {
        let (server, name) = (taken.connection.server.clone(), taken.connection.name());
        let before = taken.before;
        let mut written = Written { server: name, state: None, signed_in: false, history_checked: false };
        let reading = self.read_back_or_again(taken.connection, &before, write);
        let read = match timeout(self.servers.config.operation_timeout, reading).await {
            Ok(Ok(read)) => read,
            Ok(Err(error)) => {
                tracing::warn!(error = %error, "a write is done, but the account could not be read afterwards");
                return written;
            }
            Err(_) => {
                tracing::warn!("a write is done, but the account could not be read afterwards in time");
                return written;
            }
        };
        written.history_checked = self.is_history_checked(&before, write, &read);
        let state = read.state;
        let may_sign_in = !(state.locked || state.disabled || state.account_expired);
        if let Some(new) = write.new_password().filter(|_| may_sign_in) {
            let trying = self.trial(&server, &read.dn, new);
            written.signed_in = match timeout(self.servers.config.connect_timeout, trying).await {
                Ok(Ok(result)) => result.rc == 0,
                Ok(Err(error)) => {
                    tracing::warn!(error = %error, "the new password is set but could not be tried");
                    false
                }
                Err(_) => {
                    tracing::warn!("the new password is set but could not be tried in time");
                    false
                }
            };
        }
        written.state = Some(state);
        written
    }

    /// Whether the server compared the password with its history. It does not where it takes us for an administrator
    /// of passwords: nothing says so but what it does. It forces a change after a reset of such a one, and of nobody
    /// else; and such a one is never refused by a rule.
    fn is_history_checked(&self, before: &Account, write: Write<'_>, read: &ReadBack) -> bool {
        let policy = &before.rules.policy;
        let has_history = policy.is_certain() && policy.history > 0;
        match write {
            Write::Unlock => false,
            Write::Change { .. } => has_history,
            Write::Reset { .. } => {
                if before.rules.must_change {
                    self.facts.held_to_policy.learn(!read.was_to_change);
                }
                has_history && self.facts.held_to_policy.get() == Some(true)
            }
        }
    }

    /// On the connection that carried the write, and if that is dead on another to the same server. Neither
    /// is held while the password is tried, so that a reset takes one connection at a time.
    async fn read_back_or_again(
        &self,
        mut connection: LdapConnection,
        before: &Account,
        write: Write<'_>,
    ) -> DirectoryResult<ReadBack> {
        match self.read_back(&mut connection, before, write).await {
            Err(Fault::Broken(_) | Fault::NotSent(_)) => {
                let server = connection.server.clone();
                drop(connection);
                let mut connection = self.servers.connection(&server, Use::Service, true).await?;
                self.read_back(&mut connection, before, write).await.map_err(|fault| fault.told())
            }
            read => read.map_err(|fault| fault.told()),
        }
    }

    /// Ends a lock and a must-change that a reset left standing, and says what is true now.
    /// A right that is missing for it shows in the state, it does not undo the write.
    async fn read_back(
        &self,
        connection: &mut LdapConnection,
        before: &Account,
        write: Write<'_>,
    ) -> Result<ReadBack, Fault> {
        let row = self.row_after(connection, before).await?;
        let was_to_change = account::must_change(&row);
        let left: Vec<&str> =
            [("pwdReset", was_to_change), ("pwdAccountLockedTime", has_lock(&row) && self.schema.has_locks)]
                .into_iter()
                .filter_map(|(attribute, stands)| stands.then_some(attribute))
                .collect();
        let row = if matches!(write, Write::Reset { .. }) && !left.is_empty() {
            tolerate(connection.modify(&row.dn, without(&left), Vec::new()).await)?;
            self.row_after(connection, before).await?
        } else {
            row
        };
        Ok(ReadBack { state: self.state_of(connection, before, &row), dn: row.dn, was_to_change })
    }

    fn state_of(&self, connection: &LdapConnection, before: &Account, row: &Row) -> AccountState {
        let now = self.servers.clock.now();
        account::state(row, &before.rules.policy, before.state.protected, connection.name(), now)
    }
}

/// How the account stands after a write.
struct ReadBack {
    state: AccountState,
    dn: String,
    /// The server left a must-change.
    was_to_change: bool,
}

fn tolerate(outcome: Result<(), Fault>) -> Result<(), Fault> {
    match outcome {
        Err(Fault::Answer(result)) => {
            tracing::warn!(
                directory.rc = result.rc,
                "a password was set, but a lock or must-change could not be ended"
            );
            Ok(())
        }
        other => other,
    }
}
