//! Enrolment: one address whose content follows the flow that the server keeps.

pub mod api;
mod codes;
mod download;
mod entry;
mod pages;
mod returned;
mod routes;
pub mod samples;
mod setup;

pub use routes::routes;

#[cfg(test)]
mod tests;
