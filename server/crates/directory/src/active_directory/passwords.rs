//! Trying, setting and changing passwords, and unlocking.
//!
//! A write goes out once, on a line that has just answered a read; if its answer is lost the
//! caller hears `Unknown`, never a guess. What follows a write (unlock, clear must-change, read
//! back, sign in) happens on the server that took it and may be repeated.

use super::ActiveDirectory;
use super::account::{self, COMPUTED};
use super::codes::{self, Refusal};
use super::line::{Fault, Line, Use};
use super::net::{Server, reading};
use super::read::{Account, guid_dn};
use latchkey_domain::Secret;
use latchkey_domain::directory::{AccountState, DirectoryError, DirectoryResult, PasswordCheck, Written};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::password::{OwnNames, check_age, check_text};
use ldap3::controls::RawControl;
use ldap3::{LdapResult, Mod};
use std::collections::HashSet;
use std::sync::Arc;

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
    fn admit(self, account: &Account, now: latchkey_domain::Timestamp) -> Result<(), DirectoryError> {
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
        let names = OwnNames { login: account.entry.login.clone(), display_name: account.entry.display_name.clone() };
        check_text(new, &account.policy, &names)?;
        check_age(state.password_set_at, state.password_expired || state.must_change, &account.policy, now)
    }
}

impl ActiveDirectory {
    pub(crate) async fn try_password(&self, id: &ObjectId, password: &Secret) -> DirectoryResult<PasswordCheck> {
        if password.is_empty() || password.expose().contains('\0') {
            return Ok(PasswordCheck::Wrong);
        }
        let parts: [&[&str]; 2] = [&["sAMAccountType"], &COMPUTED[..1]];
        let (row, line) = reading!(self.net, Some(id), line => self.row(&mut line, id, &parts));
        let server = line.server.clone();
        drop(line);
        // AD would say so whatever the password is, but some versions say "wrong".
        if account::is_locked(&row) == Some(true) {
            return Ok(PasswordCheck::Locked);
        }
        codes::password_check(&self.trial(&server, &row.dn, password).await?)
    }

