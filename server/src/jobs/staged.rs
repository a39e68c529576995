//! For the tests of background work: a clock that goes with tokio's, which the tests pause, so that
//! an hour passes in a moment; and a real database.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::app_state::AppState;
use crate::compose::{self, Composed};
use crate::config::Config;
use crate::config::values::Values;
use crate::system::Pauses;
use crate::system::Sources;
use crate::system::SystemEntropy;
use latchkey_store::{Keys, Store, StoreConfig};
use latchkey_testkit::TestClock;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// Each call is another server's connection to the same database.
pub async fn store(folder: &Path, clock: &Arc<TestClock>) -> Store {
    let config = StoreConfig { url: format!("sqlite:{}", folder.join("jobs.sqlite").display()), pool: 4 };
    let store = Store::open(&config, Keys::from_bytes(&[7; 32]), clock.clone(), Arc::new(SystemEntropy)).await.unwrap();
    store.migrate().await.unwrap();
    store
}

/// What this configuration makes, as for `serve`, with a database of its own.
pub async fn composed(toml: &str) -> (tempfile::TempDir, Composed) {
    let (folder, clock) = (tempfile::tempdir().unwrap(), Arc::new(TestClock::of_tokio()));
    let mut values = Values::default();
    values.read_text(Path::new("test.toml"), toml);
    let config = Config::from_values(values, None).unwrap();
    let sources = Sources { clock: clock.clone(), entropy: Arc::new(SystemEntropy), pauses: Pauses::Timer };
    let store = store(folder.path(), &clock).await;
    let composed = compose::compose(&config, store, "127.0.0.1:8080".parse().unwrap(), &sources).unwrap();
    (folder, composed)
}

pub async fn app_state(toml: &str) -> (tempfile::TempDir, Arc<AppState>) {
    let (folder, composed) = composed(toml).await;
    (folder, composed.app)
}

/// Waits for it, a second of the clock at a time.
pub async fn until(secs: u32, what: &str, mut done: impl AsyncFnMut() -> bool) {
    for _ in 0..secs {
        if done().await {
            return;
        }
        sleep(Duration::from_secs(1)).await;
    }
    assert!(done().await, "{what}: not within {secs} seconds");
}
