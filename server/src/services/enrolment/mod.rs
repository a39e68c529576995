//! Enrolment: the port of the pages behind an invitation. The link names the person, the present
//! directory password proves them, each method is set up with a proof that it works.

mod api;
mod begun;
mod finish;
mod from_account;
mod hidden;
mod open;
mod pages;
mod prepare;
mod redirect;
#[cfg(test)]
mod redirect_tests;
mod returned;
mod service;
mod set_up;
mod sign_in;
#[cfg(test)]
mod tests;

pub use from_account::open_from_account;
pub use service::EnrolmentService;
