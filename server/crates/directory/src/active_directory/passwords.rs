//! Setting and changing passwords, and unlocking.
//!
//! A write goes out once, on a connection that has just answered a read; if its answer is lost the
//! caller hears `Unknown` with the server's name, never a guess. What follows a write (unlock, clear
//! must-change, read back, sign in) happens on the server that took it and may be repeated. All of
//! it is bounded: with the usual settings 20 seconds until the server has answered, then 10 for
//! reading back and 4 for signing in.

use super::codes::{self, Refusal};
use super::read::{Account, guid_dn};
use super::{ActiveDirectory, root};
use crate::ldap::answers;
use crate::ldap::{Fault, LdapConnection, Use};
use crate::ldap::{locked, reading};
use latchkey_domain::directory::{AccountState, DirectoryError, DirectoryResult, Perhaps, Written};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::password::{Attempt, OwnNames, check_age, check_text, perhaps};
use latchkey_domain::{Secret, Timestamp};
use ldap3::controls::RawControl;
use ldap3::{LdapResult, Mod};
use std::collections::HashSet;
use std::sync::Mutex;
use tokio::time::timeout;

/// How often a write may be tried elsewhere, each time because certainly nothing had been done.
const ATTEMPTS: usize = 3;

/// What is written, and to whom blame goes when it is refused.
#[derive(Clone, Copy)]
enum Write<'a> {
    Reset { new: &'a Secret },
    Change { old: &'a Secret, new: &'a Secret },
    Unlock,
}

/// `unicodePwd` as AD takes it: in double quotes, UTF-16LE (MS-ADTS 3.1.1.3.1.5.1).
fn quoted(password: &Secret) -> Vec<u8> {
    let quote = std::iter::once(u16::from(b'"'));
    quote.clone().chain(password.expose().encode_utf16()).chain(quote).flat_map(u16::to_le_bytes).collect()
}

fn replace(attribute: &str, value: &[u8]) -> Vec<Mod<Vec<u8>>> {
    vec![Mod::Replace(attribute.as_bytes().to_vec(), HashSet::from([value.to_vec()]))]
}

impl Write<'_> {
    fn changes(self) -> Vec<Mod<Vec<u8>>> {
        let attribute = || b"unicodePwd".to_vec();
        match self {
            Self::Reset { new } => replace("unicodePwd", &quoted(new)),
            Self::Change { old, new } => vec![
                Mod::Delete(attribute(), HashSet::from([quoted(old)])),
                Mod::Add(attribute(), HashSet::from([quoted(new)])),
            ],
            Self::Unlock => replace("lockoutTime", b"0"),
        }
    }
    fn new_password(&self) -> Option<&Secret> {
        match self {
            Self::Reset { new } | Self::Change { new, .. } => Some(new),
            Self::Unlock => None,
        }
    }
    fn right(self) -> &'static str {
        match self {
            Self::Reset { .. } => "Reset Password",
            Self::Change { .. } => "Change Password",
            Self::Unlock => "Write lockoutTime",
        }
    }
    /// What we can refuse ourselves, in words that the server does not have.
    fn admit(self, account: &Account, now: Timestamp) -> Result<(), DirectoryError> {
        let state = &account.state;
        if state.protected && !matches!(self, Self::Change { .. }) {
            return Err(DirectoryError::Protected);
        }
        let Some(new) = self.new_password() else { return Ok(()) };
        if state.disabled {
            return Err(DirectoryError::Disabled);
        }
        // Nothing that cannot be typed at a sign-in screen.
        if new.expose().chars().any(char::is_control) {
            return Err(DirectoryError::BadCharacters);
        }
        check_text(new, &account.policy, &names(account))?;
        check_age(state.password_set_at, state.password_expired || state.must_change, &account.policy, now)
    }
    /// What else may stand behind a refusal by policy, once `admit` has found nothing certain.
    fn perhaps(self, account: &Account, history_checked: bool, now: Timestamp) -> Vec<Perhaps> {
        let Some(new) = self.new_password() else { return Vec::new() };
        let state = &account.state;
        let attempt = Attempt {
            new,
            names: &names(account),
            set_at: state.password_set_at,
            expired_or_must_change: state.password_expired || state.must_change,
            history_checked,
            now,
        };
        perhaps(&attempt, &account.policy)
    }
}

