//! The ports of the pages, implemented: authorise, ask the domain's rules, store, ask the
//! directory, enqueue, audit.

mod account;
mod admin_auth;
mod bind;
mod chosen_language;
mod console;
mod directory_write;
mod enrolment;
pub mod finish_write;
pub mod forecast;
pub mod joining;
mod kept_password;
pub mod language;
mod minimum_latency;
mod new_password;
pub mod policy;
mod reconcile;
mod recovery;
mod redirect;
pub mod refusal;
pub mod view;

pub use account::AccountService;
pub use admin_auth::{AdminSignInService, forget_tries};
pub use chosen_language::LanguageService;
pub use console::{ConsoleService, guarded};
pub use enrolment::EnrolmentService;
pub use reconcile::reconcile;
pub use recovery::RecoveryService;
