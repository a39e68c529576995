//! Two questions of machines: is the process alive, and can it serve? Neither says who we are.

use super::pages;
use crate::heartbeat::Heartbeat;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use latchkey_domain::Clock;
use latchkey_store::Store;
use std::sync::Arc;
use std::time::Duration;

/// Asked by `/readyz`.
#[async_trait::async_trait]
pub trait Ready: Send + Sync {
    /// `Err`: the reason, in words without secrets.
    async fn ready(&self) -> Result<(), String>;
}

/// A server that can serve: its database answers, and its background work goes on.
pub struct Serving {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub heartbeat: Arc<Heartbeat>,
}

#[async_trait::async_trait]
impl Ready for Serving {
    /// What is answered is for anybody who asks; the rest stands in the log.
    async fn ready(&self) -> Result<(), String> {
        if let Err(error) = self.store.ping().await {
            tracing::warn!(error = %error, "not ready");
            return Err("the database does not answer".to_owned());
        }
        if let Some(secs) = self.heartbeat.still_for(self.clock.now()) {
            tracing::error!("background work has stood still for {secs} seconds: start this server again");
            return Err("background work stands still; no mail is sent until this server is started again".to_owned());
        }
        Ok(())
    }
}

const MAX_TIME: Duration = Duration::from_secs(3);

pub async fn alive() -> Response {
    pages::text(StatusCode::OK, "alive\n")
}

pub async fn ready(State(source): State<Arc<dyn Ready>>) -> Response {
    match tokio::time::timeout(MAX_TIME, source.ready()).await {
        Ok(Ok(())) => pages::text(StatusCode::OK, "ready\n"),
        Ok(Err(reason)) => pages::text(StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {reason}\n")),
        Err(_) => pages::text(StatusCode::SERVICE_UNAVAILABLE, "not ready: the database does not answer\n"),
    }
}
