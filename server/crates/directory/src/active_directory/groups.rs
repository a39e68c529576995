//! Groups, and the people in them through however many other groups.

use super::list::search;
use super::read::guid_dn;
use super::{ActiveDirectory, account, protected};
use crate::ldap::Row;
use crate::ldap::reading;
use crate::ldap::{Ask, Fault, LdapConnection};
use latchkey_domain::directory::{Cursor, DirectoryError, DirectoryResult, Group, Page};
use latchkey_domain::ids::ObjectId;
use ldap3::{Scope, ldap_escape};

impl ActiveDirectory {
    pub(crate) async fn search_groups(&self, text: &str, limit: u32) -> DirectoryResult<Vec<Group>> {
        let text = text.trim();
        if limit == 0 || text.contains('\0') {
            return Ok(Vec::new());
        }
        let start = ldap_escape(text);
        let filter = match text {
            "" => "(objectCategory=group)".to_owned(),
            _ => format!("(&(objectCategory=group)(|(cn={start}*)(sAMAccountName={start}*)))"),
        };
        let (mut groups, _) =
            reading!(self.controllers, None, connection => groups_on(&mut connection, &filter, limit));
        groups.sort_by_cached_key(|group| group.name.to_lowercase());
        Ok(groups)
    }

    /// The groups are asked for again with each page, in one question: what is nested is not remembered for the caller.
    pub(crate) async fn page_of_members(
        &self,
        group: &ObjectId,
        cursor: Option<&Cursor>,
        size: u32,
    ) -> DirectoryResult<Page> {
        let (mut groups, _) = reading!(self.controllers, None, connection => nested(&mut connection, group));
        // the cursor counts in this order
        groups.sort();
        let searches = protected::members_of(&groups).iter().map(|term| search(None, term)).collect();
        self.page_of_searches(searches, cursor, size).await
    }
}

/// The group and all within it, by the server's transitive rule, which also survives circles. The people are then
/// those directly in any of them: the transitive rule over all people is ten times slower.
async fn nested(connection: &mut LdapConnection, group: &ObjectId) -> Result<Vec<(String, Option<u32>)>, Fault> {
    let attributes = ["objectSid", "objectClass"];
    let row = connection.read(&guid_dn(group)?, &attributes).await?.ok_or(DirectoryError::NotFound)?;
    if !row.texts("objectClass").any(|class| class.eq_ignore_ascii_case("group")) {
        return Err(DirectoryError::NotFound.into());
    }
    let root = connection.root.clone();
    protected::closure(connection, &root.base, std::slice::from_ref(&row)).await
}

async fn groups_on(connection: &mut LdapConnection, filter: &str, limit: u32) -> Result<Vec<Group>, Fault> {
    let root = connection.root.clone();
    let attributes = ["objectGUID", "cn", "sAMAccountName", "member"];
    let rows = connection
        .search_some(Ask { base: &root.base, scope: Scope::Subtree, filter, attributes: &attributes }, limit)
        .await?;
    let mut groups = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(object_id) = account::object_id(row) else { continue };
        let name = row.text("cn").or_else(|| row.text("sAMAccountName")).unwrap_or_default().to_owned();
        groups.push(Group {
            object_id,
            dn: row.dn.clone(),
            name,
            direct_members: count_members(connection, row).await?,
        });
    }
    Ok(groups)
}

/// AD gives 1,500 values of `member` at a time, the rest by range.
async fn count_members(connection: &mut LdapConnection, row: &Row) -> Result<u32, Fault> {
    let (values, mut next) = row.ranged("member");
    let mut count = values.len();
    while let Some(start) = next {
        let attribute = format!("member;range={start}-*");
        let Some(more) = connection.read(&row.dn, &[attribute.as_str()]).await? else { break };
        let (values, after) = more.ranged("member");
        count += values.len();
        next = after.filter(|after| *after > start);
    }
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
