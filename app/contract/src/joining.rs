//! Accounts of one person: those that may be, and those that are.

use crate::Moment;
use serde::{Deserialize, Serialize};

/// Pairs that wait for an administrator, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinReviews {
    pub rows: Vec<JoinReview>,
    /// Of which these are the first.
    pub total: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinReview {
    pub id: String,
    /// What was there before, or what the other one was made from.
    pub first: JoinSide,
    pub other: JoinSide,
    pub evidence: JoinEvidence,
    pub doubt: JoinDoubt,
    pub since: Moment,
}

/// One of the two accounts, with what its person has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinSide {
    pub directory: String,
    pub name: String,
    pub login: String,
    pub mail: String,
    /// Has methods of their own.
    pub enrolled: bool,
    /// Reported "this wasn't me".
    pub stopped: bool,
    pub has_seat: bool,
    /// What else is theirs already, and joined along.
    pub others: Vec<OtherAccount>,
}

/// An account of a person beside the one that stands for them in lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherAccount {
    pub id: String,
    /// As people know it.
    pub directory: String,
    pub login: String,
}

/// Why they may be one person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JoinEvidence {
    SameObject,
    Mail,
}

/// Why it was not plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JoinDoubt {
    BothEnrolled,
    Stopped,
    SameDirectory,
    MailShared,
    Parted,
}

impl JoinDoubt {
    pub const ALL: [Self; 5] = [Self::BothEnrolled, Self::Stopped, Self::SameDirectory, Self::MailShared, Self::Parted];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JoinDecision {
    /// One person, who keeps the methods of the first account's.
    KeepFirst,
    KeepOther,
    /// Two people, who are not asked about again.
    Apart,
}

/// Why two accounts were neither joined nor parted. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JoinFault {
    /// The pair does not wait: somebody else decided, or an account was taken away.
    Decided,
    /// They are one person already.
    OneAlready,
    /// An account is no longer in its directory.
    AccountGone,
    /// One person with themselves.
    SamePerson,
    /// The only account of its person.
    OnlyAccount,
}
