//! The account page: the port of people who know their password and have one method at hand. What
//! they set up is set up in an enrolment of its own; what is dangerous asks for a fresh proof, and
//! whatever changes is told by another channel.

mod actions;
mod answer;
mod api;
mod begun;
mod change;
mod entry;
mod home;
mod pages;
mod proofs;
mod redirect;
#[cfg(test)]
mod redirect_tests;
mod service;
#[cfg(test)]
mod tests;

pub use answer::caught_up;
pub use service::AccountService;
