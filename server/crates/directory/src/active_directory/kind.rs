//! Active Directory as a kind: what the form holds, what is fields of it, and a domain opened with it.

use super::{ActiveDirectory, AdConfig};
use crate::kind::{FormFault, Kind, Settings, Stored, World};
use crate::ldap::parse_servers;
use latchkey_contract::admin::{Connection, DirectoryKind, FieldFault};
use latchkey_domain::directory::{Directory, DirectoryError, DirectoryResult};
use latchkey_domain::names::is_dns_name;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Domains of Active Directory.
pub struct Domains;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Fields {
    servers: String,
    account: String,
    trusted_pem: String,
}

impl Kind for Domains {
    fn kind(&self) -> DirectoryKind {
        DirectoryKind::ActiveDirectory
    }

    fn has_secret(&self) -> bool {
        true
    }

    fn parse(&self, form: &Connection) -> Result<Settings, FormFault> {
        let domain = form.domain.trim().trim_end_matches('.').to_lowercase();
        if !is_domain(&domain) {
            return Err(("domain", FieldFault::NoDomain));
        }
        let account = form.account.trim().to_owned();
        if account.is_empty() {
            return Err(("account", FieldFault::NoAccount));
        }
        if let Err(error) = parse_servers(&form.servers) {
            return Err(("servers", FieldFault::Servers((&error).into())));
        }
        let (servers, trusted_pem) = (form.servers.trim().to_owned(), form.trusted_pem.trim().to_owned());
        let rest = serde_json::to_value(Fields { servers, account, trusted_pem }).unwrap_or_default();
        Ok(Settings { label: domain.clone(), name: domain, rest })
    }

    fn form(&self, stored: Stored<'_>) -> Connection {
        let fields: Fields = serde_json::from_value(stored.rest.clone()).unwrap_or_default();
        Connection {
            kind: self.kind(),
            domain: stored.name.to_owned(),
            servers: fields.servers,
            account: fields.account,
            trusted_pem: fields.trusted_pem,
            ..Connection::default()
        }
    }

    fn open(&self, stored: Stored<'_>, world: &World) -> DirectoryResult<Arc<dyn Directory>> {
        let fields: Fields = serde_json::from_value(stored.rest.clone()).map_err(|error| {
            DirectoryError::Misconfigured { detail: format!("stored connection settings: {error}") }
        })?;
        let config = AdConfig {
            domain: stored.name.to_owned(),
            servers: parse_servers(&fields.servers)?,
            account: fields.account,
            password: stored.secret.clone(),
            trusted_pem: Some(fields.trusted_pem).filter(|pem| !pem.trim().is_empty()),
            ..AdConfig::default()
        };
        Ok(Arc::new(ActiveDirectory::sharing(config, world.clock.clone(), world.shared.clone())?))
    }
}

/// A DNS name of at least two labels, and nothing that could be anything else.
fn is_domain(name: &str) -> bool {
    name.contains('.') && is_dns_name(name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use latchkey_domain::Secret;

    #[test]
    fn domains() {
        assert!(is_domain("corp.example.com"));
        for odd in ["corp", "", "a..b", "-a.b", "corp.example.com/x", "corp example.com", "a.b\n"] {
            assert!(!is_domain(odd), "{odd:?}");
        }
    }

    #[test]
    fn a_form_is_shown_as_it_was_read_without_what_is_secret() {
        let form = Connection {
            domain: " Corp.Example.com. ".into(),
            servers: "dc1.corp.example.com ".into(),
            account: " svc@corp.example.com".into(),
            password: "not to be shown".into(),
            ..Connection::default()
        };
        let settings = Domains.parse(&form).unwrap();
        assert_eq!((settings.name.as_str(), settings.label.as_str()), ("corp.example.com", "corp.example.com"));
        let secret = Secret::default();
        let shown = Domains.form(Stored { name: &settings.name, rest: &settings.rest, secret: &secret });
        assert_eq!((shown.servers.as_str(), shown.account.as_str()), ("dc1.corp.example.com", "svc@corp.example.com"));
        assert!(shown.password.is_empty());
        assert_eq!(Domains.parse(&shown).unwrap(), settings);
        assert!(!shown.moves(&Connection { domain: settings.name.clone(), ..form.clone() }));
        for (field, bad) in [
            ("domain", Connection { domain: "corp".into(), ..form.clone() }),
            ("account", Connection { account: String::new(), ..form.clone() }),
            ("servers", Connection { servers: "http://dc1".into(), ..form }),
        ] {
            assert_eq!(Domains.parse(&bad).unwrap_err().0, field);
        }
    }
}
