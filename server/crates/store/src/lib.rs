//! The database: schema, rows, repositories, job queue, audit chain, for SQLite and PostgreSQL.
//!
//! A repository is a module of free functions that take `&mut Tx`; [`Store::read`] and
//! [`Store::write`] make the `Tx` and run the closure on the blocking pool. What belongs together
//! (a new state and its audit row, a cause and its job) is written in one closure, so it is one
//! transaction. Nothing here decides: rules live in `latchkey-domain`.

mod connection;
mod error;
mod group_commit;
mod keys;
mod migrate;
mod pool;
mod schema;
mod sealed;
mod store;

pub mod accounts;
pub mod admins;
pub mod audit;
pub mod bulk_runs;
pub mod codes;
pub mod directories;
pub mod flows;
pub mod halves;
pub mod history;
pub mod imports;
pub mod invitations;
pub mod jobs;
pub mod limits;
pub mod methods;
pub mod persons;
pub mod policies;
pub mod providers;
pub mod rekey;
pub mod settings;
pub mod shared_state;
pub mod sync;
pub mod vouches;

pub use audit::AuditEvent;
pub use error::{StoreError, StoreResult};
pub use keys::Keys;
pub use store::{Store, StoreConfig, Tx};
