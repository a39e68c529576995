//! The one HTTP client: TLS by rustls with ring, no redirects, no proxy from the environment,
//! bounded in time and size.

use crate::ProviderError;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Longer answers are not ours to read, where nobody said that they may be longer (`reading`).
const MOST_BYTES: usize = 256 * 1024;
const CONNECT: Duration = Duration::from_secs(4);

#[derive(Clone, Debug)]
pub struct Http {
    client: Client,
    most: usize,
}

/// A whole answer.
#[derive(Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Http {
    /// `ca_pem`: trust these authorities and no others; without it, those of this machine.
    /// `whole`: how long one request may take from beginning to end.
    pub fn new(ca_pem: Option<&str>, whole: Duration) -> Result<Self, ProviderError> {
        let mut roots = RootCertStore::empty();
        match ca_pem.map(str::trim).filter(|pem| !pem.is_empty()) {
            Some(pem) => {
                for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
                    let certificate = certificate.map_err(|_| setup("the certificate authority is not PEM"))?;
                    roots.add(certificate).map_err(|_| setup("the certificate authority cannot be read"))?;
                }
                if roots.is_empty() {
                    return Err(setup("the certificate authority holds no certificate"));
                }
            }
            None => {
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            }
        }
        let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| setup("TLS cannot be set up"))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(CONNECT)
            .timeout(whole)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent("latchkey")
            .build()
            .map_err(|_| setup("the HTTP client cannot be made"))?;
        Ok(Self { client, most: MOST_BYTES })
    }

    /// For answers of up to so many bytes: a page of people is longer than a token.
    #[must_use]
    pub fn reading(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// Only `https`, and `http` to this machine itself.
    pub fn request(&self, method: Method, url: &Url) -> Result<RequestBuilder, ProviderError> {
        if !is_safe(url) {
            return Err(setup("the address must begin with https://"));
        }
        Ok(self.client.request(method, url.clone()))
    }

    /// Sends, and reads the whole answer. Whatever it says is an answer; only its absence is an error.
    pub async fn send(&self, request: RequestBuilder) -> Result<Answer, ProviderError> {
        Ok(self.deliver(request).await?)
    }

    /// The same for what should not be done twice: an error says whether the request may have been heard.
    pub async fn deliver(&self, request: RequestBuilder) -> Result<Answer, NoAnswer> {
        // what fails while connecting was never heard
        let sending = |error: reqwest::Error| NoAnswer { heard: !error.is_connect(), error: no_answer(&error) };
        let reading = |error: reqwest::Error| NoAnswer { heard: true, error: no_answer(&error) };
        let mut response = request.send().await.map_err(sending)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(reading)? {
            if body.len() + chunk.len() > self.most {
                return Err(NoAnswer { heard: true, error: setup("the answer is longer than it can be") });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, headers, body })
    }
}

pub struct NoAnswer {
    pub error: ProviderError,
    /// The request went out, and may have been acted upon.
    pub heard: bool,
}

/// What an answer said is certain.
impl From<ProviderError> for NoAnswer {
    fn from(error: ProviderError) -> Self {
        Self { error, heard: false }
    }
}

impl From<NoAnswer> for ProviderError {
    fn from(no_answer: NoAnswer) -> Self {
        no_answer.error
    }
}

impl Answer {
    /// 2xx; 5xx and 429 are `Away`, everything else is ours to mend.
    pub fn good(self) -> Result<Self, ProviderError> {
        match self.status {
            status if status.is_success() => Ok(self),
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                Err(ProviderError::Away(format!("the server answered {status}")))
            }
            status => Err(setup(&format!("the server answered {status}"))),
        }
    }

    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, ProviderError> {
        // not serde's own words: they may quote the answer
        serde_json::from_slice(&self.body).map_err(|_| setup("the answer is not the JSON that was expected"))
    }
}

pub fn is_safe(url: &Url) -> bool {
    let here = match url.host() {
        Some(url::Host::Ipv4(v4)) => v4.is_loopback(),
        Some(url::Host::Ipv6(v6)) => v6.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.username().is_empty()
        && url.password().is_none()
        && (url.scheme() == "https" || (url.scheme() == "http" && here))
}

/// Without the address: it may hold a number or a token.
fn no_answer(error: &reqwest::Error) -> ProviderError {
    let mut text = String::new();
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    let lower = text.to_lowercase();
    if lower.contains("certificate") || lower.contains("handshake") {
        return setup(&format!("the server’s certificate is not accepted ({text})"));
    }
    ProviderError::Away(if error.is_timeout() {
        "no answer in time".into()
    } else {
        format!("the server cannot be reached ({text})")
    })
}

pub fn setup(text: &str) -> ProviderError {
    ProviderError::Setup(text.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn only_encrypted_or_on_this_machine() {
        for good in ["https://api.example/x", "http://127.0.0.1:8080/", "http://[::1]/", "http://localhost/x"] {
            assert!(is_safe(&good.parse().unwrap()), "{good}");
        }
        for bad in [
            "http://api.example/",
            "http://127.0.0.1.evil.example/",
            "https://u:p@api.example/",
            "ftp://localhost/",
            "file:///etc/passwd",
        ] {
            assert!(!is_safe(&bad.parse().unwrap()), "{bad}");
        }
        assert!(Http::new(Some("no pem"), Duration::from_secs(1)).is_err());
    }
}
