//! What we ask of a directory. One trait for Active Directory, the practice directory and those
//! to come. Requests and answers are plain data that can be serialised, so that a sealed
//! connector can carry them later.

use crate::ids::ObjectId;
use crate::{Secret, Timestamp};
use async_trait::async_trait;
use latchkey_contract::check::{self, DirectoryFault};
/// What `check` says is for administrators alone and never stored, so it is theirs as it is.
pub use latchkey_contract::check::{CheckKind, CheckRow, Evidence, Repair, RulesSeen, UnitCount, Verdict};
use serde::{Deserialize, Serialize};

/// What this kind of directory can do at all; pages do not offer what is `false`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    pub unlock: bool,
    pub change: bool,
}

/// An account as the directory describes it. Everything but `object_id` may change under us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub object_id: ObjectId,
    pub dn: String,
    /// `sAMAccountName`; for others the short name that people type.
    pub login: String,
    /// `userPrincipalName`, if any.
    pub upn: Option<String>,
    pub display_name: String,
    pub mail: Option<String>,
    pub phone: Option<String>,
    /// Whom the directory names as their manager.
    #[serde(default)]
    pub manager_dn: Option<String>,
    /// `preferredLanguage` as it is written there (BCP 47; RFC 2798, 2.7).
    #[serde(default)]
    pub preferred_language: Option<String>,
    pub disabled: bool,
    /// Protected by AdminSDHolder: `adminCount=1` or (nested) member of a protected group.
    pub protected: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub object_id: ObjectId,
    pub dn: String,
    pub name: String,
    /// Direct members as the directory states them; nested ones are counted by `members`.
    pub direct_members: u32,
}

/// An organisational unit, for choosing what to import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subtree {
    pub dn: String,
    pub name: String,
    /// 0 for the domain root.
    pub depth: u32,
    /// People in it, sub-units included.
    pub people: u32,
}

/// Where to go on listing: opaque to everyone but the adapter. Survives a restart of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    pub entries: Vec<Entry>,
    /// `None`: that was the last page.
    pub next: Option<Cursor>,
}

/// What a bind with a password told us. Those that begin with `RightBut` come only with the *right*
/// password on AD (MS-ADTS 5.1.1.5, data 532 773 533 701), `Locked` (775) with any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordCheck {
    Right,
    Wrong,
    Locked,
    RightButExpired,
    RightButMustChange,
    RightButDisabled,
    RightButAccountExpired,
    /// Right, but not at this hour or from this workstation (530, 531).
    RightButNotNow,
}

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
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PolicySource {
    Domain,
    /// The name of the PSO whose contents we read.
    Pso(String),
    /// A PSO holds *instead of* the domain's policy, and its contents are closed to the service
    /// account. The values beside it are the domain's: advice for the person, refusing nothing.
    UnreadablePso(String),
    Practice,
}

/// Everything that a directory can answer but the thing asked for. Never text to be parsed:
/// facts, from which pages make sentences.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum DirectoryError {
    // -- the password itself
    #[error("too short: at least {min} characters")]
    TooShort { min: u32 },
    #[error("too long: at most {max} characters")]
    TooLong { max: u32 },
    #[error("not three of five kinds of characters")]
    TooSimple,
    #[error("contains a part of the name")]
    ContainsName { part: String },
    #[error("used before: the last {remembered} are remembered")]
    InHistory { remembered: u32 },
    #[error("changed too recently")]
    TooYoung { set_at: Timestamp, until: Timestamp },
    #[error("characters that this directory cannot take")]
    BadCharacters,
    /// The server refused the password and does not say why; `perhaps`: what we cannot exclude.
    /// `code` is what the administrator sees.
    #[error("refused by the directory, which does not say why (code {code})")]
    RefusedByPolicy { code: String, perhaps: Vec<Perhaps> },
    #[error("the old password is wrong")]
    WrongOldPassword,
    // -- the account
    #[error("no such account any more")]
    NotFound,
    /// Of the units that were asked for: renamed, moved, deleted, or never one of this directory.
    #[error("there is no unit {dn} any more")]
    NoSuchUnit { dn: String },
    #[error("the account is disabled")]
    Disabled,
    #[error("protected account: delegated rights do not reach it")]
    Protected,
    /// The password was not tried: one more wrong one could lock the account. `from`: when it can
    /// be tried again; `None`: after a sign-in elsewhere, or never (a threshold of 1).
    #[error("not tried: one more wrong password could lock the account")]
    WouldLock { from: Option<Timestamp> },
    // -- the set-up: never the person's fault
    #[error("the service account lacks the right: {right}")]
    NotPermitted { right: String },
    #[error("the directory refused our sign-in: {data}")]
    BindRefused { data: String },
    #[error("certificate: {reason}")]
    Certificate { reason: CertificateFault, detail: String },
    #[error("not encrypted: {detail}")]
    NotEncrypted { detail: String },
    #[error("set-up: {detail}")]
    Misconfigured { detail: String },
    // -- the line
    #[error("no server could be reached: {detail}")]
    Unreachable { detail: String },
    /// The request was sent and the line went dead before the answer: it may have been carried out,
    /// or may yet be. Only `server` knows; `state_from` asks it and nobody else.
    #[error("{server} was asked and its answer was lost: {detail}")]
    Unknown { server: String, detail: String },
    #[error("not possible in this kind of directory")]
    Unsupported,
    #[error("unexpected answer: {detail}")]
    Other { detail: String },
}

