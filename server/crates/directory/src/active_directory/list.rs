//! The people of a domain, page by page: those below units, or those of a group.

use super::ActiveDirectory;
use super::account::{ENTRY, PEOPLE};
use super::read::marked;
use super::subtrees::UNITS;
use crate::ldap::listing::Search;
use crate::ldap::units::distinct;
use latchkey_domain::directory::{Cursor, DirectoryResult, Page};

/// The people below a unit, or in the whole domain, of whom `term` is true.
pub(super) fn search(unit: Option<&str>, term: &str) -> Search {
    Search {
        base: unit.map(str::to_owned),
        filter: format!("(&{PEOPLE}{term})"),
        attributes: ENTRY.map(str::to_owned).into(),
        units: UNITS.classes,
    }
}

impl ActiveDirectory {
    pub(crate) async fn list_page(
        &self,
        subtrees: &[String],
        cursor: Option<&Cursor>,
        size: u32,
    ) -> DirectoryResult<Page> {
        let searches = distinct(subtrees).into_iter().map(|unit| search(unit, "")).collect();
        self.page_of_searches(searches, cursor, size).await
    }

    /// One page of the searches one after the other.
    pub(super) async fn page_of_searches(
        &self,
        searches: Vec<Search>,
        cursor: Option<&Cursor>,
        size: u32,
    ) -> DirectoryResult<Page> {
        let (rows, next) = self.listings.page(&self.controllers, searches, cursor, size).await?;
        let protected = self.protected().await?;
        Ok(Page { entries: rows.iter().filter_map(|row| marked(row, &protected)).collect(), next })
    }
}
