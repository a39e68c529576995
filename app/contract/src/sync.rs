//! A directory that is read again by itself: how often, what each run found, and the question before many are gone.

use crate::Moment;
use crate::work::WorkFault;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SyncEvery {
    Off,
    Hour,
    SixHours,
    Day,
}

impl SyncEvery {
    pub const ALL: [Self; 4] = [Self::Off, Self::Hour, Self::SixHours, Self::Day];

    pub const fn minutes(self) -> u32 {
        match self {
            Self::Off => 0,
            Self::Hour => 60,
            Self::SixHours => 360,
            Self::Day => 1440,
        }
    }

    /// Of what is stored: the next one that is no rarer.
    pub fn of_minutes(minutes: i64) -> Self {
        match minutes {
            ..=0 => Self::Off,
            1..360 => Self::Hour,
            360..1440 => Self::SixHours,
            _ => Self::Day,
        }
    }

    /// As the form sends it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Hour => "hour",
            Self::SixHours => "six-hours",
            Self::Day => "day",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|every| every.code() == code)
    }
}

/// What happened to people, as a page of them is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SyncKind {
    New,
    /// Made anew in the directory under a login that somebody had.
    Recreated,
    Changed,
    Moved,
    Disabled,
    Enabled,
    Gone,
    Back,
    /// Not found, and not yet believed gone.
    Held,
}

impl SyncKind {
    /// In the order of the page.
    pub const ALL: [Self; 9] = [
        Self::Held,
        Self::New,
        Self::Recreated,
        Self::Changed,
        Self::Moved,
        Self::Disabled,
        Self::Enabled,
        Self::Gone,
        Self::Back,
    ];

    /// In the address of its page.
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
            Self::Held => "held",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SyncField {
    Login,
    Upn,
    DisplayName,
    Mail,
    Phone,
    Manager,
    Language,
    Dn,
    /// Before and after are codes of `Elsewhere`.
    SetElsewhere,
}

/// In people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncCounts {
    pub new: u32,
    pub recreated: u32,
    pub changed: u32,
    pub moved: u32,
    pub disabled: u32,
    pub enabled: u32,
    pub gone: u32,
    pub back: u32,
    pub held: u32,
}

impl SyncCounts {
    pub const fn of(&self, kind: SyncKind) -> u32 {
        match kind {
            SyncKind::New => self.new,
            SyncKind::Recreated => self.recreated,
            SyncKind::Changed => self.changed,
            SyncKind::Moved => self.moved,
            SyncKind::Disabled => self.disabled,
            SyncKind::Enabled => self.enabled,
            SyncKind::Gone => self.gone,
            SyncKind::Back => self.back,
            SyncKind::Held => self.held,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SyncEnd {
    Running,
    Stopped,
    Failed(WorkFault),
    /// Waits for an answer.
    Asking,
    Finished,
    /// Who was missing is gone, or was kept, as this administrator said.
    Decided {
        are_gone: bool,
        by: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRun {
    pub run: i64,
    /// By itself, or by an administrator.
    pub by_itself: bool,
    /// The first import: numbers only.
    pub is_first: bool,
    pub started_at: Moment,
    pub millis: Option<u32>,
    pub seen: u32,
    pub counts: SyncCounts,
    pub end: SyncEnd,
}

/// Whether people who were not found are gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncQuestion {
    pub run: i64,
    pub at: Moment,
    pub missing: u32,
    /// Of how many who were here before.
    pub present: u32,
    /// How many of the missing have a seat.
    pub seats: u32,
    /// Units in which nobody is left, with how many that were.
    pub emptied: Vec<EmptiedUnit>,
    /// The first 50 of the missing.
    pub people: Vec<SyncName>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmptiedUnit {
    pub dn: String,
    pub people: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncName {
    pub name: String,
    pub login: String,
}

/// What a directory's card says of it. Absent before the first import is finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncState {
    pub finished_at: Moment,
    pub next_at: Option<Moment>,
    pub question: Option<SyncQuestion>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncReport {
    /// The name of the directory.
    pub name: String,
    pub every: SyncEvery,
    /// `None`: the first import has not come to its end.
    pub state: Option<SyncState>,
    pub running: bool,
    /// The latest first.
    pub runs: Vec<SyncRun>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncPeopleQuery {
    pub directory: String,
    pub run: i64,
    pub kind: SyncKind,
    /// `next` of the page before; empty: the first.
    #[serde(default)]
    pub after: String,
}

/// The people behind a number of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncPeople {
    pub name: String,
    pub run: SyncRun,
    pub rows: Vec<SyncRow>,
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRow {
    /// As shown then.
    pub name: String,
    pub login: String,
    /// Of a change: what changed, from what, to what.
    pub changes: Vec<SyncChange>,
    /// The unit, of who moved and who is gone: before and now.
    pub unit_before: Option<String>,
    pub unit_after: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncChange {
    pub field: SyncField,
    pub before: Option<String>,
    pub after: Option<String>,
}