    /// A bind with someone's password, on a connection kept for nothing else: signing in again on
    /// a connection replaces who it is (RFC 4511 4.2.1), and a new TLS session would cost more
    /// than the rest of a reset.
    async fn trial(&self, server: &Arc<Server>, dn: &str, password: &Secret) -> DirectoryResult<LdapResult> {
        let mut line = self.net.line(server, Use::Trial, false).await?;
        match line.try_password(dn, password).await {
            Ok(result) => Ok(result),
            Err(Fault::NotSent(_) | Fault::Broken(_)) if !line.fresh => {
                let mut line = self.net.line(server, Use::Trial, true).await?;
                line.try_password(dn, password).await.map_err(Fault::told)
            }
            Err(fault) => Err(fault.told()),
        }
    }

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
        let dn = guid_dn(id)?;
        let mut with_hints = matches!(write, Write::Reset { .. });
        let mut last = DirectoryError::Unreachable { detail: "no server takes writes".to_owned() };
        for _ in 0..ATTEMPTS {
            let (account, mut line) = reading!(self.net, Some(id), line => self.account_to_write(&mut line, id));
            write.admit(&account, self.net.clock.now())?;
            let hints = line.root.hints.filter(|_| with_hints);
            let fault = match line.modify(&dn, write.changes(), hints.map(policy_hints).into_iter().collect()).await {
                Ok(()) => {
                    self.net.wrote(id, &line.server);
                    return self.settle(line, id, &account, write).await;
                }
                Err(fault) => fault,
            };
            match fault {
                Fault::Told(error) => return Err(error),
                Fault::NotSent(detail) => last = DirectoryError::Unreachable { detail },
                Fault::Broken(detail) | Fault::TimedOut(detail) => {
                    // Whoever looks afterwards must look where it may have happened.
                    self.net.wrote(id, &line.server);
                    return Err(DirectoryError::Unknown { detail });
                }
                Fault::Answer(result) => match codes::refusal(&result) {
                    Refusal::UnknownControl if hints.is_some() => with_hints = false,
                    Refusal::AnotherServer => {
                        line.server.mark_down();
                        last = codes::unexpected(&result);
                    }
                    refusal => return Err(self.explain(refusal, id, write, hints.is_some(), &result).await),
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
        hints: bool,
        result: &LdapResult,
    ) -> DirectoryError {
        match refusal {
            Refusal::WrongOldPassword => DirectoryError::WrongOldPassword,
            Refusal::NoRight => {
                tracing::warn!(directory.right = write.right(), "the service account lacks a right");
                DirectoryError::NotPermitted { right: write.right().to_owned() }
            }
            Refusal::Other(error) => error,
            Refusal::UnknownControl | Refusal::AnotherServer => codes::unexpected(result),
            Refusal::Policy { code } => {
                self.facts.forget_policies();
                let account = match self.reread(id).await {
                    Ok(account) => account,
                    Err(_) => return DirectoryError::RefusedByPolicy { code },
                };
                if let Err(cause) = write.admit(&account, self.net.clock.now()) {
                    return cause;
                }
                let policy = &account.policy;
                let history_counts = hints || matches!(write, Write::Change { .. });
                if code == "0000052D" && account.policy_is_open() && history_counts && policy.history > 0 {
                    return DirectoryError::InHistory { remembered: policy.history };
                }
                tracing::warn!(directory.code = %code, "the directory refused a password for no reason that we know");
                DirectoryError::RefusedByPolicy { code }
            }
        }
    }

    async fn reread(&self, id: &ObjectId) -> DirectoryResult<Account> {
        let (account, _) = reading!(self.net, Some(id), line => self.account(&mut line, id));
        Ok(account)
    }

    /// After a write that the server took.
    async fn settle(
        &self,
        mut line: Line,
        id: &ObjectId,
        before: &Account,
        write: Write<'_>,
    ) -> DirectoryResult<Written> {
        let server = line.server.clone();
        let (state, dn) = match self.read_back(&mut line, id, before, write).await {
            Ok(read) => read,
            Err(Fault::Broken(_) | Fault::NotSent(_)) => {
                let again = self.net.line(&server, Use::Service, true).await;
                let mut line = again.map_err(|error| DirectoryError::Unknown { detail: error.to_string() })?;
                let read = self.read_back(&mut line, id, before, write).await;
                read.map_err(|fault| DirectoryError::Unknown { detail: fault.told().to_string() })?
            }
            Err(fault) => return Err(DirectoryError::Unknown { detail: fault.told().to_string() }),
        };
        // So that a sign-in does not take a second connection while this one stands idle.
        drop(line);
        let may_sign_in = !(state.locked || state.disabled || state.account_expired);
        let signed_in = match write.new_password().filter(|_| may_sign_in) {
            None => false,
            Some(new) => match self.trial(&server, &dn, new).await {
                Ok(result) => result.rc == 0,
                Err(error) => {
                    tracing::warn!(error = %error, "the new password is set but could not be tried");
                    false
                }
            },
        };
        Ok(Written { server: state.server.clone(), state, signed_in })
    }

    /// Ends a lock and a must-change that the write left standing, and says what is true now.
    /// A right that is missing for it shows in the state, it does not undo the write.
    async fn read_back(
        &self,
        line: &mut Line,
        id: &ObjectId,
        before: &Account,
        write: Write<'_>,
    ) -> Result<(AccountState, String), Fault> {
        let dn = guid_dn(id)?;
        let is_reset = matches!(write, Write::Reset { .. });
        if is_reset && before.was_locked {
            tolerate(line.modify(&dn, Write::Unlock.changes(), Vec::new()).await)?;
        }
        let (state, name) = self.state_after(line, id, before).await?;
        if is_reset && state.must_change {
            tolerate(line.modify(&dn, replace("pwdLastSet", b"-1"), Vec::new()).await)?;
            return self.state_after(line, id, before).await;
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
