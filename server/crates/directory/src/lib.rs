//! Directories behind the one trait of `latchkey-domain`: Active Directory over LDAP, and two
//! practice directories that live in memory. Only this crate knows ldap3 and what a domain
//! controller says; nothing above it sees a result code or an attribute name.

mod active_directory;
mod ldap;
pub mod practice;
pub mod practice_cloud;
mod process_state;
pub mod registry;

pub use active_directory::{ActiveDirectory, AdConfig};
pub use ldap::{Dns, Resolver, ServerUrl, Service, parse_servers};
pub use practice::{Faults, PracticeDirectory, PracticePerson, WriteFault};
pub use practice_cloud::{CloudPerson, PracticeCloud};
pub use process_state::ProcessState;
