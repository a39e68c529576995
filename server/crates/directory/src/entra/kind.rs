//! Microsoft Entra ID as a kind: what the form holds, and a tenant opened with what was stored.

use super::immutable_id;
use super::settings::{self, Fields};
use super::tenant::Tenant;
use crate::kind::{FormFault, Kind, Settings, Stored, World};
use latchkey_contract::admin::{Connection, DirectoryKind, EntraFields, FieldFault};
use latchkey_domain::directory::{Directory, DirectoryResult};
use latchkey_domain::names::is_dns_name;
use latchkey_web::http::is_safe;
use std::sync::Arc;
use url::Url;

pub struct Tenants;

fn like(example: &str) -> FieldFault {
    FieldFault::NotLike { example: example.to_owned() }
}

/// Of a service of our own choosing, without anything that would be lost of it. Empty: the vendor's.
fn base(field: &'static str, typed: &str) -> Result<String, FormFault> {
    let typed = typed.trim().trim_end_matches('/');
    let is_one = |url: &Url| is_safe(url) && url.query().is_none() && url.fragment().is_none();
    match typed.is_empty() || Url::parse(typed).is_ok_and(|url| is_one(&url)) {
        true => Ok(typed.to_owned()),
        false => Err((field, FieldFault::NotHttps)),
    }
}

/// One of the tenant's domains, or its id.
fn name(typed: &str) -> Option<String> {
    let typed = typed.trim().trim_end_matches('.').to_lowercase();
    let is_domain = typed.contains('.') && is_dns_name(&typed);
    match immutable_id::from_text(&typed) {
        Some(id) => Some(id.to_string()),
        None => is_domain.then_some(typed),
    }
}

impl Kind for Tenants {
    fn kind(&self) -> DirectoryKind {
        DirectoryKind::EntraId
    }

    fn has_secret(&self) -> bool {
        true
    }

    fn parse(&self, form: &Connection) -> Result<Settings, FormFault> {
        let (name, entra) = (name(&form.domain).ok_or(("domain", FieldFault::NoDomain))?, &form.entra);
        let client_id = immutable_id::from_text(&entra.client_id)
            .ok_or_else(|| ("client_id", like("00001111-aaaa-2222-bbbb-3333cccc4444")))?;
        let secret_ends = entra.secret_ends.trim();
        if !secret_ends.is_empty() && settings::date(secret_ends).is_none() {
            return Err(("secret_ends", like("2028-11-22")));
        }
        let test_account = entra.test_account.trim();
        let is_account =
            test_account.split_once('@').is_some_and(|(who, domain)| !who.is_empty() && is_dns_name(domain));
        if !test_account.is_empty() && !is_account {
            return Err(("test_account", like("latchkey.test@example.com")));
        }
        let fields = Fields {
            client_id: client_id.to_string(),
            cloud: entra.cloud,
            login_base: base("login_base", &entra.login_base)?,
            graph_base: base("graph_base", &entra.graph_base)?,
            trusted_pem: form.trusted_pem.trim().to_owned(),
            secret_ends: secret_ends.to_owned(),
            keep_sessions: entra.keep_sessions,
            test_account: test_account.to_owned(),
        };
        let rest = serde_json::to_value(fields).unwrap_or_default();
        Ok(Settings { label: name.clone(), name, rest })
    }

    fn form(&self, stored: Stored<'_>) -> Connection {
        let fields: Fields = serde_json::from_value(stored.rest.clone()).unwrap_or_default();
        Connection {
            kind: self.kind(),
            domain: stored.name.to_owned(),
            trusted_pem: fields.trusted_pem,
            entra: EntraFields {
                client_id: fields.client_id,
                cloud: fields.cloud,
                login_base: fields.login_base,
                graph_base: fields.graph_base,
                secret_ends: fields.secret_ends,
                keep_sessions: fields.keep_sessions,
                test_account: fields.test_account,
                ..EntraFields::default()
            },
            ..Connection::default()
        }
    }

    fn open(&self, stored: Stored<'_>, world: &World) -> DirectoryResult<Arc<dyn Directory>> {
        Ok(Arc::new(Tenant::open(stored, world)?))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use latchkey_domain::Secret;

    fn form() -> Connection {
        Connection {
            domain: " Example.onMicrosoft.com ".into(),
            password: "not to be shown".into(),
            entra: EntraFields {
                client_id: "00001111-AAAA-2222-bbbb-3333cccc4444".into(),
                graph_base: "https://graph.example/".into(),
                secret_ends: "2028-11-22".into(),
                test_account: "test@example.com".into(),
                keep_sessions: true,
                ..EntraFields::default()
            },
            ..Connection::default()
        }
    }

    #[test]
    fn a_form_is_shown_as_it_was_read_without_what_is_secret() {
        let settings = Tenants.parse(&form()).unwrap();
        assert_eq!(settings.name, "example.onmicrosoft.com");
        let secret = Secret::default();
        let shown = Tenants.form(Stored { name: &settings.name, rest: &settings.rest, secret: &secret });
        assert!(shown.password.is_empty() && shown.entra.keep_sessions);
        assert_eq!(shown.entra.graph_base, "https://graph.example");
        assert_eq!(Tenants.parse(&shown).unwrap(), settings);
        let id = Connection { domain: "{11112222-BBBB-3333-cccc-4444dddd5555}".into(), ..form() };
        assert_eq!(Tenants.parse(&id).unwrap().name, "11112222-bbbb-3333-cccc-4444dddd5555");
    }

    #[test]
    fn fields_that_cannot_be_used() {
        let with = |change: fn(&mut Connection)| {
            let mut form = form();
            change(&mut form);
            Tenants.parse(&form).unwrap_err().0
        };
        assert_eq!(with(|form| form.domain = "example".into()), "domain");
        assert_eq!(with(|form| form.entra.client_id = "latchkey".into()), "client_id");
        assert_eq!(with(|form| form.entra.login_base = "http://login.example".into()), "login_base");
        assert_eq!(with(|form| form.entra.graph_base = "https://u:p@graph.example".into()), "graph_base");
        assert_eq!(with(|form| form.entra.graph_base = "https://graph.example/?a=b".into()), "graph_base");
        assert_eq!(with(|form| form.entra.secret_ends = "22.11.2028".into()), "secret_ends");
        assert_eq!(with(|form| form.entra.test_account = "test".into()), "test_account");
    }
}
