//! The ports of the pages, implemented: authorise, ask the domain's rules, store, ask the
//! directory, enqueue, audit.

mod admin_entrance;
mod console;
mod enrolment;
pub mod fault;
mod flow;
mod recovery;
pub mod refusal;

pub use console::ConsoleService;
pub use enrolment::EnrolmentService;
pub use recovery::{RecoveryService, settle};
