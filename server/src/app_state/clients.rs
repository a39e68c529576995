//! Clients of other servers (`providers`), for whoever asks them.

use super::AppState;
use crate::providers::{Client, World};
use latchkey_domain::Reason;
use latchkey_store::providers;
use latchkey_web::ProviderError;
use std::sync::Arc;

impl AppState {
    pub fn world(&self) -> World<'_> {
        World { clock: &self.clock, entropy: &self.entropy, outbox: self.outbox.as_ref() }
    }

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
        let client = Arc::new(T::make(&self.world(), &row)?);
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
