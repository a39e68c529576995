//! One-time passwords of YubiKeys, checked by a validation server: Yubico's own or one's own, as
//! <https://developers.yubico.com/OTP/Specifications/OTP_validation_protocol.html> (version 2.0) has it.
//!
//! The server decrypts, counts and refuses what it saw before; here it is only asked, and its answer
//! is believed if it is signed with the API key, belongs to this request, and says so.

mod otp;
mod protocol;

pub use otp::Otp;

use crate::ProviderError;
use crate::http::{Http, is_safe, setup};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_domain::{Entropy, Secret};
use protocol::{Question, Response};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// For `YubikeyConfig::urls`: YubiCloud.
pub const YUBICLOUD: &str = "https://api.yubico.com/wsapi/2.0/verify";

/// The key is left out when this is written down, and must be put back when it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YubikeyConfig {
    /// Asked in this order until one answers.
    pub urls: Vec<String>,
    /// The number that came with the API key.
    pub client_id: String,
    /// The API key in Base64, as it is given out.
    #[serde(skip)]
    pub api_key: Secret,
    /// How many of the other validation servers, in per cent, must have been told before the answer
    /// (1 to 100); without it the server decides.
    pub sync_percent: Option<u8>,
    /// How long one server may take.
    pub timeout: Duration,
    /// PEM of the authorities to trust instead of the machine's.
    pub ca_pem: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The key with this public identity was touched just now. Whose key that is, the caller must know.
    Good { public_id: String },
    /// Used before, or not of a key that the server knows, or no such password at all.
    Refused,
}

#[derive(Clone)]
pub struct Yubikey(Arc<Inner>);

struct Inner {
    servers: Vec<Url>,
    client_id: String,
    key: Key,
    sync_percent: Option<u8>,
    wait: u64,
    http: Http,
    entropy: Arc<dyn Entropy>,
}

/// The API key, decoded.
struct Key(Vec<u8>);

impl std::fmt::Debug for Yubikey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Yubikey({} servers)", self.0.servers.len())
    }
}

impl Yubikey {
    pub fn new(config: &YubikeyConfig, entropy: Arc<dyn Entropy>) -> Result<Self, ProviderError> {
        if config.urls.is_empty() {
            return Err(setup("no YubiKey validation server is given"));
        }
        let servers = config.urls.iter().map(|text| address(text)).collect::<Result<_, _>>()?;
        if config.client_id.is_empty() || !config.client_id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(setup("the client ID of the YubiKey validation server is a number"));
        }
        let key = STANDARD.decode(config.api_key.expose().trim()).unwrap_or_default();
        if key.is_empty() {
            return Err(setup("the API key of the YubiKey validation server is missing, or not Base64"));
        }
        // 0 would be left out of the signature by the reference server
        if config.sync_percent.is_some_and(|percent| !(1..=100).contains(&percent)) {
            return Err(setup("the YubiKey sync level is 1 to 100 per cent"));
        }
        if !(Duration::from_millis(100)..=Duration::from_secs(60)).contains(&config.timeout) {
            return Err(setup(
                "a YubiKey validation server may be given at most 60 s to answer, and not less than 0.1 s",
            ));
        }
        Ok(Self(Arc::new(Inner {
            servers,
            client_id: config.client_id.clone(),
            key: Key(key),
            sync_percent: config.sync_percent,
            // it should give up before we do
            wait: config.timeout.as_secs().saturating_sub(2).max(1),
            http: Http::new(config.ca_pem.as_deref(), config.timeout)?,
            entropy,
        })))
    }

    /// Asks the servers in turn until one answers. A server that was asked in vain may have used the
    /// password up: then the next one refuses it, and the key has to be touched again.
    pub async fn verify(&self, typed: &Secret) -> Result<Verdict, ProviderError> {
        let Some(otp) = Otp::parse(typed) else {
            return Ok(Verdict::Refused); // nothing that a key would have typed
        };
        let mut away = Vec::new();
        for server in &self.0.servers {
            match self.0.ask(server, &otp).await {
                Ok(true) => return Ok(Verdict::Good { public_id: otp.public_id().to_owned() }),
                Ok(false) => return Ok(Verdict::Refused),
                Err(ProviderError::Away(text)) => away.push(text),
                Err(fault) => return Err(fault),
            }
        }
        Err(ProviderError::Away(away.join("; ")))
    }

    /// Asks every server about a password that no key made: a signed refusal shows that address,
    /// client ID and API key are right.
    pub async fn check(&self) -> Result<(), ProviderError> {
        let otp = Otp::made_up(self.0.entropy.as_ref());
        for server in &self.0.servers {
            self.0.ask(server, &otp).await?;
        }
        Ok(())
    }
}

