//! Who is there: people page by page, units, groups with everybody who is in them by others.

use super::client::{Call, Fault};
use super::units::{is_all, tree};
use super::wire::{GroupRow, Groups, Member, Members, User, Users, page_fields};
use super::workspace::{CUSTOMER, Workspace};
use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _};
use latchkey_domain::directory::{Cursor, DirectoryError, DirectoryResult, Entry, Group, Page, PeopleSource, Subtree};
use latchkey_domain::ids::ObjectId;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The most that Google gives at once.
const MOST_PEOPLE: u32 = 500;
const MOST_MEMBERS: u32 = 200;
/// Members are named by id alone; so many are read at a time.
const AT_ONCE: usize = 8;
/// Names of groups are looked through in so many pages of 200.
const MOST_GROUP_PAGES: u32 = 50;
/// How often a listing begins again because its place in it is known no more (after three days).
const MOST_RESTARTS: u32 = 2;

/// Where a listing goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    token: String,
    restarts: u32,
    /// Of a group: everybody is in it, and the token is one of everybody.
    everybody: bool,
}

impl Place {
    fn read(cursor: Option<&Cursor>) -> DirectoryResult<Self> {
        let Some(cursor) = cursor else { return Ok(Self::default()) };
        serde_json::from_str(&cursor.0)
            .map_err(|_| DirectoryError::Other { detail: "a place in a listing that is none".to_owned() })
    }
    fn cursor(&self) -> Option<Cursor> {
        serde_json::to_string(self).ok().map(Cursor)
    }
    /// `None`: that was the last page.
    fn after(self, token: String) -> Option<Cursor> {
        (!token.is_empty()).then(|| Self { token, ..self }.cursor()).flatten()
    }
}

impl Workspace {
    async fn page_of_users(&self, token: &str, size: u32, fields: String) -> Result<Users, Fault> {
        let mut query = vec![
            ("customer", CUSTOMER.to_owned()),
            ("maxResults", size.clamp(1, MOST_PEOPLE).to_string()),
            ("projection", "full".to_owned()),
            ("fields", fields),
        ];
        if !token.is_empty() {
            query.push(("pageToken", token.to_owned()));
        }
        let answer = self.client.send(&Call::get(&["users"], query)).await?;
        answer.json().map_err(|error| Fault::Refused(super::answers::none(error)))
    }

    /// A page of everybody, from the beginning again where the place is known no more.
    async fn users_at(&self, mut place: Place, size: u32) -> DirectoryResult<(Users, Place)> {
        loop {
            match self.page_of_users(&place.token, size, page_fields()).await {
                Ok(users) => return Ok((users, place)),
                Err(Fault::PageGone { detail }) if place.restarts < MOST_RESTARTS => {
                    tracing::warn!(detail, "a listing begins again: its place is known no more");
                    place = Place { token: String::new(), restarts: place.restarts + 1, ..place };
                }
                Err(fault) => return Err(fault.of_reading()),
            }
        }
    }

    /// How many are in each unit, by its path. Guests are nobody's colleagues here.
    async fn people_by_path(&self) -> DirectoryResult<HashMap<String, u32>> {
        let (mut counts, mut token) = (HashMap::new(), String::new());
        loop {
            let fields = "nextPageToken,users(orgUnitPath,isGuestUser)".to_owned();
            let page = self.page_of_users(&token, MOST_PEOPLE, fields).await.map_err(Fault::of_reading)?;
            for user in page.users.into_iter().filter(is_listed) {
                *counts.entry(user.org_unit_path).or_insert(0) += 1;
            }
            token = page.next_page_token;
            if token.is_empty() {
                return Ok(counts);
            }
        }
    }

