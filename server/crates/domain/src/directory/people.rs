//! Who is in a directory: its people page by page, its units and its groups. What an import and the
//! console ask for; it writes nothing and knows no passwords.

use super::{DirectoryResult, Elsewhere};
use crate::ids::ObjectId;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// An account as the directory describes it. Everything but `object_id` may change under us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub object_id: ObjectId,
    pub dn: String,
    /// `sAMAccountName`; for others the short name that people type.
    pub login: String,
    /// `userPrincipalName`, if any.
    pub upn: Option<String>,
    pub display_name: String,
    pub mail: Option<String>,
    pub phone: Option<String>,
    /// Whom the directory names as their manager.
    #[serde(default)]
    pub manager_dn: Option<String>,
    /// `preferredLanguage` as it is written there (BCP 47; RFC 2798, 2.7).
    #[serde(default)]
    pub preferred_language: Option<String>,
    /// The immutable id of the account in another directory that this one was made from: of a tenant whose accounts
    /// come from a domain, `onPremisesImmutableId`. Whoever can write it there decides whose account this is taken for,
    /// so it counts only together with what an administrator allowed.
    #[serde(default)]
    pub same_as: Option<ObjectId>,
    /// The password of this account is set in another directory, and cannot be set here.
    #[serde(default)]
    pub set_elsewhere: Option<Elsewhere>,
    pub disabled: bool,
    /// Protected by AdminSDHolder: `adminCount=1` or (nested) member of a protected group.
    pub protected: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub object_id: ObjectId,
    pub dn: String,
    pub name: String,
    /// Direct members as the directory states them; nested ones come with `members`.
    pub direct_members: u32,
}

/// An organisational unit, for choosing what to import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subtree {
    /// What the adapter wants to hear when this unit is meant. Opaque: handed back as it is, compared for equality,
    /// never parsed.
    pub id: String,
    /// For showing alone.
    pub dn: String,
    pub name: String,
    /// 0 for the domain root.
    pub depth: u32,
    /// People in it, sub-units included.
    pub people: u32,
}

/// Where to go on listing: opaque to everyone but the adapter. Survives a restart of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    pub entries: Vec<Entry>,
    /// `None`: that was the last page.
    pub next: Option<Cursor>,
}

#[async_trait]
pub trait PeopleSource: Send + Sync {
    /// Every unit with the number of its people: reads the names of all, so it is asked once a page.
    async fn subtrees(&self) -> DirectoryResult<Vec<Subtree>>;

    /// How many people are below `subtrees` (ids), each counted once; nobody else is read. None: in all of it.
    async fn count(&self, subtrees: &[String]) -> DirectoryResult<u32>;

    /// Whether everybody who is in one of `earlier` is also in one of `subtrees` (ids; none: in all of it), as far as
    /// that can be told without asking. In doubt `false`: then the administrator is asked for a code.
    fn covers(&self, subtrees: &[String], earlier: &[String]) -> bool {
        subtrees.is_empty() || (!earlier.is_empty() && earlier.iter().all(|unit| subtrees.contains(unit)))
    }

    /// One page of the people below `subtrees` (ids), up to `size`; `cursor` is the previous page's `next`.
    /// `NoSuchUnit` where one of them is none of this directory: nothing that a browser made up is
    /// searched. After an interruption people of an earlier page may come again, and nobody is left out.
    async fn list(&self, subtrees: &[String], cursor: Option<&Cursor>, size: u32) -> DirectoryResult<Page>;

    /// The same place for a listing that is taken up again, by another process or after a fault:
    /// what the cursor remembers of its troubles is forgotten.
    fn rewound(&self, cursor: &Cursor) -> Cursor {
        cursor.clone()
    }

    /// Groups whose name starts with `text`, at most `limit`.
    async fn groups(&self, text: &str, limit: u32) -> DirectoryResult<Vec<Group>>;

    /// One page of the people in the group, nested groups included; `cursor` as in `list`. Somebody who is in it by
    /// several ways may come again on a later page, and nobody is left out.
    async fn members(&self, group: &ObjectId, cursor: Option<&Cursor>, size: u32) -> DirectoryResult<Page>;
}

/// All of a group, each once, by name.
///
/// # Errors
/// As `members`.
pub async fn all_members(people: &dyn PeopleSource, group: &ObjectId) -> DirectoryResult<Vec<Entry>> {
    const PAGE: u32 = 1000;
    let (mut all, mut seen, mut cursor) = (Vec::new(), HashSet::new(), None);
    loop {
        let page = people.members(group, cursor.as_ref(), PAGE).await?;
        all.extend(page.entries.into_iter().filter(|entry| seen.insert(entry.object_id.clone())));
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    all.sort_by_cached_key(|entry| entry.display_name.to_lowercase());
    Ok(all)
}
