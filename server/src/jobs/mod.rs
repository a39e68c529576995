//! Background work, done. The runner leases what is on the queue and stores how it ended; each kind of work is a file that
//! implements `Job`, and `registry` says which is whose. What a job carries, and how it comes onto the queue, stands
//! below, in `work`.

mod bulk_run;
mod confirm_address;
mod count_profiles;
mod finish_write;
mod import;
mod invite;
mod invite_all;
mod job;
mod join_accounts;
mod lanes;
mod mail;
mod notice;
mod notice_to;
mod policy_members;
mod reconcile;
mod registry;
mod retry_policy;
mod runner;
mod send_proof_code;
#[cfg(test)]
pub(crate) mod staged;
mod sync;
mod test_mail;
mod text_message;
mod tidy;

pub use job::{End, Job};
pub use registry::told;

use crate::app_state::AppState;
use crate::heartbeat::Heartbeat;
use registry::Handlers;
use runner::Runner;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Background work under way.
pub struct Started {
    /// Ends after `stop` turned true, when what was being worked on is finished.
    pub task: JoinHandle<()>,
    pub heartbeat: Arc<Heartbeat>,
}

pub fn start(app: Arc<AppState>, stop: watch::Receiver<bool>) -> Started {
    let heartbeat = Arc::new(Heartbeat::new(app.now()));
    let runner = Arc::new(Runner {
        store: app.store.clone(),
        clock: app.clock.clone(),
        worker: latchkey_domain::entropy::new_id(app.now(), app.entropy.as_ref()),
        handlers: Arc::new(Handlers(app)),
        heartbeat: heartbeat.clone(),
    });
    Started { task: tokio::spawn(runner.run(stop)), heartbeat }
}

#[cfg(test)]
pub(crate) mod tests;