    fn entries<'a>(&self, users: impl Iterator<Item = &'a User>) -> DirectoryResult<Vec<Entry>> {
        users.map(|user| user.entry(self.config.recovery_addresses)).collect()
    }

    /// Of a member; `None`: of another customer, or gone meanwhile.
    async fn member(&self, member: Member) -> DirectoryResult<Option<Entry>> {
        match self.user(&member.id).await {
            Ok(user) if is_listed(&user) => user.entry(self.config.recovery_addresses).map(Some),
            Ok(_) | Err(DirectoryError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Guests sign in elsewhere, and nothing here is theirs to set.
const fn is_listed(user: &User) -> bool {
    !user.is_guest_user
}

#[async_trait]
impl PeopleSource for Workspace {
    async fn subtrees(&self) -> DirectoryResult<Vec<Subtree>> {
        let units = self.units().await?.organization_units;
        Ok(tree(&self.config.domain, &units, &self.people_by_path().await?))
    }

    async fn count(&self, subtrees: &[String]) -> DirectoryResult<u32> {
        let scope = self.scope(subtrees).await?;
        let counts = self.people_by_path().await?;
        Ok(counts.iter().filter(|(path, _)| scope.holds(path)).map(|(_, count)| count).sum())
    }

    fn covers(&self, subtrees: &[String], earlier: &[String]) -> bool {
        is_all(subtrees) || (!is_all(earlier) && earlier.iter().all(|unit| subtrees.contains(unit)))
    }

    /// A page may hold fewer than there are, or nobody, and still not be the last.
    async fn list(&self, subtrees: &[String], cursor: Option<&Cursor>, size: u32) -> DirectoryResult<Page> {
        let scope = self.scope(subtrees).await?;
        let (page, place) = self.users_at(Place::read(cursor)?, size).await?;
        let inside = page.users.iter().filter(|user| is_listed(user) && scope.holds(&user.org_unit_path));
        Ok(Page { entries: self.entries(inside)?, next: place.after(page.next_page_token) })
    }

    fn rewound(&self, cursor: &Cursor) -> Cursor {
        let place = Place::read(Some(cursor)).map(|place| Place { restarts: 0, ..place });
        place.ok().and_then(|place| place.cursor()).unwrap_or_else(|| cursor.clone())
    }

    async fn groups(&self, text: &str, limit: u32) -> DirectoryResult<Vec<Group>> {
        let (text, limit) = (text.trim().to_lowercase(), usize::try_from(limit).unwrap_or(usize::MAX));
        let (mut found, mut token) = (Vec::new(), String::new());
        for _ in 0..MOST_GROUP_PAGES {
            let mut query = vec![("customer", CUSTOMER.to_owned()), ("maxResults", MOST_MEMBERS.to_string())];
            if !token.is_empty() {
                query.push(("pageToken", token));
            }
            let page: Groups = self.client.read(&Call::get(&["groups"], query)).await?;
            let begins = |name: &str| name.to_lowercase().starts_with(&text);
            let wanted = page.groups.into_iter().filter(|row| begins(&row.name) || begins(&row.email));
            found.extend(wanted.map(group));
            token = page.next_page_token;
            if token.is_empty() || found.len() >= limit {
                break;
            }
        }
        found.truncate(limit);
        Ok(found)
    }

    async fn members(&self, group: &ObjectId, cursor: Option<&Cursor>, size: u32) -> DirectoryResult<Page> {
        let place = Place::read(cursor)?;
        if !place.everybody {
            if matches!(group.as_str(), "" | "." | "..") {
                return Err(DirectoryError::NotFound);
            }
            let mut query = vec![
                ("includeDerivedMembership", "true".to_owned()),
                ("maxResults", size.clamp(1, MOST_MEMBERS).to_string()),
            ];
            if !place.token.is_empty() {
                query.push(("pageToken", place.token.clone()));
            }
            let page: Members = self.client.read(&Call::get(&["groups", group.as_str(), "members"], query)).await?;
            // who is everybody needs no other
            if !page.members.iter().any(|member| member.r#type == "CUSTOMER") {
                let people = page.members.into_iter().filter(|member| member.r#type == "USER");
                let entries = futures::stream::iter(people.map(|member| self.member(member))).buffered(AT_ONCE);
                let entries: Vec<Option<Entry>> = entries.try_collect().await?;
                let entries = entries.into_iter().flatten().collect();
                return Ok(Page { entries, next: place.after(page.next_page_token) });
            }
        }
        let from = if place.everybody { place } else { Place { everybody: true, ..Place::default() } };
        let (page, place) = self.users_at(from, size).await?;
        let entries = self.entries(page.users.iter().filter(|user| is_listed(user)))?;
        Ok(Page { entries, next: place.after(page.next_page_token) })
    }
}

fn group(row: GroupRow) -> Group {
    // a number in quotation marks, as Google writes those of 64 bits
    let count = row.direct_members_count.as_str().and_then(|text| text.parse().ok());
    Group { object_id: ObjectId(row.id), dn: row.email, name: row.name, direct_members: count.unwrap_or(0) }
}
