//! The rules of self-service, without I/O: time, randomness, secrets, the directory trait, password
//! rules, the state machines of recovery, enrolment and visit, limits. Nothing here knows axum, leptos, diesel, ldap3,
//! lettre or a runtime; the crates that do implement the traits named here.

pub mod audit;
pub mod checklist;
pub mod clock;
pub mod decoy;
pub mod directory;
pub mod enrolment;
pub mod entropy;
pub mod guessing;
pub mod ids;
pub mod independence;
pub mod joining;
pub mod limits;
pub mod names;
pub mod open_write;
pub mod password;
pub mod policy;
pub mod reason;
pub mod recovery;
pub mod roles;
pub mod secret;
pub mod sync;
pub mod visit;

pub use clock::{Clock, Timestamp};
pub use entropy::Entropy;
pub use reason::Reason;
pub use secret::Secret;
