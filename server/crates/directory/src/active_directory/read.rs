//! Reading people, their state and their policy, and what is remembered of the domain meanwhile.

use super::account::{self, COMPUTED, ENTRY, MEMBERSHIP, NORMAL_ACCOUNT, PEOPLE, RESULTANT_PSO, STATE};
use super::connection::{Ask, Fault, LdapConnection};
use super::domain_controllers::{locked, reading};
use super::policy::{self, Domain};
use super::row::{Row, is_guid};
use super::{ActiveDirectory, protected};
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
        let netbios = netbios(connection, &root.base, root.configuration.as_deref()).await?;
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

    async fn entry_on(&self, connection: &mut LdapConnection, id: &ObjectId) -> Result<Entry, Fault> {
        let row = self.row(connection, id, &[&ENTRY, &MEMBERSHIP]).await?;
        let protected = self.is_protected(connection, &row).await?;
        Ok(account::entry(&row, protected).ok_or(DirectoryError::NotFound)?)
    }

    async fn policy_on(&self, connection: &mut LdapConnection, id: &ObjectId) -> Result<PasswordPolicy, Fault> {
        let row = self.row(connection, id, &[&["sAMAccountType"], &RESULTANT_PSO]).await?;
        self.policy_of(connection, &row).await
    }

    pub(crate) async fn read_entry(&self, id: &ObjectId) -> DirectoryResult<Entry> {
        let (entry, _) = reading!(self.controllers, Some(id), connection => self.entry_on(&mut connection, id));
        Ok(entry)
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

    /// `anna`, `CORP\anna`, `anna@corp.example` (with or without a userPrincipalName) or a mail
    /// address. A name that could mean two people means nobody.
    pub(crate) async fn find_by_name(&self, typed: &str) -> DirectoryResult<Option<Entry>> {
        let typed = typed.trim();
        if typed.is_empty() || typed.chars().count() > 256 || typed.contains('\0') {
            return Ok(None);
        }
        let (found, _) = reading!(self.controllers, None, connection => self.find_on(&mut connection, typed));
        Ok(found)
    }

    async fn find_on(&self, connection: &mut LdapConnection, typed: &str) -> Result<Option<Entry>, Fault> {
        let (prefix, name) = match typed.split_once('\\') {
            Some((prefix, name)) if !prefix.is_empty() && !name.is_empty() => (Some(prefix), name),
            _ => (None, typed),
        };
        let name_in_filter = ldap_escape(name);
        let mut terms = format!("(sAMAccountName={name_in_filter})");
        let here = name
            .rsplit_once('@')
            .filter(|(_, domain)| domain.eq_ignore_ascii_case(&self.controllers.config.domain))
            .map(|(local, _)| local);
        if prefix.is_none() {
            terms.push_str(&format!("(userPrincipalName={name_in_filter})(mail={name_in_filter})"));
            if let Some(local) = here.filter(|local| !local.is_empty()) {
                terms.push_str(&format!("(sAMAccountName={})", ldap_escape(local)));
            }
        }
        let filter = format!("(&{PEOPLE}(|{terms}))");
        let root = connection.root.clone();
        let attributes = ["objectGUID", "sAMAccountName", "userPrincipalName", "mail"];
        let rows = connection
            .search_some(Ask { base: &root.base, scope: Scope::Subtree, filter: &filter, attributes: &attributes }, 20)
            .await?;
        let chosen = the_one(&rows, name, here);
        let Some(id) = chosen else { return Ok(None) };
        let entry = match self.entry_on(connection, &id).await {
            Err(Fault::Told(DirectoryError::NotFound)) => return Ok(None),
            other => other?,
        };
        let domain = self.domain(connection).await?;
        let ours = |prefix: &str| {
            same(&self.controllers.config.domain, prefix)
                || domain.netbios.as_deref().is_none_or(|netbios| same(netbios, prefix))
        };
        Ok(prefix.is_none_or(ours).then_some(entry))
    }

    pub(crate) async fn search_people(&self, text: &str, limit: u32) -> DirectoryResult<Vec<Entry>> {
        let text = text.trim();
        if limit == 0 || text.contains('\0') {
            return Ok(Vec::new());
        }
        let start = ldap_escape(text);
        let terms: String = ["displayName", "cn", "sAMAccountName", "givenName", "sn", "userPrincipalName", "mail"]
            .iter()
            .map(|attribute| format!("({attribute}={start}*)"))
            .collect();
        let filter = if text.is_empty() { format!("(&{PEOPLE})") } else { format!("(&{PEOPLE}(|{terms}))") };
        let (mut people, _) =
            reading!(self.controllers, None, connection => self.people_on(&mut connection, &filter, limit));
        people.sort_by_cached_key(|entry| entry.display_name.to_lowercase());
        Ok(people)
    }

    async fn people_on(&self, connection: &mut LdapConnection, filter: &str, limit: u32) -> Result<Vec<Entry>, Fault> {
        let root = connection.root.clone();
        let rows = connection
            .search_some(Ask { base: &root.base, scope: Scope::Subtree, filter, attributes: &ENTRY }, limit)
            .await?;
        self.entries(connection, &rows).await
    }

    /// Entries of many rows at once, with the protected ones marked from the remembered set.
    pub(crate) async fn entries(&self, connection: &mut LdapConnection, rows: &[Row]) -> Result<Vec<Entry>, Fault> {
        let protected = self.protected_people(connection).await?;
        Ok(rows.iter().filter_map(|row| marked(row, &protected)).collect())
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

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// Whom a name means: first whom AD itself would sign in by it, the mail address last. Two
/// people of one rank: nobody.
fn the_one(rows: &[Row], name: &str, local: Option<&str>) -> Option<ObjectId> {
    let ranks = [
        ("sAMAccountName", Some(name)),
        ("userPrincipalName", Some(name)),
        ("sAMAccountName", local),
        ("mail", Some(name)),
    ];
    for (attribute, value) in ranks {
        let Some(value) = value else { continue };
        let mut matching = rows.iter().filter(|row| row.text(attribute).is_some_and(|text| same(text, value)));
        match (matching.next(), matching.next()) {
            (Some(one), None) => return account::object_id(one),
            (Some(_), Some(_)) => return None,
            (None, _) => {}
        }
    }
    // The server compares more loosely than we do (width, accents): a single match is a match.
    if let [one] = rows { account::object_id(one) } else { None }
}

pub(crate) fn marked(row: &Row, protected: &HashSet<String>) -> Option<Entry> {
    // Without tokenGroups in the row only the positive answer counts.
    let by_row = account::protected_by_row(row) == Some(true);
    account::entry(row, by_row || protected.contains(&row.dn.to_lowercase()))
}
