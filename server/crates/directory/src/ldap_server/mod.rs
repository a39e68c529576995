//! LDAP servers that are no domain controllers: OpenLDAP with its password policy first. Each file answers one kind of
//! question; `directory.rs` holds what they share, and `traits.rs` fits them to what is asked.

mod account;
mod check;
mod codes;
mod config;
mod directory;
mod domains;
mod explain;
mod facts;
mod groups;
mod kind;
mod members;
mod passwords;
mod people;
mod policy;
mod ppolicy;
mod protected;
mod read;
mod read_back;
mod root;
mod schema;
mod time;
mod traits;
mod trial;
mod write;
mod write_status;

pub use config::LdapServerConfig;
pub use directory::LdapDirectory;
pub(crate) use kind::LdapServers;
pub use schema::Schema;
