//! `latchkey migrate`: the schema, by hand.

use super::say;
use crate::compose::{database_name, open_existing, open_store};
use crate::config::Config;
use crate::stop::Stop;
use crate::system::Sources;

pub async fn run(config: &Config, status: bool, down_one: bool) -> Result<(), Stop> {
    let sources = Sources::default();
    // Who looks, or takes back, makes nothing where a path is mistyped.
    let store =
        if status || down_one { open_existing(config, &sources).await? } else { open_store(config, &sources).await? };
    let told = |e| Stop(format!("{}: {e}", database_name(config)));
    if status {
        let pending = store.pending().await.map_err(told)?;
        for name in &pending {
            say::line(format_args!("to be run: {name}"));
        }
        if pending.is_empty() {
            say::line("The database is up to date.");
        }
    } else if down_one {
        match store.migrate_down().await.map_err(told)? {
            Some(name) => say::line(format_args!("taken back: {name}")),
            None => say::line("There is no migration to take back."),
        }
    } else {
        let run = store.migrate().await.map_err(told)?;
        for name in &run {
            say::line(format_args!("run: {name}"));
        }
        if run.is_empty() {
            say::line("The database was up to date already.");
        }
    }
    Ok(())
}
