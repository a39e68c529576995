//! What a person sees: pages and server functions, one folder per audience.
//!
//! Three tiers. `recover` is rendered on the server and nothing else (no WASM). `enrol` and `account`, the people's half,
//! are rendered on the server, too; in the browser what does something wakes up (`people`). `admin` is the console, one
//! hydrated application. All forms work before and without a program. What all of them need from below stands in
//! `ports`.

// the types of nested views are long
#![recursion_limit = "256"]

pub mod admin;
pub mod methods;
mod people;
mod site;
pub mod ui;
mod wire;

#[cfg(feature = "ssr")]
pub mod account;
#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
pub mod enrol;
#[cfg(all(test, feature = "ssr"))]
mod every_language;
#[cfg(feature = "ssr")]
mod flash;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
mod http;
#[cfg(feature = "ssr")]
pub mod hydrated;
#[cfg(feature = "ssr")]
pub mod language;
#[cfg(feature = "ssr")]
pub mod notice;
#[cfg(feature = "ssr")]
mod onward;
#[cfg(all(test, feature = "ssr"))]
mod page_rules;
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
mod rules;
#[cfg(feature = "ssr")]
pub mod words;

#[cfg(feature = "hydrate")]
pub use people::start as wake_people;
