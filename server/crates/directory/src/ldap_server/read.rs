//! Reading people, their state and their policy, and what is remembered of the directory meanwhile.

use super::directory::LdapDirectory;
use super::facts::POLICIES_SECS;
use super::policy::{self, Rules};
use super::{account, root};
use crate::ldap::{Ask, Fault, LdapConnection, Row, dn, locked, reading};
use latchkey_domain::Timestamp;
use latchkey_domain::directory::{AccountState, DirectoryError, DirectoryResult, Entry, PasswordPolicy};
use latchkey_domain::ids::ObjectId;
use ldap3::{Scope, ldap_escape};
use std::sync::Arc;

/// One account with everything that decisions need.
pub(super) struct Account {
    pub(super) entry: Entry,
    pub(super) state: AccountState,
    pub(super) rules: Arc<Rules>,
    /// When wrong passwords were counted.
    pub(super) failures: Vec<Timestamp>,
}

impl LdapDirectory {
    pub(super) fn is_recent(&self, at: Timestamp, secs: i64) -> bool {
        self.servers.clock.now().since(at) < secs * 1000
    }

    /// A filter for the people of whom `term` is true.
    pub(super) fn people(&self, term: &str) -> String {
        format!("(&{}{term})", self.schema.people_filter)
    }

    pub(super) async fn default_rules(&self, connection: &mut LdapConnection) -> Result<Arc<Rules>, Fault> {
        self.facts.locks.learn(self.schema.has_locks && root::has_ppolicy(&connection.root));
        if let Some((_, known)) =
            locked(&self.facts.default).as_ref().filter(|(at, _)| self.is_recent(*at, POLICIES_SECS))
        {
            return Ok(known.clone());
        }
        let rules = Arc::new(policy::default(connection).await?);
        *locked(&self.facts.default) = Some((self.servers.clock.now(), rules.clone()));
        Ok(rules)
    }

    async fn rules_of(&self, connection: &mut LdapConnection, row: &Row) -> Result<Arc<Rules>, Fault> {
        let Some(name) = account::policy_dn(row) else { return self.default_rules(connection).await };
        self.facts.locks.learn(self.schema.has_locks && root::has_ppolicy(&connection.root));
        let key = dn::key(name);
        let known = locked(&self.facts.policies)
            .get(&key)
            .filter(|(at, _)| self.is_recent(*at, POLICIES_SECS))
            .map(|(_, rules)| rules.clone());
        if let Some(known) = known {
            return Ok(known);
        }
        let rules = Arc::new(policy::of_entry(connection, name).await?);
        locked(&self.facts.policies).insert(key, (self.servers.clock.now(), rules.clone()));
        Ok(rules)
    }

    /// The row of a person; whatever else has this id is not found, and neither is one of two.
    pub(super) async fn row(
        &self,
        connection: &mut LdapConnection,
        id: &ObjectId,
        attributes: &[&str],
    ) -> Result<Row, Fault> {
        let root = connection.root.clone();
        let filter = self.people(&format!("({}={})", self.schema.id, ldap_escape(id.as_str())));
        let ask = Ask { base: &root.base, scope: Scope::Subtree, filter: &filter, attributes };
        let mut rows = connection.search(ask).await?.into_iter();
        match (rows.next(), rows.next()) {
            (Some(row), None) => Ok(row),
            (None, _) => Err(DirectoryError::NotFound.into()),
            (Some(_), Some(_)) => {
                let detail = format!("two entries have the same {}: it is no immutable ID", self.schema.id);
                Err(DirectoryError::Misconfigured { detail }.into())
            }
        }
    }

    pub(super) async fn account(&self, connection: &mut LdapConnection, id: &ObjectId) -> Result<Account, Fault> {
        let row = self.row(connection, id, &account::all_attributes(&self.schema)).await?;
        let rules = self.rules_of(connection, &row).await?;
        let protected = self.protected(connection).await?;
        let entry = account::entry(&row, &self.schema, false).ok_or(DirectoryError::NotFound)?;
        let protected = protected.covers(&entry.dn, &entry.login);
        let (name, now) = (connection.name(), self.servers.clock.now());
        let state = account::state(&row, &rules.policy, protected, name, now);
        Ok(Account { entry: Entry { protected, ..entry }, state, rules, failures: account::failures(&row) })
    }

    /// The row after a write, for its state: what the write cannot have changed is known from before.
    pub(super) async fn row_after(&self, connection: &mut LdapConnection, before: &Account) -> Result<Row, Fault> {
        let mut attributes = account::state_attributes();
        attributes.push(&self.schema.id);
        let moved = || DirectoryError::NotFound;
        let row = connection.read(&before.entry.dn, &attributes).await?.ok_or_else(moved)?;
        // under this name there may be somebody else by now
        let same = account::id(&row, &self.schema.id) == Some(before.entry.object_id.as_str());
        if same { Ok(row) } else { self.row(connection, &before.entry.object_id, &attributes).await }
    }

    pub(super) async fn read_state_and_policy(&self, id: &ObjectId) -> DirectoryResult<(AccountState, PasswordPolicy)> {
        let (account, _) = reading!(self.servers, Some(id), connection => self.account(&mut connection, id));
        Ok((account.state, account.rules.policy.clone()))
    }

    /// Of the base's own entry: it stays when servers and what we call it change.
    pub(super) async fn read_id_of_base(&self) -> DirectoryResult<Option<String>> {
        const IDS: [&str; 2] = ["entryUUID", "nsUniqueId"];
        let (row, _) = reading!(self.servers, None, connection => read_base(&mut connection, &IDS));
        let row = row.ok_or_else(|| DirectoryError::Misconfigured {
            detail: "there is nothing at the search base, or it is closed to the service account".to_owned(),
        })?;
        Ok(IDS.into_iter().find_map(|name| account::id(&row, name)).map(str::to_owned))
    }
}

/// The base's own entry.
pub(super) async fn read_base(connection: &mut LdapConnection, attributes: &[&str]) -> Result<Option<Row>, Fault> {
    let root = connection.root.clone();
    connection.read(&root.base, attributes).await
}
