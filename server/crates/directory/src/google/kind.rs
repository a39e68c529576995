//! Google Workspace as a kind: what the form holds, what of it is secret, and a customer opened with it.

use super::key::ServiceKey;
use super::workspace::{Config, Workspace, misconfigured};
use crate::kind::{EarlierSecret, FormFault, Kind, Settings, Stored, World};
use latchkey_contract::admin::{Connection, DirectoryKind, FieldFault, GoogleFields};
use latchkey_domain::Secret;
use latchkey_domain::directory::{Directory, DirectoryResult};
use latchkey_domain::names::is_dns_name;
use latchkey_web::http::is_safe;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use url::Url;

const API: &str = "https://admin.googleapis.com";
const TOKENS: &str = "https://oauth2.googleapis.com/token";
const ISSUER: &str = "https://accounts.google.com";

/// Customers of Google Workspace and Cloud Identity.
pub struct Customers;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Fields {
    account: String,
    trusted_pem: String,
    google: GoogleFields,
}

/// What is sealed: whom we are for the Directory API, and whom for the sign-in page.
#[derive(Serialize, Deserialize)]
struct Sealed {
    key: ServiceKey,
    client_secret: String,
}

impl Sealed {
    fn read(secret: &Secret) -> Option<Self> {
        serde_json::from_str(secret.expose()).ok()
    }
}

impl Kind for Customers {
    fn kind(&self) -> DirectoryKind {
        DirectoryKind::GoogleWorkspace
    }

    fn has_secret(&self) -> bool {
        true
    }

    /// Both halves, each typed or kept.
    fn secret(&self, form: &Connection, kept: EarlierSecret<'_>) -> Result<Secret, FormFault> {
        let (key, client_secret) = (form.password.trim(), form.google.client_secret.trim());
        let earlier = match kept {
            EarlierSecret::This(secret) => Sealed::read(secret),
            EarlierSecret::Nothing | EarlierSecret::Elsewhere => None,
        };
        let (earlier_key, earlier_secret) = earlier.map(|sealed| (sealed.key, sealed.client_secret)).unzip();
        let missing = match kept {
            EarlierSecret::Elsewhere => FieldFault::PasswordAgain,
            EarlierSecret::Nothing | EarlierSecret::This(_) => FieldFault::NoPassword,
        };
        let key = match key {
            "" => earlier_key.ok_or(("password", missing.clone()))?,
            file => ServiceKey::read(file).ok_or(("password", FieldFault::NoKeyFile))?,
        };
        let client_secret = match client_secret {
            "" => earlier_secret.ok_or(("client_secret", missing))?,
            typed => typed.to_owned(),
        };
        let sealed = serde_json::to_string(&Sealed { key, client_secret });
        sealed.map(Secret::new).map_err(|_| ("password", FieldFault::NoKeyFile))
    }

    fn parse(&self, form: &Connection) -> Result<Settings, FormFault> {
        let domain = form.domain.trim().trim_end_matches('.').to_lowercase();
        if !is_domain(&domain) {
            return Err(("domain", FieldFault::NoDomain));
        }
        let account = form.account.trim().to_lowercase();
        if account.is_empty() {
            return Err(("account", FieldFault::NoAccount));
        }
        if !is_address(&account) {
            return Err(("account", FieldFault::NotLike { example: format!("admin@{domain}") }));
        }
        let typed = &form.google;
        let google = GoogleFields {
            client_id: typed.client_id.trim().to_owned(),
            client_secret: String::new(),
            api_base: base("api_base", &typed.api_base)?,
            token_url: base("token_url", &typed.token_url)?,
            issuer: base("issuer", &typed.issuer)?,
            test_account: typed.test_account.trim().to_lowercase(),
            ..typed.clone()
        };
        if google.client_id.is_empty() {
            return Err(("client_id", FieldFault::Missing));
        }
        if !google.test_account.is_empty() && !is_address(&google.test_account) {
            return Err(("test_account", FieldFault::NotLike { example: format!("latchkey.test@{domain}") }));
        }
        let fields = Fields { account, trusted_pem: form.trusted_pem.trim().to_owned(), google };
        let rest = serde_json::to_value(fields).unwrap_or_default();
        Ok(Settings { label: domain.clone(), name: domain, rest })
    }

    fn form(&self, stored: Stored<'_>) -> Connection {
        let fields: Fields = serde_json::from_value(stored.rest.clone()).unwrap_or_default();
        Connection {
            kind: self.kind(),
            domain: stored.name.to_owned(),
            account: fields.account,
            trusted_pem: fields.trusted_pem,
            google: GoogleFields { client_secret: String::new(), ..fields.google },
            ..Connection::default()
        }
    }

    fn open(&self, stored: Stored<'_>, world: &World) -> DirectoryResult<Arc<dyn Directory>> {
        let fields: Fields = serde_json::from_value(stored.rest.clone())
            .map_err(|error| misconfigured(format!("stored connection settings: {error}")))?;
        // not serde's words: they may quote what is secret
        let sealed = Sealed::read(stored.secret).ok_or_else(|| misconfigured("the stored key cannot be read"))?;
        let google = fields.google;
        let config = Config {
            domain: stored.name.to_owned(),
            administrator: fields.account,
            test_account: google.test_account,
            recovery_addresses: google.recovery_addresses,
            keep_sessions: google.keep_sessions,
            trusted_pem: Some(fields.trusted_pem).filter(|pem| !pem.is_empty()),
            api: or(&google.api_base, API)?,
            token_url: or(&google.token_url, TOKENS)?,
            issuer: if google.issuer.is_empty() { ISSUER.to_owned() } else { google.issuer },
            client_id: google.client_id,
            ways_back: world.ways_back.clone(),
        };
        let client_secret = Secret::new(sealed.client_secret);
        let (shared, clock, entropy) = (world.shared.clone(), world.clock.clone(), world.entropy.clone());
        Ok(Arc::new(Workspace::new(config, sealed.key, client_secret, shared, clock, entropy)?))
    }
}

fn is_domain(name: &str) -> bool {
    name.contains('.') && is_dns_name(name)
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic()) && is_domain(domain)
    })
}

/// An address in place of Google's own, or none.
fn base(field: &'static str, typed: &str) -> Result<String, FormFault> {
    let typed = typed.trim();
    let is_good = |url: &Url| is_safe(url) && url.query().is_none() && url.fragment().is_none();
    match typed.parse::<Url>() {
        _ if typed.is_empty() => Ok(String::new()),
        Ok(url) if is_good(&url) => Ok(typed.to_owned()),
        _ => Err((field, FieldFault::NotHttps)),
    }
}

fn or(typed: &str, own: &str) -> DirectoryResult<Url> {
    let text = if typed.is_empty() { own } else { typed };
    text.parse().map_err(|_| misconfigured("a stored address cannot be read"))
}

#[cfg(test)]
mod tests;
