//! The one engine of begun flows: a recovery, an enrolment, a visit to the account page. Each is begun once, kept in the
//! store under the browser's cookie, and moved on form by form, so that of any number of posts of one form one counts:
//!
//! load → whose it is → version → count → claim → ask another server → decide → save
//!
//! `begun.rs` says what a flow is to the engine, `step.rs` is one form in one transaction, `two_phase.rs` one that is
//! claimed first because something outside has a say in it, and `proof.rs` is such a form: a proof by a method. What is
//! on the pages, and where a browser is sent, is the services'.

mod account;
mod begun;
mod proof;
#[cfg(test)]
mod proof_tests;
mod step;
pub mod stored;
#[cfg(test)]
mod tests;
mod two_phase;
mod under_way;

pub use account::account_here;
pub use begun::{Begun, BegunFlow, Step};
pub use proof::{ProvedFlow, awaits_return, is_empty, open, prove};
pub use step::{Form, Found, Moved, find, step};
pub use two_phase::{Answered, Claimed, TwoPhase, in_two_phases};
pub use under_way::{end_others, end_visits};
