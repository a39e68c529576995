//! Writing a password or an unlock, and what is read before and after it: how the account stands and by
//! which rules the next password is judged.

use super::{DirectoryResult, Elsewhere};
use crate::ids::ObjectId;
use crate::{Secret, Timestamp};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// What is true of an account now, read from the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountState {
    pub disabled: bool,
    pub locked: bool,
    /// When it was locked (`lockoutTime`), where known.
    pub locked_at: Option<Timestamp>,
    /// When the lock ends by itself; `None` with `locked`: not before somebody unlocks it.
    pub locked_until: Option<Timestamp>,
    pub password_expired: bool,
    pub must_change: bool,
    /// `pwdLastSet`; `None` when it must be changed or was never set.
    pub password_set_at: Option<Timestamp>,
    pub password_expires_at: Option<Timestamp>,
    pub account_expired: bool,
    pub protected: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_elsewhere: Option<Elsewhere>,
    /// Which server said so, for "where is my new password now".
    pub server: String,
}

/// The rules for one account's next password: the resultant PSO, which replaces the domain's
/// policy as a whole (MS-ADTS 3.1.1.4.5.36), or the domain's policy. Only while `is_certain` do
/// the values hold; otherwise they are advice and refuse nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordPolicy {
    pub source: PolicySource,
    pub min_length: u32,
    pub max_length: Option<u32>,
    /// Three of five kinds of characters, and no part of the name (MS-SAMR 3.1.1.7.2).
    pub complexity: bool,
    pub history: u32,
    pub min_age_secs: i64,
    pub max_age_secs: Option<i64>,
    /// Wrong passwords that lock the account; 0: none ever do. Under a PSO that is closed to us the
    /// strictest that is usual.
    pub lockout_threshold: u32,
    /// How long a lock lasts; 0: until somebody ends it.
    pub lockout_secs: i64,
    /// How long a wrong password counts (`lockOutObservationWindow`); 0: until a sign-in or until
    /// somebody ends the lock.
    pub lockout_window_secs: i64,
}

impl PasswordPolicy {
    /// Whether the values are those that hold for the account. A PSO whose contents are closed to us
    /// may ask for more than the domain, or for less.
    pub fn is_certain(&self) -> bool {
        !matches!(self.source, PolicySource::UnreadablePso(_))
    }

    /// Printable ASCII alone, and no space at either end: what the vendors who publish their rules take. The space is of
    /// Google's rules; of Microsoft's nothing is known to stand against it, and one password may have to be both.
    pub const fn is_plain_only(&self) -> bool {
        matches!(self.source, PolicySource::Published)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PolicySource {
    Domain,
    /// The name of the PSO whose contents we read.
    Pso(String),
    /// A PSO holds *instead of* the domain's policy, and its contents are closed to the service
    /// account. The values beside it are the domain's: advice for the person, refusing nothing.
    UnreadablePso(String),
    /// What the vendor of the service publishes; there is nothing in it that could be read.
    Published,
    /// The policy entry of an LDAP server, by its name.
    Entry(String),
    Practice,
}

/// What the directory says after a write: which server took it, and the state read back there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    pub server: String,
    /// `None`: the server confirmed the write, and could not be read afterwards.
    pub state: Option<AccountState>,
    /// After `reset` and `change`: a bind with the new password on the same server succeeded.
    pub signed_in: bool,
    /// The server compared this very password with its history. Where it is `false` the hashed
    /// history of ours has to remember it.
    pub history_checked: bool,
}

#[async_trait]
pub trait PasswordWriter: Send + Sync {
    async fn policy_for(&self, id: &ObjectId) -> DirectoryResult<PasswordPolicy>;

    async fn state(&self, id: &ObjectId) -> DirectoryResult<AccountState>;

    /// Both of one moment, where a directory can give them with one question.
    async fn state_and_policy(&self, id: &ObjectId) -> DirectoryResult<(AccountState, PasswordPolicy)> {
        Ok((self.state(id).await?, self.policy_for(id).await?))
    }

    /// The state as this very server has it (`Unknown::server`, `Written::server`): what became of
    /// a write that only it has heard of. `Unreachable` while it does not answer; nobody else is asked.
    async fn state_from(&self, id: &ObjectId, server: &str) -> DirectoryResult<AccountState>;

    /// Sets a new password without the old one, unlocks, reads back and tries it. Ends within 40
    /// seconds, one way or the other, and sends nothing afterwards.
    /// `TooYoung` is judged here as for the person's own change, unless it expired or must be changed.
    async fn reset(&self, id: &ObjectId, new: &Secret) -> DirectoryResult<Written>;

    /// The person's own change, which the server judges by its whole policy. `Unsupported` without
    /// `Capabilities::change`.
    async fn change(&self, id: &ObjectId, old: &Secret, new: &Secret) -> DirectoryResult<Written>;

    /// `Unsupported` without `Capabilities::unlock`.
    async fn unlock(&self, id: &ObjectId) -> DirectoryResult<Written>;
}
