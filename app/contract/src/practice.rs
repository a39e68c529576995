//! The page of practice mode: the people of the built-in directory, their mail and their phone, and
//! what can happen to an account.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeView {
    pub people: Vec<PracticePersonView>,
    /// The directory does not answer, because somebody switched it off here.
    pub away: bool,
    /// Of the other directory.
    pub cloud: Vec<PracticeCloudPerson>,
    pub cloud_away: bool,
    /// Newest first.
    pub mails: Vec<PracticeMail>,
    /// Newest first.
    pub texts: Vec<PracticeText>,
    pub authenticator: Vec<PracticeToken>,
    /// What the last form of this page did, in one sentence.
    pub said: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticePersonView {
    pub login: String,
    pub name: String,
    /// The first password; `None` after it was changed.
    pub password: Option<String>,
    pub locked: bool,
    pub expired: bool,
    pub must_change: bool,
    /// What is the matter with the account, in words, or empty.
    pub note: String,
    /// The last action was done to this account: it stays in sight.
    pub touched: bool,
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

/// Somebody of the practice cloud, where nothing can happen to an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeCloudPerson {
    pub login: String,
    pub name: String,
    /// The first password; `None` after it was changed.
    pub password: Option<String>,
    pub disabled: bool,
}

/// The practice cloud's own sign-in page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CloudSignInPage {
    /// `state`: of the sign-in that was begun; `wrong`: name and password did not go together.
    Open { state: String, typed: String, wrong: bool },
    /// No such sign-in is waiting.
    Over,
    /// Somebody switched the cloud off.
    Away,
}

/// A text message that a phone of practice mode received.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeText {
    pub to: String,
    /// "14:07".
    pub at: String,
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
