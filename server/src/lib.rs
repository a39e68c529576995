//! The one program, as a library so that tests can start it as `main` does: configuration, command
//! line, HTTP, services, background work, and the one place where everything is plugged together.

pub mod cli;
pub mod compose;
pub mod config;
pub mod house;
pub mod http;
pub mod jobs;
pub mod key;
pub mod logging;
pub mod practice;
pub mod real;
pub mod router;
pub mod services;
