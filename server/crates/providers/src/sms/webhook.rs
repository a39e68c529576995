//! Any gateway that takes a message by POST.
//!
//! With a signing key every request carries `X-Latchkey-Signature: t=SECONDS,v1=HEX`: the time of
//! sending in seconds since 1970, and HMAC-SHA256 of `SECONDS.BODY` with that key. The receiver
//! computes it over the body as it came, compares in constant time, and refuses what is older than
//! five minutes.

use super::posting::{Posted, SmsError, address, bounded, named};
use super::template::{BodyKind, Template};
use crate::ProviderError;
use crate::http::{Http, setup};
use hmac::{Hmac, Mac as _};
use latchkey_domain::{Clock, Secret};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

pub const SIGNATURE_HEADER: &str = "x-latchkey-signature";
/// These are made of the message itself.
const RESERVED: [&str; 6] =
    ["content-type", "content-length", "host", "connection", "transfer-encoding", SIGNATURE_HEADER];
const SHORTEST_KEY: usize = 16;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookConfig {
    pub url: String,
    pub body_kind: BodyKind,
    /// With `{to}` and `{text}` where number and text belong.
    pub body: String,
    pub headers: Vec<ExtraHeader>,
    /// Whether requests are signed, which needs `signing_key`.
    pub signed: bool,
    #[serde(skip)]
    pub signing_key: Secret,
    /// For one message.
    pub timeout: Duration,
    /// PEM of the authorities to trust instead of the machine's.
    pub ca_pem: Option<String>,
}

/// Usually `Authorization`, which is why every value counts as a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtraHeader {
    pub name: String,
    #[serde(skip)]
    pub value: Secret,
}

#[derive(Clone)]
pub struct Webhook(Arc<Inner>);

struct Inner {
    url: Url,
    template: Template,
    headers: HeaderMap,
    signing_key: Option<Secret>,
    http: Http,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Webhook({})", self.0.url.host_str().unwrap_or_default())
    }
}

impl Webhook {
    pub(super) fn new(config: &WebhookConfig, clock: Arc<dyn Clock>) -> Result<Self, ProviderError> {
        if config.signed && config.signing_key.expose().len() < SHORTEST_KEY {
            return Err(setup("the signing key for the SMS gateway is missing, or has less than 16 characters"));
        }
        let template = Template::parse(config.body_kind, &config.body)?;
        let mut headers = headers(&config.headers)?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(template.content_type()));
        Ok(Self(Arc::new(Inner {
            url: address(&config.url)?,
            template,
            headers,
            signing_key: config.signed.then(|| config.signing_key.clone()),
            http: Http::new(config.ca_pem.as_deref(), bounded(config.timeout)?)?,
            clock,
        })))
    }

    pub(super) async fn send(&self, to: &str, text: &str) -> Result<(), SmsError> {
        self.0.post(self.0.template.render(to, text)).await.map_err(|error| named(&self.0.url, error))
    }
}

impl Inner {
    async fn post(&self, body: String) -> Posted<()> {
        let mut request = self.http.request(Method::POST, &self.url)?.headers(self.headers.clone());
        if let Some(key) = &self.signing_key {
            request = request.header(SIGNATURE_HEADER, signature(key, self.clock.now().secs(), &body));
        }
        let answer = self.http.deliver(request.body(body)).await?;
        match answer.status {
            status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Err(ProviderError::Setup(format!(
                "it does not accept us ({status}): check the headers and the signing key"
            ))
            .into()),
            _ => Ok(answer.good().map(drop)?),
        }
    }
}

fn signature(key: &Secret, seconds: i64, body: &str) -> String {
    // HMAC takes keys of every length, so there is always one
    let mac = Hmac::<Sha256>::new_from_slice(key.expose().as_bytes())
        .map(|mac| mac.chain_update(format!("{seconds}.{body}")).finalize().into_bytes())
        .unwrap_or_default();
    let hex: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={seconds},v1={hex}")
}

