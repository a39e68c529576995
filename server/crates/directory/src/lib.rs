//! Directories behind the one trait of `latchkey-domain`: Active Directory over LDAP, and the
//! practice directory that lives in memory. Only this crate knows ldap3 and what a domain
//! controller says; nothing above it sees a result code or an attribute name.

mod active_directory;
mod ldap;
pub mod practice;
pub mod registry;

pub use active_directory::{ActiveDirectory, AdConfig};
pub use ldap::{Dns, Resolver, ServerUrl, Service, parse_servers};
pub use practice::{LostAnswer, PracticeDirectory, PracticePerson};
