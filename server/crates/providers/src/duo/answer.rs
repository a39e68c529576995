//! What Duo's answers to our requests mean, before anything in them is believed.

use super::error::{DuoError, Refusal};
use crate::ProviderError;
use crate::http::{Answer, setup};
use serde::Deserialize;

#[derive(Deserialize)]
struct Health {
    stat: String,
    #[serde(default)]
    code: u32,
}

pub(super) fn healthy(answer: &Answer) -> Result<(), ProviderError> {
    let health: Health = answer.json()?;
    // Duo's codes begin with the HTTP status that they stand for
    match (health.stat.as_str(), health.code / 100) {
        ("OK", _) if answer.status.is_success() => Ok(()),
        (_, 429 | 500..) => Err(ProviderError::Away(format!("it is not well (code {})", health.code))),
        _ => Err(setup(&format!(
            "it does not accept our client ID and client secret, or our clock is wrong (code {})",
            health.code
        ))),
    }
}

#[derive(Deserialize)]
struct Token {
    id_token: String,
}
#[derive(Deserialize)]
struct TokenRefusal {
    error: String,
}

pub(super) fn id_token(answer: &Answer) -> Result<String, DuoError> {
    if answer.status.is_success() {
        return answer.json::<Token>().map(|token| token.id_token).map_err(|error| named(error).into());
    }
    let refusal: TokenRefusal = answer.json().map_err(named)?;
    match refusal.error.as_str() {
        "invalid_grant" => Err(Refusal::Code.into()),
        "invalid_client" | "unauthorized_client" => {
            Err(named(setup("it does not accept our client ID and client secret, or our clock is wrong")).into())
        }
        _ => Err(named(setup("it does not accept how we ask: look at the application’s settings there")).into()),
    }
}

pub(super) fn named(error: ProviderError) -> ProviderError {
    match error {
        ProviderError::Away(text) => ProviderError::Away(format!("Duo: {text}")),
        ProviderError::Setup(text) => ProviderError::Setup(format!("Duo: {text}")),
    }
}
