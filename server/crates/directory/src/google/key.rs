//! The key of a service account, and what is signed with it (RFC 7523): RS256 by rustls and ring, as all of TLS here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_domain::{Secret, Timestamp};
use rustls::SignatureScheme;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::sign::SigningKey;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;

/// For whom an assertion is meant, wherever it is sent: Google's own clients say so, too.
pub(super) const AUDIENCE: &str = "https://oauth2.googleapis.com/token";
/// The longest that Google takes.
const LIVES_SECS: i64 = 3600;

/// What is used of the JSON file that Google's console hands out.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ServiceKey {
    /// Who signs.
    pub client_email: String,
    /// By which the delegation in the Admin console is entered.
    #[serde(default)]
    pub client_id: String,
    #[serde(default)]
    pub private_key_id: String,
    private_key: String,
}

#[derive(Deserialize)]
struct KeyFile {
    r#type: String,
    #[serde(flatten)]
    key: ServiceKey,
}

/// A key that was read.
pub(super) struct Signer {
    key: Arc<dyn SigningKey>,
    email: String,
    id: String,
}

impl ServiceKey {
    /// `None`: no key file of a service account, or the key in it cannot be used.
    pub(super) fn read(file: &str) -> Option<Self> {
        let file: KeyFile = serde_json::from_str(file).ok()?;
        (file.r#type == "service_account" && file.key.signer().is_some()).then_some(file.key)
    }

    pub(super) fn signer(&self) -> Option<Signer> {
        let der = PrivateKeyDer::from_pem_slice(self.private_key.as_bytes()).ok()?;
        let key = rustls::crypto::ring::sign::any_supported_type(&der).ok()?;
        key.choose_scheme(&[SignatureScheme::RSA_PKCS1_SHA256])?;
        Some(Signer { key, email: self.client_email.clone(), id: self.private_key_id.clone() })
    }
}

impl Signer {
    /// That the service account asks, in the name of `subject`. `None`: it cannot be signed.
    pub(super) fn assertion(&self, subject: &str, scopes: &[&str], now: Timestamp) -> Option<Secret> {
        let header = json!({ "alg": "RS256", "typ": "JWT", "kid": self.id });
        let claims = json!({
            "iss": self.email,
            "sub": subject,
            "scope": scopes.join(" "),
            "aud": AUDIENCE,
            "iat": now.secs(),
            "exp": now.secs() + LIVES_SECS,
        });
        let signed = format!("{}.{}", part(&header.to_string()), part(&claims.to_string()));
        let signer = self.key.choose_scheme(&[SignatureScheme::RSA_PKCS1_SHA256])?;
        let signature = signer.sign(signed.as_bytes()).ok()?;
        Some(Secret::new(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))))
    }
}

fn part(json: &str) -> String {
    URL_SAFE_NO_PAD.encode(json)
}
