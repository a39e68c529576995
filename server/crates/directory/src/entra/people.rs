//! Who is in a tenant. There are no units in one: it is listed as a whole, and chosen from by groups.
//!
//! A cursor is the link that Graph gave for the next page, opaque as it is, so it survives a restart; it is looked at
//! again before our token goes there.

use super::graph::MOST_ON_A_PAGE;
use super::tenant::{Tenant, object};
use super::wire::{self, ENTRY, User};
use async_trait::async_trait;
use futures::stream::{StreamExt as _, TryStreamExt as _};
use latchkey_domain::directory::{Cursor, DirectoryError, DirectoryResult, Group, Page, PeopleSource, Subtree};
use latchkey_domain::ids::ObjectId;
use url::Url;

/// Requests for how many are in each group, at a time.
const AT_ONCE: usize = 4;

impl Tenant {
    async fn known(&self, subtrees: &[String]) -> DirectoryResult<()> {
        let whole = if subtrees.is_empty() { None } else { Some(self.graph.login.tenant().await?) };
        match subtrees.iter().find(|unit| Some(unit.as_str()) != whole) {
            Some(stranger) => Err(DirectoryError::NoSuchUnit { dn: stranger.clone() }),
            None => Ok(()),
        }
    }

    async fn people_of(&self, first: Url, cursor: Option<&Cursor>) -> DirectoryResult<(Page, u32)> {
        let url = match cursor {
            Some(cursor) => self.graph.link(&cursor.0)?,
            None => first,
        };
        let listed = self.graph.page::<User>(&url).await?;
        let whole = self.whole().await?;
        let around = whole.around();
        let entries: Vec<_> =
            listed.value.iter().filter(|user| user.is_person()).map(|user| user.entry(&around)).collect();
        let left_out = u32::try_from(listed.value.len() - entries.len()).unwrap_or(u32::MAX);
        Ok((Page { entries, next: listed.next.map(Cursor) }, left_out))
    }

    /// With how many of the page are nobody of ours.
    pub(super) async fn listed(&self, cursor: Option<&Cursor>, size: u32) -> DirectoryResult<(Page, u32)> {
        let size = size.clamp(1, MOST_ON_A_PAGE).to_string();
        self.people_of(self.graph.url(&["users"], &[("$select", ENTRY), ("$top", &size)])?, cursor).await
    }

    async fn counted(&self, path: &[&str], filter: &[(&str, &str)]) -> DirectoryResult<u32> {
        let query: Vec<_> =
            [("$count", "true"), ("$select", "id"), ("$top", "1")].into_iter().chain(filter.iter().copied()).collect();
        Ok(self.graph.page::<wire::Group>(&self.graph.url(path, &query)?).await?.count.unwrap_or(0))
    }
}

#[async_trait]
impl PeopleSource for Tenant {
    async fn subtrees(&self) -> DirectoryResult<Vec<Subtree>> {
        let id = self.graph.login.tenant().await?.to_owned();
        let name = self.graph.login.name.clone();
        Ok(vec![Subtree { id, dn: name.clone(), name, depth: 0, people: self.count(&[]).await? }])
    }

    /// Shared mailboxes and the like are counted with the people: telling them apart needs to read everybody.
    async fn count(&self, subtrees: &[String]) -> DirectoryResult<u32> {
        self.known(subtrees).await?;
        self.counted(&["users"], &[("$filter", "userType ne 'Guest'")]).await
    }

    async fn list(&self, subtrees: &[String], cursor: Option<&Cursor>, size: u32) -> DirectoryResult<Page> {
        self.known(subtrees).await?;
        Ok(self.listed(cursor, size).await?.0)
    }

    async fn groups(&self, text: &str, limit: u32) -> DirectoryResult<Vec<Group>> {
        let limit = limit.clamp(1, MOST_ON_A_PAGE);
        let (filter, top) =
            (format!("startswith(displayName,'{}')", text.trim().replace('\'', "''")), limit.to_string());
        let mut query = vec![("$select", "id,displayName"), ("$top", top.as_str())];
        if !text.trim().is_empty() {
            query.push(("$filter", &filter));
        }
        let found = self.graph.page::<wire::Group>(&self.graph.url(&["groups"], &query)?).await?.value;
        let group = |group: wire::Group| async move {
            let direct_members = self.counted(&["groups", &group.id, "members", "microsoft.graph.user"], &[]).await?;
            let name = group.display_name.unwrap_or_else(|| group.id.clone());
            Ok(Group { object_id: ObjectId(group.id.to_lowercase()), dn: name.clone(), name, direct_members })
        };
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        futures::stream::iter(found.into_iter().take(most)).map(group).buffered(AT_ONCE).try_collect().await
    }

    async fn members(&self, group: &ObjectId, cursor: Option<&Cursor>, size: u32) -> DirectoryResult<Page> {
        let (id, size) = (object(group)?, size.clamp(1, MOST_ON_A_PAGE).to_string());
        let path = ["groups", &id, "transitiveMembers", "microsoft.graph.user"];
        let query = [("$count", "true"), ("$select", ENTRY), ("$top", &size)];
        Ok(self.people_of(self.graph.url(&path, &query)?, cursor).await?.0)
    }
}
