//! The page of practice mode: the people of the built-in directory, their mail and their phone.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeView {
    pub people: Vec<PracticePersonView>,
    /// Newest first.
    pub mails: Vec<PracticeMail>,
    pub authenticator: Vec<PracticeToken>,
    /// What the last form of this page did, in one sentence.
    pub said: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticePersonView {
    pub login: String,
    pub name: String,
    /// As seeded; it stays shown after it was changed.
    pub password: String,
    /// What is special: "locked", "expired", "protected".
    pub note: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeMail {
    pub to: String,
    pub subject: String,
    /// "14:07".
    pub at: String,
    /// The text part; lines as sent. Links of this site become clickable.
    pub text: String,
}

/// One key in the practice phone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeToken {
    pub label: String,
    /// Six digits.
    pub code: String,
    pub seconds_left: u32,
}
