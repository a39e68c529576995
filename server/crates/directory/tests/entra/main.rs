//! The adapter for Entra ID against the lab's stand-in: every request of ours and every answer passes through prism, which
//! holds both to Microsoft's own schema; tokens and sign-ins are oidc-provider's. Each test has a tenant of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod browser;
mod checks;
mod faults;
mod passwords;
mod people;
mod sign_in;
mod support;
mod vendor;