/// What may stand behind a refusal that the server does not explain. Never a certainty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Perhaps {
    /// Breaks a rule of the domain; whether that rule holds for this account is closed to us.
    TooShort {
        min: u32,
    },
    TooSimple,
    ContainsName {
        part: String,
    },
    TooYoung {
        until: Timestamp,
    },
    /// Rules of the account's own, which are closed to us, ask for something else.
    OwnRules,
    /// The server compared it with the passwords used before.
    UsedBefore,
    /// On a list or against a filter of the organisation's own (Entra Password Protection and its
    /// like answer exactly as the policy does).
    Listed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CertificateFault {
    UnknownAuthority,
    WrongName,
    Expired,
    NotYetValid,
    Other,
}
impl std::fmt::Display for CertificateFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::UnknownAuthority => "signed by an authority that is not trusted here",
            Self::WrongName => "made out to another name",
            Self::Expired => "expired",
            Self::NotYetValid => "not valid yet",
            Self::Other => "not acceptable",
        })
    }
}

impl From<CertificateFault> for check::CertificateFault {
    fn from(fault: CertificateFault) -> Self {
        match fault {
            CertificateFault::UnknownAuthority => Self::UnknownAuthority,
            CertificateFault::WrongName => Self::WrongName,
            CertificateFault::Expired => Self::Expired,
            CertificateFault::NotYetValid => Self::NotYetValid,
            CertificateFault::Other => Self::Other,
        }
    }
}

/// As an administrator is told it.
impl From<&DirectoryError> for DirectoryFault {
    fn from(error: &DirectoryError) -> Self {
        use DirectoryError as E;
        match error {
            E::Unreachable { detail } => Self::Unreachable { detail: detail.clone() },
            E::Unknown { server, detail } => Self::Lost { server: server.clone(), detail: detail.clone() },
            E::BindRefused { data } => Self::SignInRefused { data: data.clone() },
            E::Certificate { reason, detail } => Self::Certificate { reason: (*reason).into(), detail: detail.clone() },
            E::NotEncrypted { detail } => Self::NotEncrypted { detail: detail.clone() },
            E::NotPermitted { right } => Self::NotPermitted { right: right.clone() },
            E::Misconfigured { detail } => Self::Misconfigured { detail: detail.clone() },
            E::NoSuchUnit { dn } => Self::NoSuchUnit { dn: dn.clone() },
            E::NotFound => Self::NotFound,
            E::Unsupported => Self::Unsupported,
            E::Other { detail } => Self::Other { detail: detail.clone() },
            // about one person's password or account: nothing that the console asks for is answered so
            E::TooShort { .. }
            | E::TooLong { .. }
            | E::TooSimple
            | E::ContainsName { .. }
            | E::InHistory { .. }
            | E::TooYoung { .. }
            | E::BadCharacters
            | E::RefusedByPolicy { .. }
            | E::WrongOldPassword
            | E::Disabled
            | E::Protected
            | E::WouldLock { .. } => Self::Other { detail: error.to_string() },
        }
    }
}

pub type DirectoryResult<T> = Result<T, DirectoryError>;

/// A certificate as the server presented it, for the administrator to compare and trust.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresentedCertificate {
    pub subject: String,
    pub issuer: String,
    pub not_after: Timestamp,
    /// SHA-256 of the DER, upper-case pairs with colons.
    pub sha256: String,
    pub pem: String,
    pub self_signed: bool,
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
pub trait Directory: Send + Sync {
    fn capabilities(&self) -> Capabilities;

    /// Which domain this is, whatever its name and servers: `objectSid` of the domain, in AD. Opaque,
    /// only compared. `None`: this kind of directory has nothing of the sort.
    async fn domain_id(&self) -> DirectoryResult<Option<String>> {
        Ok(None)
    }

    /// Everything that self-service will need, tried one by one. `subtrees`: where rights are
    /// tried; empty means the whole domain. Never fails: faults are rows.
    async fn check(&self, subtrees: &[String]) -> Vec<CheckRow>;

    /// The certificates that the first reachable server presents, leaf first; trusts nothing.
    async fn presented_certificates(&self) -> DirectoryResult<Vec<PresentedCertificate>>;

    /// Every unit with the number of its people: reads the names of all, so it is asked once a page.
    async fn subtrees(&self) -> DirectoryResult<Vec<Subtree>>;

    /// How many people are below `subtrees`, each counted once; nobody else is read. None: in all of it.
    async fn count(&self, subtrees: &[String]) -> DirectoryResult<u32>;

    /// One page of the people below `subtrees`, up to `size`; `cursor` is the previous page's `next`.
    /// `NoSuchUnit` where one of them is none of this directory: nothing that a browser made up is
    /// searched. After an interruption people of an earlier page may come again, and nobody is left out.
    async fn list(&self, subtrees: &[String], cursor: Option<&Cursor>, size: u32) -> DirectoryResult<Page>;

    /// The same place for a listing that is taken up again, by another process or after a fault:
    /// what the cursor remembers of its troubles is forgotten.
    fn rewound(&self, cursor: &Cursor) -> Cursor {
        cursor.clone()
    }

    /// Groups whose name starts with `text`, at most `limit`.
    async fn groups(&self, text: &str, limit: u32) -> DirectoryResult<Vec<Group>>;

    /// All people in the group, nested groups included, each once.
    async fn members(&self, group: &ObjectId) -> DirectoryResult<Vec<Entry>>;

    /// Tries the password. An empty one is `Wrong` and never reaches the server (RFC 4513 5.1.2);
    /// where one more wrong password could lock the account it is `WouldLock`, and none is tried.
    async fn verify_password(&self, id: &ObjectId, password: &Secret) -> DirectoryResult<PasswordCheck>;

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

    /// The person's own change, which the server judges by its whole policy.
    async fn change(&self, id: &ObjectId, old: &Secret, new: &Secret) -> DirectoryResult<Written>;

    async fn unlock(&self, id: &ObjectId) -> DirectoryResult<Written>;
}
