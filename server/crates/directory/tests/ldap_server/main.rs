//! The adapter against a real LDAP server: OpenLDAP, from the lab. Nothing here is imitated but faults of the
//! connection, which a small proxy makes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod answers;
mod certificates;
mod checks;
#[path = "../support/fake_server.rs"]
mod fake_server;
mod faults;
mod groups;
mod passwords;
mod people;
#[path = "../support/proxy.rs"]
mod proxy;
mod refusals;
mod support;