impl Inner {
    /// Whether the server says that it is good.
    async fn ask(&self, server: &Url, otp: &Otp) -> Result<bool, ProviderError> {
        let host = server.host_str().unwrap_or_default();
        let named = |text: &str| format!("the YubiKey validation server {host}: {text}");
        let placed = |error: ProviderError| match error {
            ProviderError::Away(text) => ProviderError::Away(named(&text)),
            ProviderError::Setup(text) => ProviderError::Setup(named(&text)),
        };
        let question = Question {
            client_id: &self.client_id,
            otp: otp.text(),
            nonce: &protocol::nonce(self.entropy.as_ref()),
            sync_percent: self.sync_percent,
            wait: self.wait,
        };
        let url = question.url(server, &self.key.0);
        let answer = async { self.http.send(self.http.request(Method::GET, &url)?).await?.good() }.await;
        let said = protocol::read(&answer.map_err(placed)?.body, &question, &self.key.0);
        match said {
            Response::Good => Ok(true),
            Response::Refused => Ok(false),
            Response::Away(text) => Err(ProviderError::Away(named(text))),
            Response::Setup(text) => Err(ProviderError::Setup(named(text))),
        }
    }
}

fn address(text: &str) -> Result<Url, ProviderError> {
    let url = Url::parse(text.trim()).map_err(|_| setup("the address of a YubiKey validation server is not a URL"))?;
    if !is_safe(&url) {
        return Err(setup("the address of a YubiKey validation server must begin with https://"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(setup("the address of a YubiKey validation server ends with its path, usually /wsapi/2.0/verify"));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use latchkey_testkit::TestEntropy;

    fn config() -> YubikeyConfig {
        YubikeyConfig {
            urls: vec![YUBICLOUD.into()],
            client_id: "87".into(),
            api_key: Secret::new("mG5be6ZJU1qBGz24yPh/ESM3UdU="),
            sync_percent: None,
            timeout: Duration::from_secs(8),
            ca_pem: None,
        }
    }

    #[test]
    fn what_cannot_work_is_said() {
        assert!(Yubikey::new(&config(), Arc::new(TestEntropy::Same(1))).is_ok());
        let said = |change: &dyn Fn(&mut YubikeyConfig)| {
            let mut config = config();
            change(&mut config);
            Yubikey::new(&config, Arc::new(TestEntropy::Same(1))).unwrap_err().to_string()
        };
        assert!(said(&|c| c.urls.clear()).contains("no YubiKey"));
        assert!(said(&|c| c.urls = vec!["api.yubico.com".into()]).contains("URL"));
        assert!(said(&|c| c.urls = vec!["http://api.yubico.com/wsapi/2.0/verify".into()]).contains("https://"));
        assert!(said(&|c| c.urls = vec![format!("{YUBICLOUD}?id=1")]).contains("path"));
        assert!(said(&|c| c.client_id = "1&otp=x".into()).contains("number"));
        assert!(said(&|c| c.client_id.clear()).contains("number"));
        assert!(said(&|c| c.api_key = Secret::new("not Base64!")).contains("API key"));
        assert!(said(&|c| c.api_key = Secret::default()).contains("API key"));
        assert!(said(&|c| c.sync_percent = Some(0)).contains("1 to 100"));
        assert!(said(&|c| c.sync_percent = Some(101)).contains("1 to 100"));
        assert!(said(&|c| c.timeout = Duration::ZERO).contains("0.1 s"));
    }

    #[test]
    fn written_down_without_the_key() {
        let written = serde_json::to_string(&config()).unwrap();
        assert!(!written.contains("mG5be6") && !format!("{:?}", config()).contains("mG5be6"), "{written}");
        let read: YubikeyConfig = serde_json::from_str(&written).unwrap();
        assert_eq!(YubikeyConfig { api_key: config().api_key, ..read.clone() }, config());
        assert!(Yubikey::new(&read, Arc::new(TestEntropy::Same(1))).unwrap_err().to_string().contains("missing"));
    }
}
