//! Active Directory over LDAP. Each file answers one kind of question; this one holds what they
//! share and fits them to the traits.

mod account;
mod check;
mod codes;
mod discover;
mod domains;
mod groups;
mod ids;
mod kind;
mod list;
mod passwords;
mod policy;
mod protected;
mod read;
mod rights;
mod root;
mod subtrees;
mod trial;
mod write_status;

use crate::ldap::{Dns, LdapConfig, Listings, Resolver, ServerUrl, Servers, Trials, listing, units};
use crate::process_state::ProcessState;
use async_trait::async_trait;
pub use kind::Domains;
use latchkey_domain::directory::{
    AccountState, Capabilities, CheckKind, CheckRow, Cursor, Directory, DirectoryError, DirectoryResult, Group,
    HealthCheck, Page, PasswordCheck, PasswordPolicy, PasswordVerifier, PasswordWriter, PeopleSource,
    PresentedCertificate, SharedState, SignIn, Subtree, Written,
};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Clock, Secret};
use std::sync::Arc;
use std::time::Duration;

/// How to reach one domain.
#[derive(Clone, Debug)]
pub struct AdConfig {
    /// Its DNS name, `corp.example`.
    pub domain: String,
    /// Controllers in the order of preference; empty: those that DNS names for the domain.
    pub servers: Vec<ServerUrl>,
    /// The service account, as a simple bind takes it: UPN, `DOMAIN\name` or DN.
    pub account: String,
    pub password: Secret,
    /// Certificates (PEM) to trust for this domain besides the machine's own authorities.
    pub trusted_pem: Option<String>,
    /// Bounds TCP and TLS together, and then the sign-in.
    pub connect_timeout: Duration,
    /// Bounds one request, or one page of a listing; with `connect_timeout` also a whole reset.
    pub operation_timeout: Duration,
}

impl Default for AdConfig {
    fn default() -> Self {
        Self {
            domain: String::new(),
            servers: Vec::new(),
            account: String::new(),
            password: Secret::default(),
            trusted_pem: None,
            connect_timeout: Duration::from_secs(4),
            operation_timeout: Duration::from_secs(10),
        }
    }
}

