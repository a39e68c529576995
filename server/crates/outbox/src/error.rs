//! What became of a message that did not go.

/// Why a message did not go. Each holds one sentence for administrators, without addresses,
/// contents or secrets; it may name the mail server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Worth another try later: the server is away, slow, or says so itself (4xx).
    #[error("{0}")]
    Temporary(String),
    /// This message will never go, others may.
    #[error("{0}")]
    Permanent(String),
    /// No message will go before an administrator mends something.
    #[error("{0}")]
    Setup(String),
}
