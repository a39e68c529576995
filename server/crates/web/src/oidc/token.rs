//! Whether an ID token may be believed: OpenID Connect Core 3.1.3.7, and that the person was asked
//! after we began. Pure: keys and times are given.

use super::config::OidcConfig;
use super::error::{OidcError, Refusal};
use super::sign_in::{Finished, Started};
use crate::ProviderError;
use crate::http::setup;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_domain::Timestamp;
use openidconnect::core::{
    CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm as Algorithm, CoreProviderMetadata,
    CoreTokenResponse,
};
use openidconnect::{
    AccessTokenHash, ClaimsVerificationError as Claims, ClientId, ClientSecret, Nonce, OAuth2TokenResponse as _,
    SignatureVerificationError, TokenResponse as _,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

/// How far the provider's clock may be from ours, in seconds.
const SKEW: i64 = 60;
/// Claims are whole seconds.
const ROUNDING: i64 = 2;

pub(super) struct Expected<'a> {
    pub config: &'a OidcConfig,
    pub now: Timestamp,
    pub takes_sessions: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Signed with a key that we do not know: there may be a new one.
    UnknownKey,
    Other(OidcError),
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Other(refusal.into())
    }
}
impl From<ProviderError> for Fault {
    fn from(error: ProviderError) -> Self {
        Self::Other(error.into())
    }
}
impl From<Fault> for OidcError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::UnknownKey => Refusal::Signature.into(),
            Fault::Other(error) => error,
        }
    }
}

impl Expected<'_> {
    pub(super) fn verify(
        &self,
        response: &CoreTokenResponse,
        metadata: &CoreProviderMetadata,
        started: &Started,
    ) -> Result<Finished, Fault> {
        let token = response.id_token().ok_or_else(|| setup("the identity provider gave us no ID token"))?;
        let verifier = self.verifier(metadata, started)?;
        let nonce = Nonce::new(started.nonce.expose().to_owned());
        let claims = token.claims(&verifier, &nonce).map_err(refused)?;
        self.is_ours(claims)?;
        is_with_its_access_token(token, claims, response, &verifier)?;
        self.finished(claims, started, texts(token))
    }

    /// Only what the provider says that it signs with, and of that only what the public keys check.
    pub(super) fn algorithms(&self, metadata: &CoreProviderMetadata) -> Result<Vec<Algorithm>, ProviderError> {
        let said = metadata.id_token_signing_alg_values_supported().iter();
        let accepted: Vec<_> = said.filter(|algorithm| self.is_accepted(algorithm)).cloned().collect();
        match accepted.is_empty() {
            true => Err(setup("the identity provider has no way of signing ID tokens that can be accepted")),
            false => Ok(accepted),
        }
    }

    fn is_accepted(&self, algorithm: &Algorithm) -> bool {
        match algorithm {
            Algorithm::RsaSsaPkcs1V15Sha256
            | Algorithm::RsaSsaPkcs1V15Sha384
            | Algorithm::RsaSsaPkcs1V15Sha512
            | Algorithm::RsaSsaPssSha256
            | Algorithm::RsaSsaPssSha384
            | Algorithm::RsaSsaPssSha512
            | Algorithm::EcdsaP256Sha256
            | Algorithm::EcdsaP384Sha384
            | Algorithm::EdDsa => true,
            Algorithm::HmacSha256 => self.config.allow_hs256,
            _ => false,
        }
    }

    fn verifier(
        &self,
        metadata: &CoreProviderMetadata,
        started: &Started,
    ) -> Result<CoreIdTokenVerifier<'static>, ProviderError> {
        let (client, issuer, keys) =
            (ClientId::new(self.config.client_id.clone()), metadata.issuer().clone(), metadata.jwks().clone());
        // a verifier for public clients has no shared secret, and cannot be talked into using one
        let verifier = match self.config.allow_hs256 {
            true => {
                let secret = ClientSecret::new(self.config.client_secret.expose().to_owned());
                CoreIdTokenVerifier::new_confidential_client(client, secret, issuer, keys)
            }
            false => CoreIdTokenVerifier::new_public_client(client, issuer, keys),
        };
        let (now, begun) = (self.now, started.at);
        let late = system_time(now.plus_secs(-SKEW)); // expired for us only a little later
        Ok(verifier
            .set_allowed_algs(self.algorithms(metadata)?)
            .set_time_fn(move || late.into())
            .set_issue_time_verifier_fn(move |iat| {
                let iat = Timestamp(iat.timestamp_millis());
                match begun.plus_secs(-SKEW) <= iat && iat <= now.plus_secs(SKEW) {
                    true => Ok(()),
                    false => Err(String::new()),
                }
            }))
    }

    /// That the library leaves to its user.
    fn is_ours(&self, claims: &CoreIdTokenClaims) -> Result<(), Refusal> {
        match claims.authorized_party() {
            Some(party) if party.as_str() != self.config.client_id => Err(Refusal::Audience),
            _ => Ok(()),
        }
    }

    fn finished(
        &self,
        claims: &CoreIdTokenClaims,
        started: &Started,
        texts: BTreeMap<String, String>,
    ) -> Result<Finished, Fault> {
        let issued = Timestamp(claims.issue_time().timestamp_millis());
        let auth_time = claims.auth_time().map(|time| Timestamp(time.timestamp_millis()));
        let auth_time = auth_time.or(self.takes_sessions.then_some(issued)).ok_or_else(|| {
            setup("the identity provider does not say when the person signed in (auth_time): switch it on there")
        })?;
        if !self.takes_sessions && !was_asked(started.at, self.now, issued, auth_time) {
            return Err(Refusal::NotAsked.into());
        }
        let subject = claims.subject().to_string();
        if subject.is_empty() || subject.len() > 255 {
            return Err(Refusal::Subject.into());
        }
        let verified = claims.email_verified() == Some(true);
        let email = claims.email().filter(|_| verified).map(|email| email.to_string());
        Ok(Finished { subject, issuer: claims.issuer().to_string(), email, auth_time, claims: texts })
    }
}

