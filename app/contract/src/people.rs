//! The people of the imported directories, their groups, and what onboarding them did.

use crate::Elsewhere;
use crate::joining::OtherAccount;
use crate::refused::AdminError;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    pub id: String,
    pub name: String,
    pub login: String,
    pub mail: String,
    pub status: PersonStatus,
    /// Reported "this wasn't me": nothing is recovered until somebody lifts it.
    pub frozen: bool,
    /// Why onboarding is not offered.
    pub hindrance: Option<Hindrance>,
    /// What else is theirs, beside the account that is shown.
    pub others: Vec<OtherAccount>,
}

/// Why somebody cannot be onboarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hindrance {
    /// No longer in the directory.
    Gone,
    Disabled,
    /// The directory refuses delegated resets.
    Protected,
    /// Its password is set elsewhere, and the person has no other account that can be recovered.
    SetElsewhere(Elsewhere),
    /// An administrator chose that no passwords are set in its directory, and the person has no other account.
    NotSetHere,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PersonStatus {
    Imported,
    Onboarded,
    Invited,
    Enrolled,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleQuery {
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub onboarded_only: bool,
    #[serde(default)]
    pub after: String,
}
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    pub rows: Vec<PersonRow>,
    /// Matching in all.
    pub total: u32,
    /// Of them without a seat, and nothing is in the way of one.
    pub able: u32,
    /// Of them with a seat.
    pub onboarded: u32,
    /// `after` of the next page.
    pub next: Option<String>,
    pub seats: Seats,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seats {
    pub used: u32,
    pub total: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRow {
    pub directory: String,
    pub id: String,
    pub name: String,
    pub direct_members: u32,
}

/// Groups of every directory that answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundGroups {
    pub rows: Vec<GroupRow>,
    /// How many directories answered, with a group or with none.
    pub answered: u32,
    pub unasked: Vec<Unasked>,
}

/// A directory that gave no answer; what it holds is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unasked {
    /// Its name, as people know it.
    pub directory: String,
    pub why: AdminError,
}

/// What onboarding a set of people did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Onboarded {
    pub added: u32,
    pub already: u32,
    /// Left out, with the reason.
    pub left_out: Vec<LeftOut>,
    pub seats: Seats,
}
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub name: String,
    pub why: WhyLeftOut,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyLeftOut {
    Hindrance(Hindrance),
    /// Imported once, and not found by the last import.
    NotFound,
    NotImported,
}
