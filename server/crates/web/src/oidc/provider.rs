//! What the provider says of itself, kept for an hour; and the requests to it.

use super::config::OidcConfig;
use super::error::{OidcError, Refusal};
use crate::ProviderError;
use crate::http::{Http, is_safe, setup};
use latchkey_domain::{Secret, Timestamp};
use openidconnect::core::{
    CoreClient, CoreClientAuthMethod, CoreErrorResponseType, CoreProviderMetadata, CoreRequestTokenError,
    CoreTokenResponse,
};
use openidconnect::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, DiscoveryError, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, PkceCodeVerifier, RedirectUrl,
    RequestTokenError,
};
use std::borrow::Cow;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;
use url::Url;

const HOUR: i64 = 3_600_000;
/// Unknown keys make us look for new ones, but not more often than this.
const MINUTE: i64 = 60_000;

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

pub(super) struct Provider {
    issuer: IssuerUrl,
    line: HttpClient,
    last: Mutex<Last>,
    /// How often it was asked and the answer, or that there is none, was known.
    rounds: AtomicU64,
}

#[derive(Default)]
struct Last {
    known: Option<Arc<Known>>,
    failed: Option<ProviderError>,
}

/// Metadata and keys.
pub(super) struct Known {
    pub metadata: CoreProviderMetadata,
    at: Timestamp,
    line: HttpClient,
}

impl Provider {
    pub(super) fn new(issuer: IssuerUrl, http: Http) -> Self {
        Self { issuer, line: HttpClient(http), last: Mutex::default(), rounds: AtomicU64::new(0) }
    }

    pub(super) async fn known(&self, now: Timestamp) -> Result<Arc<Known>, ProviderError> {
        self.younger_than(HOUR, now).await
    }

    /// As it is at this moment: for whoever has to know that it is there. Nobody waits for others who ask.
    pub(super) async fn anew(&self, now: Timestamp) -> Result<Arc<Known>, ProviderError> {
        let fresh = self.found(now).await?;
        if let Ok(mut last) = self.last.try_lock() {
            last.known = Some(Arc::clone(&fresh));
        }
        Ok(fresh)
    }

    /// For a token that is signed with an unknown key.
    pub(super) async fn newer(&self, now: Timestamp) -> Result<Arc<Known>, ProviderError> {
        self.younger_than(MINUTE, now).await
    }

    /// One asks, the others wait for the answer. Also for none: of many who come back from a provider that
    /// hangs, the last does not wait for as many time-outs.
    async fn younger_than(&self, millis: i64, now: Timestamp) -> Result<Arc<Known>, ProviderError> {
        let before = self.rounds.load(Ordering::Acquire);
        let mut last = self.last.lock().await;
        if let Some(known) = last.known.as_ref()
            && (0..millis).contains(&now.since(known.at))
        {
            return Ok(Arc::clone(known));
        }
        if self.rounds.load(Ordering::Acquire) != before
            && let Some(failed) = &last.failed
        {
            return Err(failed.clone());
        }
        let found = self.found(now).await;
        last.failed = found.as_ref().err().cloned();
        if let Ok(fresh) = &found {
            last.known = Some(Arc::clone(fresh));
        }
        self.rounds.fetch_add(1, Ordering::AcqRel);
        found
    }

    async fn found(&self, now: Timestamp) -> Result<Arc<Known>, ProviderError> {
        Ok(Arc::new(Known { metadata: self.discover().await?, at: now, line: self.line.clone() }))
    }

    async fn discover(&self) -> Result<CoreProviderMetadata, ProviderError> {
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.line).await.map_err(
            |error| match error {
                DiscoveryError::Request(error) => named(&self.issuer, error),
                DiscoveryError::Response(status, ..) => named(&self.issuer, setup(&format!("it answered {status}"))),
                DiscoveryError::Validation(_) => named(&self.issuer, setup("it calls itself by another issuer")),
                _ => named(&self.issuer, setup("its metadata cannot be understood")),
            },
        )?;
        if metadata.token_endpoint().is_none() || !is_safe(metadata.authorization_endpoint().url()) {
            return Err(named(&self.issuer, setup("its metadata names no endpoint that can be used")));
        }
        Ok(metadata)
    }
}

impl Known {
    pub(super) fn client(&self, config: &OidcConfig) -> Client {
        let secret = ClientSecret::new(config.client_secret.expose().to_owned());
        let client = CoreClient::from_provider_metadata(
            self.metadata.clone(),
            ClientId::new(config.client_id.clone()),
            Some(secret),
        );
        client.set_auth_type(self.auth_type())
    }

