//! Text messages through an HTTP gateway: any that takes a POST (`webhook`), or one that speaks as
//! Twilio does. When a message goes, how often, and what it may cost is decided elsewhere.

mod posting;
mod template;
mod twilio;
mod webhook;

pub use posting::SmsError;
pub use template::BodyKind;
pub use twilio::{TWILIO, Twilio, TwilioConfig, TwilioSender};
pub use webhook::{ExtraHeader, SIGNATURE_HEADER, Webhook, WebhookConfig};

use crate::ProviderError;
use latchkey_domain::Clock;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Secrets are left out when this is written down, and must be put back when it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SmsConfig {
    Webhook(WebhookConfig),
    Twilio(TwilioConfig),
}

#[derive(Clone, Debug)]
pub enum SmsGateway {
    Webhook(Webhook),
    Twilio(Twilio),
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
