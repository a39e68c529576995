//! Who lives in the practice directory: about twenty people with friendly names, one of each
//! kind of trouble, and their well-known first passwords. Ids are fixed, so that enrolments in
//! the database still fit after a restart.

use super::world::{Folder, Lock, Person};
use latchkey_domain::Timestamp;
use latchkey_domain::ids::ObjectId;

/// Everyone's first password, with the login in front: simple to say, and within the rules.
fn first_password(login: &str) -> String {
    let mut capital = login.chars();
    let first = capital.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    // Names must not stand in passwords, so only the first letter does.
    format!("{first}-practice-2024")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    None,
    Locked,
    Expired,
    MustChange,
    Disabled,
    Protected,
    TooYoung,
    AccountExpired,
    NoMail,
}

const PEOPLE: [(&str, &str, Folder, Trouble); 21] = [
    ("anna", "Anna Lindqvist", Folder::Staff, Trouble::None),
    ("bilal", "Bilal Haddad", Folder::Staff, Trouble::Locked),
    ("carmen", "Carmen Ortega", Folder::Staff, Trouble::Expired),
    ("dmitri", "Dmitri Volkov", Folder::Staff, Trouble::MustChange),
    ("esther", "Esther Okafor", Folder::Staff, Trouble::Disabled),
    ("farid", "Farid Rahimi", Folder::Administrators, Trouble::Protected),
    ("greta", "Greta Sørensen", Folder::Staff, Trouble::TooYoung),
    ("hiro", "Hiro Tanaka", Folder::Staff, Trouble::None),
    ("ines", "Inês Carvalho", Folder::Staff, Trouble::None),
    ("jonas", "Jonas Weber", Folder::Staff, Trouble::None),
    ("kavita", "Kavita Rao", Folder::Staff, Trouble::None),
    ("liam", "Liam O’Brien", Folder::Staff, Trouble::None),
    ("mei", "Mei Chen", Folder::Staff, Trouble::None),
    ("noor", "Noor Jansen", Folder::Staff, Trouble::None),
    ("oscar", "Oscar Núñez", Folder::Contractors, Trouble::None),
    ("priya", "Priya Nair", Folder::Contractors, Trouble::None),
    ("quentin", "Quentin Lefèvre", Folder::Contractors, Trouble::AccountExpired),
    ("rosa", "Rosa Bianchi", Folder::Contractors, Trouble::None),
    ("samir", "Samir Aziz", Folder::Contractors, Trouble::NoMail),
    ("tove", "Tove Nilsen", Folder::Staff, Trouble::None),
    ("uma", "Uma Patel", Folder::Staff, Trouble::None),
];

/// What the directory says of their language; of the others it says nothing, as many directories do.
const LANGUAGES: [(&str, &str); 4] = [("greta", "da"), ("jonas", "de"), ("liam", "en-IE"), ("rosa", "de-CH, it;q=0.8")];

/// The id of one of them, by login.
pub(crate) fn object_id(login: &str) -> Option<ObjectId> {
    PEOPLE.iter().position(|(of, ..)| *of == login).map(id_at)
}

fn id_at(index: usize) -> ObjectId {
    ObjectId(format!("00000000-0000-4000-8000-{:012}", index + 1))
}

const DAY: i64 = 24 * 3600;

pub(super) fn people(now: Timestamp, domain: &str) -> Vec<Person> {
    let make = |(index, (login, name, folder, trouble)): (usize, &(&str, &str, Folder, Trouble))| {
        let age = match trouble {
            Trouble::TooYoung => 2 * 3600,
            Trouble::Expired => 100 * DAY,
            _ => 10 * DAY,
        };
        Person {
            id: id_at(index),
            login: (*login).to_owned(),
            display_name: (*name).to_owned(),
            mail: (*trouble != Trouble::NoMail).then(|| format!("{login}@{domain}")),
            // Of the range that belongs to nobody (555-0100 to 555-0199).
            phone: Some(format!("+1 202 555 01{:02}", index + 1)),
            folder: *folder,
            language: LANGUAGES.iter().find(|(of, _)| of == login).map(|(_, language)| *language),
            first_password: first_password(login),
            password: first_password(login).into(),
            history: Vec::new(),
            set_at: now.plus_secs(-age),
            must_change: *trouble == Trouble::MustChange,
            disabled: *trouble == Trouble::Disabled,
            account_expired: *trouble == Trouble::AccountExpired,
            protected: *trouble == Trouble::Protected,
            careful: *trouble == Trouble::TooYoung,
            lock: (*trouble == Trouble::Locked).then_some(Lock { at: now.plus_secs(-600), for_good: true }),
            wrong: 0,
            wrong_at: now,
        }
    };
    PEOPLE.iter().enumerate().map(make).collect()
}

/// Groups: id, name, logins, and groups within.
pub(super) type SeedGroup = (&'static str, &'static [&'static str], &'static [&'static str]);

pub(super) const GROUPS: [SeedGroup; 7] = [
    ("Sales", &["anna", "bilal", "carmen", "hiro"], &[]),
    ("Support", &["dmitri", "esther", "ines", "jonas"], &[]),
    ("Finance", &["greta", "kavita"], &[]),
    ("Everyone in the office", &["liam", "mei", "noor", "tove", "uma"], &["Sales", "Support", "Finance"]),
    ("Contractors", &["oscar", "priya", "quentin", "rosa", "samir"], &[]),
    ("Everyone", &[], &["Everyone in the office", "Contractors"]),
    ("Administrators", &["farid"], &[]),
];
