//! The one program, as a library so that tests can start it as `main` does: configuration, command
//! line, HTTP, services, background work, and the one place where everything is plugged together.

pub mod app_state;
pub mod cli;
pub mod compose;
pub mod config;
pub mod database;
pub mod fault;
pub mod fault_reports;
pub mod flows;
pub mod hashing;
pub mod heartbeat;
pub mod http;
pub mod jobs;
pub mod kept_halves;
pub mod key;
pub mod logging;
pub mod methods;
pub mod practice;
pub mod providers;
pub mod router;
pub mod services;
pub mod shared_state;
pub mod sms;
pub mod stop;
pub mod system;
pub mod work;
