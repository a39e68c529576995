//! The people of a directory, page by page, and its units.

use super::account;
use super::directory::LdapDirectory;
use crate::ldap::listing::{self, Search};
use crate::ldap::units::{self, Units, distinct};
use crate::ldap::{Row, reading};
use latchkey_domain::directory::{Cursor, DirectoryResult, Entry, Page, Subtree};

/// What people are filed under (RFC 4519 3, and the containers of 389 Directory Server and FreeIPA).
pub(super) const UNITS: Units = Units {
    filter: "(|(objectClass=organizationalUnit)(objectClass=organization)(objectClass=domain)\
             (objectClass=locality)(objectClass=nsContainer)(objectClass=container))",
    classes: &["organizationalUnit", "organization", "domain", "locality", "nsContainer", "container"],
};

/// A listing of units: the cursor of a group's members needs no rewinding.
pub(super) fn rewound(cursor: &Cursor) -> Cursor {
    if super::members::is_place(cursor) { cursor.clone() } else { listing::rewound(cursor) }
}

impl LdapDirectory {
    pub(super) async fn list_page(
        &self,
        subtrees: &[String],
        cursor: Option<&Cursor>,
        size: u32,
    ) -> DirectoryResult<Page> {
        let attributes: Vec<String> = account::entry_attributes(&self.schema).into_iter().map(str::to_owned).collect();
        let attributes: std::sync::Arc<[String]> = attributes.into();
        let search = |unit: Option<&str>| Search {
            base: unit.map(str::to_owned),
            filter: self.people(""),
            attributes: attributes.clone(),
            units: UNITS.classes,
        };
        let searches = distinct(subtrees).into_iter().map(search).collect();
        let (rows, next) = self.listings.page(&self.servers, searches, cursor, size).await?;
        Ok(Page { entries: self.entries(&rows).await?, next })
    }

    /// Whoever can be told from others, with who is protected.
    pub(super) async fn entries(&self, rows: &[Row]) -> DirectoryResult<Vec<Entry>> {
        let (protected, _) = reading!(self.servers, None, connection => self.protected(&mut connection));
        let entries: Vec<Entry> = rows.iter().filter_map(|row| account::entry(row, &self.schema, false)).collect();
        if entries.len() < rows.len() {
            let left_out = rows.len() - entries.len();
            tracing::warn!(left_out, "entries without an immutable ID or a name to sign in with were left out");
        }
        let marked = |entry: Entry| Entry { protected: protected.covers(&entry.dn, &entry.login), ..entry };
        Ok(entries.into_iter().map(marked).collect())
    }

    pub(super) async fn read_subtrees(&self) -> DirectoryResult<Vec<Subtree>> {
        let people = self.people("");
        let (subtrees, _) = reading!(self.servers, None, connection => units::all(&mut connection, &UNITS, &people));
        Ok(subtrees)
    }

    pub(super) async fn count_people(&self, subtrees: &[String]) -> DirectoryResult<u32> {
        let people = self.people("");
        let (count, _) =
            reading!(self.servers, None, connection => units::count(&mut connection, &UNITS, &people, subtrees));
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}
