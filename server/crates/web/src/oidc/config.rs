//! What an administrator says of a provider.

use latchkey_domain::Secret;
use serde::{Deserialize, Serialize};

/// The secret is left out when this is written down, and must be put back when it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OidcConfig {
    /// As the provider calls itself, to the last character: a slash at the end makes another one.
    pub issuer: String,
    pub client_id: String,
    #[serde(skip)]
    pub client_secret: Secret,
    /// Besides `openid`. `email` for an address.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// PEM of the authorities to trust instead of the machine's.
    #[serde(default)]
    pub ca_pem: Option<String>,
    /// Also believe ID tokens that are signed with the client secret. Only where the provider cannot do better.
    #[serde(default)]
    pub allow_hs256: bool,
}
