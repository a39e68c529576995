//! How the servers of one directory are reached, and what to look for there.

use super::schema::Schema;
use crate::ldap::{LdapConfig, ServerUrl};
use latchkey_domain::Secret;
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct LdapServerConfig {
    /// What it is known as, `corp.example`: also the organisation's own domain.
    pub domain: String,
    /// In the order of preference; each holds the same.
    pub servers: Vec<ServerUrl>,
    /// The service account's DN.
    pub account: String,
    pub password: Secret,
    /// Certificates (PEM) to trust for this directory besides the machine's own authorities.
    pub trusted_pem: Option<String>,
    /// Below which everything is; `None`: what the server names first.
    pub base: Option<String>,
    pub schema: Schema,
    /// DNs of groups whose members, nested ones too, are protected.
    pub privileged_groups: Vec<String>,
    /// Bounds TCP and TLS together, and then the sign-in.
    pub connect_timeout: Duration,
    /// Bounds one request, or one page of a listing; with `connect_timeout` also a whole reset.
    pub operation_timeout: Duration,
}

impl Default for LdapServerConfig {
    fn default() -> Self {
        Self {
            domain: String::new(),
            servers: Vec::new(),
            account: String::new(),
            password: Secret::default(),
            trusted_pem: None,
            base: None,
            schema: Schema::default(),
            privileged_groups: Vec::new(),
            connect_timeout: Duration::from_secs(4),
            operation_timeout: Duration::from_secs(10),
        }
    }
}

impl From<LdapServerConfig> for LdapConfig {
    fn from(config: LdapServerConfig) -> Self {
        Self {
            servers: config.servers,
            account: config.account,
            password: config.password,
            trusted_pem: config.trusted_pem,
            connect_timeout: config.connect_timeout,
            operation_timeout: config.operation_timeout,
        }
    }
}
