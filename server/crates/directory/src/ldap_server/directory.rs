//! One directory behind LDAP servers: what all that is asked of it shares.

use super::config::LdapServerConfig;
use super::facts::Facts;
use super::root;
use super::schema::Schema;
use crate::ldap::{Dns, Listings, Resolver, Servers, Trials};
use crate::process_state::ProcessState;
use latchkey_domain::directory::{DirectoryError, SharedState};
use latchkey_domain::{Clock, Entropy};
use std::sync::Arc;

/// One directory behind LDAP servers that all hold the same.
pub struct LdapDirectory {
    pub(super) domain: String,
    pub(super) servers: Servers,
    pub(super) schema: Schema,
    pub(super) privileged_groups: Vec<String>,
    pub(super) entropy: Arc<dyn Entropy>,
    pub(super) facts: Facts,
    pub(super) trials: Trials,
    pub(super) listings: Arc<Listings>,
}

impl LdapDirectory {
    /// By this process alone. Connects to nothing yet.
    ///
    /// # Errors
    /// `Misconfigured`: no server is named, or certificates cannot be read.
    pub fn new(
        config: LdapServerConfig,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, DirectoryError> {
        let shared = Arc::new(ProcessState::new(clock.clone()));
        Self::sharing(config, clock, entropy, shared)
    }

    /// One of several that know the same of the directory.
    ///
    /// # Errors
    /// As `new`.
    pub fn sharing(
        config: LdapServerConfig,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        shared: Arc<dyn SharedState>,
    ) -> Result<Self, DirectoryError> {
        if config.servers.is_empty() {
            return Err(DirectoryError::Misconfigured { detail: "no server is named".to_owned() });
        }
        let resolver: Arc<dyn Resolver> = Arc::new(Dns::of_the_machine());
        let listings = Arc::new(Listings::new(clock.now()));
        let dialect = Arc::new(root::Directories { base: config.base.clone() });
        let trials = Trials::new(shared.clone(), clock.clone());
        let (domain, schema) = (config.domain.clone(), config.schema.clone());
        let privileged_groups = config.privileged_groups.clone();
        let servers = Servers::new(config.into(), dialect, clock, resolver, shared)?;
        Ok(Self { domain, servers, schema, privileged_groups, entropy, facts: Facts::default(), trials, listings })
    }
}
