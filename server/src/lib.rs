//! The one program, as a library so that tests can start it as `main` does: configuration, command
//! line, HTTP, services, background work, and the one place where everything is plugged together.

pub mod app_state;
pub mod cli;
pub mod compose;
pub mod config;
pub mod database;
pub mod faults;
pub mod flows;
pub mod hashing;
pub mod http;
pub mod identity;
pub mod jobs;
pub mod key;
pub mod logging;
pub mod methods;
pub mod practice;
pub mod providers;
pub mod router;
pub mod services;
pub mod sms;
pub mod system;
