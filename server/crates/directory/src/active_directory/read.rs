//! Reading people, their state and their policy, and what is remembered of the domain meanwhile.

use super::account::{self, COMPUTED, ENTRY, MEMBERSHIP, NORMAL_ACCOUNT, RESULTANT_PSO, STATE};
use super::policy::{self, Domain};
use super::{ActiveDirectory, protected, root};
use crate::active_directory::ids::is_guid;
use crate::ldap::Row;
use crate::ldap::{Ask, Fault, LdapConnection};
use crate::ldap::{locked, reading};
use latchkey_domain::Timestamp;
use latchkey_domain::directory::{AccountState, DirectoryError, DirectoryResult, Entry, PasswordPolicy};
use latchkey_domain::ids::ObjectId;
use ldap3::{Scope, ldap_escape};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

/// Policies change rarely, and what they say is judged again by the server.
const FACTS_SECS: i64 = 60;

type Remembered<T> = Mutex<Option<(Timestamp, T)>>;

/// What is remembered for a minute.
#[derive(Default)]
pub(crate) struct Facts {
    domain: Remembered<Arc<Domain>>,
    psos: Mutex<HashMap<String, (Timestamp, Option<PasswordPolicy>)>>,
    protected: Remembered<Arc<HashSet<String>>>,
}

impl Facts {
    pub(crate) fn forget_policies(&self) {
        *locked(&self.domain) = None;
        locked(&self.psos).clear();
    }
}

/// One account with everything that decisions need.
pub(crate) struct Account {
    pub(crate) entry: Entry,
    pub(crate) state: AccountState,
    pub(crate) policy: PasswordPolicy,
    /// A lock was set at some time and not taken off, whether it has ended by itself or not.
    pub(crate) was_locked: bool,
}

/// The name by which a write or read reaches exactly this object, wherever it was moved to
/// (MS-ADTS 3.1.1.3.1.2.4).
pub(crate) fn guid_dn(id: &ObjectId) -> DirectoryResult<String> {
    if is_guid(id.as_str()) { Ok(format!("<GUID={id}>")) } else { Err(DirectoryError::NotFound) }
}

impl ActiveDirectory {
    fn is_recent(&self, at: Timestamp) -> bool {
        self.controllers.clock.now().since(at) < FACTS_SECS * 1000
    }

    pub(crate) async fn domain(&self, connection: &mut LdapConnection) -> Result<Arc<Domain>, Fault> {
        if let Some((_, domain)) = locked(&self.facts.domain).as_ref().filter(|(at, _)| self.is_recent(*at)) {
            return Ok(domain.clone());
        }
        let root = connection.root.clone();
        let row = connection.read(&root.base, &policy::DOMAIN).await?;
        let row = row.ok_or_else(|| DirectoryError::NotPermitted { right: "Read (the domain object)".to_owned() })?;
        let netbios = netbios(connection, &root.base, root::configuration(&root)).await?;
        let domain = Arc::new(policy::of_domain(&row, netbios)?);
        *locked(&self.facts.domain) = Some((self.controllers.clock.now(), domain.clone()));
        Ok(domain)
    }

    /// The domain's `objectSid`: it stays when names and servers change (MS-ADTS 3.1.1.1.3).
    pub(crate) async fn read_domain_id(&self) -> DirectoryResult<Option<String>> {
        let (domain, _) = reading!(self.controllers, None, connection => self.domain(&mut connection));
        Ok(Some(domain.sid.hex()))
    }

    pub(crate) async fn policy_of(&self, connection: &mut LdapConnection, row: &Row) -> Result<PasswordPolicy, Fault> {
        let domain = self.domain(connection).await?;
        let Some(pso) = row.text("msDS-ResultantPSO") else { return Ok(domain.policy.clone()) };
        let known =
            locked(&self.facts.psos).get(pso).filter(|(at, _)| self.is_recent(*at)).map(|(_, policy)| policy.clone());
        let contents = match known {
            Some(contents) => contents,
            None => {
                let read = connection.read(pso, &policy::PSO).await?;
                let contents = read.as_ref().and_then(policy::of_pso);
                locked(&self.facts.psos).insert(pso.to_owned(), (self.controllers.clock.now(), contents.clone()));
                contents
            }
        };
        Ok(contents.unwrap_or_else(|| policy::of_closed_pso(pso, &domain.policy)))
    }

    /// The row of a person; whatever else has this id is not found.
    pub(crate) async fn row(
        &self,
        connection: &mut LdapConnection,
        id: &ObjectId,
        parts: &[&[&str]],
    ) -> Result<Row, Fault> {
        let row = connection.read(&guid_dn(id)?, &parts.concat()).await?.ok_or(DirectoryError::NotFound)?;
        if row.int("sAMAccountType") == Some(NORMAL_ACCOUNT) { Ok(row) } else { Err(DirectoryError::NotFound.into()) }
    }

    async fn is_protected(&self, connection: &mut LdapConnection, row: &Row) -> Result<bool, Fault> {
        if let Some(known) = account::protected_by_row(row) {
            return Ok(known);
        }
        let domain = self.domain(connection).await?;
        protected::is_member(connection, &domain.sid, &row.dn).await
    }

