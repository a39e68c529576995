//! The account page: one address whose content follows the visit that the server keeps.

pub mod api;
mod home;
mod lately;
mod pages;
mod parts;
mod returned;
mod routes;
pub mod samples;

pub use routes::routes;

#[cfg(test)]
mod tests;
