//! Other servers, ready to be asked: a client for each row of `latchkey_store::providers`, kept until its
//! settings change, with the connections that it holds open. Used between two transactions, never in one.

mod clients;

pub use clients::{NamedOidc, OidcSettings};

use latchkey_domain::{Clock, Entropy};
use latchkey_outbox::Outbox;
use latchkey_store::providers::ProviderRow;
use latchkey_web::ProviderError;
use serde::de::DeserializeOwned;
use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, RwLock};

/// What is made of a row.
pub trait Client: Send + Sync + Sized + 'static {
    /// Of the row.
    const NAME: &'static str;
    /// As administrators call it, within a sentence.
    const TITLE: &'static str;

    fn make(world: &World<'_>, row: &ProviderRow) -> Result<Self, ProviderError>;
}

/// What a client may need besides its settings.
#[derive(Clone, Copy)]
pub struct World<'a> {
    pub clock: &'a Arc<dyn Clock>,
    pub entropy: &'a Arc<dyn Entropy>,
    pub outbox: Option<&'a Outbox>,
}

/// Of each name the latest.
#[derive(Default)]
pub struct Providers(RwLock<HashMap<&'static str, Made>>);

/// For this version of the settings.
#[derive(Clone)]
struct Made {
    version: i64,
    client: Arc<dyn Any + Send + Sync>,
}

impl Providers {
    pub fn get<T: Client>(&self, version: i64) -> Option<Arc<T>> {
        let made = self.0.read().ok()?.get(T::NAME).cloned()?;
        (made.version == version).then_some(made.client)?.downcast().ok()
    }

    pub fn keep<T: Client>(&self, version: i64, client: Arc<T>) {
        if let Ok(mut all) = self.0.write() {
            all.insert(T::NAME, Made { version, client });
        }
    }
}

/// The settings that may be seen.
pub fn config<T: DeserializeOwned>(row: &ProviderRow) -> Result<T, ProviderError> {
    T::deserialize(&row.config).map_err(|_| unreadable(row))
}

/// The sealed ones by name, as JSON.
pub type Secrets = BTreeMap<String, String>;

pub fn secrets(row: &ProviderRow) -> Result<Secrets, ProviderError> {
    if row.secret.is_empty() {
        return Ok(Secrets::new());
    }
    serde_json::from_str(row.secret.expose()).map_err(|_| unreadable(row))
}

/// Without serde's words: they may quote what stands there.
fn unreadable(row: &ProviderRow) -> ProviderError {
    ProviderError::Setup(format!("the settings of “{}” cannot be read; save them anew", row.name))
}

#[cfg(test)]
mod tests;
