//! Duo's Universal Prompt, as a proof: <https://duo.com/docs/oauthapi>. Duo signs, and checks, with one
//! shared secret (HS512), in both directions.
//!
//! `health_check` first: whoever is sent to Duo while it is away does not come back. `begin` says where
//! the browser has to go; what it says besides must be kept, sealed, until the browser comes back, and
//! given to `exchange` once.
//!
//! Duo can let people in whom it has not asked: by its policies for the unenrolled, for trusted networks,
//! for remembered devices. As a second factor that may do, as a proof it is nothing, and it is refused here.

mod answer;
mod error;
mod finished;
mod jwt;

pub use error::{DuoError, Refusal};
pub use finished::Finished;

use crate::ProviderError;
use crate::http::{Answer, Http, is_safe, setup};
use answer::{healthy, id_token, named};
use jwt::{Expected, Key};
use latchkey_domain::entropy::{new_id, new_token};
use latchkey_domain::{Clock, Entropy, Secret, Timestamp};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use url::{Position, Url};

/// A person waits for it.
const WHOLE: Duration = Duration::from_secs(10);
/// Lengths that Duo's own clients insist on, too: what is longer or shorter was copied wrongly.
const CLIENT_ID: usize = 20;
const CLIENT_SECRET: usize = 40;
const LONGEST_REDIRECT: usize = 1024;

/// The secret is left out when this is written down, and must be put back when it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuoConfig {
    /// `api-….duosecurity.com`
    pub host: String,
    pub client_id: String,
    #[serde(skip)]
    pub client_secret: Secret,
    /// PEM of the authorities to trust instead of the machine's.
    #[serde(default)]
    pub ca_pem: Option<String>,
}

pub struct Duo {
    base: String,
    client_id: String,
    key: Key,
    http: Http,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Duo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Duo({})", self.base)
    }
}

/// Where the browser has to go, and what to keep meanwhile. The address holds state, nonce and name.
#[derive(Clone, Debug)]
pub struct Begun {
    pub url: Secret,
    pub started: Started,
}

/// What only we may know of a flow that has begun. To be used once. It must belong to one account: the
/// name that is given to `exchange` has to be the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    pub state: Secret,
    pub nonce: Secret,
}

impl Started {
    /// Whether the browser has brought back what it was given; in constant time.
    pub fn is_state(&self, returned: &str) -> bool {
        self.state == Secret::new(returned)
    }
}

impl Duo {
    pub fn new(config: &DuoConfig, clock: Arc<dyn Clock>) -> Result<Self, ProviderError> {
        let base = base(&config.host)?;
        if config.client_id.len() != CLIENT_ID {
            return Err(setup("Duo’s client ID has 20 characters"));
        }
        if config.client_secret.expose().len() != CLIENT_SECRET {
            return Err(setup("Duo’s client secret has 40 characters"));
        }
        Ok(Self {
            base,
            client_id: config.client_id.clone(),
            key: Key::new(&config.client_secret),
            http: Http::new(config.ca_pem.as_deref(), WHOLE)?,
            clock,
        })
    }

    /// Whether Duo is there, and knows us and our secret.
    pub async fn health_check(&self, entropy: &dyn Entropy) -> Result<(), ProviderError> {
        let to = self.endpoint("/oauth/v1/health_check");
        let assertion = self.assertion(&to, entropy)?;
        let form = [("client_id", self.client_id.as_str()), ("client_assertion", &assertion)];
        self.post(&to, &form).await.and_then(|answer| healthy(&answer)).map_err(named)
    }

