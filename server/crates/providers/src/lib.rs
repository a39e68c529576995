//! Other servers that prove who somebody is, or carry a message: one file each, as a client with a
//! configuration, time-outs, and an answer that is never text to be parsed. What their answers mean
//! for a recovery is decided elsewhere; nothing here is stored, counted or logged.

pub mod duo;
pub mod http;
pub mod oidc;
pub mod radius;
pub mod sms;
pub mod yubikey;

/// Why there is no answer. Each holds one sentence for administrators, without secrets, codes,
/// addresses or numbers; it may name the server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// No answer in time, or "try later": another method can be used meanwhile.
    #[error("{0}")]
    Away(String),
    /// The other server does not accept us, or we cannot believe it: an administrator must mend it.
    #[error("{0}")]
    Setup(String),
}
