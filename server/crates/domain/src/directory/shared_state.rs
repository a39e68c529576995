//! What every server that works with one directory has to know of it, whichever of them learnt it: that the
//! service account was refused, who took a password last, whose password is being tried. A process of its own
//! would forget it when it ends, and another beside it would never hear of it.
//!
//! An adapter knows no database, so it is handed this; what stands in an entry is the adapter's own.

use super::DirectoryResult;
use crate::Timestamp;
use crate::ids::ObjectId;
use async_trait::async_trait;

/// What an entry is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum StateKey {
    /// Our own sign-in, with the settings that the adapter was opened with: with others it is another one.
    ServiceSignIn,
    /// The last write to this account.
    LastWrite(ObjectId),
    /// A password of this account is being tried.
    PasswordTrial(ObjectId),
    /// A sign-in on the directory's own page, by the hash of its state.
    RedirectSignIn(String),
}

/// What was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateEntry {
    pub value: String,
    /// Another one with each `put`, and never the same again.
    pub revision: String,
}

/// What must be there for a `put` to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    Anything,
    /// Nothing, or what is over.
    Absent,
    /// Nobody put anything since.
    Revision(String),
}

impl Expect {
    /// Exactly what was got.
    pub fn unchanged(entry: Option<&StateEntry>) -> Self {
        entry.map_or(Self::Absent, |entry| Self::Revision(entry.revision.clone()))
    }
}

/// Entries of one directory. Every call is a transaction of its own and ends before anything else is asked;
/// `Unreachable` where the state cannot be got at.
#[async_trait]
pub trait SharedState: Send + Sync {
    /// What is there, unless its time is over.
    async fn get(&self, key: &StateKey) -> DirectoryResult<Option<StateEntry>>;

    /// Of any number at once that expect the same, one puts. The new revision; `None`: something else was there, and
    /// still is. The entry is over at `until`.
    async fn put(
        &self,
        key: &StateKey,
        expected: &Expect,
        value: &str,
        until: Timestamp,
    ) -> DirectoryResult<Option<String>>;

    /// Takes it away, unless somebody put another.
    async fn remove(&self, key: &StateKey, revision: &str) -> DirectoryResult<()>;
}
