//! One customer of Google's, opened with what was stored.

use super::client::{ApiClient, Call};
use super::key::{ServiceKey, Signer};
use super::tokens::Tokens;
use super::units::{Scope, is_all};
use super::wire::{Customer, OrgUnits, User, user_fields};
use latchkey_domain::directory::{DirectoryError, DirectoryResult, SharedState};
use latchkey_domain::{Clock, Entropy, Secret};
use latchkey_web::ProviderError;
use latchkey_web::http::Http;
use latchkey_web::oidc::{Oidc, OidcConfig};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// One request. A reset makes a few of them within its 40 seconds.
const WHOLE: Duration = Duration::from_secs(10);
/// A page of 500 people with all that is asked of them.
const MOST_BYTES: usize = 8 * 1024 * 1024;

pub(super) const CUSTOMER: &str = "my_customer";

const READ_AND_WRITE_PEOPLE: &str = "https://www.googleapis.com/auth/admin.directory.user";
const END_SESSIONS: &str = "https://www.googleapis.com/auth/admin.directory.user.security";
const READ_GROUPS: &str = "https://www.googleapis.com/auth/admin.directory.group.readonly";
const READ_UNITS: &str = "https://www.googleapis.com/auth/admin.directory.orgunit.readonly";
const READ_CUSTOMER: &str = "https://www.googleapis.com/auth/admin.directory.customer.readonly";

/// What the form says, read.
pub(super) struct Config {
    pub domain: String,
    pub administrator: String,
    pub test_account: String,
    pub recovery_addresses: bool,
    pub keep_sessions: bool,
    pub trusted_pem: Option<String>,
    pub api: Url,
    pub token_url: Url,
    pub issuer: String,
    pub client_id: String,
    pub ways_back: Vec<String>,
}

pub(super) struct Workspace {
    pub config: Config,
    pub key: ServiceKey,
    pub client: ApiClient,
    pub oidc: Oidc,
    /// For the page on which people sign in.
    pub http: Http,
    pub shared: Arc<dyn SharedState>,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
}

impl Workspace {
    pub(super) fn new(
        config: Config,
        key: ServiceKey,
        client_secret: Secret,
        shared: Arc<dyn SharedState>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> DirectoryResult<Self> {
        let signer: Signer = key.signer().ok_or_else(|| misconfigured("the stored key cannot be read"))?;
        let http = Http::new(config.trusted_pem.as_deref(), WHOLE).map_err(of_provider)?;
        let oidc = OidcConfig {
            issuer: config.issuer.clone(),
            client_id: config.client_id.clone(),
            client_secret,
            scopes: vec!["openid".to_owned(), "email".to_owned()],
            ca_pem: config.trusted_pem.clone(),
            allow_hs256: false,
        };
        // it asks nobody anew, and does not say when somebody signed in (docs/decisions/0032)
        let oidc = Oidc::new(&oidc, clock.clone()).map_err(of_provider)?.taking_sessions();
        let token_url = config.token_url.clone();
        let (administrator, scopes) = (config.administrator.clone(), scopes(config.keep_sessions));
        let tokens = Tokens::new(http.clone(), token_url, signer, administrator, scopes, clock.clone());
        let api = http.clone().reading(MOST_BYTES);
        let client = ApiClient::new(api, config.api.clone(), tokens, clock.clone(), entropy.clone());
        Ok(Self { config, key, client, oidc, http, shared, clock, entropy })
    }

    pub(super) async fn customer(&self) -> DirectoryResult<Customer> {
        let customer: Customer = self.client.read(&Call::get(&["customers", CUSTOMER], Vec::new())).await?;
        match customer.id.is_empty() {
            true => Err(DirectoryError::Other { detail: "a customer without an id".to_owned() }),
            false => Ok(customer),
        }
    }

    pub(super) async fn units(&self) -> DirectoryResult<OrgUnits> {
        let query = vec![("type", "all".to_owned())];
        self.client.read(&Call::get(&["customer", CUSTOMER, "orgunits"], query)).await
    }

    /// Where the people of these units are now.
    pub(super) async fn scope(&self, units: &[String]) -> DirectoryResult<Scope> {
        let known = if is_all(units) { OrgUnits::default() } else { self.units().await? };
        Scope::of(units, &known.organization_units)
    }

    /// By id, or by an address.
    pub(super) async fn user(&self, id: &str) -> DirectoryResult<User> {
        // as a part of a path they would name something else
        if matches!(id, "" | "." | "..") {
            return Err(DirectoryError::NotFound);
        }
        self.client.read(&Call::get(&["users", id], vec![("fields", user_fields())])).await
    }
}

/// No more than what is used.
fn scopes(keep_sessions: bool) -> Vec<&'static str> {
    let sessions = (!keep_sessions).then_some(END_SESSIONS);
    [READ_AND_WRITE_PEOPLE, READ_GROUPS, READ_UNITS, READ_CUSTOMER].into_iter().chain(sessions).collect()
}

pub(super) fn misconfigured(detail: impl Into<String>) -> DirectoryError {
    DirectoryError::Misconfigured { detail: detail.into() }
}

fn of_provider(error: ProviderError) -> DirectoryError {
    misconfigured(error.to_string())
}
