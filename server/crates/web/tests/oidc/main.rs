//! Signing in with the lab's identity provider (npm oidc-provider), and with one that lies.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod browser;
mod lab;
mod liar;
mod lies;
mod metadata;
