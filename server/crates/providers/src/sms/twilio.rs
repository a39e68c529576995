//! Twilio's way of taking a message, which others imitate
//! (<https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource>).

use super::posting::{Posted, SmsError, address, bounded, named};
use crate::ProviderError;
use crate::http::{Answer, Http, setup};
use latchkey_domain::Secret;
use reqwest::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// For `TwilioConfig::base`.
pub const TWILIO: &str = "https://api.twilio.com";

/// <https://www.twilio.com/docs/api/errors>: what lies with the number and not with us. Not a number;
/// told us to stop; not reachable from our sender; not a mobile; a landline.
const OF_THE_NUMBER: [i64; 5] = [21211, 21610, 21612, 21614, 21635];

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwilioConfig {
    /// `TWILIO`, or where another one speaks alike.
    pub base: String,
    pub account_sid: String,
    /// For an API key: its SID. Without it, the account itself signs in.
    pub api_key_sid: Option<String>,
    /// The API key's secret, or the account's auth token.
    #[serde(skip)]
    pub auth_token: Secret,
    pub sender: TwilioSender,
    /// For one message.
    pub timeout: Duration,
    /// PEM of the authorities to trust instead of the machine's.
    pub ca_pem: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TwilioSender {
    /// A number or a name of ours.
    From(String),
    /// SID of a messaging service, which chooses among several.
    MessagingService(String),
}

#[derive(Clone)]
pub struct Twilio(Arc<Inner>);

struct Inner {
    url: Url,
    login: String,
    auth_token: Secret,
    sender: TwilioSender,
    http: Http,
}

/// The only part of an error that is read: the rest quotes the number.
#[derive(Deserialize)]
struct Fault {
    code: Option<i64>,
}

impl std::fmt::Debug for Twilio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Twilio({})", self.0.url.host_str().unwrap_or_default())
    }
}

impl Twilio {
    pub(super) fn new(config: &TwilioConfig) -> Result<Self, ProviderError> {
        let sid = |text: &str| (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !sid(&config.account_sid) || config.api_key_sid.as_deref().is_some_and(|key| !sid(key)) {
            return Err(setup("the account SID of the SMS gateway, or the API key’s, is not one"));
        }
        if config.auth_token.is_empty() {
            return Err(setup("the auth token of the SMS gateway is missing"));
        }
        let (TwilioSender::From(sender) | TwilioSender::MessagingService(sender)) = &config.sender;
        if sender.trim().is_empty() {
            return Err(setup("the sender of text messages is missing"));
        }
        let base = config.base.trim().trim_end_matches('/');
        Ok(Self(Arc::new(Inner {
            url: address(&format!("{base}/2010-04-01/Accounts/{}/Messages.json", config.account_sid))?,
            login: config.api_key_sid.clone().unwrap_or_else(|| config.account_sid.clone()),
            auth_token: config.auth_token.clone(),
            sender: config.sender.clone(),
            http: Http::new(config.ca_pem.as_deref(), bounded(config.timeout)?)?,
        })))
    }

    pub(super) async fn send(&self, to: &str, text: &str) -> Result<(), SmsError> {
        let answer = self.0.post(to, text).await.map_err(|error| named(&self.0.url, error))?;
        let code = answer.json::<Fault>().ok().and_then(|fault| fault.code);
        if answer.status == StatusCode::BAD_REQUEST && code.is_some_and(|code| OF_THE_NUMBER.contains(&code)) {
            return Err(SmsError::Number);
        }
        judge(answer, code).map_err(|error| named(&self.0.url, error.into()))
    }
}

impl Inner {
    async fn post(&self, to: &str, text: &str) -> Posted<Answer> {
        let sender = match &self.sender {
            TwilioSender::From(number) => ("From", number.trim()),
            TwilioSender::MessagingService(sid) => ("MessagingServiceSid", sid.trim()),
        };
        let request = self
            .http
            .request(Method::POST, &self.url)?
            .basic_auth(&self.login, Some(self.auth_token.expose()))
            .form(&[("To", to), sender, ("Body", text)]);
        self.http.deliver(request).await
    }
}

fn judge(answer: Answer, code: Option<i64>) -> Result<(), ProviderError> {
    let status = answer.status;
    let shown = code.map_or_else(|| status.to_string(), |code| format!("{status}, code {code}"));
    match (status, answer.good()) {
        (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _) => {
            Err(ProviderError::Setup(format!("it does not accept account and token ({shown})")))
        }
        (_, Err(ProviderError::Setup(_))) => Err(ProviderError::Setup(format!("the server answered {shown}"))),
        (_, other) => other.map(drop),
    }
}
