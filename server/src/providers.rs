//! Other servers, ready to be asked: a client for each row of `latchkey_store::providers`, kept until its
//! settings change, with the connections that it holds open. Used between two transactions, never in one.

mod clients;

pub use clients::{NamedOidc, OidcSettings};

use crate::app_state::AppState;
use latchkey_domain::Reason;
use latchkey_providers::ProviderError;
use latchkey_store::providers::{self, ProviderRow};
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

    fn make(app: &AppState, row: &ProviderRow) -> Result<Self, ProviderError>;
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
    fn get<T: Client>(&self, version: i64) -> Option<Arc<T>> {
        let made = self.0.read().ok()?.get(T::NAME).cloned()?;
        (made.version == version).then_some(made.client)?.downcast().ok()
    }

    fn keep<T: Client>(&self, version: i64, client: Arc<T>) {
        if let Ok(mut all) = self.0.write() {
            all.insert(T::NAME, Made { version, client });
        }
    }
}

impl AppState {
    /// The client, made when its settings are new to this process.
    ///
    /// # Errors
    /// `Setup`: it is not set up, or its settings make no client. `Away`: the database is.
    pub async fn client<T: Client>(&self) -> Result<Arc<T>, ProviderError> {
        let row = self.store.read(|tx| providers::get(tx, T::NAME)).await;
        let row = row.map_err(|error| ProviderError::Away(error.to_string()))?;
        let row = row.ok_or_else(|| ProviderError::Setup(format!("{} is not set up", T::TITLE)))?;
        if let Some(client) = self.providers.get(row.version) {
            return Ok(client);
        }
        let client = Arc::new(T::make(self, &row)?);
        self.providers.keep(row.version, client.clone());
        Ok(client)
    }

    /// The same for somebody who waits at a page: without it they use another method.
    pub async fn provider<T: Client>(&self) -> Result<Arc<T>, Reason> {
        self.client().await.map_err(|error| self.away(T::TITLE, &error))
    }

    /// Another server gave no answer that can be used. What an administrator has to mend is told.
    pub fn away(&self, title: &str, error: &ProviderError) -> Reason {
        match error {
            ProviderError::Away(_) => tracing::warn!(error = %error, "{title} does not answer"),
            ProviderError::Setup(_) => {
                let reference = self.reference();
                tracing::error!(reference, error = %error, "{title} is not set up rightly");
                self.tell(&reference, &format!("{title}: {error}"));
            }
        }
        Reason::MethodAway
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
