//! What is done to many people at once: whom an action of the console means, and what became of it.

use crate::Moment;
use crate::people::{LeftOut, WhyLeftOut};
use crate::work::WorkFault;
use serde::{Deserialize, Serialize};

/// More people than this are not named one by one: who matches a search can be chosen as a whole.
pub const MOST_CHOSEN: usize = 500;

/// Whom an action is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Selection {
    /// By their ids, at most [`MOST_CHOSEN`].
    People(Vec<String>),
    /// Everybody who matches and to whom it can be done. `shown`: how many that were when the administrator looked; if
    /// it is another number by now, nothing is done.
    Matching {
        #[serde(default)]
        text: String,
        #[serde(default)]
        onboarded_only: bool,
        shown: u32,
    },
}

/// A few are dealt with at once; for more a run has begun, which the page of people shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BulkAnswer<T> {
    Done(T),
    Begun { people: u32 },
}

impl<T> BulkAnswer<T> {
    /// `None`: it has only begun.
    pub fn done(self) -> Option<T> {
        match self {
            Self::Done(done) => Some(done),
            Self::Begun { .. } => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BulkKind {
    Onboard,
    Offboard,
}

/// Whom it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BulkSelection {
    /// Chosen one by one.
    People,
    /// Empty `text`: everybody.
    Matching { text: String, onboarded_only: bool },
    /// `directory`: as people know it; empty: it is not there any more.
    Group { directory: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BulkState {
    Running,
    Finished { at: Moment },
    Stopped { at: Moment, why: BulkStop },
}

/// Why somebody was not dealt with any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BulkStop {
    /// Another administrator took seats meanwhile.
    NoSeats,
    /// Whoever began it is no administrator any more, or in a role that may not do it.
    NotAllowed,
    Fault(WorkFault),
}

/// One run, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkRunRow {
    pub id: String,
    pub kind: BulkKind,
    pub state: BulkState,
    /// The administrator's name.
    pub actor: String,
    pub selection: BulkSelection,
    pub started: Moment,
    pub total: u32,
    pub done: u32,
    pub already: u32,
    pub left_out: Vec<LeftOutCount>,
    /// The first of them by name.
    pub names: Vec<LeftOut>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutCount {
    pub why: WhyLeftOut,
    pub people: u32,
}
