//! What an administrator sets beside the choice of methods. Every field has a default, so that a row
//! written by an older program can be read.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MethodSettings {
    pub questions: QuestionSettings,
    pub passkeys: PasskeySettings,
    pub email: SentSettings,
    pub sms: SmsSettings,
    pub vouch: VouchSettings,
    pub accounts: AccountSettings,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuestionSettings {
    pub bank: Vec<String>,
    /// How many a person answers when setting up.
    pub needed: u32,
    /// How many of those a recovery asks.
    pub asked: u32,
    /// People may write questions of their own.
    pub own: bool,
}

/// Without questions: they are written in a language, so they are not known here.
impl Default for QuestionSettings {
    fn default() -> Self {
        Self { bank: Vec::new(), needed: 4, asked: 3, own: false }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasskeySettings {
    /// Only authenticators whose maker is vouched for by one of `roots`.
    pub attested: bool,
    /// PEM of the makers' roots.
    pub roots: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SentSettings {
    /// The address or number that the directory has may be used, where it does not open with the
    /// lost password.
    pub from_directory: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SmsSettings {
    pub from_directory: bool,
    /// ISO codes of the countries that are served; empty: all.
    pub countries: Vec<String>,
    /// Messages in a day: in all, to one country, and for one person.
    pub a_day: u32,
    pub a_country_a_day: u32,
    pub a_person_a_day: u32,
}

impl Default for SmsSettings {
    fn default() -> Self {
        Self { from_directory: false, countries: Vec::new(), a_day: 500, a_country_a_day: 300, a_person_a_day: 6 }
    }
}

/// For people who have accounts in several directories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountSettings {
    /// A new password that one of the directories cannot take at once is kept, sealed, for a quarter of an hour.
    pub keep_password: bool,
    /// Accounts in different directories with the same mail address are one person's, where the address is in a domain
    /// of both directories and nobody else has it.
    pub join_by_mail: bool,
}

impl Default for AccountSettings {
    fn default() -> Self {
        Self { keep_password: true, join_by_mail: false }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VouchSettings {
    /// The manager that the directory names may vouch.
    pub managers: bool,
}

impl Default for VouchSettings {
    fn default() -> Self {
        Self { managers: true }
    }
}
