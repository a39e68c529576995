//! `latchkey audit verify`: the hash chain, walked without the server.

use super::say;
use crate::compose::open_existing;
use crate::config::Config;
use crate::stop::Stop;
use crate::system::Sources;
use latchkey_store::audit::{self, Verified};
use std::process::ExitCode;

pub async fn verify(config: &Config) -> Result<ExitCode, Stop> {
    let store = open_existing(config, &Sources::default()).await?;
    match store.read(audit::verify).await.map_err(|e| Stop(format!("the audit log cannot be read: {e}")))? {
        Verified::Whole { rows, head } => {
            say::line(format_args!(
                "The audit log is whole: {rows} rows, head {head}.\nKeep the head somewhere else: a log that was cut short verifies too, but ends in another."
            ));
            Ok(ExitCode::SUCCESS)
        }
        Verified::Broken { seq, reason } => {
            say::line(format_args!("The audit log is BROKEN at row {seq}: {reason}"));
            Ok(ExitCode::FAILURE)
        }
    }
}
