//! What can come of a sign-in other than a name.

use crate::ProviderError;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// No answer in time: another method can be used meanwhile.
    #[error("{0}")]
    Away(String),
    /// An administrator must mend it, here or at the provider.
    #[error("{0}")]
    Setup(String),
    /// Nothing is proved.
    #[error("{0}")]
    Refused(#[from] Refusal),
}

/// Why nothing is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the person did not sign in at the identity provider, or was not let in there")]
    Denied,
    #[error("the identity provider does not know this code, or it was used before")]
    Code,
    #[error("the ID token is not signed by the identity provider")]
    Signature,
    #[error("the ID token is of another issuer")]
    Issuer,
    #[error("the ID token is meant for somebody else")]
    Audience,
    #[error("the ID token belongs to another sign-in")]
    Nonce,
    #[error("the ID token has expired, or is not of now")]
    Expired,
    #[error("the identity provider did not ask the person anew")]
    NotAsked,
    #[error("the ID token does not belong to the access token that came with it")]
    AccessToken,
    #[error("the ID token names nobody")]
    Subject,
}

impl OidcError {
    /// From the `error` with which the browser came back (RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6).
    /// Its text is not passed on: anybody can write one into an address.
    pub fn returned(error: &str) -> Self {
        match error {
            "server_error" | "temporarily_unavailable" => {
                Self::Away("the identity provider has a fault of its own".into())
            }
            "unauthorized_client" | "invalid_request" | "invalid_scope" | "unsupported_response_type" => Self::Setup(
                "the identity provider does not accept how we ask: look at the client’s settings there".into(),
            ),
            _ => Self::Refused(Refusal::Denied),
        }
    }
}

impl From<ProviderError> for OidcError {
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
        assert_eq!(OidcError::returned("access_denied"), OidcError::Refused(Refusal::Denied));
        assert_eq!(OidcError::returned("login_required"), OidcError::Refused(Refusal::Denied));
        assert!(matches!(OidcError::returned("temporarily_unavailable"), OidcError::Away(_)));
        assert!(matches!(OidcError::returned("invalid_scope"), OidcError::Setup(_)));
        assert!(!OidcError::returned("<b>call 555</b>").to_string().contains("555"));
    }
}
