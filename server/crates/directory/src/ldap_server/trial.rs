//! Trying a person's password without ever locking them out. A wrong password counts in the directory as any other
//! does, and whoever knows a name could have us try until the account is locked. So what the server counted is read
//! before each try, and the last one is never spent. Each server counts for itself: the one that was read is asked.

use super::directory::LdapDirectory;
use super::{codes, ppolicy};
use crate::ldap::{Fault, Server, Use, reading};
use latchkey_domain::directory::{DirectoryError, DirectoryResult, PasswordCheck, PasswordPolicy};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Secret, Timestamp};
use ldap3::LdapResult;
use std::sync::Arc;
use tokio::time::timeout;

/// The server's clock and ours may differ by as much.
const SKEW_SECS: i64 = 300;

/// # Errors
/// `WouldLock` when one more wrong password could reach the threshold.
fn may_try(policy: &PasswordPolicy, failures: &[Timestamp], now: Timestamp) -> DirectoryResult<()> {
    let threshold = usize::try_from(policy.lockout_threshold).unwrap_or(usize::MAX);
    let window = policy.lockout_window_secs;
    if threshold == 0 {
        return Ok(());
    }
    // Until when each counts; without a window: until a sign-in.
    let ends = |at: &Timestamp| at.plus_secs(window + SKEW_SECS);
    let mut counted: Vec<Timestamp> = failures.iter().filter(|at| window == 0 || now < ends(at)).copied().collect();
    if threshold > 1 && counted.len() + 1 < threshold {
        return Ok(());
    }
    counted.sort_unstable();
    // So many have to be over for one more to be spent.
    let over = (counted.len() + 2).saturating_sub(threshold);
    let from = counted.get(over.saturating_sub(1)).filter(|_| window > 0 && threshold > 1).map(ends);
    Err(DirectoryError::WouldLock { from })
}

impl LdapDirectory {
    pub(super) async fn try_password(&self, id: &ObjectId, password: &Secret) -> DirectoryResult<PasswordCheck> {
        if password.is_empty() || password.expose().contains('\0') {
            return Ok(PasswordCheck::Wrong);
        }
        let busy =
            || DirectoryError::Unreachable { detail: "other passwords of this account are being tried".to_owned() };
        let beginning = self.trials.begin(id);
        let _under_way = timeout(self.servers.config.operation_timeout * 2, beginning).await.map_err(|_| busy())??;
        let mut fresh = false;
        loop {
            let (account, connection) =
                reading!(self.servers, Some(id), connection => self.account(&mut connection, id));
            let server = connection.server.clone();
            drop(connection);
            // Servers say “wrong” of these, whatever the password is.
            if account.state.locked || account.state.disabled {
                return Ok(PasswordCheck::Locked);
            }
            may_try(&account.rules.policy, &account.failures, self.servers.clock.now())?;
            let mut connection = self.servers.connection(&server, Use::Trial, fresh).await?;
            match connection.try_password_with(&account.entry.dn, password, vec![ppolicy::request()]).await {
                Ok(result) => {
                    let check = codes::password_check(&result)?;
                    let must_change = check == PasswordCheck::Right && account.state.must_change;
                    return Ok(if must_change { PasswordCheck::RightButMustChange } else { check });
                }
                // A kept connection that the server had closed. Whether the password was sent is not
                // sure, so the count is read again before it is sent once more.
                Err(Fault::NotSent(_) | Fault::Broken(_)) if !connection.fresh => fresh = true,
                Err(fault) => return Err(fault.told()),
            }
        }
    }

    /// A bind with a password that was just set, on a connection kept for nothing else: signing in
    /// again on a connection replaces who it is (RFC 4511 4.2.1), and a new TLS session would cost
    /// more than the rest of a reset.
    pub(super) async fn trial(&self, server: &Arc<Server>, dn: &str, password: &Secret) -> DirectoryResult<LdapResult> {
        let mut connection = self.servers.connection(server, Use::Trial, false).await?;
        match connection.try_password(dn, password).await {
            Ok(result) => Ok(result),
            // It is the right one, so trying it twice counts against nobody.
            Err(Fault::NotSent(_) | Fault::Broken(_)) if !connection.fresh => {
                let mut connection = self.servers.connection(server, Use::Trial, true).await?;
                connection.try_password(dn, password).await.map_err(|fault| fault.told())
            }
            Err(fault) => Err(fault.told()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::Rules;
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

    fn policy(lockout_threshold: u32, lockout_window_secs: i64) -> PasswordPolicy {
        PasswordPolicy { lockout_threshold, lockout_window_secs, ..Rules::none().policy }
    }
    fn failed(secs_ago: &[i64]) -> Vec<Timestamp> {
        secs_ago.iter().map(|secs| NOW.plus_secs(-secs)).collect()
    }
    fn refused(from: Option<i64>) -> DirectoryResult<()> {
        Err(DirectoryError::WouldLock { from: from.map(|secs| NOW.plus_secs(secs)) })
    }

    #[test]
    fn the_last_try_is_never_spent() {
        let three = policy(3, 600);
        assert_eq!(may_try(&three, &[], NOW), Ok(()));
        assert_eq!(may_try(&three, &failed(&[0]), NOW), Ok(()));
        assert_eq!(may_try(&three, &failed(&[60, 0]), NOW), refused(Some(840)), "600 and the clocks' difference");
        assert_eq!(may_try(&three, &failed(&[899, 60]), NOW), refused(Some(1)));
        assert_eq!(may_try(&three, &failed(&[900, 60]), NOW), Ok(()), "the first counts no more");
        assert_eq!(may_try(&three, &failed(&[90, 60, 30]), NOW), refused(Some(840)), "two have to be over");
        assert_eq!(may_try(&policy(0, 600), &failed(&[1; 99]), NOW), Ok(()), "no lock-out at all");
    }

    #[test]
    fn a_threshold_of_one_or_two_or_without_end() {
        assert_eq!(may_try(&policy(1, 600), &[], NOW), refused(None));
        assert_eq!(may_try(&policy(2, 600), &[], NOW), Ok(()));
        assert_eq!(may_try(&policy(2, 600), &failed(&[1]), NOW), refused(Some(899)));
        assert_eq!(may_try(&policy(3, 0), &failed(&[90_000, 80_000]), NOW), refused(None));
    }
}
