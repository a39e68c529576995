//! The organisational units, with how many people each holds, for choosing what to import.

use super::ActiveDirectory;
use super::account::PEOPLE;
use crate::ldap::reading;
use crate::ldap::units::{self, Units};
use latchkey_domain::directory::{DirectoryResult, Subtree};

/// Containers (CN=Users) are shown where they hold people.
pub(super) const UNITS: Units = Units {
    filter: "(|(objectCategory=organizationalUnit)(objectCategory=container))",
    classes: &["organizationalUnit", "container"],
};

impl ActiveDirectory {
    pub(crate) async fn read_subtrees(&self) -> DirectoryResult<Vec<Subtree>> {
        let people = format!("(&{PEOPLE})");
        let (subtrees, _) =
            reading!(self.controllers, None, connection => units::all(&mut connection, &UNITS, &people));
        Ok(subtrees)
    }

    pub(crate) async fn count_people(&self, subtrees: &[String]) -> DirectoryResult<u32> {
        let people = format!("(&{PEOPLE})");
        let (count, _) =
            reading!(self.controllers, None, connection => units::count(&mut connection, &UNITS, &people, subtrees));
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}
