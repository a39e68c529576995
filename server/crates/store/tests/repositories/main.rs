//! Every repository on both databases, through the public interface only. SQLite in a temporary
//! folder, PostgreSQL in a schema of its own per test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

mod accounts;
mod admins;
mod at_rest;
mod audit;
mod audit_commit;
mod bulk_runs;
mod directories;
mod elsewhere;
mod flows;
mod invitations;
mod jobs;
mod joining;
mod limits;
mod methods;
mod migrations;
mod outage;
mod persons;
mod policies;
mod providers;
mod rekey;
mod seats;
mod shared_state;
mod syncs;
mod vouches;
