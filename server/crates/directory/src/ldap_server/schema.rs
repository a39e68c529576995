//! Which attributes and filters an LDAP server goes by: a preset's, or what the administrator typed in its place.
//! Nothing typed reaches a search before it was found to be a filter or the name of an attribute, and no attribute that
//! holds a secret may be shown as somebody's name.

use crate::kind::FormFault;
use latchkey_contract::admin::{FieldFault, LdapFields, LdapPreset};

/// RFC 4512 sets no bound; no schema comes near this.
const LONGEST_NAME: usize = 64;
const LONGEST_FILTER: usize = 1000;
/// What holds a password, a hash of one or a key in the servers that we know of.
const SECRET: [&str; 14] = [
    "userpassword",
    "authpassword",
    "pwdhistory",
    "passwordhistory",
    "krbprincipalkey",
    "krbmkey",
    "krbpwdhistory",
    "ipanthash",
    "ipatokenotpkey",
    "sambantpassword",
    "sambalmpassword",
    "sambapasswordhistory",
    "unicodepwd",
    "nsds5replicacredentials",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    pub(super) people_filter: String,
    pub(super) group_filter: String,
    pub(super) id: String,
    pub(super) login: String,
    pub(super) name: String,
    pub(super) mail: String,
    pub(super) phone: String,
    /// In which groups name people or groups by DN.
    pub(super) member_dns: Vec<String>,
    /// In which groups name people by what they sign in with (RFC 2307).
    pub(super) member_logins: Vec<String>,
    /// Locks are kept as OpenLDAP keeps them (`pwdAccountLockedTime`).
    pub(super) has_locks: bool,
}

impl Default for Schema {
    fn default() -> Self {
        Self::of_preset(LdapPreset::InetOrgPerson)
    }
}

impl Schema {
    fn of_preset(preset: LdapPreset) -> Self {
        let (people, groups, id, members, has_locks) = match preset {
            LdapPreset::InetOrgPerson => (
                "(objectClass=inetOrgPerson)",
                "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))",
                "entryUUID",
                "member uniqueMember memberUid",
                true,
            ),
            LdapPreset::PosixAccount => {
                ("(objectClass=posixAccount)", "(objectClass=posixGroup)", "entryUUID", "memberUid", true)
            }
            // ipaUniqueID keeps its compatibility tree out, which shows everybody a second time
            LdapPreset::FreeIpa => (
                "(&(objectClass=posixAccount)(ipaUniqueID=*))",
                "(objectClass=ipaUserGroup)",
                "ipaUniqueID",
                "member",
                false,
            ),
            LdapPreset::Ds389 => (
                "(objectClass=inetOrgPerson)",
                "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))",
                "nsUniqueId",
                "member uniqueMember",
                false,
            ),
        };
        let (member_dns, member_logins) = members_of(members);
        Self {
            people_filter: people.to_owned(),
            group_filter: groups.to_owned(),
            id: id.to_owned(),
            login: "uid".to_owned(),
            name: "displayName".to_owned(),
            mail: "mail".to_owned(),
            phone: "mobile".to_owned(),
            member_dns,
            member_logins,
            has_locks,
        }
    }

    /// # Errors
    /// The first field that is no filter, or no attribute that may be read.
    pub fn of(fields: &LdapFields) -> Result<Self, FormFault> {
        let preset = Self::of_preset(fields.preset);
        let (member_dns, member_logins) = match fields.member_attribute.trim() {
            "" => (preset.member_dns, preset.member_logins),
            typed => {
                for name in words(typed) {
                    attribute("member_attribute", name, "")?;
                }
                members_of(typed)
            }
        };
        Ok(Self {
            people_filter: filter("people_filter", &fields.people_filter, &preset.people_filter)?,
            group_filter: filter("group_filter", &fields.group_filter, &preset.group_filter)?,
            id: attribute("id_attribute", &fields.id_attribute, &preset.id)?,
            login: attribute("login_attribute", &fields.login_attribute, &preset.login)?,
            name: attribute("name_attribute", &fields.name_attribute, &preset.name)?,
            mail: attribute("mail_attribute", &fields.mail_attribute, &preset.mail)?,
            phone: attribute("phone_attribute", &fields.phone_attribute, &preset.phone)?,
            member_dns,
            member_logins,
            has_locks: preset.has_locks,
        })
    }

