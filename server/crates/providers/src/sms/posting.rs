//! What all gateways have in common: how they are reached, and what is said of one that did not take a message.

use crate::ProviderError;
use crate::http::{NoAnswer, is_safe, setup};
use std::time::Duration;
use url::Url;

/// Why a message did not go. Without number and text; it may name the gateway.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmsError {
    /// Worth another try later.
    #[error("{0}")]
    Away(String),
    /// The answer was lost: it may have gone, and cost, nevertheless.
    #[error("{0}")]
    Unclear(String),
    /// No message will go before an administrator mends something.
    #[error("{0}")]
    Setup(String),
    /// Nothing will ever reach this number; others are fine.
    #[error("this number cannot get text messages")]
    Number,
}

pub(super) fn address(text: &str) -> Result<Url, ProviderError> {
    let url = Url::parse(text.trim()).map_err(|_| setup("the address of the SMS gateway is not a URL"))?;
    if !is_safe(&url) {
        return Err(setup("the address of the SMS gateway must begin with https://, and hold no password"));
    }
    Ok(url)
}

pub(super) fn bounded(timeout: Duration) -> Result<Duration, ProviderError> {
    match (Duration::from_millis(100)..=Duration::from_secs(60)).contains(&timeout) {
        true => Ok(timeout),
        false => Err(setup("the SMS gateway may be given at most 60 s to answer, and not less than 0.1 s")),
    }
}

/// What was answered, or not.
pub(super) type Posted<T> = Result<T, NoAnswer>;

/// Which gateway it was. Its host only: paths and queries of gateways hold keys.
pub(super) fn named(url: &Url, NoAnswer { error, heard }: NoAnswer) -> SmsError {
    let gateway = format!("the SMS gateway {}", url.host_str().unwrap_or_default());
    match error {
        ProviderError::Away(text) | ProviderError::Setup(text) if heard => {
            SmsError::Unclear(format!("{gateway}: {text}"))
        }
        ProviderError::Away(text) => SmsError::Away(format!("{gateway}: {text}")),
        ProviderError::Setup(text) => SmsError::Setup(format!("{gateway}: {text}")),
    }
}
