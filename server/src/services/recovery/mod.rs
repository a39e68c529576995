//! Recovery: the port of the public pages. The state machine in `latchkey_domain::recovery`
//! decides; the engine (`crate::flows`) loads, feeds and stores it; here is what is said and carried out. For a name that
//! nobody has, the same reads and writes are made, on an account that does not exist.

mod api;
mod apply;
mod begin;
mod begun;
#[cfg(test)]
mod elsewhere_tests;
mod facts;
mod late_answer;
mod look_up;
mod page;
#[cfg(test)]
mod reach_tests;
#[cfg(test)]
mod rules_tests;
mod service;
#[cfg(test)]
mod several_tests;
mod write;

pub use apply::{Answer, send, stored_later};
pub use late_answer::caught_up;
pub use service::RecoveryService;
