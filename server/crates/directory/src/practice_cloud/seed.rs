//! Who lives in the practice cloud. Some of its accounts were made from one of the practice directory and say so, some
//! only have the same mail address, and of one pair the address is the same by mistake: they are two people. The ids
//! are fixed, as in the practice directory.

use super::world::{Person, Unit};
use crate::practice::{PracticeDirectory, seed as first};
use latchkey_domain::Timestamp;
use latchkey_domain::ids::ObjectId;

/// How an account hangs together with one of the practice directory, by its login there.
#[derive(Clone, Copy)]
enum From {
    /// Made from it.
    Same(&'static str),
    /// The mail address alone is equal.
    Mail(&'static str),
    Nobody,
}

/// Login, name, unit, origin.
const PEOPLE: [(&str, &str, Unit, From); 14] = [
    ("a.lindqvist", "Anna Lindqvist", Unit::Synchronised, From::Same("anna")),
    ("b.haddad", "Bilal Haddad", Unit::Synchronised, From::Same("bilal")),
    ("h.tanaka", "Hiro Tanaka", Unit::Synchronised, From::Same("hiro")),
    ("i.carvalho", "Inês Carvalho", Unit::Synchronised, From::Same("ines")),
    ("j.weber", "Jonas Weber", Unit::Synchronised, From::Same("jonas")),
    ("f.rahimi", "Farid Rahimi", Unit::Synchronised, From::Same("farid")),
    ("l.obrien", "Liam O’Brien", Unit::CloudOnly, From::Mail("liam")),
    ("n.jansen", "Noor Jansen", Unit::CloudOnly, From::Mail("noor")),
    ("t.nilsen", "Tove Nilsen", Unit::CloudOnly, From::Mail("tove")),
    // Oscar Núñez of the practice directory is somebody else: the address was given to the wrong one
    ("o.said", "Omar Said", Unit::CloudOnly, From::Mail("oscar")),
    ("w.kowalska", "Wanda Kowalska", Unit::CloudOnly, From::Nobody),
    ("x.dubois", "Xavier Dubois", Unit::CloudOnly, From::Nobody),
    ("y.demir", "Yusuf Demir", Unit::CloudOnly, From::Nobody),
    ("z.martin", "Zoe Martin", Unit::CloudOnly, From::Nobody),
];

/// Administrators of the tenant: only administrators may set their passwords.
const PROTECTED: [&str; 1] = ["f.rahimi"];
const DISABLED: [&str; 1] = ["z.martin"];

pub(super) fn people(now: Timestamp, domain: &str) -> Vec<Person> {
    let make = |(index, (login, name, unit, from)): (usize, &(&str, &str, Unit, From))| Person {
        id: ObjectId(format!("00000000-0000-4000-a000-{:012}", index + 1)),
        login: (*login).to_owned(),
        display_name: (*name).to_owned(),
        mail: match from {
            From::Same(there) | From::Mail(there) => format!("{there}@{}", PracticeDirectory::DOMAIN),
            From::Nobody => format!("{login}@{domain}"),
        },
        unit: *unit,
        same_as: match from {
            From::Same(there) => first::object_id(there),
            From::Mail(_) | From::Nobody => None,
        },
        set_elsewhere: None,
        disabled: DISABLED.contains(login),
        protected: PROTECTED.contains(login),
        password: first_password(login).into(),
        set_at: now.plus_secs(-10 * 24 * 3600),
        shown_before: None,
    };
    PEOPLE.iter().enumerate().map(make).collect()
}

/// Everyone's first password: the letter of the first name in front, as in the practice directory.
pub(super) fn first_password(login: &str) -> String {
    let first = login.chars().next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}-cloud-2024")
}

/// Name, id, and whether somebody with this login is in it.
pub(super) type SeedGroup = (&'static str, fn(&Person) -> bool);

pub(super) const GROUPS: [SeedGroup; 3] = [
    ("All of the cloud", |_| true),
    ("Cloud guests", |person| person.unit == Unit::CloudOnly),
    ("Global administrators", |person| person.protected),
];

pub(super) fn group_id(index: usize) -> ObjectId {
    ObjectId(format!("00000000-0000-4000-b000-{:012}", index + 1))
}
