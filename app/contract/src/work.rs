//! Work in the background, as administrators are told of it.

use crate::check::DirectoryFault;
use serde::{Deserialize, Serialize};

/// What it is that does not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WorkKind {
    SendProofCode,
    ConfirmAddress,
    /// What people are told of their accounts.
    Notice,
    Invite,
    InviteAll,
    BulkRun,
    Import,
    Sync,
    Reconcile,
    FinishWrite,
    JoinAccounts,
    PolicyMembers,
    CountProfiles,
    TestMail,
    /// Of a version that knows more: the code that it has in the queue.
    Other {
        code: String,
    },
}

/// Why work in the background was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WorkFault {
    /// What is to be done cannot be read, or another version knows it.
    Unreadable,
    /// This version does not know the work.
    Unknown,
    /// A fault in the program.
    Program,
    /// The database, or something else that only the log explains. `said`: as it stands there; it is not translated.
    Other {
        said: String,
    },
    Directory(DirectoryFault),
    /// Another server does the same work.
    Elsewhere,
    /// The members of the group could not be read; the last ones still count.
    Members(DirectoryFault),
    NoMail,
    NoAddress,
    /// What was to be sent ran out before.
    TooLate,
    /// To such a number no text messages are sent.
    BadNumber,
    /// The mail server, or the gateway for text messages. `said`: what it answered, as it stands in the log; it is
    /// not translated.
    NotSent {
        said: String,
    },
    /// Something that was to be sent could not be written down.
    Unwritable,
}
