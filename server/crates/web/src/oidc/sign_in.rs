//! A sign-in at a provider: begun, and finished.

use latchkey_domain::{Secret, Timestamp};
use std::collections::BTreeMap;

/// Where the browser has to go, and what to keep meanwhile. The address holds state and nonce.
#[derive(Clone, Debug)]
pub struct Begun {
    pub url: Secret,
    pub started: Started,
}

/// What only we may know of a flow that has begun. To be used once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    pub state: Secret,
    pub nonce: Secret,
    pub pkce_verifier: Secret,
    pub at: Timestamp,
}

/// Who has signed in. `issuer` and `subject` together name the account, and nothing else does: an
/// address can be given to somebody else.
#[derive(Clone, PartialEq, Eq)]
pub struct Finished {
    pub subject: String,
    pub issuer: String,
    /// Only if the provider says that it has verified it.
    pub email: Option<String>,
    /// Where a session is taken and the provider does not say it: when the ID token was made.
    pub auth_time: Timestamp,
    /// Every claim of the ID token that is a text, by its name: what only one provider has (`hd`, `tid`).
    pub claims: BTreeMap<String, String>,
}

impl Finished {
    /// A claim that is text.
    pub fn claim(&self, name: &str) -> Option<&str> {
        self.claims.get(name).map(String::as_str)
    }
}

impl std::fmt::Debug for Finished {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Finished(…)")
    }
}

impl Started {
    /// Whether the browser has brought back what it was given; in constant time. Everything else it
    /// brings is to be left alone if not.
    pub fn is_state(&self, returned: &str) -> bool {
        self.state == Secret::new(returned)
    }
}
