//! The ports of the pages, implemented: authorise, ask the domain's rules, store, ask the
//! directory, enqueue, audit.

mod account;
mod admin_entrance;
mod bind;
mod console;
mod enrolment;
pub mod fault;
mod floor;
mod flow;
pub mod forecast;
mod new_password;
pub mod policy;
mod recovery;
pub mod refusal;

pub use account::AccountService;
pub use admin_entrance::forget_tries;
pub use console::ConsoleService;
pub use enrolment::EnrolmentService;
pub use recovery::{RecoveryService, end_others, settle};
