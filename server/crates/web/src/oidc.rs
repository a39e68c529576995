//! Signing in with an identity provider, as a proof: OpenID Connect Core 1.0, authorization code flow
//! with PKCE (RFC 7636), by a confidential client. Any provider that publishes its metadata
//! (OpenID Connect Discovery 1.0) will do: Entra ID, Okta, Keycloak and the like.
//!
//! `begin` says where the browser has to go; what it says besides must be kept, sealed, until the
//! browser comes back, and given to `finish` once. The provider is told to ask the person anew, and
//! is not believed when it did not: a session of last week proves nothing.

mod config;
mod error;
mod provider;
mod sign_in;
mod token;

pub use config::OidcConfig;
pub use error::{OidcError, Refusal};
pub use sign_in::{Begun, Finished, Started};

use crate::ProviderError;
use crate::http::{Http, is_safe, setup};
use latchkey_domain::entropy::new_token;
use latchkey_domain::{Clock, Entropy, Secret, Timestamp};
use openidconnect::core::{CoreAuthPrompt, CoreResponseType};
use openidconnect::{
    AuthenticationFlow, CsrfToken, IssuerUrl, LoginHint, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
};
use provider::Provider;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;
use token::Expected;
use url::Url;

/// One request to the provider; a person waits for two of them.
const WHOLE: Duration = Duration::from_secs(10);

/// To be kept as long as its configuration holds: it knows the provider's metadata for an hour, and asks
/// anew before anybody is sent there.
pub struct Oidc {
    config: OidcConfig,
    provider: Provider,
    clock: Arc<dyn Clock>,
    takes_sessions: bool,
}

impl std::fmt::Debug for Oidc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Oidc({})", self.config.issuer)
    }
}

impl Oidc {
    pub fn new(config: &OidcConfig, clock: Arc<dyn Clock>) -> Result<Self, ProviderError> {
        let issuer = IssuerUrl::new(config.issuer.clone())
            .map_err(|_| setup("the issuer of the identity provider is not a URL"))?;
        if !is_safe(issuer.url()) || issuer.url().query().is_some() || issuer.url().fragment().is_some() {
            return Err(setup(
                "the issuer of the identity provider must begin with https://, and hold no password and no query",
            ));
        }
        if config.client_id.is_empty() || config.client_secret.is_empty() {
            return Err(setup("the identity provider’s client ID or client secret is missing"));
        }
        let http = Http::new(config.ca_pem.as_deref(), WHOLE)?;
        Ok(Self { config: config.clone(), provider: Provider::new(issuer, http), clock, takes_sessions: false })
    }

    /// Takes somebody who was signed in there before, and need not have been asked again: for the sign-in page of a
    /// directory whose provider knows no other way. Never for a proof in a recovery.
    #[must_use]
    pub fn taking_sessions(self) -> Self {
        Self { takes_sessions: true, ..self }
    }

    /// For whoever sets this up: whether the provider is there, is who it should be, and knows us and
    /// our secret. Nobody signs in.
    pub async fn check(&self, redirect_uri: &Url) -> Result<(), ProviderError> {
        let known = self.provider.anew(self.clock.now()).await?;
        self.expected(self.clock.now()).algorithms(&known.metadata)?;
        known.is_our_secret(&self.config, redirect_uri).await
    }

    /// `redirect_uri` must be known to the provider; the browser comes back there with `state` and
    /// `code`, or with `error` (see `OidcError::returned`). `login_hint`: the name to fill in for the person.
    pub async fn begin(
        &self,
        redirect_uri: &Url,
        login_hint: Option<&str>,
        entropy: &dyn Entropy,
    ) -> Result<Begun, ProviderError> {
        self.begin_with(new_token(entropy), redirect_uri, login_hint, entropy).await
    }

    /// The same with a fresh secret of the caller's for `state`.
    pub async fn begin_with(
        &self,
        state: Secret,
        redirect_uri: &Url,
        login_hint: Option<&str>,
        entropy: &dyn Entropy,
    ) -> Result<Begun, ProviderError> {
        let at = self.clock.now();
        // whoever is sent there while it is away does not come back
        let known = self.provider.anew(at).await?;
        let started = Started { state, nonce: new_token(entropy), pkce_verifier: new_token(entropy), at };
        let (state, nonce) = (started.state.expose().to_owned(), started.nonce.expose().to_owned());
        let verifier = PkceCodeVerifier::new(started.pkce_verifier.expose().to_owned());

        let client = known.client(&self.config);
        let mut request = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                || CsrfToken::new(state),
                || Nonce::new(nonce),
            )
            .set_redirect_uri(Cow::Owned(RedirectUrl::from_url(redirect_uri.clone())))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_scopes(self.config.scopes.iter().filter(|scope| *scope != "openid").cloned().map(Scope::new));
        request = match self.takes_sessions {
            // both: some providers heed only one of them; and asking for an age makes them tell it
            false => request.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO),
            true => request.add_prompt(CoreAuthPrompt::SelectAccount),
        };
        if let Some(name) = login_hint {
            request = request.set_login_hint(LoginHint::new(name.to_owned()));
        }
        if known.metadata.claims_parameter_supported() == Some(true) {
            request = request.add_extra_param("claims", self.claims());
        }
        Ok(Begun { url: Secret::new(String::from(request.url().0)), started })
    }

    /// Once for each `started`, whatever comes of it, and only after `is_state`. `iss`: the parameter of
    /// that name with which the browser came back, if any (RFC 9207): which provider has answered.
    pub async fn finish(
        &self,
        redirect_uri: &Url,
        code: &Secret,
        iss: Option<&str>,
        started: &Started,
    ) -> Result<Finished, OidcError> {
        if iss.is_some_and(|iss| iss != self.config.issuer) {
            return Err(Refusal::Issuer.into());
        }
        let known = self.provider.known(self.clock.now()).await?;
        let response = known.exchange(&self.config, redirect_uri, code, &started.pkce_verifier).await?;
        let now = self.clock.now();
        match self.expected(now).verify(&response, &known.metadata, started) {
            // it may sign with a key that is newer than what we know
            Err(token::Fault::UnknownKey) => {
                let known = self.provider.newer(now).await?;
                Ok(self.expected(now).verify(&response, &known.metadata, started)?)
            }
            other => Ok(other?),
        }
    }

    fn expected(&self, now: Timestamp) -> Expected<'_> {
        Expected { config: &self.config, now, takes_sessions: self.takes_sessions }
    }

    /// OpenID Connect Core 5.5: to have them in the ID token, where they are signed.
    fn claims(&self) -> String {
        let mut wanted = serde_json::json!({ "auth_time": { "essential": true } });
        if self.config.scopes.iter().any(|scope| scope == "email")
            && let Some(wanted) = wanted.as_object_mut()
        {
            wanted.insert("email".into(), serde_json::Value::Null);
            wanted.insert("email_verified".into(), serde_json::Value::Null);
        }
        serde_json::json!({ "id_token": wanted }).to_string()
    }
}