fn names(account: &Account) -> OwnNames {
    OwnNames { login: account.entry.login.clone(), display_name: account.entry.display_name.clone() }
}

/// A write that a server has confirmed.
struct AcceptedWrite {
    connection: LdapConnection,
    before: Account,
    history_checked: bool,
}

impl ActiveDirectory {
    pub(crate) async fn reset_password(&self, id: &ObjectId, new: &Secret) -> DirectoryResult<Written> {
        self.write(id, Write::Reset { new }).await
    }

    pub(crate) async fn change_password(&self, id: &ObjectId, old: &Secret, new: &Secret) -> DirectoryResult<Written> {
        if old.is_empty() || old.expose().contains('\0') {
            return Err(DirectoryError::WrongOldPassword);
        }
        self.write(id, Write::Change { old, new }).await
    }

    pub(crate) async fn unlock_account(&self, id: &ObjectId) -> DirectoryResult<Written> {
        self.write(id, Write::Unlock).await
    }

    async fn write(&self, id: &ObjectId, write: Write<'_>) -> DirectoryResult<Written> {
        // The server that a write is under way to. When time is up this tells whether one may have arrived.
        let under_way: Mutex<Option<String>> = Mutex::default();
        let limit = self.controllers.config.operation_timeout * 2;
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
        Ok(self.reconcile(taken, id, write).await)
    }

    /// Until a server has confirmed it, or surely nothing has been done.
    async fn send(
        &self,
        id: &ObjectId,
        write: Write<'_>,
        under_way: &Mutex<Option<String>>,
    ) -> DirectoryResult<AcceptedWrite> {
        let dn = guid_dn(id)?;
        let mut with_hints = matches!(write, Write::Reset { .. });
        let mut last = DirectoryError::Unreachable { detail: "no server takes writes".to_owned() };
        for _ in 0..ATTEMPTS {
            let (before, mut connection) =
                reading!(self.controllers, Some(id), connection => self.account_to_write(&mut connection, id));
            write.admit(&before, self.controllers.clock.now())?;
            let hints = root::hints(&connection.root).filter(|_| with_hints);
            let history_checked = hints.is_some() || matches!(write, Write::Change { .. });
            // Noted before it is sent: whoever looks afterwards must look where it may have happened,
            // also if we are interrupted before the answer.
            self.controllers.sent(id, &connection.server).await?;
            *locked(under_way) = Some(connection.name());
            let outcome = connection.modify(&dn, write.changes(), hints.map(policy_hints).into_iter().collect()).await;
            if let Err(Fault::Broken(detail) | Fault::TimedOut(detail)) = outcome {
                return Err(DirectoryError::Unknown { server: connection.name(), detail });
            }
            *locked(under_way) = None;
            self.controllers.reconciled(id, &connection.server).await;
            match outcome {
                Ok(()) => return Ok(AcceptedWrite { connection, before, history_checked }),
                Err(Fault::Told(error)) => return Err(error),
                Err(Fault::NotSent(detail) | Fault::Broken(detail) | Fault::TimedOut(detail)) => {
                    last = DirectoryError::Unreachable { detail };
                }
                Err(Fault::Answer(result)) => match codes::refusal(&result) {
                    Refusal::UnknownControl if hints.is_some() => with_hints = false,
                    Refusal::AnotherServer => {
                        connection.server.mark_down();
                        last = answers::unexpected(&result);
                    }
                    refusal => return Err(self.explain(refusal, id, write, history_checked, &result).await),
                },
            }
        }
        Err(last)
    }

