//! What can come of Duo's prompt other than a proof.

use crate::ProviderError;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DuoError {
    /// No answer in time: another method can be used meanwhile.
    #[error("{0}")]
    Away(String),
    /// An administrator must mend it, here or at Duo.
    #[error("{0}")]
    Setup(String),
    /// Nothing is proved.
    #[error("{0}")]
    Refused(#[from] Refusal),
}

/// Why nothing is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the person said no to Duo, or was not let in there")]
    Denied,
    /// Bypassed, trusted, remembered, not enrolled.
    #[error("Duo let the person in without asking")]
    NotAsked,
    #[error("Duo does not know this code, or it was used before")]
    Code,
    #[error("the answer is not signed by Duo")]
    Signature,
    #[error("the answer is of another issuer")]
    Issuer,
    #[error("the answer is meant for somebody else")]
    Audience,
    #[error("the answer belongs to another sign-in")]
    Nonce,
    #[error("the answer has expired, or is not of now")]
    Expired,
    #[error("somebody else has answered Duo")]
    Username,
}

impl DuoError {
    /// From the `error` with which the browser came back. Its text is not passed on: anybody can write
    /// one into an address.
    pub fn returned(error: &str) -> Self {
        match error {
            "server_error" | "temporarily_unavailable" => Self::Away("Duo has a fault of its own".into()),
            "access_denied" => Self::Refused(Refusal::Denied),
            _ => Self::Setup("Duo does not accept how we ask: look at the application’s settings there".into()),
        }
    }
}

impl From<ProviderError> for DuoError {
    fn from(error: ProviderError) -> Self {
        match error {
            ProviderError::Away(text) => Self::Away(text),
            ProviderError::Setup(text) => Self::Setup(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_browser_brings_is_not_repeated() {
        assert_eq!(DuoError::returned("access_denied"), DuoError::Refused(Refusal::Denied));
        assert!(matches!(DuoError::returned("temporarily_unavailable"), DuoError::Away(_)));
        assert!(matches!(DuoError::returned("invalid_request"), DuoError::Setup(_)));
        assert!(!DuoError::returned("<b>call 555</b>").to_string().contains("555"));
    }
}
