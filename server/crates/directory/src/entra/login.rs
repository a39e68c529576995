//! The sign-in service: which tenant a name leads to, and our own token.

use super::aadsts;
use super::immutable_id;
use latchkey_contract::check::SetUpFault;
use latchkey_domain::directory::{DirectoryError, DirectoryResult};
use latchkey_domain::{Clock, Secret, Timestamp};
use latchkey_web::ProviderError;
use latchkey_web::http::{Answer, Http};
use reqwest::Method;
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::{Mutex, OnceCell};
use url::Url;

/// A token is renewed so long before it ends, so that none ends on its way.
const EARLY_SECS: i64 = 300;

pub(super) struct Login {
    pub http: Http,
    pub base: Url,
    /// As it was typed: one of the tenant's domains, or its id.
    pub name: String,
    pub client_id: String,
    pub secret: Secret,
    pub scope: String,
    pub clock: Arc<dyn Clock>,
    id: OnceCell<String>,
    token: Mutex<Option<Token>>,
}

struct Token {
    text: Secret,
    /// From when on another one is asked for.
    until: Timestamp,
}

/// What the service says of the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub id: String,
    /// The page on which people sign in.
    pub page: Url,
    /// The service's own time, to the second.
    pub date: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    expires_in: i64,
}

impl Login {
    pub(super) fn new(
        http: Http,
        base: Url,
        name: String,
        (client_id, secret): (String, Secret),
        scope: String,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { http, base, name, client_id, secret, scope, clock, id: OnceCell::new(), token: Mutex::default() }
    }

    fn place(&self, tenant: &str, rest: &[&str]) -> DirectoryResult<Url> {
        let mut url = self.base.clone();
        match url.path_segments_mut() {
            Ok(mut path) => path.pop_if_empty().push(tenant).extend(rest),
            Err(()) => return Err(misconfigured("the address of the sign-in service cannot be used")),
        };
        Ok(url)
    }

    /// The tenant's id; a tenant keeps it.
    pub(super) async fn tenant(&self) -> DirectoryResult<&str> {
        Ok(self.id.get_or_try_init(|| async { Ok(self.find().await?.id) }).await?)
    }

    /// As every OpenID Connect provider describes itself; needs no token.
    pub(super) async fn find(&self) -> DirectoryResult<Found> {
        let url = self.place(&self.name, &["v2.0", ".well-known", "openid-configuration"])?;
        let request = self.http.request(Method::GET, &url).map_err(no_answer)?;
        let answer = self.http.send(request).await.map_err(no_answer)?;
        if !answer.status.is_success() {
            return Err(aadsts::refused(answer.status.as_u16(), &answer.body));
        }
        let metadata: Metadata = answer.json().map_err(no_answer)?;
        let id = self.id_in(&metadata.issuer).ok_or_else(|| DirectoryError::SetUp {
            fault: SetUpFault::OtherTenant,
            detail: format!("{} names another issuer", self.host()),
        })?;
        let page = Url::parse(&metadata.authorization_endpoint).ok().filter(|page| page.origin() == self.base.origin());
        let page = page.ok_or_else(|| misconfigured("the sign-in service has its page elsewhere"))?;
        Ok(Found { id, page, date: date(&answer) })
    }

    /// `https://login…/{id}/v2.0`, and of nobody but this service. Where the id was typed, it is that one.
    fn id_in(&self, issuer: &str) -> Option<String> {
        let issuer = Url::parse(issuer).ok().filter(|issuer| issuer.origin() == self.base.origin())?;
        let mut path = issuer.path().trim_matches('/').rsplit('/');
        let id = path.next().filter(|last| *last == "v2.0").and_then(|_| immutable_id::from_text(path.next()?))?;
        let typed = immutable_id::from_text(&self.name);
        (typed.is_none() || typed == Some(id)).then(|| id.to_string())
    }

    /// What signed-in people’s tokens are issued by.
    pub(super) async fn issuer(&self) -> DirectoryResult<String> {
        Ok(String::from(self.place(self.tenant().await?, &["v2.0"])?))
    }

    pub(super) fn host(&self) -> String {
        self.base.host_str().unwrap_or_default().to_owned()
    }

    /// Ours, from before if it is good for a while. One asks, the others wait.
    pub(super) async fn token(&self) -> DirectoryResult<Secret> {
        let mut last = self.token.lock().await;
        if let Some(token) = last.as_ref()
            && self.clock.now() < token.until
        {
            return Ok(token.text.clone());
        }
        let given = self.ask().await?;
        let text = given.text.clone();
        *last = Some(given);
        Ok(text)
    }

    /// It was not taken: the next one is new.
    pub(super) async fn forget(&self, refused: &Secret) {
        let mut last = self.token.lock().await;
        if last.as_ref().is_some_and(|token| token.text == *refused) {
            *last = None;
        }
    }

    /// RFC 6749 4.4, with the secret in the form as Microsoft documents it.
    async fn ask(&self) -> DirectoryResult<Token> {
        let url = self.place(self.tenant().await?, &["oauth2", "v2.0", "token"])?;
        let form = [
            ("client_id", self.client_id.as_str()),
            ("scope", self.scope.as_str()),
            ("client_secret", self.secret.expose()),
            ("grant_type", "client_credentials"),
        ];
        let asked = self.clock.now();
        let request = self.http.request(Method::POST, &url).map_err(no_answer)?.form(&form);
        let answer = self.http.send(request).await.map_err(no_answer)?;
        if !answer.status.is_success() {
            return Err(aadsts::refused(answer.status.as_u16(), &answer.body));
        }
        let given: TokenAnswer = answer.json().map_err(no_answer)?;
        if given.access_token.is_empty() {
            return Err(DirectoryError::Other { detail: "the sign-in service gave an empty token".to_owned() });
        }
        // one that lives shorter than is usual is renewed in the middle of its life
        let lives = given.expires_in.clamp(0, 86_400);
        Ok(Token { text: Secret::new(given.access_token), until: asked.plus_secs((lives - EARLY_SECS).max(lives / 2)) })
    }
}

pub(super) fn misconfigured(detail: &str) -> DirectoryError {
    DirectoryError::Misconfigured { detail: detail.to_owned() }
}

/// No answer, or none that can be believed.
pub(super) fn no_answer(error: ProviderError) -> DirectoryError {
    match error {
        ProviderError::Away(detail) => DirectoryError::Unreachable { detail },
        ProviderError::Setup(detail) => DirectoryError::Misconfigured { detail },
    }
}

/// RFC 9110 6.6.1.
fn date(answer: &Answer) -> Option<Timestamp> {
    let text = answer.headers.get("date")?.to_str().ok()?;
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(Timestamp(date.as_millisecond()))
}
