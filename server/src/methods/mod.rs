//! The methods as the flows use them: each is asked for, checked, set up, and says what it depends on.
//! One file each, and one line in `registry.rs`; what a method is as such (codes, seeds, answers) is in
//! `latchkey-methods`, other servers are in `latchkey-providers`.
//!
//! Everything that is asked for a person is asked alike for a name that nobody has: the same
//! transaction, the same reads and writes, on an account that does not exist.

mod destination;
mod duo;
pub(crate) mod elsewhere;
mod email;
mod forecast;
mod mailbox;
mod method;
mod nobody;
mod offer;
mod oidc;
mod passkey;
mod phone;
mod proof;
mod questions;
mod radius;
mod recovery_code;
mod registry;
mod remote;
mod secrets;
mod sent;
mod settings;
mod setup;
mod sms;
#[cfg(test)]
pub(crate) mod stage;
mod totp;
pub mod tries;
mod vouch;
mod yubikey;

pub use destination::{Destination, addresses, destination_of};
pub use forecast::DirectoryMethods;
pub use method::Method;
pub use nobody::nobody;
pub use proof::{ProofContext, Verdict, open_rows};
pub use registry::{all, authenticators, of};
pub use remote::{RemoteAnswer, RemoteRequest};
pub use secrets::FlowSecrets;
pub use settings::{first_settings, method_settings, settings_and_questions};
pub use setup::{ExistingMethod, SetupContext, SetupOutcome, SetupView};
pub use vouch::{asked_to_vouch, listed_and_able as able_to_vouch, refuse_to_vouch, vouch_for};