    /// Everything, with the state as the server works it out.
    pub(crate) async fn account(&self, connection: &mut LdapConnection, id: &ObjectId) -> Result<Account, Fault> {
        self.account_with(connection, id, &[&ENTRY, &MEMBERSHIP, &STATE, &COMPUTED, &RESULTANT_PSO]).await
    }

    /// Everything that a write is judged by; the state worked out here wherever the policy is open.
    pub(crate) async fn account_to_write(
        &self,
        connection: &mut LdapConnection,
        id: &ObjectId,
    ) -> Result<Account, Fault> {
        let account = self.account_with(connection, id, &[&ENTRY, &MEMBERSHIP, &STATE, &RESULTANT_PSO]).await?;
        if account.policy.is_certain() { Ok(account) } else { self.account(connection, id).await }
    }

    async fn account_with(
        &self,
        connection: &mut LdapConnection,
        id: &ObjectId,
        parts: &[&[&str]],
    ) -> Result<Account, Fault> {
        let row = self.row(connection, id, parts).await?;
        let policy = self.policy_of(connection, &row).await?;
        let protected = self.is_protected(connection, &row).await?;
        let state = account::state(&row, &policy, protected, connection.name(), self.controllers.clock.now());
        let entry = account::entry(&row, protected).ok_or(DirectoryError::NotFound)?;
        Ok(Account { entry, state, policy, was_locked: row.int("lockoutTime").is_some_and(|at| at != 0) })
    }

    /// The state after a write, and the DN. What the write cannot have changed is taken from before.
    pub(crate) async fn state_after(
        &self,
        connection: &mut LdapConnection,
        id: &ObjectId,
        before: &Account,
    ) -> Result<(AccountState, String), Fault> {
        let computed: &[&str] = if before.policy.is_certain() { &[] } else { &COMPUTED };
        let row = self.row(connection, id, &[&["sAMAccountType"], &STATE, computed]).await?;
        let state = account::state(
            &row,
            &before.policy,
            before.state.protected,
            connection.name(),
            self.controllers.clock.now(),
        );
        Ok((state, row.dn))
    }

    async fn policy_on(&self, connection: &mut LdapConnection, id: &ObjectId) -> Result<PasswordPolicy, Fault> {
        let row = self.row(connection, id, &[&["sAMAccountType"], &RESULTANT_PSO]).await?;
        self.policy_of(connection, &row).await
    }

    pub(crate) async fn read_policy(&self, id: &ObjectId) -> DirectoryResult<PasswordPolicy> {
        let (policy, _) = reading!(self.controllers, Some(id), connection => self.policy_on(&mut connection, id));
        Ok(policy)
    }
    pub(crate) async fn read_state(&self, id: &ObjectId) -> DirectoryResult<AccountState> {
        Ok(self.read_state_and_policy(id).await?.0)
    }
    pub(crate) async fn read_state_and_policy(&self, id: &ObjectId) -> DirectoryResult<(AccountState, PasswordPolicy)> {
        let (account, _) = reading!(self.controllers, Some(id), connection => self.account(&mut connection, id));
        Ok((account.state, account.policy))
    }

    fn known_protected(&self) -> Option<Arc<HashSet<String>>> {
        locked(&self.facts.protected).as_ref().filter(|(at, _)| self.is_recent(*at)).map(|(_, set)| set.clone())
    }

    /// The DNs of protected people, asked on a connection only if they are not remembered.
    pub(crate) async fn protected(&self) -> DirectoryResult<Arc<HashSet<String>>> {
        if let Some(known) = self.known_protected() {
            return Ok(known);
        }
        let (protected, _) = reading!(self.controllers, None, connection => self.protected_people(&mut connection));
        Ok(protected)
    }

    pub(crate) async fn protected_people(
        &self,
        connection: &mut LdapConnection,
    ) -> Result<Arc<HashSet<String>>, Fault> {
        if let Some(known) = self.known_protected() {
            return Ok(known);
        }
        let domain = self.domain(connection).await?;
        let set = Arc::new(protected::people(connection, &domain.sid).await?);
        *locked(&self.facts.protected) = Some((self.controllers.clock.now(), set.clone()));
        Ok(set)
    }
}

/// The domain's short name, from the forest's list of domains (MS-ADTS 6.1.1.2.1.1.1).
async fn netbios(
    connection: &mut LdapConnection,
    base: &str,
    configuration: Option<&str>,
) -> Result<Option<String>, Fault> {
    let Some(configuration) = configuration else { return Ok(None) };
    let partitions = format!("CN=Partitions,{configuration}");
    let filter = format!("(&(objectClass=crossRef)(nCName={}))", ldap_escape(base));
    let ask = Ask { base: &partitions, scope: Scope::OneLevel, filter: &filter, attributes: &["nETBIOSName"] };
    match connection.search(ask).await {
        Ok(rows) => Ok(rows.first().and_then(|row| row.text("nETBIOSName")).map(str::to_owned)),
        Err(Fault::Answer(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

pub(crate) fn marked(row: &Row, protected: &HashSet<String>) -> Option<Entry> {
    // Without tokenGroups in the row only the positive answer counts.
    let by_row = account::protected_by_row(row) == Some(true);
    account::entry(row, by_row || protected.contains(&row.dn.to_lowercase()))
}