impl From<AdConfig> for LdapConfig {
    fn from(config: AdConfig) -> Self {
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

/// One domain.
pub struct ActiveDirectory {
    domain: String,
    controllers: Servers,
    facts: read::Facts,
    trials: Trials,
    listings: Arc<Listings>,
}

impl ActiveDirectory {
    /// By this process alone. Connects to nothing yet.
    ///
    /// # Errors
    /// `Misconfigured`: neither domain nor servers, or certificates that cannot be read.
    pub fn new(config: AdConfig, clock: Arc<dyn Clock>) -> Result<Self, DirectoryError> {
        Self::with_resolver(config, clock, Arc::new(Dns::of_the_machine()))
    }

    /// The same, asking somebody else for names.
    ///
    /// # Errors
    /// As `new`.
    pub fn with_resolver(
        config: AdConfig,
        clock: Arc<dyn Clock>,
        resolver: Arc<dyn Resolver>,
    ) -> Result<Self, DirectoryError> {
        let shared = Arc::new(ProcessState::new(clock.clone()));
        Self::made(config, clock, resolver, shared)
    }

    /// One of several that know the same of the domain.
    ///
    /// # Errors
    /// As `new`.
    pub fn sharing(
        config: AdConfig,
        clock: Arc<dyn Clock>,
        shared: Arc<dyn SharedState>,
    ) -> Result<Self, DirectoryError> {
        Self::made(config, clock, Arc::new(Dns::of_the_machine()), shared)
    }

    fn made(
        config: AdConfig,
        clock: Arc<dyn Clock>,
        resolver: Arc<dyn Resolver>,
        shared: Arc<dyn SharedState>,
    ) -> Result<Self, DirectoryError> {
        if config.servers.is_empty() && config.domain.trim().is_empty() {
            return Err(DirectoryError::Misconfigured { detail: "neither a domain nor a server is named".to_owned() });
        }
        let listings = Arc::new(Listings::new(clock.now()));
        let dialect = Arc::new(root::Controllers { domain: config.domain.clone() });
        let (domain, trials) = (config.domain.clone(), Trials::new(shared.clone(), clock.clone()));
        let controllers = Servers::new(config.into(), dialect, clock, resolver, shared)?;
        Ok(Self { domain, controllers, facts: read::Facts::default(), trials, listings })
    }
}

#[async_trait]
impl Directory for ActiveDirectory {
    fn capabilities(&self) -> Capabilities {
        // NTLM accepts the previous password for an hour (OldPasswordAllowedPeriod, KB 906305)
        Capabilities { unlock: true, change: true, eventual_secs: 0, old_password_lives_secs: 3600 }
    }
    fn sign_in(&self) -> SignIn<'_> {
        SignIn::Password(self)
    }
    fn people(&self) -> &dyn PeopleSource {
        self
    }
    fn passwords(&self) -> &dyn PasswordWriter {
        self
    }
    fn health(&self) -> &dyn HealthCheck {
        self
    }
    async fn verified_domains(&self) -> DirectoryResult<Vec<String>> {
        self.read_domains().await
    }
}

#[async_trait]
impl PeopleSource for ActiveDirectory {
    async fn subtrees(&self) -> DirectoryResult<Vec<Subtree>> {
        self.read_subtrees().await
    }
    async fn count(&self, subtrees: &[String]) -> DirectoryResult<u32> {
        self.count_people(subtrees).await
    }
    fn covers(&self, subtrees: &[String], earlier: &[String]) -> bool {
        units::covers(subtrees, earlier)
    }
    async fn list(&self, subtrees: &[String], cursor: Option<&Cursor>, size: u32) -> DirectoryResult<Page> {
        self.list_page(subtrees, cursor, size).await
    }
    fn rewound(&self, cursor: &Cursor) -> Cursor {
        listing::rewound(cursor)
    }
    async fn groups(&self, text: &str, limit: u32) -> DirectoryResult<Vec<Group>> {
        self.search_groups(text, limit).await
    }
    async fn members(&self, group: &ObjectId, cursor: Option<&Cursor>, size: u32) -> DirectoryResult<Page> {
        self.page_of_members(group, cursor, size).await
    }
}

#[async_trait]
impl PasswordVerifier for ActiveDirectory {
    async fn verify_password(&self, id: &ObjectId, password: &Secret) -> DirectoryResult<PasswordCheck> {
        self.try_password(id, password).await
    }
}

#[async_trait]
impl PasswordWriter for ActiveDirectory {
    async fn policy_for(&self, id: &ObjectId) -> DirectoryResult<PasswordPolicy> {
        self.read_policy(id).await
    }
    async fn state(&self, id: &ObjectId) -> DirectoryResult<AccountState> {
        self.read_state(id).await
    }
    async fn state_and_policy(&self, id: &ObjectId) -> DirectoryResult<(AccountState, PasswordPolicy)> {
        self.read_state_and_policy(id).await
    }
    async fn state_from(&self, id: &ObjectId, server: &str) -> DirectoryResult<AccountState> {
        self.read_state_from(id, server).await
    }
    async fn reset(&self, id: &ObjectId, new: &Secret) -> DirectoryResult<Written> {
        self.reset_password(id, new).await
    }
    async fn change(&self, id: &ObjectId, old: &Secret, new: &Secret) -> DirectoryResult<Written> {
        self.change_password(id, old, new).await
    }
    async fn unlock(&self, id: &ObjectId) -> DirectoryResult<Written> {
        self.unlock_account(id).await
    }
}

#[async_trait]
impl HealthCheck for ActiveDirectory {
    async fn domain_id(&self) -> DirectoryResult<Option<String>> {
        self.read_domain_id().await
    }
    async fn check(&self, subtrees: &[String]) -> Vec<CheckRow> {
        self.run_checks(subtrees).await
    }
    fn required(&self) -> &'static [CheckKind] {
        &check::REQUIRED
    }
    async fn presented_certificates(&self) -> DirectoryResult<Vec<PresentedCertificate>> {
        self.read_certificates().await
    }
}
