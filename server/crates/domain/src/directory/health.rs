//! Whether a directory can be used at all: everything that self-service will need, tried one by one, and
//! which of it must work before it is switched on.

use super::DirectoryResult;
use crate::Timestamp;
use async_trait::async_trait;
/// What `check` says is for administrators alone and never stored, so it is theirs as it is.
pub use latchkey_contract::check::{CheckKind, CheckRow, Evidence, Repair, RulesSeen, UnitCount, Verdict};
use serde::{Deserialize, Serialize};

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

#[async_trait]
pub trait HealthCheck: Send + Sync {
    /// Which domain this is, whatever its name and servers: `objectSid` of the domain, in AD. Opaque,
    /// only compared. `None`: this kind of directory has nothing of the sort.
    async fn domain_id(&self) -> DirectoryResult<Option<String>>;

    /// Everything that self-service will need, tried one by one. `subtrees` (ids): where rights are
    /// tried; empty means the whole domain. Never fails: faults are rows.
    async fn check(&self, subtrees: &[String]) -> Vec<CheckRow>;

    /// What must have been seen to work before people's passwords are written here. Whatever stands here and was
    /// not tried hinders as well.
    fn required(&self) -> &'static [CheckKind];

    /// The certificates that the first reachable server presents, leaf first; trusts nothing. `Unsupported` where no
    /// certificate of its own can be trusted.
    async fn presented_certificates(&self) -> DirectoryResult<Vec<PresentedCertificate>>;
}
