//! Administrators through their port, on a database of their own and a clock that stands still until
//! told: coming in, being kept out, and what a session alone may not do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod active_directory;
mod bulk;
mod concurrent;
mod directories;
mod faults;
mod guarded;
mod joining;
mod people;
mod policies;
mod samba_syncs;
mod setup;
mod sign_in;
mod support;
mod syncs;
