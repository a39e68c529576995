//! LDAP servers as a kind: what the form holds, and one opened with what was stored.

use super::config::LdapServerConfig;
use super::directory::LdapDirectory;
use super::schema::Schema;
use crate::kind::{FormFault, Kind, Settings, Stored, World};
use crate::ldap::{dn, parse_servers};
use latchkey_contract::admin::{Connection, DirectoryKind, FieldFault, LdapFields};
use latchkey_domain::directory::{Directory, DirectoryError, DirectoryResult};
use latchkey_domain::names::is_dns_name;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub struct LdapServers;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Fields {
    servers: String,
    account: String,
    trusted_pem: String,
    ldap: LdapFields,
}

impl Kind for LdapServers {
    fn kind(&self) -> DirectoryKind {
        DirectoryKind::LdapServer
    }

    fn has_secret(&self) -> bool {
        true
    }

    fn parse(&self, form: &Connection) -> Result<Settings, FormFault> {
        let domain = form.domain.trim().trim_end_matches('.').to_lowercase();
        if !domain.contains('.') || !is_dns_name(&domain) {
            return Err(("domain", FieldFault::NoDomain));
        }
        match parse_servers(&form.servers) {
            Ok(servers) if servers.is_empty() => return Err(("servers", FieldFault::Missing)),
            Ok(_) => {}
            Err(error) => return Err(("servers", FieldFault::Servers((&error).into()))),
        }
        let account = form.account.trim().to_owned();
        if account.is_empty() {
            return Err(("account", FieldFault::NoAccount));
        }
        if !dn::is_dn(&account) {
            return Err(("account", FieldFault::NotDn));
        }
        let ldap = fields(&form.ldap)?;
        let (servers, trusted_pem) = (form.servers.trim().to_owned(), form.trusted_pem.trim().to_owned());
        let rest = serde_json::to_value(Fields { servers, account, trusted_pem, ldap }).unwrap_or_default();
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
            ldap: fields.ldap,
            ..Connection::default()
        }
    }

    fn open(&self, stored: Stored<'_>, world: &World) -> DirectoryResult<Arc<dyn Directory>> {
        let fields: Fields = serde_json::from_value(stored.rest.clone()).map_err(|error| {
            DirectoryError::Misconfigured { detail: format!("stored connection settings: {error}") }
        })?;
        let unusable = |(field, _)| DirectoryError::Misconfigured { detail: format!("stored settings: {field}") };
        let config = LdapServerConfig {
            domain: stored.name.to_owned(),
            servers: parse_servers(&fields.servers)?,
            account: fields.account,
            password: stored.secret.clone(),
            trusted_pem: Some(fields.trusted_pem).filter(|pem| !pem.trim().is_empty()),
            schema: Schema::of(&fields.ldap).map_err(unusable)?,
            privileged_groups: groups(&fields.ldap.privileged_groups).map(str::to_owned).collect(),
            base: Some(fields.ldap.base).filter(|base| !base.is_empty()),
            ..LdapServerConfig::default()
        };
        let (clock, entropy) = (world.clock.clone(), world.entropy.clone());
        Ok(Arc::new(LdapDirectory::sharing(config, clock, entropy, world.shared.clone())?))
    }
}

/// One a line.
fn groups(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// The fields as they are stored.
fn fields(typed: &LdapFields) -> Result<LdapFields, FormFault> {
    Schema::of(typed)?;
    let base = typed.base.trim().to_owned();
    if !base.is_empty() && !dn::is_dn(&base) {
        return Err(("base", FieldFault::NotDn));
    }
    if groups(&typed.privileged_groups).any(|group| !dn::is_dn(group)) {
        return Err(("privileged_groups", FieldFault::NotDn));
    }
    let trimmed = |text: &str| text.trim().to_owned();
    Ok(LdapFields {
        base,
        preset: typed.preset,
        people_filter: trimmed(&typed.people_filter),
        group_filter: trimmed(&typed.group_filter),
        id_attribute: trimmed(&typed.id_attribute),
        login_attribute: trimmed(&typed.login_attribute),
        name_attribute: trimmed(&typed.name_attribute),
        mail_attribute: trimmed(&typed.mail_attribute),
        phone_attribute: trimmed(&typed.phone_attribute),
        member_attribute: trimmed(&typed.member_attribute),
        privileged_groups: groups(&typed.privileged_groups).collect::<Vec<_>>().join("\n"),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use latchkey_domain::Secret;

    fn form() -> Connection {
        Connection {
            kind: DirectoryKind::LdapServer,
            domain: " Corp.Example. ".into(),
            servers: "ldaps://ldap1.corp.example, ldap://ldap2.corp.example ".into(),
            account: " cn=latchkey,ou=services,dc=corp,dc=example".into(),
            password: "not to be shown".into(),
            ldap: LdapFields {
                base: " dc=corp,dc=example ".into(),
                privileged_groups: "\n cn=admins,dc=corp,dc=example \r\ncn=b,dc=corp,dc=example\n".into(),
                ..LdapFields::default()
            },
            ..Connection::default()
        }
    }

    #[test]
    fn a_form_is_shown_as_it_was_read_without_what_is_secret() {
        let settings = LdapServers.parse(&form()).unwrap();
        assert_eq!((settings.name.as_str(), settings.label.as_str()), ("corp.example", "corp.example"));
        let secret = Secret::default();
        let shown = LdapServers.form(Stored { name: &settings.name, rest: &settings.rest, secret: &secret });
        assert_eq!(shown.account, "cn=latchkey,ou=services,dc=corp,dc=example");
        assert_eq!(shown.ldap.privileged_groups, "cn=admins,dc=corp,dc=example\ncn=b,dc=corp,dc=example");
        assert!(shown.password.is_empty());
        assert!(!settings.rest.to_string().contains("not to be shown"));
        assert_eq!(LdapServers.parse(&shown).unwrap(), settings);
    }

    #[test]
    fn what_cannot_be_used_is_said_of_its_field() {
        let ldap = |ldap: LdapFields| Connection { ldap, ..form() };
        for (field, bad) in [
            ("domain", Connection { domain: "corp".into(), ..form() }),
            ("servers", Connection { servers: " ".into(), ..form() }),
            ("servers", Connection { servers: "http://ldap1".into(), ..form() }),
            ("account", Connection { account: String::new(), ..form() }),
            ("account", Connection { account: "anna@corp.example".into(), ..form() }),
            ("base", ldap(LdapFields { base: "corp.example".into(), ..LdapFields::default() })),
            ("privileged_groups", ldap(LdapFields { privileged_groups: "admins".into(), ..LdapFields::default() })),
            ("group_filter", ldap(LdapFields { group_filter: "(".into(), ..LdapFields::default() })),
            ("mail_attribute", ldap(LdapFields { mail_attribute: "userPassword".into(), ..LdapFields::default() })),
        ] {
            assert_eq!(LdapServers.parse(&bad).unwrap_err().0, field);
        }
    }
}
