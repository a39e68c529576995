//! Duo's prompt, against a stand-in that is as strict as Duo's description, and with which Duo's own
//! client gets along.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod lies;
mod stand_in;
mod tls;
mod vendor;
mod walk;
