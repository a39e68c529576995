//! Trying a person's password without ever locking them out. A wrong password counts in the
//! directory as any other does, and whoever knows a name could have us try until the account is
//! locked. So the directory's own count is read before each try, and the last one is never spent.

use super::account::{self, COMPUTED, RESULTANT_PSO};
use super::codes;
use super::{ActiveDirectory, ids};
use crate::ldap::Row;
use crate::ldap::{Fault, LdapConnection, Use};
use crate::ldap::{Server, reading};
use latchkey_domain::directory::{DirectoryError, DirectoryResult, PasswordCheck, PasswordPolicy};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Secret, Timestamp};
use ldap3::LdapResult;
use std::sync::Arc;
use tokio::time::timeout;

/// The controllers' clocks and ours may differ by as much as Kerberos allows.
const SKEW_SECS: i64 = 300;
const COUNT: [&str; 2] = ["badPwdCount", "badPasswordTime"];

/// What a controller has counted. It is not replicated (MS-ADA1, badPwdCount): each keeps its own.
/// Active Directory's controllers forward a wrong password to the PDC emulator, whose count is the
/// highest and decides; Samba's lock by their own.
#[derive(Clone, Copy)]
struct Count {
    wrong: i64,
    at: Option<Timestamp>,
}

impl Count {
    fn of(row: &Row) -> Self {
        Self { wrong: row.int("badPwdCount").unwrap_or(0), at: ids::time(row, "badPasswordTime") }
    }
}

/// # Errors
/// `WouldLock` when one more wrong password could reach the threshold.
fn may_try(policy: &PasswordPolicy, counts: &[Count], now: Timestamp) -> DirectoryResult<()> {
    let threshold = i64::from(policy.lockout_threshold);
    let window = policy.lockout_window_secs;
    // Until when it counts; `None`: no end that we know of.
    let ends = |count: &Count| count.at.filter(|_| window > 0).map(|at| at.plus_secs(window + SKEW_SECS));
    let in_the_way: Vec<&Count> = counts
        .iter()
        .filter(|count| threshold > 1 && count.wrong + 1 >= threshold && ends(count).is_none_or(|end| now < end))
        .collect();
    if threshold == 0 || (threshold > 1 && in_the_way.is_empty()) {
        return Ok(());
    }
    let all: Option<Vec<Timestamp>> = in_the_way.into_iter().map(ends).collect();
    Err(DirectoryError::WouldLock { from: all.and_then(|ends| ends.into_iter().max()) })
}

impl ActiveDirectory {
    pub(crate) async fn try_password(&self, id: &ObjectId, password: &Secret) -> DirectoryResult<PasswordCheck> {
        if password.is_empty() || password.expose().contains('\0') {
            return Ok(PasswordCheck::Wrong);
        }
        let busy =
            || DirectoryError::Unreachable { detail: "other passwords of this account are being tried".to_owned() };
        let beginning = self.trials.begin(id);
        let _under_way =
            timeout(self.controllers.config.operation_timeout * 2, beginning).await.map_err(|_| busy())??;
        let mut fresh = false;
        loop {
            let (found, connection) =
                reading!(self.controllers, Some(id), connection => self.row_to_try(&mut connection, id));
            let (row, policy, pdc) = found;
            let server = connection.server.clone();
            let is_pdc = pdc.as_deref().is_none_or(|pdc| is_host(&connection.name(), pdc));
            drop(connection);
            // AD would say so whatever the password is, but some versions say "wrong".
            if account::is_locked(&row) == Some(true) {
                return Ok(PasswordCheck::Locked);
            }
            let mut counts = vec![Count::of(&row)];
            if let Some(pdc) = pdc.filter(|_| !is_pdc && policy.lockout_threshold > 1) {
                let asking = self.count_at_pdc(&pdc, &server, id);
                counts.extend(timeout(self.controllers.config.connect_timeout, asking).await.ok().flatten());
            }
            may_try(&policy, &counts, self.controllers.clock.now())?;
            let mut connection = self.controllers.connection(&server, Use::Trial, fresh).await?;
            match connection.try_password(&row.dn, password).await {
                Ok(result) => return codes::password_check(&result),
                // A kept connection that the server had closed. Whether the password was sent is not
                // sure, so the count is read again before it is sent once more.
                Err(Fault::NotSent(_) | Fault::Broken(_)) if !connection.fresh => fresh = true,
                Err(fault) => return Err(fault.told()),
            }
        }
    }

    /// The account, its policy, and the PDC emulator's short name.
    async fn row_to_try(
        &self,
        connection: &mut LdapConnection,
        id: &ObjectId,
    ) -> Result<(Row, PasswordPolicy, Option<String>), Fault> {
        let row = self.row(connection, id, &[&["sAMAccountType"], &COMPUTED[..1], &RESULTANT_PSO, &COUNT]).await?;
        let policy = self.policy_of(connection, &row).await?;
        let pdc = self.domain(connection).await?.pdc.clone();
        Ok((row, policy, pdc))
    }

