//! The adapter against the lab's Google Workspace: a stand-in with a state, behind prism, which holds its answers and our
//! requests to Google's contract; tokens verified by jose; the sign-in page by oidc-provider. Each test has a customer of
//! its own, and fails if anything in it broke the contract.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod browser;
mod checks;
mod line;
mod passwords;
mod people;
mod sign_in;
mod support;
mod vendor;
