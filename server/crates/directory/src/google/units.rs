//! Organisational units: people carry the path of theirs, which changes with every renaming, so units are known by
//! Google's id of them and their paths are looked up when they are needed. Pure.

use super::wire::OrgUnit;
use latchkey_domain::directory::{DirectoryError, DirectoryResult, Subtree};
use std::collections::HashMap;

/// All of it; Google names no id for the top one.
pub(super) const ROOT: &str = "root";

pub(super) fn is_all(units: &[String]) -> bool {
    units.is_empty() || units.iter().any(|id| id == ROOT)
}

/// The paths of the units that are meant, as they are now.
#[derive(Debug)]
pub(super) enum Scope {
    All,
    Below(Vec<String>),
}

impl Scope {
    pub(super) fn of(units: &[String], known: &[OrgUnit]) -> DirectoryResult<Self> {
        if is_all(units) {
            return Ok(Self::All);
        }
        let path = |id: &String| {
            let unit = known.iter().find(|unit| unit.org_unit_id == *id);
            unit.map(|unit| unit.org_unit_path.clone()).ok_or_else(|| DirectoryError::NoSuchUnit { dn: id.clone() })
        };
        Ok(Self::Below(units.iter().map(path).collect::<Result<_, _>>()?))
    }

    /// `path`: of the unit that somebody is in.
    pub(super) fn holds(&self, path: &str) -> bool {
        match self {
            Self::All => true,
            Self::Below(units) => units.iter().any(|unit| is_below(path, unit)),
        }
    }
}

/// Paths are compared as they are written; a unit's name cannot hold a slash.
fn is_below(path: &str, unit: &str) -> bool {
    path.strip_prefix(unit).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Each with the people in and below it, parents before their children.
pub(super) fn tree(domain: &str, units: &[OrgUnit], people: &HashMap<String, u32>) -> Vec<Subtree> {
    let below = |unit: &str| people.iter().filter(|(path, _)| is_below(path, unit)).map(|(_, count)| count).sum();
    let root = Subtree {
        id: ROOT.to_owned(),
        dn: "/".to_owned(),
        name: domain.to_owned(),
        depth: 0,
        people: people.values().sum(),
    };
    let mut units: Vec<_> =
        units.iter().filter(|unit| !unit.org_unit_id.is_empty() && unit.org_unit_path.len() > 1).collect();
    units.sort_by_cached_key(|unit| unit.org_unit_path.to_lowercase().replace('/', "\0"));
    let row = |unit: &OrgUnit| Subtree {
        id: unit.org_unit_id.clone(),
        dn: unit.org_unit_path.clone(),
        name: unit.name.clone(),
        depth: u32::try_from(unit.org_unit_path.matches('/').count()).unwrap_or(u32::MAX),
        people: below(&unit.org_unit_path),
    };
    std::iter::once(root).chain(units.into_iter().map(row)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn unit(id: &str, path: &str) -> OrgUnit {
        let name = path.rsplit('/').next().unwrap().to_owned();
        OrgUnit { org_unit_id: id.into(), org_unit_path: path.into(), name }
    }

    #[test]
    fn below_is_by_whole_names() {
        let units = [unit("id:1", "/Staff"), unit("id:2", "/Staff/Lab"), unit("id:3", "/Staff2")];
        let scope = Scope::of(&["id:1".to_owned()], &units).unwrap();
        assert!(scope.holds("/Staff") && scope.holds("/Staff/Lab") && !scope.holds("/Staff2") && !scope.holds("/"));
        assert!(Scope::of(&[], &[]).unwrap().holds("/"));
        let gone = Scope::of(&["id:9".to_owned()], &units).unwrap_err();
        assert_eq!(gone, DirectoryError::NoSuchUnit { dn: "id:9".into() });
        assert!(Scope::of(&["/Staff".to_owned()], &units).is_err(), "a path is no id");
    }

    #[test]
    fn parents_first_with_everybody_below() {
        let units = [
            unit("id:2", "/Staff/Lab"),
            unit("id:3", "/Staff 2"),
            unit("id:1", "/Staff"),
            unit("", "/odd"),
            unit("id:0", "/"),
        ];
        let people = [("/", 1), ("/Staff", 2), ("/Staff/Lab", 4), ("/Staff 2", 8)];
        let people = people.into_iter().map(|(path, count)| (path.to_owned(), count)).collect();
        let seen: Vec<_> =
            tree("example.com", &units, &people).into_iter().map(|row| (row.dn, row.depth, row.people)).collect();
        let expected = [("/", 0, 15), ("/Staff", 1, 6), ("/Staff/Lab", 2, 4), ("/Staff 2", 1, 8)];
        assert_eq!(seen, expected.map(|(path, depth, people)| (path.to_owned(), depth, people)));
    }
}
