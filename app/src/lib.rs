//! What a person sees: pages and server functions, one folder per audience.
//!
//! Three tiers. `recover` is rendered on the server and nothing else (no router, no WASM).
//! `enrol` and `admin` are one hydrated application, [`App`], whose forms work before and without
//! hydration. What all of them need from below stands in `ports`.

// the types of nested views are long
#![recursion_limit = "256"]

pub mod account;
pub mod admin;
pub mod enrol;
#[cfg(all(test, feature = "ssr"))]
mod every_language;
mod flash;
mod hydrate;
pub mod methods;
#[cfg(all(test, feature = "ssr"))]
mod page_rules;
mod rules;
mod shell;
pub mod ui;
pub mod words;

#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod hydrated;
#[cfg(feature = "ssr")]
pub mod language;
#[cfg(feature = "ssr")]
mod onward;
#[cfg(feature = "ssr")]
pub mod ports;
#[cfg(feature = "ssr")]
pub mod practice;
#[cfg(feature = "ssr")]
pub mod recover;
#[cfg(feature = "ssr")]
mod returned;
#[cfg(feature = "ssr")]
pub mod route_table;

#[cfg(feature = "ssr")]
pub use context::provide_app_context;
pub use shell::App;
#[cfg(feature = "ssr")]
pub use shell::{csp_for_hydrated, shell};
