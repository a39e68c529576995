//! Units of a directory: where people are, and how many.

use super::connection::{Ask, Fault, LdapConnection};
use super::dn;
use super::row::Row;
use latchkey_domain::directory::{DirectoryError, Subtree};
use ldap3::Scope;
use std::collections::HashMap;

/// What a unit is in one kind of directory.
pub(crate) struct Units {
    pub(crate) filter: &'static str,
    /// Of its entry, one of these.
    pub(crate) classes: &'static [&'static str],
}

/// The subtrees to walk: none within another, and the whole domain for none at all.
pub(crate) fn distinct(subtrees: &[String]) -> Vec<Option<&str>> {
    if subtrees.is_empty() {
        return vec![None];
    }
    let mut kept: Vec<Option<&str>> = Vec::new();
    for (index, subtree) in subtrees.iter().enumerate() {
        let covered = subtrees.iter().enumerate().any(|(other_index, other)| {
            let same = other.eq_ignore_ascii_case(subtree);
            (same && other_index < index) || (!same && dn::is_within(subtree, other))
        });
        if !covered {
            kept.push(Some(subtree));
        }
    }
    kept
}

/// Whether all of `earlier` is within `subtrees`; none of either is the whole domain.
pub(crate) fn covers(subtrees: &[String], earlier: &[String]) -> bool {
    let within = |unit: &String| subtrees.iter().any(|other| dn::is_within(unit, other));
    subtrees.is_empty() || (!earlier.is_empty() && earlier.iter().all(within))
}

/// How many people there are below these units, each counted once.
pub(crate) async fn count(
    connection: &mut LdapConnection,
    units: &Units,
    people: &str,
    subtrees: &[String],
) -> Result<usize, Fault> {
    let root = connection.root.clone();
    // also those within others, which are not searched: all of them are about to be stored
    for unit in subtrees {
        known(connection, unit, units.classes).await?;
    }
    let mut count = 0;
    for base in distinct(subtrees) {
        let base = base.unwrap_or(&root.base);
        count += connection.count(Ask { base, scope: Scope::Subtree, filter: people, attributes: &["1.1"] }).await?;
    }
    Ok(count)
}

/// That `dn` is a unit of this directory: nothing else may be searched or imported.
pub(crate) async fn known(connection: &mut LdapConnection, dn: &str, classes: &[&str]) -> Result<(), Fault> {
    let base = connection.root.base.clone();
    if dn.eq_ignore_ascii_case(&base) {
        return Ok(());
    }
    let row = if dn::is_within(dn, &base) { connection.read(dn, &["objectClass"]).await? } else { None };
    let is_unit =
        |row: &Row| row.texts("objectClass").any(|class| classes.iter().any(|u| class.eq_ignore_ascii_case(u)));
    match row.is_some_and(|row| is_unit(&row)) {
        true => Ok(()),
        false => Err(DirectoryError::NoSuchUnit { dn: dn.to_owned() }.into()),
    }
}

/// Every organisational unit, and those others that hold people; parents before children. People
/// are counted here from one listing of their names: the server would need a search per unit.
pub(crate) async fn all(connection: &mut LdapConnection, units: &Units, people: &str) -> Result<Vec<Subtree>, Fault> {
    let root = connection.root.clone();
    let base = root.base.as_str();
    let people =
        connection.search_paged(Ask { base, scope: Scope::Subtree, filter: people, attributes: &["1.1"] }).await?;
    let mut counts: HashMap<String, u32> = HashMap::new();
    for person in &people {
        let mut above = dn::parent(&person.dn);
        while let Some(unit) = above {
            *counts.entry(unit.to_lowercase()).or_default() += 1;
            above = dn::parent(unit);
        }
    }
    let ask = Ask { base, scope: Scope::Subtree, filter: units.filter, attributes: &["objectClass"] };
    let units = connection.search_paged(ask).await?;
    let counted = |dn: &str| counts.get(&dn.to_lowercase()).copied().unwrap_or(0);
    let mut found: Vec<Subtree> = units
        .iter()
        .filter(|row| !row.dn.eq_ignore_ascii_case(base))
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
pub(crate) fn domain_name(base: &str) -> String {
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
    fn subtrees_within_others_are_walked_once() {
        let all = ["OU=Staff,OU=People,DC=d", "OU=People,DC=d", "ou=people,dc=d", "OU=Other,DC=d"].map(str::to_owned);
        assert_eq!(distinct(&all), [Some("OU=People,DC=d"), Some("OU=Other,DC=d")]);
        assert_eq!(distinct(&[]), [None]);
    }
    #[test]
    fn which_units_leave_somebody_out() {
        let units = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let before = units(&["OU=Staff,DC=corp", "OU=Labs,OU=Other,DC=corp"]);
        for all in [
            units(&[]),
            before.clone(),
            units(&["dc=corp"]),
            units(&["ou=staff,dc=corp", "OU=Other,DC=corp", "OU=New,DC=corp"]),
        ] {
            assert!(covers(&all, &before), "{all:?}");
        }
        for fewer in
            [units(&["OU=Staff,DC=corp"]), units(&["OU=Nobody,DC=corp"]), units(&["OU=Inner,OU=Staff,DC=corp"])]
        {
            assert!(!covers(&fewer, &before), "{fewer:?}");
        }
        assert!(!covers(&before, &[]), "the whole domain before");
        assert!(covers(&[], &[]));
    }
    #[test]
    fn order_and_depth() {
        let base = "DC=corp,DC=example";
        assert_eq!(domain_name(base), "corp.example");
        assert_eq!(path("OU=B\\, C,OU=A,DC=corp,DC=example", base), ["a", "b, c"]);
        assert_eq!(depth(base, base), 0);
    }
}
