//! The organisational units, with how many people each holds, for choosing what to import.

use super::ActiveDirectory;
use super::account::PEOPLE;
use super::list::distinct;
use crate::ldap::Row;
use crate::ldap::dn;
use crate::ldap::reading;
use crate::ldap::{Ask, Fault, LdapConnection};
use latchkey_domain::directory::{DirectoryError, DirectoryResult, Subtree};
use ldap3::Scope;
use std::collections::HashMap;

/// Classes of what holds people.
const UNITS: [&str; 2] = ["organizationalUnit", "container"];

impl ActiveDirectory {
    pub(crate) async fn read_subtrees(&self) -> DirectoryResult<Vec<Subtree>> {
        let (subtrees, _) = reading!(self.controllers, None, connection => subtrees_on(&mut connection));
        Ok(subtrees)
    }

    pub(crate) async fn count_people(&self, subtrees: &[String]) -> DirectoryResult<u32> {
        let (count, _) = reading!(self.controllers, None, connection => count_on(&mut connection, subtrees));
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

async fn count_on(connection: &mut LdapConnection, subtrees: &[String]) -> Result<usize, Fault> {
    let (root, filter) = (connection.root.clone(), format!("(&{PEOPLE})"));
    // also those within others, which are not searched: all of them are about to be stored
    for unit in subtrees {
        known(connection, unit).await?;
    }
    let mut count = 0;
    for base in distinct(subtrees) {
        let base = base.unwrap_or(&root.base);
        count += connection.count(Ask { base, scope: Scope::Subtree, filter: &filter, attributes: &["1.1"] }).await?;
    }
    Ok(count)
}

/// That `dn` is a unit of this domain: nothing else may be searched or imported.
pub(super) async fn known(connection: &mut LdapConnection, dn: &str) -> Result<(), Fault> {
    let base = connection.root.base.clone();
    if dn.eq_ignore_ascii_case(&base) {
        return Ok(());
    }
    let row = if dn::is_within(dn, &base) { connection.read(dn, &["objectClass"]).await? } else { None };
    let is_unit = |row: &Row| row.texts("objectClass").any(|class| UNITS.iter().any(|u| class.eq_ignore_ascii_case(u)));
    match row.is_some_and(|row| is_unit(&row)) {
        true => Ok(()),
        false => Err(DirectoryError::NoSuchUnit { dn: dn.to_owned() }.into()),
    }
}

/// Every unit, and those containers (CN=Users) that hold people; parents before children. People
/// are counted here from one listing of their names: the server would need a search per unit.
async fn subtrees_on(connection: &mut LdapConnection) -> Result<Vec<Subtree>, Fault> {
    let root = connection.root.clone();
    let base = root.base.as_str();
    let filter = format!("(&{PEOPLE})");
    let people =
        connection.search_paged(Ask { base, scope: Scope::Subtree, filter: &filter, attributes: &["1.1"] }).await?;
    let mut counts: HashMap<String, u32> = HashMap::new();
    for person in &people {
        let mut above = dn::parent(&person.dn);
        while let Some(unit) = above {
            *counts.entry(unit.to_lowercase()).or_default() += 1;
            above = dn::parent(unit);
        }
    }
    let filter = "(|(objectCategory=organizationalUnit)(objectCategory=container))";
    let units =
        connection.search_paged(Ask { base, scope: Scope::Subtree, filter, attributes: &["objectClass"] }).await?;
    let counted = |dn: &str| counts.get(&dn.to_lowercase()).copied().unwrap_or(0);
    let mut found: Vec<Subtree> = units
        .iter()
        .filter(|row| {
            row.texts("objectClass").any(|class| class.eq_ignore_ascii_case("organizationalUnit"))
                || counted(&row.dn) > 0
        })
        .map(|row| Subtree {
            name: dn::name(&row.dn),
            depth: depth(&row.dn, base),
            people: counted(&row.dn),
            id: row.dn.clone(),
            dn: row.dn.clone(),
        })
        .collect();
    found.push(Subtree {
        id: base.to_owned(),
        dn: base.to_owned(),
        name: domain_name(base),
        depth: 0,
        people: counted(base),
    });
    found.sort_by_cached_key(|subtree| path(&subtree.dn, base));
    Ok(found)
}

fn depth(dn: &str, base: &str) -> u32 {
    u32::try_from(path(dn, base).len()).unwrap_or(u32::MAX)
}

/// Names from the root downwards: sorting by it puts each unit right after its parent.
fn path(dn: &str, base: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut here = Some(dn);
    while let Some(at) = here.filter(|at| !at.eq_ignore_ascii_case(base)) {
        names.push(dn::name(at).to_lowercase());
        here = dn::parent(at);
    }
    names.reverse();
    names
}

/// `DC=corp,DC=example` is `corp.example`.
pub(super) fn domain_name(base: &str) -> String {
    let mut labels = Vec::new();
    let mut here = Some(base);
    while let Some(at) = here {
        labels.push(dn::name(at));
        here = dn::parent(at);
    }
    labels.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn order_and_depth() {
        let base = "DC=corp,DC=example";
        assert_eq!(domain_name(base), "corp.example");
        assert_eq!(path("OU=B\\, C,OU=A,DC=corp,DC=example", base), ["a", "b, c"]);
        assert_eq!(depth(base, base), 0);
    }
}
