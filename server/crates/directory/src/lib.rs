//! Directories behind the one trait of `latchkey-domain`: Active Directory and other LDAP servers, Microsoft Entra ID,
//! Google Workspace, and two practice directories that live in memory. Only this crate knows ldap3, what a domain
//! controller says and what Graph answers; nothing above it sees a result code or the name of an attribute.

mod active_directory;
mod entra;
mod google;
pub mod kind;
mod ldap;
mod ldap_server;
pub mod practice;
pub mod practice_cloud;
mod process_state;
pub mod registry;

pub use active_directory::{ActiveDirectory, AdConfig};
pub use ldap::{Dns, Resolver, ServerUrl, Service, parse_servers};
pub use ldap_server::{LdapDirectory, LdapServerConfig, Schema};
pub use practice::{Faults, PracticeDirectory, PracticePerson, WriteFault};
pub use practice_cloud::{CloudPerson, PracticeCloud};
pub use process_state::ProcessState;
