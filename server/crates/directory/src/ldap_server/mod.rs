//! LDAP servers.

mod kind;

pub(crate) use kind::LdapServers;
