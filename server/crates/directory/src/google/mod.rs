//! Google Workspace: the Admin SDK's Directory API for people and passwords, asked by a service account that acts for
//! an administrator, and Google's own page for signing in.

mod answers;
mod check;
mod client;
mod directory;
mod errors;
mod http_date;
mod key;
mod kind;
mod passwords;
mod people;
mod sign_in;
mod tokens;
mod units;
mod wire;
mod workspace;

pub(crate) use kind::Customers;
