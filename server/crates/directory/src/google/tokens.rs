//! Access tokens: asked for by the service account in the administrator's name, kept while they are good, and renewed a
//! while before they are not.

use super::answers;
use super::errors::{self, Later, set_up};
use super::key::Signer;
use latchkey_contract::check::SetUpFault;
use latchkey_domain::directory::DirectoryError;
use latchkey_domain::{Clock, Secret, Timestamp};
use latchkey_web::http::Http;
use reqwest::Method;
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::Mutex;
use url::Url;

/// So long before its end a token is not used any more: it must outlive the request that carries it.
const EARLY_SECS: i64 = 300;

pub(super) struct Tokens {
    http: Http,
    url: Url,
    signer: Signer,
    administrator: String,
    scopes: Vec<&'static str>,
    clock: Arc<dyn Clock>,
    /// Held while one is asked for: of many who need it one asks.
    current: Mutex<Option<Token>>,
}

#[derive(Clone)]
struct Token {
    text: Secret,
    until: Timestamp,
}

/// Why there is none.
pub(super) enum NoToken {
    Later(Later),
    Certain(DirectoryError),
}

impl NoToken {
    pub(super) fn error(self) -> DirectoryError {
        match self {
            Self::Later(later) => later.error(),
            Self::Certain(error) => error,
        }
    }
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    expires_in: i64,
}

impl Tokens {
    pub(super) fn new(
        http: Http,
        url: Url,
        signer: Signer,
        administrator: String,
        scopes: Vec<&'static str>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { http, url, signer, administrator, scopes, clock, current: Mutex::default() }
    }

    pub(super) fn scopes(&self) -> &[&'static str] {
        &self.scopes
    }

    /// One that is good. `not`: one that was refused, whatever its time.
    pub(super) async fn get(&self, not: Option<&Secret>) -> Result<Secret, NoToken> {
        let mut current = self.current.lock().await;
        let now = self.clock.now();
        if let Some(token) = current.as_ref().filter(|token| now < token.until && not != Some(&token.text)) {
            return Ok(token.text.clone());
        }
        *current = None;
        let token = self.ask(now).await?;
        *current = Some(token.clone());
        Ok(token.text)
    }

    async fn ask(&self, now: Timestamp) -> Result<Token, NoToken> {
        let assertion = self
            .signer
            .assertion(&self.administrator, &self.scopes, now)
            .ok_or_else(|| NoToken::Certain(set_up(SetUpFault::KeyUnknown, "the key cannot sign".to_owned())))?;
        let form = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion.expose())];
        let request = self.http.request(Method::POST, &self.url).map_err(|error| certain_or_later(error.into()))?;
        let answer = self.http.deliver(request.form(&form)).await.map_err(certain_or_later)?;
        if !answer.status.is_success() {
            return Err(match errors::of_token(&answer) {
                Ok(error) => NoToken::Certain(error),
                Err(later) => NoToken::Later(later),
            });
        }
        let granted: Granted = answers::json(&answer).map_err(NoToken::Certain)?;
        if granted.access_token.is_empty() {
            return Err(NoToken::Certain(DirectoryError::Other { detail: "an empty token".to_owned() }));
        }
        let until = now.plus_secs(granted.expires_in.clamp(EARLY_SECS, 86_400) - EARLY_SECS);
        Ok(Token { text: Secret::new(granted.access_token), until })
    }
}

fn certain_or_later(none: latchkey_web::http::NoAnswer) -> NoToken {
    match answers::none(none.error) {
        DirectoryError::Unreachable { detail } => NoToken::Later(Later::Away { detail }),
        error => NoToken::Certain(error),
    }
}
