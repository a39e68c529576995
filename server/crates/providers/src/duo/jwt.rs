//! What is signed for Duo, and what is believed of it. Pure: times are given.

use super::error::{DuoError, Refusal};
use super::finished::Finished;
use crate::ProviderError;
use crate::http::setup;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use latchkey_domain::{Secret, Timestamp};
use serde::{Deserialize, Serialize};

/// Of what we sign, in seconds: as long as Duo allows.
pub(super) const LIFETIME: i64 = 300;
/// How far Duo's clock may be from ours, in seconds; the same as in Duo's own clients.
const SKEW: i64 = 60;

/// Duo's documentation of the authentication log: why it says yes without asking.
const UNASKED_REASONS: [&str; 7] = [
    "allow_unenrolled_user",
    "allow_unenrolled_user_on_trusted_network",
    "allowed_by_policy",
    "bypass_user",
    "remembered_device",
    "trusted_location",
    "trusted_network",
];
const UNASKED_FACTORS: [&str; 4] = ["", "not_available", "remembered_device", "trusted_network"];

#[derive(Serialize)]
pub(super) struct Assertion<'a> {
    pub iss: &'a str,
    pub sub: &'a str,
    pub aud: &'a str,
    pub jti: &'a str,
    pub iat: i64,
    pub exp: i64,
}

#[derive(Serialize)]
pub(super) struct Request<'a> {
    pub response_type: &'a str,
    pub scope: &'a str,
    pub client_id: &'a str,
    pub redirect_uri: &'a str,
    pub state: &'a str,
    pub nonce: &'a str,
    pub duo_uname: &'a str,
    pub use_duo_code_attribute: bool,
    pub iss: &'a str,
    pub aud: &'a str,
    pub exp: i64,
}

/// The client secret, for signing and for checking.
pub(super) struct Key {
    ours: EncodingKey,
    theirs: DecodingKey,
}

pub(super) struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub username: &'a str,
    pub nonce: &'a Secret,
    pub now: Timestamp,
}

#[derive(Deserialize)]
struct IdToken {
    iss: String,
    aud: Audience,
    // whole seconds or not
    exp: f64,
    iat: f64,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    preferred_username: Option<String>,
    #[serde(default)]
    auth_result: Option<AuthResult>,
    #[serde(default)]
    auth_context: Option<AuthContext>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
struct AuthResult {
    #[serde(default)]
    result: Option<String>,
}

#[derive(Deserialize)]
struct AuthContext {
    #[serde(default)]
    factor: Option<String>,
    #[serde(default)]
    reason: Option<String>,
}

impl Key {
    pub(super) fn new(secret: &Secret) -> Self {
        let bytes = secret.expose().as_bytes();
        Self { ours: EncodingKey::from_secret(bytes), theirs: DecodingKey::from_secret(bytes) }
    }

    pub(super) fn sign(&self, claims: &impl Serialize) -> Result<String, ProviderError> {
        jsonwebtoken::encode(&Header::new(Algorithm::HS512), claims, &self.ours)
            .map_err(|_| setup("the request to Duo cannot be signed"))
    }

    pub(super) fn verify(&self, token: &str, expected: &Expected<'_>) -> Result<Finished, DuoError> {
        // the library would look at the machine's clock; all claims are checked below
        let mut only_signature = Validation::new(Algorithm::HS512);
        only_signature.validate_exp = false;
        only_signature.validate_aud = false;
        only_signature.required_spec_claims.clear();
        // a header that cannot be read names an algorithm that does not exist here, such as none
        jsonwebtoken::decode_header(token).map_err(|_| Refusal::Signature)?;
        match jsonwebtoken::decode::<IdToken>(token, &self.theirs, &only_signature) {
            Ok(token) => expected.check(&token.claims),
            Err(error) => match error.kind() {
                ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm => Err(Refusal::Signature.into()),
                _ => Err(setup("Duo: its answer cannot be understood").into()),
            },
        }
    }
}

impl Expected<'_> {
    fn check(&self, token: &IdToken) -> Result<Finished, DuoError> {
        let right: [(bool, Refusal); 6] = [
            (token.iss == self.issuer, Refusal::Issuer),
            (token.aud.is_only(self.client_id), Refusal::Audience),
            (self.is_of_now(token), Refusal::Expired),
            (token.nonce.as_ref().is_some_and(|nonce| *self.nonce == Secret::new(nonce.as_str())), Refusal::Nonce),
            (token.preferred_username.as_deref() == Some(self.username), Refusal::Username),
            (token.is_allowed(), Refusal::Denied),
        ];
        match right.into_iter().find(|(right, _)| !right) {
            Some((_, refusal)) => Err(refusal.into()),
            None => Ok(Finished { factor: token.factor().ok_or(Refusal::NotAsked)?.to_owned() }),
        }
    }

    fn is_of_now(&self, token: &IdToken) -> bool {
        let (exp, iat) = (token.exp as i64, token.iat as i64);
        exp > self.now.secs() - SKEW && iat <= self.now.secs() + SKEW
    }
}

impl Audience {
    fn is_only(&self, client_id: &str) -> bool {
        match self {
            Self::One(one) => one == client_id,
            Self::Many(many) => matches!(many.as_slice(), [one] if one == client_id),
        }
    }
}

impl IdToken {
    fn is_allowed(&self) -> bool {
        self.auth_result.as_ref().and_then(|said| said.result.as_deref()) == Some("allow")
    }

    /// By what the person has proved it; nothing if Duo did not ask, or does not say that it did.
    fn factor(&self) -> Option<&str> {
        let context = self.auth_context.as_ref()?;
        let factor = context.factor.as_deref().filter(|factor| !UNASKED_FACTORS.contains(factor))?;
        context.reason.as_deref().filter(|reason| !UNASKED_REASONS.contains(reason)).map(|_| factor)
    }
}
