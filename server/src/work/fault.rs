//! Why a job was not done: as it is stored, with the job, the import or the invitation, and with what an administrator
//! is told of it.

use crate::fault::Fault;
use latchkey_contract::admin::WorkFault;
use latchkey_domain::directory::DirectoryError;
use latchkey_store::StoreError;
use serde::{Deserialize, Serialize};

/// Stored, so a case may be added and none renamed. What is said is without addresses, contents and secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum JobFault {
    #[error("unreadable payload")]
    Unreadable,
    #[error("this version has no handler for {kind}")]
    Unknown { kind: String },
    #[error("a fault in the program")]
    Program,
    /// Something that the log explains.
    #[error("{said}")]
    Other { said: String },
    #[error("{0}")]
    Directory(DirectoryError),
    #[error("another server is importing this directory")]
    Elsewhere,
    /// The members of a group were not read.
    #[error("{0}; its last members still count")]
    Members(DirectoryError),
    #[error("no mail server is configured")]
    NoMail,
    #[error("no address")]
    NoAddress,
    #[error("the code ran out before it could be sent")]
    TooLate,
    #[error("the number is not one that text messages are sent to; nothing was sent")]
    BadNumber,
    /// What the mail server or the gateway for text messages answered.
    #[error("{said}")]
    NotSent { said: String },
    #[error("a notice could not be written down")]
    Unwritable,
}

impl JobFault {
    /// For a column of the database.
    pub fn kept(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| self.to_string())
    }

    /// Out of one. What is no fault of ours, such as a row of a newer version, is shown as it stands there.
    pub fn stored(text: Option<&str>) -> Self {
        let text = text.unwrap_or_default();
        serde_json::from_str(text).unwrap_or_else(|_| Self::Other { said: text.to_owned() })
    }

    /// As the console is told it.
    pub fn view(&self) -> WorkFault {
        match self {
            Self::Unreadable => WorkFault::Unreadable,
            Self::Unknown { .. } => WorkFault::Unknown,
            Self::Program => WorkFault::Program,
            Self::Other { said } => WorkFault::Other { said: said.clone() },
            Self::Directory(error) => WorkFault::Directory(error.into()),
            Self::Elsewhere => WorkFault::Elsewhere,
            Self::Members(error) => WorkFault::Members(error.into()),
            Self::NoMail => WorkFault::NoMail,
            Self::NoAddress => WorkFault::NoAddress,
            Self::TooLate => WorkFault::TooLate,
            Self::BadNumber => WorkFault::BadNumber,
            Self::NotSent { said } => WorkFault::NotSent { said: said.clone() },
            Self::Unwritable => WorkFault::Unwritable,
        }
    }
}

impl From<StoreError> for JobFault {
    fn from(error: StoreError) -> Self {
        Self::Other { said: error.to_string() }
    }
}

impl From<Fault> for JobFault {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Directory(error) => Self::Directory(error),
            fault => Self::Other { said: fault.to_string() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_comes_back() {
        let away = DirectoryError::Unreachable { detail: "dc1: no answer".into() };
        for fault in [
            JobFault::Unreadable,
            JobFault::NoMail,
            JobFault::Directory(away.clone()),
            JobFault::Members(away),
            JobFault::NotSent { said: "The mail server mail:25 refused the message (550 5.1.1).".into() },
        ] {
            assert_eq!(JobFault::stored(Some(&fault.kept())), fault);
        }
    }

    /// Rows of the version before stay readable: these are what it wrote.
    #[test]
    fn codes_stay() {
        for (text, fault) in [
            ("\"too-late\"", JobFault::TooLate),
            ("\"no-address\"", JobFault::NoAddress),
            ("{\"not-sent\":{\"said\":\"busy\"}}", JobFault::NotSent { said: "busy".into() }),
            ("{\"directory\":\"NotFound\"}", JobFault::Directory(DirectoryError::NotFound)),
        ] {
            assert_eq!(fault.kept(), text);
            assert_eq!(JobFault::stored(Some(text)), fault);
        }
        let odd = "the key of this row is gone";
        assert_eq!(JobFault::stored(Some(odd)), JobFault::Other { said: odd.into() });
        assert_eq!(JobFault::stored(None), JobFault::Other { said: String::new() });
    }
}