    /// What a group is read by.
    pub(super) fn member_attributes(&self) -> Vec<&str> {
        self.member_dns.iter().chain(&self.member_logins).map(String::as_str).collect()
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', ' ', '\t', '\r', '\n']).filter(|word| !word.is_empty())
}

/// Those with DNs, and those with names for signing in.
fn members_of(text: &str) -> (Vec<String>, Vec<String>) {
    words(text).map(str::to_owned).partition(|name| !name.eq_ignore_ascii_case("memberUid"))
}

/// An attribute's name (RFC 4512 2.5), with options.
fn attribute(field: &'static str, typed: &str, preset: &str) -> Result<String, FormFault> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(preset.to_owned());
    }
    let letters = typed.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ';'));
    let begins = typed.starts_with(|c: char| c.is_ascii_alphanumeric());
    let bare = typed.split(';').next().unwrap_or_default().to_lowercase();
    if !letters || !begins || typed.len() > LONGEST_NAME || SECRET.contains(&bare.as_str()) {
        return Err((field, FieldFault::NotAttribute));
    }
    Ok(typed.to_owned())
}

/// A filter (RFC 4515) as ldap3 reads it.
fn filter(field: &'static str, typed: &str, preset: &str) -> Result<String, FormFault> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(preset.to_owned());
    }
    let in_parentheses = typed.starts_with('(') && typed.ends_with(')');
    let one_line = !typed.chars().any(char::is_control);
    if !in_parentheses || !one_line || typed.len() > LONGEST_FILTER || ldap3::parse_filter(typed).is_err() {
        return Err((field, FieldFault::NotFilter));
    }
    Ok(typed.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_preset_stands_up_to_its_own_tests() {
        for preset in LdapPreset::ALL {
            let schema = Schema::of(&LdapFields { preset, ..LdapFields::default() }).unwrap();
            assert_eq!(schema, Schema::of_preset(preset));
            let typed = LdapFields {
                preset,
                people_filter: schema.people_filter.clone(),
                group_filter: schema.group_filter.clone(),
                id_attribute: schema.id.clone(),
                member_attribute: schema.member_attributes().join(", "),
                ..LdapFields::default()
            };
            assert_eq!(Schema::of(&typed).unwrap(), schema, "{preset:?} typed as it is");
        }
    }

    #[test]
    fn what_is_typed_takes_the_presets_place() {
        let fields = LdapFields {
            people_filter: " (&(objectClass=person)(!(uid=svc\\2a*))) ".into(),
            login_attribute: "sAMAccountName".into(),
            name_attribute: "cn;lang-de".into(),
            member_attribute: "memberuid, roleOccupant".into(),
            ..LdapFields::default()
        };
        let schema = Schema::of(&fields).unwrap();
        assert_eq!(schema.people_filter, "(&(objectClass=person)(!(uid=svc\\2a*)))");
        assert_eq!((schema.login.as_str(), schema.name.as_str()), ("sAMAccountName", "cn;lang-de"));
        assert_eq!((schema.member_dns, schema.member_logins), (vec!["roleOccupant".into()], vec!["memberuid".into()]));
    }

    #[test]
    fn what_is_no_filter() {
        for bad in ["x", "objectClass=person", "(objectClass=person", "(a=b)(c=d)", "(a=b))(|(c=d)", "()", "(uid=\n)"] {
            let fields = LdapFields { people_filter: bad.into(), ..LdapFields::default() };
            assert_eq!(Schema::of(&fields), Err(("people_filter", FieldFault::NotFilter)), "{bad}");
        }
    }

    #[test]
    fn what_is_no_attribute_and_what_nobody_may_see() {
        for bad in ["uid)(cn", "a b", "-x", "uid=", "ü", "*", "userPassword", "USERPASSWORD;x-a", "krbPrincipalKey"] {
            let fields = LdapFields { login_attribute: bad.into(), ..LdapFields::default() };
            assert_eq!(Schema::of(&fields), Err(("login_attribute", FieldFault::NotAttribute)), "{bad}");
        }
        let fields = LdapFields { member_attribute: "member, userPassword".into(), ..LdapFields::default() };
        assert_eq!(Schema::of(&fields), Err(("member_attribute", FieldFault::NotAttribute)));
    }
}
