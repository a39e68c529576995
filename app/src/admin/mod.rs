//! The administrator's area: sign-in page, wizard and overview, hydrated. Pages stand here, rules
//! stand behind `ports::AdminPorts`.
//!
//! Each page has two halves: `…Page` fetches and acts, `…View` takes plain data and callbacks, so
//! that it can be looked at without a server (`examples/admin_preview.rs`).

pub mod activate;
pub mod api;
mod app;
#[cfg(feature = "ssr")]
mod document;
mod find;
pub mod flash;
pub mod import;
pub mod invitation;
pub mod invite;
#[cfg(not(feature = "ssr"))]
mod leave;
pub mod methods;
pub mod overview;
pub mod parts;
pub mod people;
pub mod proof;
mod routes;
pub mod shell;
#[cfg(feature = "ssr")]
pub mod sign_in;
pub mod steps;
pub mod sync;
pub mod trouble;
pub mod words;

pub use app::App;
#[cfg(feature = "ssr")]
pub use document::page_shell;
