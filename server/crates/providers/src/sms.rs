//! Text messages through an HTTP gateway: any that takes a POST (`webhook`), or one that speaks as
//! Twilio does. When a message goes, how often, and what it may cost is decided elsewhere.

mod template;
mod twilio;
mod webhook;

pub use twilio::{TWILIO, Twilio, TwilioConfig, TwilioSender};
pub use webhook::{ExtraHeader, SIGNATURE_HEADER, Webhook, WebhookConfig};

use crate::ProviderError;
use crate::http::{NoAnswer, is_safe, setup};
use latchkey_domain::Clock;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Secrets are left out when this is written down, and must be put back when it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SmsConfig {
    Webhook(WebhookConfig),
    Twilio(TwilioConfig),
}

/// How a webhook's body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    Json,
    Form,
}

#[derive(Clone, Debug)]
pub enum SmsGateway {
    Webhook(Webhook),
    Twilio(Twilio),
}

/// Why a message did not go. Without number and text; it may name the gateway.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmsError {
    /// Worth another try later.
    #[error("{0}")]
    Away(String),
    /// The answer was lost: it may have gone, and cost, nevertheless.
    #[error("{0}")]
    Unclear(String),
    /// No message will go before an administrator mends something.
    #[error("{0}")]
    Setup(String),
    /// Nothing will ever reach this number; others are fine.
    #[error("this number cannot get text messages")]
    Number,
}

impl SmsGateway {
    pub fn new(config: &SmsConfig, clock: Arc<dyn Clock>) -> Result<Self, ProviderError> {
        Ok(match config {
            SmsConfig::Webhook(config) => Self::Webhook(Webhook::new(config, clock)?),
            SmsConfig::Twilio(config) => Self::Twilio(Twilio::new(config)?),
        })
    }

    /// Returns when the gateway has taken the message, or not. `to`: E.164, as `+4930123456`.
    pub async fn send(&self, to: &str, text: &str) -> Result<(), SmsError> {
        if !is_e164(to) {
            return Err(SmsError::Number);
        }
        match self {
            Self::Webhook(webhook) => webhook.send(to, text).await,
            Self::Twilio(twilio) => twilio.send(to, text).await,
        }
    }
}

/// ITU-T E.164: a country code, and 15 digits at most. The shortest numbers in use have 7.
fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0')
    })
}

fn address(text: &str) -> Result<Url, ProviderError> {
    let url = Url::parse(text.trim()).map_err(|_| setup("the address of the SMS gateway is not a URL"))?;
    if !is_safe(&url) {
        return Err(setup("the address of the SMS gateway must begin with https://, and hold no password"));
    }
    Ok(url)
}

fn bounded(timeout: Duration) -> Result<Duration, ProviderError> {
    match (Duration::from_millis(100)..=Duration::from_secs(60)).contains(&timeout) {
        true => Ok(timeout),
        false => Err(setup("the SMS gateway may be given at most 60 s to answer, and not less than 0.1 s")),
    }
}

/// What was answered, or not.
type Posted<T> = Result<T, NoAnswer>;

/// What an answer said is certain.
impl From<ProviderError> for NoAnswer {
    fn from(error: ProviderError) -> Self {
        Self { error, heard: false }
    }
}

/// Which gateway it was. Its host only: paths and queries of gateways hold keys.
fn named(url: &Url, NoAnswer { error, heard }: NoAnswer) -> SmsError {
    let gateway = format!("the SMS gateway {}", url.host_str().unwrap_or_default());
    match error {
        ProviderError::Away(text) | ProviderError::Setup(text) if heard => {
            SmsError::Unclear(format!("{gateway}: {text}"))
        }
        ProviderError::Away(text) => SmsError::Away(format!("{gateway}: {text}")),
        ProviderError::Setup(text) => SmsError::Setup(format!("{gateway}: {text}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for good in ["+4930123456", "+12025550123", "+2907999", "+123456789012345"] {
            assert!(is_e164(good), "{good}");
        }
        for bad in [
            "",
            "+",
            "4930123456",
            "004930123456",
            "+0930123456",
            "+49 30 123456",
            "+123456",
            "+1234567890123456",
            "+49301234\n",
            "+４９３０１２３４",
        ] {
            assert!(!is_e164(bad), "{bad}");
        }
    }
}
