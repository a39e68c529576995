//! Microsoft Entra ID: people and passwords through Microsoft Graph, sign-in on its own page with OpenID Connect.
//! What Microsoft documents is cited where it matters; what was never tried against a real tenant stands in
//! docs/decisions/0031.

mod aadsts;
mod cached;
mod check;
mod directory;
mod graph;
mod immutable_id;
mod kind;
mod login;
mod passwords;
mod people;
mod refusals;
mod settings;
mod sign_in;
mod tenant;
mod wire;

pub(crate) use kind::Tenants;
