//! The ways out of the organisation for a text message, made of what an administrator set.

use super::unsent::Unsent;
use crate::providers::{Client, Secrets, World, config, secrets};
use latchkey_domain::Secret;
use latchkey_outbox::{SendError, Sms, SmsOutbox};
use latchkey_providers::sms::{SmsConfig, SmsError, SmsGateway, TwilioConfig, WebhookConfig};
use latchkey_store::providers::ProviderRow;
use latchkey_web::ProviderError;
use serde::{Deserialize, Serialize};

/// As it is kept, the secrets apart from the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum GatewayConfig {
    Webhook(WebhookConfig),
    Twilio(TwilioConfig),
    /// A gateway that takes mail: `{number}@sms.example`.
    Mail {
        pattern: String,
    },
}

const SIGNING_KEY: &str = "signing_key";
const AUTH_TOKEN: &str = "auth_token";

/// Each header's value is a secret of its own.
fn of_header(name: &str) -> String {
    format!("header:{}", name.trim().to_ascii_lowercase())
}

impl GatewayConfig {
    /// What has to be sealed.
    pub fn secrets(&self) -> Secrets {
        let mut secrets = Secrets::new();
        match self {
            Self::Webhook(webhook) => {
                secrets.insert(SIGNING_KEY.into(), webhook.signing_key.expose().to_owned());
                for header in &webhook.headers {
                    secrets.insert(of_header(&header.name), header.value.expose().to_owned());
                }
            }
            Self::Twilio(twilio) => {
                secrets.insert(AUTH_TOKEN.into(), twilio.auth_token.expose().to_owned());
            }
            Self::Mail { .. } => {}
        }
        secrets.retain(|_, secret| !secret.is_empty());
        secrets
    }

    /// Put back what was sealed.
    #[must_use]
    pub fn with(mut self, secrets: &Secrets) -> Self {
        let secret = |name: &str| Secret::new(secrets.get(name).map_or("", String::as_str));
        match &mut self {
            Self::Webhook(webhook) => {
                webhook.signing_key = secret(SIGNING_KEY);
                for header in &mut webhook.headers {
                    header.value = secret(&of_header(&header.name));
                }
            }
            Self::Twilio(twilio) => twilio.auth_token = secret(AUTH_TOKEN),
            Self::Mail { .. } => {}
        }
        self
    }
}

pub enum Gateway {
    Http(SmsGateway),
    Out(SmsOutbox),
}

impl Gateway {
    /// Looks at the settings only.
    pub fn new(world: &World<'_>, config: GatewayConfig) -> Result<Self, ProviderError> {
        let config = match config {
            GatewayConfig::Webhook(webhook) => SmsConfig::Webhook(webhook),
            GatewayConfig::Twilio(twilio) => SmsConfig::Twilio(twilio),
            GatewayConfig::Mail { pattern } => {
                let outbox = world.outbox.cloned().ok_or_else(|| {
                    ProviderError::Setup("text messages go by mail, and no mail server is configured".into())
                })?;
                return Ok(Self::Out(SmsOutbox::Mail { outbox, pattern }));
            }
        };
        Ok(Self::Http(SmsGateway::new(&config, world.clock.clone())?))
    }

    /// Returns when the gateway has taken the message, or not.
    pub(super) async fn send(&self, to: &str, text: &str) -> Result<(), Failure> {
        match self {
            Self::Http(gateway) => gateway.send(to, text).await.map_err(Failure::from),
            Self::Out(outbox) => {
                let sms = Sms { to: to.to_owned(), text: text.to_owned() };
                outbox.send(&sms).await.map_err(Failure::from)
            }
        }
    }
}

impl Client for Gateway {
    const NAME: &'static str = "sms";
    const TITLE: &'static str = "the gateway for text messages";

    fn make(world: &World<'_>, row: &ProviderRow) -> Result<Self, ProviderError> {
        Self::new(world, config::<GatewayConfig>(row)?.with(&secrets(row)?))
    }
}

pub(super) struct Failure {
    pub(super) why: Unsent,
    /// Nobody knows: it may have cost.
    pub(super) perhaps_sent: bool,
}

impl From<SmsError> for Failure {
    fn from(error: SmsError) -> Self {
        let text = error.to_string();
        Self {
            perhaps_sent: matches!(error, SmsError::Unclear(_)),
            why: match error {
                // what an administrator has to mend may be mended while the code is still good
                SmsError::Away(_) | SmsError::Unclear(_) | SmsError::Setup(_) => Unsent::Later(text),
                SmsError::Number => Unsent::Never(text),
            },
        }
    }
}

impl From<SendError> for Failure {
    fn from(error: SendError) -> Self {
        let why = match error {
            SendError::Temporary(text) | SendError::Setup(text) => Unsent::Later(text),
            SendError::Permanent(text) => Unsent::Never(text),
        };
        Self { why, perhaps_sent: false }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use latchkey_providers::sms::{BodyKind, ExtraHeader, TWILIO, TwilioSender};
    use std::time::Duration;

    fn all() -> [GatewayConfig; 3] {
        let header = |name: &str, value: &str| ExtraHeader { name: name.into(), value: Secret::new(value) };
        let webhook = WebhookConfig {
            url: "https://sms.example/send".into(),
            body_kind: BodyKind::Json,
            body: r#"{"to":"{to}","text":"{text}"}"#.into(),
            headers: vec![header("Authorization", "Bearer hunter2"), header("X-Key", "hunter2-too")],
            signed: true,
            signing_key: Secret::new("hunter2 hunter2 hunter2"),
            timeout: Duration::from_secs(8),
            ca_pem: None,
        };
        let twilio = TwilioConfig {
            base: TWILIO.into(),
            account_sid: "AC0123".into(),
            api_key_sid: None,
            auth_token: Secret::new("hunter2"),
            sender: TwilioSender::From("+12015550123".into()),
            timeout: Duration::from_secs(8),
            ca_pem: None,
        };
        [
            GatewayConfig::Webhook(webhook),
            GatewayConfig::Twilio(twilio),
            GatewayConfig::Mail { pattern: "{number}@sms.example".into() },
        ]
    }

    #[test]
    fn written_apart_and_put_together_again() {
        for (config, kind, count) in
            all().into_iter().zip(["webhook", "twilio", "mail"]).zip([3, 1, 0]).map(|((a, b), c)| (a, b, c))
        {
            let (seen, sealed) = (serde_json::to_value(&config).unwrap(), config.secrets());
            assert_eq!((seen["kind"].as_str(), sealed.len()), (Some(kind), count));
            assert!(!seen.to_string().contains("hunter2"), "{seen}");
            let read: GatewayConfig = serde_json::from_value(seen).unwrap();
            assert_eq!(read.with(&sealed), config);
        }
    }
}