    /// The one true cause of a refusal, from the account and its policy read anew.
    async fn explain(
        &self,
        refusal: Refusal,
        id: &ObjectId,
        write: Write<'_>,
        history_checked: bool,
        result: &LdapResult,
    ) -> DirectoryError {
        match refusal {
            Refusal::WrongOldPassword => DirectoryError::WrongOldPassword,
            Refusal::NoRight => {
                tracing::warn!(directory.right = write.right(), "the service account lacks a right");
                DirectoryError::NotPermitted { right: write.right().to_owned() }
            }
            Refusal::Other(error) => error,
            Refusal::UnknownControl | Refusal::AnotherServer => answers::unexpected(result),
            Refusal::Policy { code } => {
                self.facts.forget_policies();
                let Ok(account) = self.reread(id).await else {
                    return DirectoryError::RefusedByPolicy { code, perhaps: Vec::new() };
                };
                let now = self.controllers.clock.now();
                if let Err(cause) = write.admit(&account, now) {
                    return cause;
                }
                let policy = &account.policy;
                if code != codes::POLICY {
                    return DirectoryError::RefusedByPolicy { code, perhaps: Vec::new() };
                }
                // The present password is always remembered. Of any other the code does not tell: password
                // filters, and Entra Password Protection among them, answer with the same.
                if let Write::Change { old, new } = write
                    && old == new
                    && policy.is_certain()
                    && policy.history > 0
                {
                    return DirectoryError::InHistory { remembered: policy.history };
                }
                let perhaps = write.perhaps(&account, history_checked, now);
                tracing::warn!(directory.code = %code, "the directory refused a password and does not say why");
                DirectoryError::RefusedByPolicy { code, perhaps }
            }
        }
    }

    async fn reread(&self, id: &ObjectId) -> DirectoryResult<Account> {
        let (account, _) = reading!(self.controllers, Some(id), connection => self.account(&mut connection, id));
        Ok(account)
    }

    /// After a write that the server took. Whatever fails now, the write is done.
    async fn reconcile(&self, taken: AcceptedWrite, id: &ObjectId, write: Write<'_>) -> Written {
        let (server, name) = (taken.connection.server.clone(), taken.connection.name());
        let mut written = Written {
            server: name,
            state: None,
            signed_in: false,
            history_checked: taken.history_checked && write.new_password().is_some(),
        };
        let reading = self.read_back_or_again(taken.connection, id, &taken.before, write);
        let (state, dn) = match timeout(self.controllers.config.operation_timeout, reading).await {
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
        let may_sign_in = !(state.locked || state.disabled || state.account_expired);
        if let Some(new) = write.new_password().filter(|_| may_sign_in) {
            let trying = self.trial(&server, &dn, new);
            written.signed_in = match timeout(self.controllers.config.connect_timeout, trying).await {
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

    /// On the connection that carried the write, and if that is dead on another to the same server. Neither
    /// is held while the password is tried, so that a reset takes one connection at a time.
    async fn read_back_or_again(
        &self,
        mut connection: LdapConnection,
        id: &ObjectId,
        before: &Account,
        write: Write<'_>,
    ) -> DirectoryResult<(AccountState, String)> {
        match self.read_back(&mut connection, id, before, write).await {
            Err(Fault::Broken(_) | Fault::NotSent(_)) => {
                let server = connection.server.clone();
                drop(connection);
                let mut connection = self.controllers.connection(&server, Use::Service, true).await?;
                self.read_back(&mut connection, id, before, write).await.map_err(|fault| fault.told())
            }
            read => read.map_err(|fault| fault.told()),
        }
    }

    /// Ends a lock and a must-change that the write left standing, and says what is true now.
    /// A right that is missing for it shows in the state, it does not undo the write.
    async fn read_back(
        &self,
        connection: &mut LdapConnection,
        id: &ObjectId,
        before: &Account,
        write: Write<'_>,
    ) -> Result<(AccountState, String), Fault> {
        let dn = guid_dn(id)?;
        let is_reset = matches!(write, Write::Reset { .. });
        if is_reset && before.was_locked {
            tolerate(connection.modify(&dn, Write::Unlock.changes(), Vec::new()).await)?;
        }
        let (state, name) = self.state_after(connection, id, before).await?;
        if is_reset && state.must_change {
            tolerate(connection.modify(&dn, replace("pwdLastSet", b"-1"), Vec::new()).await)?;
            return self.state_after(connection, id, before).await;
        }
        Ok((state, name))
    }
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

/// Asks the server to hold a reset to the password history: SEQUENCE { INTEGER 1 }. Critical,
/// because a server that lists it and would not honour it has to say so.
fn policy_hints(oid: &str) -> RawControl {
    RawControl { ctype: oid.to_owned(), crit: true, val: Some(vec![0x30, 0x03, 0x02, 0x01, 0x01]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn quotes_and_utf16() {
        assert_eq!(quoted(&Secret::new("aß")), [0x22, 0, 0x61, 0, 0xdf, 0, 0x22, 0]);
    }
}
