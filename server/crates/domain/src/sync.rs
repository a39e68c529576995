//! What one reading of a directory finds against the last one, and when many who are missing are asked about before
//! they are believed gone. Pure: who reads, keeps and asks is elsewhere.

use crate::directory::{Elsewhere, Entry};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What happened to one person. Stored by its code, so a case may be added and none renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    New,
    /// New, under a login that somebody had who is not there any more: made anew in the directory, and a stranger here.
    Recreated,
    /// In one field or more.
    Changed,
    /// To another unit.
    Moved,
    Disabled,
    Enabled,
    Gone,
    /// Was gone, and is the same object.
    Back,
}

impl Kind {
    pub const ALL: [Self; 8] =
        [Self::New, Self::Recreated, Self::Changed, Self::Moved, Self::Disabled, Self::Enabled, Self::Gone, Self::Back];

    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Recreated => "recreated",
            Self::Changed => "changed",
            Self::Moved => "moved",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::Gone => "gone",
            Self::Back => "back",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Which field changed. Stored as [`Kind`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Login,
    Upn,
    DisplayName,
    Mail,
    Phone,
    Manager,
    Language,
    /// Another name in the same unit.
    Dn,
    /// Who sets the password; nobody else: the directory itself.
    SetElsewhere,
}

impl Field {
    pub const ALL: [Self; 9] = [
        Self::Login,
        Self::Upn,
        Self::DisplayName,
        Self::Mail,
        Self::Phone,
        Self::Manager,
        Self::Language,
        Self::Dn,
        Self::SetElsewhere,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Upn => "upn",
            Self::DisplayName => "display-name",
            Self::Mail => "mail",
            Self::Phone => "phone",
            Self::Manager => "manager",
            Self::Language => "language",
            Self::Dn => "dn",
            Self::SetElsewhere => "set-elsewhere",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }
}

/// A person as the last reading left them. What people are told apart by, and what the directory owns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    pub dn: String,
    pub login: String,
    pub upn: Option<String>,
    pub display_name: String,
    pub mail: Option<String>,
    pub phone: Option<String>,
    pub manager_dn: Option<String>,
    pub preferred_language: Option<String>,
    pub same_as: Option<String>,
    pub set_elsewhere: Option<Elsewhere>,
    pub disabled: bool,
    pub protected: bool,
    pub gone: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub kind: Kind,
    /// Only of `Changed`.
    pub field: Option<Field>,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What became of somebody who was known.
pub fn compare(before: &Before, now: &Entry) -> Vec<Change> {
    let mut all = Vec::new();
    let plain = |kind| Change { kind, field: None, before: None, after: None };
    if before.gone {
        all.push(plain(Kind::Back));
    }
    if before.disabled != now.disabled {
        all.push(plain(if now.disabled { Kind::Disabled } else { Kind::Enabled }));
    }
    let (was, is) = (Some(before.dn.as_str()), Some(now.dn.as_str()));
    let moved = !parent(&before.dn).eq_ignore_ascii_case(parent(&now.dn));
    if moved {
        let (before, after) = (was.map(str::to_owned), is.map(str::to_owned));
        all.push(Change { kind: Kind::Moved, field: None, before, after });
    }
    let fields = [
        (Field::Login, Some(before.login.as_str()), Some(now.login.as_str())),
        (Field::Upn, before.upn.as_deref(), now.upn.as_deref()),
        (Field::DisplayName, Some(&before.display_name), Some(&now.display_name)),
        (Field::Mail, before.mail.as_deref(), now.mail.as_deref()),
        (Field::Phone, before.phone.as_deref(), now.phone.as_deref()),
        (Field::Manager, before.manager_dn.as_deref(), now.manager_dn.as_deref()),
        (Field::Language, before.preferred_language.as_deref(), now.preferred_language.as_deref()),
        (Field::Dn, was.filter(|_| !moved), is.filter(|_| !moved)),
        (Field::SetElsewhere, before.set_elsewhere.map(Elsewhere::code), now.set_elsewhere.map(Elsewhere::code)),
    ];
    all.extend(fields.into_iter().filter(|(_, before, after)| before != after).map(|(field, before, after)| {
        let (before, after) = (before.map(str::to_owned), after.map(str::to_owned));
        Change { kind: Kind::Changed, field: Some(field), before, after }
    }));
    all
}

/// Whether all that is kept of them is as the directory says, so that nothing need be written.
pub fn is_same(before: &Before, now: &Entry) -> bool {
    let made_from = now.same_as.as_ref().map(|id| id.as_str());
    before.protected == now.protected && before.same_as.as_deref() == made_from && compare(before, now).is_empty()
}

/// What one run found, in people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    pub new: i64,
    pub recreated: i64,
    pub changed: i64,
    pub moved: i64,
    pub disabled: i64,
    pub enabled: i64,
    pub gone: i64,
    pub back: i64,
    /// Not found, and not yet believed gone.
    pub held: i64,
}

