//! Setting and changing passwords, and unlocking.
//!
//! A write goes out once, on a connection that has just answered a read; if its answer is lost the caller hears
//! `Unknown` with the server's name, never a guess. What follows a write (end a lock, clear must-change, read back, sign
//! in) happens on the server that took it and may be repeated. Passwords are set by the extended operation of RFC 3062,
//! so that the server stores them in its own way and judges them by its policy.

use super::codes::{self, Refusal};
use super::directory::LdapDirectory;
use super::read::Account;
use super::read_back::AcceptedWrite;
use super::write::{Write, without};
use super::{ppolicy, root};
use crate::ldap::answers;
use crate::ldap::{Fault, LdapConnection, Use};
use crate::ldap::{locked, reading};
use latchkey_domain::Secret;
use latchkey_domain::directory::{DirectoryError, DirectoryResult, PasswordCheck, Written};
use latchkey_domain::ids::ObjectId;
use std::sync::Mutex;
use tokio::time::timeout;

/// How often a write may be tried elsewhere, each time because certainly nothing had been done.
const ATTEMPTS: usize = 3;

impl LdapDirectory {
    pub(super) async fn reset_password(&self, id: &ObjectId, new: &Secret) -> DirectoryResult<Written> {
        self.write(id, Write::Reset { new }).await
    }

    /// The old password is tried first, as any other: the server counts no wrong ones in a change, so that guessing
    /// through us would have no end.
    pub(super) async fn change_password(&self, id: &ObjectId, old: &Secret, new: &Secret) -> DirectoryResult<Written> {
        match self.try_password(id, old).await? {
            PasswordCheck::Wrong => return Err(DirectoryError::WrongOldPassword),
            PasswordCheck::Locked | PasswordCheck::RightButDisabled => {
                return Err(DirectoryError::RefusedByPolicy { code: "locked".to_owned(), perhaps: Vec::new() });
            }
            _ => {}
        }
        self.write(id, Write::Change { old, new }).await
    }

    pub(super) async fn unlock_account(&self, id: &ObjectId) -> DirectoryResult<Written> {
        self.write(id, Write::Unlock).await
    }

    async fn write(&self, id: &ObjectId, write: Write<'_>) -> DirectoryResult<Written> {
        // The server that a write is under way to. When time is up this tells whether one may have arrived.
        let under_way: Mutex<Option<String>> = Mutex::default();
        let limit = self.servers.config.operation_timeout * 2;
        let taken = match timeout(limit, self.send(id, write, &under_way)).await {
            Ok(taken) => taken?,
            Err(_) => {
                let server = locked(&under_way).take();
                return Err(match server {
                    Some(server) => DirectoryError::Unknown { server, detail: "no answer in time".to_owned() },
                    None => DirectoryError::Unreachable {
                        detail: format!("no server took it within {} s; nothing was changed", limit.as_secs_f32()),
                    },
                });
            }
        };
        Ok(self.reconcile(taken, write).await)
    }

    /// Until a server has confirmed it, or surely nothing has been done.
    async fn send(
        &self,
        id: &ObjectId,
        write: Write<'_>,
        under_way: &Mutex<Option<String>>,
    ) -> DirectoryResult<AcceptedWrite> {
        let mut last = DirectoryError::Unreachable { detail: "no server takes writes".to_owned() };
        for _ in 0..ATTEMPTS {
            let (before, mut connection) =
                reading!(self.servers, Some(id), connection => self.account(&mut connection, id));
            write.admit(&before, self.servers.clock.now())?;
            if matches!(write, Write::Unlock) && !(self.schema.has_locks && root::has_ppolicy(&connection.root)) {
                return Err(DirectoryError::Unsupported);
            }
            // Noted before it is sent: whoever looks afterwards must look where it may have happened,
            // also if we are interrupted before the answer.
            self.servers.sent(id, &connection.server).await?;
            *locked(under_way) = Some(connection.name());
            let outcome = self.send_on(&mut connection, &before, write).await;
            if let Err(Fault::Broken(detail) | Fault::TimedOut(detail)) = outcome {
                return Err(DirectoryError::Unknown { server: connection.name(), detail });
            }
            *locked(under_way) = None;
            self.servers.reconciled(id, &connection.server).await;
            match outcome {
                Ok(()) => return Ok(AcceptedWrite { connection, before }),
                Err(Fault::Told(error)) => return Err(error),
                Err(Fault::NotSent(detail) | Fault::Broken(detail) | Fault::TimedOut(detail)) => {
                    last = DirectoryError::Unreachable { detail };
                }
                Err(Fault::Answer(result)) => match codes::refusal(&result) {
                    Refusal::AnotherServer => {
                        connection.server.mark_down();
                        last = answers::unexpected(&result);
                    }
                    Refusal::NothingThere if matches!(write, Write::Unlock) => {
                        return Ok(AcceptedWrite { connection, before });
                    }
                    refusal => return Err(self.explain(refusal, id, write, &result).await),
                },
            }
        }
        Err(last)
    }

    async fn send_on(&self, connection: &mut LdapConnection, before: &Account, write: Write<'_>) -> Result<(), Fault> {
        let (dn, control) = (before.entry.dn.as_str(), vec![ppolicy::request()]);
        match write {
            Write::Reset { new } => connection.modify_password(Some(dn), None, new, control).await,
            Write::Unlock => connection.modify(dn, without(&["pwdAccountLockedTime"]), control).await,
            Write::Change { old, new } => {
                // As the person: that the service account can compare the old one is rarely granted.
                let server = connection.server.clone();
                let mut own = self.servers.connection(&server, Use::Trial, true).await?;
                let result = match own.try_password_with(dn, old, control.clone()).await {
                    Err(Fault::Broken(detail) | Fault::TimedOut(detail)) => return Err(Fault::NotSent(detail)),
                    result => result?,
                };
                if result.rc != 0 {
                    return Err(match codes::password_check(&result) {
                        Ok(PasswordCheck::RightButExpired) => {
                            DirectoryError::RefusedByPolicy { code: "expired".to_owned(), perhaps: Vec::new() }
                        }
                        Ok(_) => DirectoryError::WrongOldPassword,
                        Err(error) => error,
                    }
                    .into());
                }
                own.modify_password(Some(dn), Some(old), new, control).await
            }
        }
    }
}
