//! Two questions of machines: is the process alive, and can it serve? Neither says who we are.

use super::pages;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use std::sync::Arc;
use std::time::Duration;

/// Asked by `/readyz`.
#[async_trait::async_trait]
pub trait Ready: Send + Sync {
    /// `Err`: the reason, in words without secrets.
    async fn ready(&self) -> Result<(), String>;
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