    /// The browser comes back to `redirect_uri` with `state` and `duo_code`, or with `error` (see
    /// `DuoError::returned`). `username`: as Duo knows the person, by name or alias.
    pub fn begin(&self, redirect_uri: &Url, username: &str, entropy: &dyn Entropy) -> Result<Begun, ProviderError> {
        if username.is_empty() {
            return Err(setup("Duo cannot be asked for somebody without a name"));
        }
        if !is_safe(redirect_uri) || redirect_uri.as_str().len() > LONGEST_REDIRECT {
            return Err(setup("Duo sends people back only to addresses that begin with https:// and are not too long"));
        }
        let started = Started { state: new_token(entropy), nonce: new_token(entropy) };
        let request = self.key.sign(&jwt::Request {
            response_type: "code",
            scope: "openid",
            client_id: &self.client_id,
            redirect_uri: redirect_uri.as_str(),
            state: started.state.expose(),
            nonce: started.nonce.expose(),
            duo_uname: username,
            // the code comes back as `duo_code`, which no other sign-in of this address can be confused with
            use_duo_code_attribute: true,
            iss: &self.client_id,
            aud: &self.base,
            exp: self.expires(),
        })?;
        let mut url =
            Url::parse(&self.endpoint("/oauth/v1/authorize")).map_err(|_| setup("Duo’s host is no host name"))?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("request", &request);
        Ok(Begun { url: Secret::new(String::from(url)), started })
    }

    /// Once for each `started`, whatever comes of it, and only after `is_state`. `username` and
    /// `redirect_uri` as in `begin`. `code`: the parameter `duo_code`.
    pub async fn exchange(
        &self,
        redirect_uri: &Url,
        code: &Secret,
        username: &str,
        started: &Started,
        entropy: &dyn Entropy,
    ) -> Result<Finished, DuoError> {
        let to = self.endpoint("/oauth/v1/token");
        let assertion = self.assertion(&to, entropy)?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", redirect_uri.as_str()),
            ("client_id", &self.client_id),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", &assertion),
        ];
        let answer = self.post(&to, &form).await.map_err(named)?;
        let expected = Expected {
            issuer: &to,
            client_id: &self.client_id,
            username,
            nonce: &started.nonce,
            now: self.clock.now(),
        };
        self.key.verify(&id_token(&answer)?, &expected)
    }

    fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn expires(&self) -> i64 {
        self.clock.now().plus_secs(jwt::LIFETIME).secs()
    }

    /// Who we are (RFC 7523). Good once, and for one endpoint.
    fn assertion(&self, to: &str, entropy: &dyn Entropy) -> Result<String, ProviderError> {
        let now: Timestamp = self.clock.now();
        self.key.sign(&jwt::Assertion {
            iss: &self.client_id,
            sub: &self.client_id,
            aud: to,
            jti: &new_id(now, entropy),
            iat: now.secs(),
            exp: self.expires(),
        })
    }

    async fn post(&self, to: &str, form: &[(&str, &str)]) -> Result<Answer, ProviderError> {
        let url = Url::parse(to).map_err(|_| setup("its host is no host name"))?;
        let answer = self.http.send(self.http.request(Method::POST, &url)?.form(form)).await?;
        // a refusal has words that are worth reading
        if answer.status.is_client_error() && answer.status.as_u16() != 429 { Ok(answer) } else { answer.good() }
    }
}

/// `https://host`, of nothing but a host.
fn base(host: &str) -> Result<String, ProviderError> {
    let wrong = || setup("Duo’s API hostname looks like api-….duosecurity.com, without https:// and without a path");
    let host = host.trim().to_ascii_lowercase();
    let url = Url::parse(&format!("https://{host}/")).map_err(|_| wrong())?;
    match url[Position::BeforeHost..Position::AfterPort] == host {
        true => Ok(format!("https://{host}")),
        false => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (host, expected) in [
            ("api-1a2b3c4d.duosecurity.com", "https://api-1a2b3c4d.duosecurity.com"),
            (" API-1A2B3C4D.duosecurity.com\n", "https://api-1a2b3c4d.duosecurity.com"),
            ("127.0.0.1:8443", "https://127.0.0.1:8443"),
        ] {
            assert_eq!(base(host).as_deref(), Ok(expected));
        }
        for host in
            ["", "https://api.example", "api.example/", "api.example/x", "u@api.example", "api.example?", "a b", "#"]
        {
            assert!(base(host).is_err(), "{host}");
        }
    }
}