fn headers(extra: &[ExtraHeader]) -> Result<HeaderMap, ProviderError> {
    let mut headers = HeaderMap::new();
    for header in extra {
        let name = header.name.trim();
        let parsed = HeaderName::try_from(name)
            .map_err(|_| setup("a header for the SMS gateway has a name that no header can have"))?;
        if RESERVED.contains(&parsed.as_str()) {
            return Err(ProviderError::Setup(format!("the header {name} for the SMS gateway is made by us")));
        }
        let unfit =
            || ProviderError::Setup(format!("the value of the header {name} for the SMS gateway is missing or unfit"));
        let mut value = HeaderValue::try_from(header.value.expose()).map_err(|_| unfit())?;
        if value.is_empty() {
            return Err(unfit());
        }
        value.set_sensitive(true);
        headers.append(parsed, value);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use latchkey_domain::Timestamp;
    use latchkey_testkit::TestClock;

    fn noon() -> Arc<TestClock> {
        Arc::new(TestClock::at(Timestamp::from_secs(1_700_000_000)))
    }
    fn config() -> WebhookConfig {
        WebhookConfig {
            url: "https://sms.example/send?key=hunter2".into(),
            body_kind: BodyKind::Form,
            body: "to={to}&text={text}".into(),
            headers: vec![ExtraHeader { name: "Authorization".into(), value: Secret::new("Bearer hunter2") }],
            signed: true,
            signing_key: Secret::new("hunter2 hunter2 hunter2"),
            timeout: Duration::from_secs(5),
            ca_pem: None,
        }
    }

    #[test]
    fn signature_is_hmac_sha256_of_time_and_body() {
        // python3 -c 'import hmac; print(hmac.new(b"0123456789abcdef", b"1700000000.to=%2B49", "sha256").hexdigest())'
        let wanted = "t=1700000000,v1=e0965ce9e3412560fda1505c1417ed1187d07b07ac8c8075d9dae47913b3bc55";
        assert_eq!(signature(&Secret::new("0123456789abcdef"), 1_700_000_000, "to=%2B49"), wanted);
    }

    #[test]
    fn what_cannot_work_is_said() {
        assert!(Webhook::new(&config(), noon()).is_ok());
        let said = |change: &dyn Fn(&mut WebhookConfig)| {
            let mut config = config();
            change(&mut config);
            Webhook::new(&config, noon()).unwrap_err().to_string()
        };
        let header = |name: &str, value: &str| vec![ExtraHeader { name: name.into(), value: Secret::new(value) }];
        assert!(said(&|c| c.url = "http://sms.example/".into()).contains("https://"));
        assert!(said(&|c| c.url = "sms.example".into()).contains("URL"));
        assert!(said(&|c| c.body = "to={to}".into()).contains("{text}"));
        assert!(said(&|c| c.signing_key = Secret::new("short")).contains("signing key"));
        assert!(said(&|c| c.headers = header("a b", "x")).contains("name"));
        assert!(said(&|c| c.headers = header("X-A", "x\r\nX-B: y")).contains("X-A"));
        assert!(said(&|c| c.headers = header("X-A", "")).contains("missing"));
        for reserved in ["Content-Type", "Host", "X-Latchkey-Signature"] {
            assert!(said(&|c| c.headers = header(reserved, "x")).contains("made by us"), "{reserved}");
        }
        assert!(said(&|c| c.timeout = Duration::ZERO).contains("0.1 s"));
    }

    #[test]
    fn written_down_without_secrets() {
        let written = serde_json::to_string(&WebhookConfig { url: "https://sms.example/".into(), ..config() }).unwrap();
        assert!(!written.contains("hunter2"), "{written}");
        let shown = format!("{:?} {:?}", config().headers, Webhook::new(&config(), noon()));
        assert!(!shown.contains("hunter2") && shown.contains("Webhook(sms.example)"), "{shown}");
        let read: WebhookConfig = serde_json::from_str(&written).unwrap();
        assert!(Webhook::new(&read, noon()).unwrap_err().to_string().contains("signing key"));
        let unsigned = WebhookConfig { signed: false, ..read };
        assert!(Webhook::new(&unsigned, noon()).unwrap_err().to_string().contains("Authorization"));
    }
}
