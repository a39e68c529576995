//! Everything that a directory can answer but the thing asked for, as facts.

use super::Elsewhere;
use crate::Timestamp;
use latchkey_contract::check::{self, DirectoryFault, SetUpFault};
use serde::{Deserialize, Serialize};

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
    #[error("the password of this account is set in another directory")]
    SetElsewhere { by: Elsewhere },
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
    /// A named fault of the set-up at a vendor.
    #[error("set-up at the vendor: {fault:?}: {detail}")]
    SetUp { fault: SetUpFault, detail: String },
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
            E::SetUp { fault, detail } => Self::SetUp { fault: *fault, detail: detail.clone() },
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
            | E::SetElsewhere { .. }
            | E::WouldLock { .. } => Self::Other { detail: error.to_string() },
        }
    }
}

pub type DirectoryResult<T> = Result<T, DirectoryError>;
