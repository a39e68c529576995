//! What this server asks of others over HTTPS: the one client, and signing in with OpenID Connect. Those who prove
//! something and directories that live behind an HTTP interface share it.

pub mod http;
pub mod oidc;

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
