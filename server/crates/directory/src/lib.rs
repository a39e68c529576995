//! Directories behind the one trait of `latchkey-domain`: Active Directory over LDAP, and the
//! practice directory that lives in memory. Only this crate knows ldap3 and what a domain
//! controller says; nothing above it sees a result code or an attribute name.

pub mod active_directory;
pub mod practice;

pub use active_directory::discover::{Dns, Resolver, Service};
pub use active_directory::server_url::{ServerUrl, parse_servers};
pub use active_directory::{ActiveDirectory, AdConfig};
pub use practice::{LostAnswer, PracticeDirectory, PracticePerson};
