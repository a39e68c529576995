//! Groups, and the people in them.

use super::account;
use super::directory::LdapDirectory;
use super::facts::Remembered;
use super::members::{self, Members, Slice};
use crate::ldap::{Ask, Fault, LdapConnection, Row, answers, dn, locked, reading};
use latchkey_domain::directory::{Cursor, DirectoryError, DirectoryResult, Group, Page};
use latchkey_domain::ids::ObjectId;
use ldap3::{Scope, ldap_escape};
use std::sync::Arc;

/// The next page of a group asks for its members again.
const MEMBERS_SECS: i64 = 60;
/// People of a page are read one by one.
const MOST_READS: u32 = 500;
/// How many names for signing in stand in one filter.
const LOGINS: usize = 50;
/// What a group may be told by, besides the attribute that people are.
const IDS: [&str; 3] = ["entryUUID", "nsUniqueId", "ipaUniqueID"];

impl LdapDirectory {
    pub(super) async fn search_groups(&self, text: &str, limit: u32) -> DirectoryResult<Vec<Group>> {
        let text = text.trim();
        if limit == 0 || text.contains('\0') {
            return Ok(Vec::new());
        }
        let filter = match text {
            "" => self.schema.group_filter.clone(),
            _ => format!("(&{}(cn={}*))", self.schema.group_filter, ldap_escape(text)),
        };
        let (rows, _) = reading!(self.servers, None, connection => self.group_rows(&mut connection, &filter, limit));
        let mut groups: Vec<Group> = rows.iter().filter_map(|row| self.group(row)).collect();
        groups.sort_by_cached_key(|group| group.name.to_lowercase());
        Ok(groups)
    }

    async fn group_rows(&self, connection: &mut LdapConnection, filter: &str, limit: u32) -> Result<Vec<Row>, Fault> {
        let root = connection.root.clone();
        let mut attributes = self.schema.member_attributes();
        attributes.extend(IDS);
        attributes.extend([self.schema.id.as_str(), "cn"]);
        let ask = Ask { base: &root.base, scope: Scope::Subtree, filter, attributes: &attributes };
        connection.search_some(ask, limit).await
    }

    fn group(&self, row: &Row) -> Option<Group> {
        let id = std::iter::once(self.schema.id.as_str()).chain(IDS).find_map(|name| account::id(row, name))?;
        Some(Group {
            object_id: ObjectId(id.to_owned()),
            dn: row.dn.clone(),
            name: row.text("cn").map_or_else(|| dn::name(&row.dn), str::to_owned),
            direct_members: members::count(row, &self.schema),
        })
    }

    pub(super) async fn page_of_members(
        &self,
        group: &ObjectId,
        cursor: Option<&Cursor>,
        size: u32,
    ) -> DirectoryResult<Page> {
        let size = usize::try_from(size.clamp(1, MOST_READS)).unwrap_or(1);
        let (page, _) =
            reading!(self.servers, None, connection => self.members_on(&mut connection, group, cursor, size));
        let (rows, next) = page;
        Ok(Page { entries: self.entries(&rows).await?, next })
    }

    async fn members_on(
        &self,
        connection: &mut LdapConnection,
        group: &ObjectId,
        cursor: Option<&Cursor>,
        size: usize,
    ) -> Result<(Vec<Row>, Option<Cursor>), Fault> {
        let members = self.members_of(connection, group).await?;
        let Slice { dns, logins, next } = members.slice(cursor, size);
        let mut rows = Vec::with_capacity(dns.len());
        for name in &dns {
            rows.extend(self.person_at(connection, name).await?);
        }
        for logins in logins.chunks(LOGINS) {
            rows.extend(self.people_called(connection, logins).await?);
        }
        Ok((rows, next))
    }

    async fn members_of(&self, connection: &mut LdapConnection, group: &ObjectId) -> Result<Arc<Members>, Fault> {
        let remembered: &Remembered<_> = &self.facts.members;
        if let Some((_, (_, known))) =
            locked(remembered).as_ref().filter(|(at, (id, _))| id == group && self.is_recent(*at, MEMBERS_SECS))
        {
            return Ok(known.clone());
        }
        let value = ldap_escape(group.as_str());
        let ids = std::iter::once(self.schema.id.as_str()).chain(IDS);
        let terms: String = ids.map(|name| format!("({name}={value})")).collect();
        let filter = format!("(&{}(|{terms}))", self.schema.group_filter);
        let row = self.group_rows(connection, &filter, 1).await?.into_iter().next().ok_or(DirectoryError::NotFound)?;
        let members = Arc::new(members::of_groups(connection, &self.schema, &[row.dn]).await?);
        *locked(remembered) = Some((self.servers.clock.now(), (group.clone(), members.clone())));
        Ok(members)
    }

    /// Whoever has this name, if that is a person: groups also name what is gone, elsewhere, or no name at all.
    async fn person_at(&self, connection: &mut LdapConnection, name: &str) -> Result<Option<Row>, Fault> {
        let root = connection.root.clone();
        if !dn::is_within(name, &root.base) {
            return Ok(None);
        }
        let (filter, attributes) = (self.people(""), account::entry_attributes(&self.schema));
        let ask = Ask { base: name, scope: Scope::Base, filter: &filter, attributes: &attributes };
        match connection.search(ask).await {
            Ok(rows) => Ok(rows.into_iter().next()),
            Err(Fault::Answer(result)) if !matches!(result.rc, answers::BUSY | answers::UNAVAILABLE) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    async fn people_called(&self, connection: &mut LdapConnection, logins: &[String]) -> Result<Vec<Row>, Fault> {
        let root = connection.root.clone();
        let terms: String =
            logins.iter().map(|login| format!("({}={})", self.schema.login, ldap_escape(login.as_str()))).collect();
        let (filter, attributes) = (self.people(&format!("(|{terms})")), account::entry_attributes(&self.schema));
        connection
            .search_paged(Ask { base: &root.base, scope: Scope::Subtree, filter: &filter, attributes: &attributes })
            .await
    }
}