/// Of a token whose signature was checked. What is no text is left out.
fn texts(token: &CoreIdToken) -> BTreeMap<String, String> {
    let token = token.to_string();
    let payload = token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok()).unwrap_or_default();
    let claims: BTreeMap<String, Value> = serde_json::from_slice(&payload).unwrap_or_default();
    claims.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
}

/// Whether the person signed in after we began. Two clocks are never equal, so twice: the time from
/// signing in until the token by the provider's clock, against the time from the beginning until now by ours;
/// and both clocks against each other, less exactly, in case the token was dated back.
fn was_asked(begun: Timestamp, now: Timestamp, issued: Timestamp, auth_time: Timestamp) -> bool {
    issued.since(auth_time) <= now.since(begun).saturating_add(ROUNDING * 1000)
        && begun.plus_secs(-SKEW) <= auth_time
        && auth_time <= now.plus_secs(SKEW)
}

/// `at_hash` is optional in this flow; if it is there, it must be right.
fn is_with_its_access_token(
    token: &CoreIdToken,
    claims: &CoreIdTokenClaims,
    response: &CoreTokenResponse,
    verifier: &CoreIdTokenVerifier<'_>,
) -> Result<(), Refusal> {
    let Some(said) = claims.access_token_hash() else { return Ok(()) };
    let (Ok(algorithm), Ok(key)) = (token.signing_alg(), token.signing_key(verifier)) else {
        return Err(Refusal::AccessToken);
    };
    match AccessTokenHash::from_token(response.access_token(), algorithm, key) {
        Ok(right) if right == *said => Ok(()),
        _ => Err(Refusal::AccessToken),
    }
}

fn refused(error: Claims) -> Fault {
    match error {
        Claims::SignatureVerification(SignatureVerificationError::NoMatchingKey) => Fault::UnknownKey,
        Claims::Expired(_) => Refusal::Expired.into(),
        Claims::InvalidAudience(_) => Refusal::Audience.into(),
        Claims::InvalidIssuer(_) => Refusal::Issuer.into(),
        Claims::InvalidNonce(_) => Refusal::Nonce.into(),
        _ => Refusal::Signature.into(),
    }
}

fn system_time(time: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(time.millis()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asked_after_the_beginning() {
        let at = |seconds| Timestamp::from_secs(1_700_000_000 + seconds);
        let asked = |issued, auth| was_asked(at(0), at(30), at(issued), at(auth));
        assert!(asked(30, 20));
        assert!(asked(30, 0));
        assert!(asked(29, -2)); // whole seconds
        // the provider's clock is 50 s slow, then fast: all its times move together
        assert!(asked(-20, -30));
        assert!(asked(80, 70));
        // a session from just before, by whichever clock
        assert!(!asked(30, -10));
        assert!(!asked(-20, -53));
        // dated back, so that the first comparison is of no use
        assert!(!asked(-70, -80));
        assert!(!asked(100, 95));
        assert!(!asked(i64::MAX / 2000, i64::MIN / 2000));
    }
}