    /// What the PDC emulator has counted, if it is one of our servers and well.
    async fn count_at_pdc(&self, pdc: &str, asked: &Arc<Server>, id: &ObjectId) -> Option<Count> {
        for server in self.controllers.servers().await.ok()? {
            let may_be =
                server.known_root().is_none_or(|root| is_host(root.dns_name.as_deref().unwrap_or_default(), pdc));
            if server.url == asked.url || server.is_down() || !may_be {
                continue;
            }
            let Ok(mut connection) = self.controllers.connection(&server, Use::Service, false).await else { continue };
            if is_host(&connection.name(), pdc) {
                let row = self.row(&mut connection, id, &[&["sAMAccountType"], &COUNT]).await.ok()?;
                return Some(Count::of(&row));
            }
        }
        None
    }

    /// A bind with a password that was just set, on a connection kept for nothing else: signing in
    /// again on a connection replaces who it is (RFC 4511 4.2.1), and a new TLS session would cost
    /// more than the rest of a reset.
    pub(crate) async fn trial(&self, server: &Arc<Server>, dn: &str, password: &Secret) -> DirectoryResult<LdapResult> {
        let mut connection = self.controllers.connection(server, Use::Trial, false).await?;
        match connection.try_password(dn, password).await {
            Ok(result) => Ok(result),
            // It is the right one, so trying it twice counts against nobody.
            Err(Fault::NotSent(_) | Fault::Broken(_)) if !connection.fresh => {
                let mut connection = self.controllers.connection(server, Use::Trial, true).await?;
                connection.try_password(dn, password).await.map_err(|fault| fault.told())
            }
            Err(fault) => Err(fault.told()),
        }
    }
}

/// Whether a DNS name is that of the host with this short name.
fn is_host(dns_name: &str, short: &str) -> bool {
    dns_name.split('.').next().is_some_and(|label| label.eq_ignore_ascii_case(short))
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_domain::directory::PolicySource;

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

    fn policy(threshold: u32, window: i64) -> PasswordPolicy {
        PasswordPolicy {
            source: PolicySource::Domain,
            min_length: 7,
            max_length: None,
            complexity: true,
            history: 0,
            min_age_secs: 0,
            max_age_secs: None,
            lockout_threshold: threshold,
            lockout_secs: 1800,
            lockout_window_secs: window,
        }
    }
    fn counted(wrong: i64, secs_ago: i64) -> Count {
        Count { wrong, at: Some(NOW.plus_secs(-secs_ago)) }
    }
    fn refused(from: Option<i64>) -> DirectoryResult<()> {
        Err(DirectoryError::WouldLock { from: from.map(|secs| NOW.plus_secs(secs)) })
    }

    #[test]
    fn the_last_try_is_never_spent() {
        let three = policy(3, 600);
        assert_eq!(may_try(&three, &[counted(0, 0)], NOW), Ok(()));
        assert_eq!(may_try(&three, &[counted(1, 0)], NOW), Ok(()));
        assert_eq!(may_try(&three, &[counted(2, 60)], NOW), refused(Some(840)), "600 and the clocks' difference");
        assert_eq!(may_try(&three, &[counted(9, 60)], NOW), refused(Some(840)));
        assert_eq!(may_try(&three, &[counted(2, 899)], NOW), refused(Some(1)));
        assert_eq!(may_try(&three, &[counted(2, 900)], NOW), Ok(()), "it counts no more");
        assert_eq!(may_try(&policy(0, 600), &[counted(99, 0)], NOW), Ok(()), "no lock-out at all");
    }

    #[test]
    fn a_threshold_of_one_or_two_or_without_end() {
        assert_eq!(may_try(&policy(1, 600), &[counted(0, 0)], NOW), refused(None));
        assert_eq!(may_try(&policy(1, 600), &[Count { wrong: 0, at: None }], NOW), refused(None));
        assert_eq!(may_try(&policy(2, 600), &[Count { wrong: 0, at: None }], NOW), Ok(()));
        assert_eq!(may_try(&policy(2, 600), &[counted(1, 1)], NOW), refused(Some(899)));
        assert_eq!(may_try(&policy(3, 0), &[counted(2, 90_000)], NOW), refused(None));
        assert_eq!(may_try(&policy(3, 600), &[Count { wrong: 2, at: None }], NOW), refused(None));
    }

    #[test]
    fn the_highest_count_of_several_controllers() {
        let three = policy(3, 600);
        assert_eq!(may_try(&three, &[counted(0, 0), counted(2, 100)], NOW), refused(Some(800)));
        assert_eq!(may_try(&three, &[counted(2, 300), counted(2, 100)], NOW), refused(Some(800)));
        assert_eq!(may_try(&three, &[counted(1, 0), counted(2, 5000)], NOW), Ok(()));
    }

    #[test]
    fn short_names() {
        assert!(is_host("DC1.corp.example", "dc1") && is_host("dc1", "DC1"));
        assert!(!is_host("dc11.corp.example", "dc1") && !is_host("", "dc1"));
    }
}