impl Counts {
    pub const fn of(&mut self, kind: Kind) -> &mut i64 {
        match kind {
            Kind::New => &mut self.new,
            Kind::Recreated => &mut self.recreated,
            Kind::Changed => &mut self.changed,
            Kind::Moved => &mut self.moved,
            Kind::Disabled => &mut self.disabled,
            Kind::Enabled => &mut self.enabled,
            Kind::Gone => &mut self.gone,
            Kind::Back => &mut self.back,
        }
    }
}

/// More than this are asked about.
pub const GUARD_PEOPLE: i64 = 50;
pub const GUARD_PERCENT: i64 = 5;

/// Whether so many are believed gone only by an administrator. `present`: of how many who were here before; `emptied`:
/// units that had somebody and would have nobody left.
pub const fn asks(present: i64, missing: i64, emptied: usize) -> bool {
    missing > 0 && (missing > GUARD_PEOPLE || missing * 100 > present * GUARD_PERCENT || emptied > 0)
}

/// The units in which people are missing and nobody is left, with how many those are; the most first.
pub fn emptied<'a>(
    missing: impl Iterator<Item = &'a str>,
    left: impl Iterator<Item = &'a str>,
) -> Vec<(&'a str, usize)> {
    let mut units = BTreeMap::<String, (&str, usize)>::new();
    for dn in missing {
        units.entry(parent(dn).to_lowercase()).or_insert((parent(dn), 0)).1 += 1;
    }
    if !units.is_empty() {
        let inhabited: BTreeSet<String> = left.map(|dn| parent(dn).to_lowercase()).collect();
        units.retain(|unit, _| !inhabited.contains(unit));
    }
    let mut all: Vec<(&str, usize)> = units.into_values().collect();
    all.sort_by_key(|(unit, people)| (usize::MAX - people, *unit));
    all
}

/// The entry above: what stands after the first comma that is none of a name's own (RFC 4514, 2.4).
pub fn parent(dn: &str) -> &str {
    let mut escaped = false;
    for (at, c) in dn.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ',' => return dn.get(at + 1..).unwrap_or_default().trim_start(),
            _ => {}
        }
    }
    ""
}

