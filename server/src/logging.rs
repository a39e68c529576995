//! The log: lines on standard error, as text or JSON. What may not stand in it (secrets, codes,
//! addresses, bodies) is not handed to it in the first place; here only foreign crates are kept
//! short, because at their finer levels they write what they send.

use crate::config::{LogConfig, LogFormat};
use std::io::IsTerminal as _;
use tracing_subscriber::EnvFilter;

pub fn start(config: &LogConfig) {
    let filter = EnvFilter::try_new(config.filter()).unwrap_or_else(|_| EnvFilter::new("warn"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match config.format {
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).compact().try_init(),
    };
    if let Err(e) = started {
        tracing::warn!(error = %e, "the log was started already");
    }
    // The payload of a panic may hold anything; the place is enough.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a fault in the program");
    }));
}
