//! Administrators coming and going. Every session's token is new at each step, and only a `full` one opens anything.
//! `session` is what is kept of one, `actor` who is behind it, `steps` what comes after an action; the actions are
//! `sign_in` for password and second factor, `setup` for the one-time link, `code` for the administrator's current code.

mod actor;
mod code;
mod session;
mod setup;
mod sign_in;
mod steps;

pub use actor::{Actor, authorise};
pub use code::{RECENT_SECS, fresh_code, is_confirmed, spend_code};
pub use sign_in::forget_tries;

use crate::app_state::AppState;
use std::sync::Arc;

/// Setting up and signing in, as ports.
pub struct AdminSignInService {
    app: Arc<AppState>,
}

impl AdminSignInService {
    pub fn new(app: Arc<AppState>) -> Self {
        Self { app }
    }
}