/// Whether this entry is one of these units or below one. No unit: all of the directory.
pub fn is_within(dn: &str, units: &[String]) -> bool {
    let dn = dn.to_lowercase();
    units.is_empty()
        || units.iter().map(|unit| unit.to_lowercase()).any(|unit| dn == unit || dn.ends_with(&format!(",{unit}")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use crate::ids::ObjectId;

    fn entry() -> Entry {
        Entry {
            object_id: ObjectId("1".into()),
            dn: "CN=Anna,OU=Staff,DC=corp".into(),
            login: "anna".into(),
            upn: Some("anna@corp".into()),
            display_name: "Anna".into(),
            mail: None,
            phone: Some("1".into()),
            manager_dn: None,
            preferred_language: None,
            same_as: None,
            set_elsewhere: None,
            disabled: false,
            protected: false,
        }
    }

    fn before() -> Before {
        let Entry { dn, login, upn, display_name, mail, phone, manager_dn, preferred_language, same_as, .. } = entry();
        let (disabled, protected, gone) = (false, false, false);
        Before {
            dn,
            login,
            upn,
            display_name,
            mail,
            phone,
            manager_dn,
            preferred_language,
            same_as: same_as.map(|id| id.0),
            set_elsewhere: None,
            disabled,
            protected,
            gone,
        }
    }

    fn found(now: &Entry) -> Vec<(Kind, Option<Field>)> {
        compare(&before(), now).into_iter().map(|change| (change.kind, change.field)).collect()
    }

    #[test]
    fn each_field_is_told_with_what_it_was_and_is() {
        assert!(is_same(&before(), &entry()));
        assert!(!is_same(&before(), &Entry { protected: true, ..entry() }), "written, though it is no news");
        let now = Entry {
            login: "a".into(),
            upn: None,
            display_name: "A".into(),
            mail: Some("a@corp".into()),
            phone: None,
            manager_dn: Some("CN=B".into()),
            preferred_language: Some("de".into()),
            dn: "CN=A,OU=Staff,DC=corp".into(),
            set_elsewhere: Some(Elsewhere::OnPremises),
            ..entry()
        };
        let fields: Vec<_> = Field::ALL.into_iter().map(|field| (Kind::Changed, Some(field))).collect();
        assert_eq!(found(&now), fields);
        let upn = &compare(&before(), &now)[1];
        assert_eq!((upn.before.as_deref(), upn.after.as_deref()), (Some("anna@corp"), None));
        let again = Before { set_elsewhere: Some(Elsewhere::OnPremises), ..before() };
        let handed_on = Entry { set_elsewhere: Some(Elsewhere::IdentityProvider), ..entry() };
        let [Change { field: Some(Field::SetElsewhere), before: was, after: is, .. }] =
            &compare(&again, &handed_on)[..]
        else {
            unreachable!("one change, of who sets the password")
        };
        assert_eq!((was.as_deref(), is.as_deref()), (Some("on-premises"), Some("identity-provider")));
        assert!(!is_same(&again, &entry()), "its own directory sets it again");
    }

    #[test]
    fn a_move_is_no_change_of_the_name() {
        let moved = Entry { dn: "CN=Anna,OU=Labs,DC=corp".into(), ..entry() };
        assert_eq!(found(&moved), [(Kind::Moved, None)]);
        assert_eq!(
            found(&Entry { dn: "CN=Anna,ou=staff,DC=corp".into(), ..entry() }),
            [(Kind::Changed, Some(Field::Dn))]
        );
        assert_eq!(found(&Entry { disabled: true, ..moved }), [(Kind::Disabled, None), (Kind::Moved, None)]);
        let was = Before { disabled: true, gone: true, ..before() };
        let kinds: Vec<Kind> = compare(&was, &entry()).into_iter().map(|change| change.kind).collect();
        assert_eq!(kinds, [Kind::Back, Kind::Enabled]);
    }

    #[test]
    fn when_it_asks() {
        assert!(!asks(100, 0, 0), "nobody is missing");
        assert!(!asks(100, 5, 0) && asks(100, 6, 0));
        assert!(!asks(5000, 50, 0) && asks(5000, 51, 0));
        assert!(asks(5000, 1, 1), "the last one of a unit");
        assert!(asks(0, 1, 0));
    }

    #[test]
    fn a_unit_is_empty_when_nobody_is_left_in_it() {
        let missing = ["CN=A,OU=X,DC=d", "CN=B,OU=Y,DC=d", "CN=C\\, D,OU=Z,DC=d", "CN=E,OU=Z,DC=d"];
        let left = ["CN=F,ou=x,DC=d", "CN=G,OU=In,OU=Y,DC=d"];
        let units = emptied(missing.into_iter(), left.into_iter());
        assert_eq!(units, [("OU=Z,DC=d", 2), ("OU=Y,DC=d", 1)]);
    }

    #[test]
    fn names_with_commas() {
        assert_eq!(parent("CN=Lindqvist\\, Anna,OU=Staff,DC=corp"), "OU=Staff,DC=corp");
        assert_eq!(parent("CN=back\\\\,DC=corp"), "DC=corp");
        assert_eq!(parent("DC=corp"), "");
        let units = ["OU=Staff,DC=corp".to_owned()];
        assert!(is_within("CN=A,OU=In,ou=staff,dc=corp", &units) && !is_within("CN=A,OU=NoStaff,DC=corp", &units));
        assert!(is_within("CN=A", &[]));
    }

    #[test]
    fn codes_lead_back() {
        assert!(Kind::ALL.into_iter().all(|kind| Kind::from_code(kind.code()) == Some(kind)));
        assert!(Field::ALL.into_iter().all(|field| Field::from_code(field.code()) == Some(field)));
    }
}