    /// OpenID Connect Discovery 3: what is not said is Basic.
    fn auth_type(&self) -> AuthType {
        match self.metadata.token_endpoint_auth_methods_supported() {
            Some(methods) if !methods.contains(&CoreClientAuthMethod::ClientSecretBasic) => AuthType::RequestBody,
            _ => AuthType::BasicAuth,
        }
    }

    pub(super) async fn exchange(
        &self,
        config: &OidcConfig,
        redirect_uri: &Url,
        code: &Secret,
        verifier: &Secret,
    ) -> Result<CoreTokenResponse, OidcError> {
        self.try_exchange(config, redirect_uri, code, verifier).await.map_err(|error| self.outcome(error))
    }

    /// With a code that nobody has given out: the provider looks at our secret before it looks at that.
    pub(super) async fn is_our_secret(&self, config: &OidcConfig, redirect_uri: &Url) -> Result<(), ProviderError> {
        let nothing = Secret::new("0".repeat(64));
        match self.try_exchange(config, redirect_uri, &nothing, &nothing).await {
            Err(RequestTokenError::ServerResponse(said)) if !is_about_us(said.error()) => Ok(()),
            Err(error) => match self.outcome(error) {
                OidcError::Away(text) => Err(ProviderError::Away(text)),
                OidcError::Setup(text) => Err(ProviderError::Setup(text)),
                OidcError::Refused(_) => Ok(()),
            },
            Ok(_) => Err(named(self.metadata.issuer(), setup("it gave out a token for a code that does not exist"))),
        }
    }

    async fn try_exchange(
        &self,
        config: &OidcConfig,
        redirect_uri: &Url,
        code: &Secret,
        verifier: &Secret,
    ) -> Result<CoreTokenResponse, CoreRequestTokenError<ProviderError>> {
        self.client(config)
            .exchange_code(AuthorizationCode::new(code.expose().to_owned()))
            .map_err(|_| RequestTokenError::Request(setup("its metadata names no token endpoint")))?
            .set_redirect_uri(Cow::Owned(RedirectUrl::from_url(redirect_uri.clone())))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()))
            .request_async(&self.line)
            .await
    }

    fn outcome(&self, error: CoreRequestTokenError<ProviderError>) -> OidcError {
        let fault = |text| named(self.metadata.issuer(), setup(text)).into();
        match error {
            RequestTokenError::Request(error) => named(self.metadata.issuer(), error).into(),
            RequestTokenError::ServerResponse(said) => match said.error() {
                CoreErrorResponseType::InvalidGrant => Refusal::Code.into(),
                about if is_about_us(about) => fault("it does not accept our client ID and client secret"),
                CoreErrorResponseType::Extension(word) if word == "temporarily_unavailable" => {
                    OidcError::Away("the identity provider is not available for the moment".into())
                }
                _ => fault("it does not accept how we ask: look at the client’s settings there"),
            },
            _ => fault("its answer cannot be understood"),
        }
    }
}

/// RFC 6749 5.2.
fn is_about_us(error: &CoreErrorResponseType) -> bool {
    matches!(error, CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient)
}

/// Which provider it was.
fn named(issuer: &IssuerUrl, error: ProviderError) -> ProviderError {
    let who = format!("the identity provider {}", issuer.url().host_str().unwrap_or_default());
    match error {
        ProviderError::Away(text) => ProviderError::Away(format!("{who}: {text}")),
        ProviderError::Setup(text) => ProviderError::Setup(format!("{who}: {text}")),
    }
}

/// Our HTTP client, as the library wants it.
#[derive(Clone)]
struct HttpClient(Http);

impl<'c> AsyncHttpClient<'c> for HttpClient {
    type Error = ProviderError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, ProviderError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let url = Url::parse(&parts.uri.to_string()).map_err(|_| setup("its metadata names no proper address"))?;
            let request = self.0.request(parts.method, &url)?.headers(parts.headers).body(body);
            let mut answer = self.0.send(request).await?;
            // what the library can read; the rest is told apart in one place
            if !answer.status.is_client_error() || answer.status.as_u16() == 429 {
                answer = answer.good()?;
            }
            let mut response = HttpResponse::new(answer.body);
            *response.status_mut() = answer.status;
            Ok(response)
        })
    }
}
