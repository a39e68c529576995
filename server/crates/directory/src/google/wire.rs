//! What the Directory API sends, as far as it is used, and an account out of it. Lists that Google leaves open in its
//! contract are read leniently: one odd row must not hide a person.

use latchkey_domain::directory::{DirectoryError, DirectoryResult, Elsewhere, Entry};
use latchkey_domain::ids::ObjectId;
use serde::Deserialize;
use serde_json::Value;

/// What is asked for of an account; nothing else is sent.
const FIELDS: [&str; 17] = [
    "id",
    "primaryEmail",
    "name(fullName,displayName)",
    "suspended",
    "archived",
    "isAdmin",
    "isDelegatedAdmin",
    "isGuestUser",
    "aliases",
    "nonEditableAliases",
    "orgUnitPath",
    "recoveryEmail",
    "recoveryPhone",
    "phones",
    "languages",
    "relations",
    "externalIds",
];

pub(super) fn user_fields() -> String {
    FIELDS.join(",")
}

pub(super) fn page_fields() -> String {
    format!("nextPageToken,users({})", user_fields())
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct User {
    pub id: String,
    pub primary_email: String,
    name: Name,
    pub suspended: bool,
    pub archived: bool,
    is_admin: bool,
    is_delegated_admin: bool,
    pub is_guest_user: bool,
    pub aliases: Vec<String>,
    pub non_editable_aliases: Vec<String>,
    pub org_unit_path: String,
    recovery_email: String,
    recovery_phone: String,
    phones: Value,
    languages: Value,
    relations: Value,
    external_ids: Value,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Name {
    full_name: String,
    display_name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Users {
    pub users: Vec<User>,
    pub next_page_token: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Groups {
    pub groups: Vec<GroupRow>,
    pub next_page_token: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct GroupRow {
    pub id: String,
    pub email: String,
    pub name: String,
    pub direct_members_count: Value,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Members {
    pub members: Vec<Member>,
    pub next_page_token: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Member {
    pub id: String,
    /// USER, GROUP, CUSTOMER (everybody), EXTERNAL.
    pub r#type: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct OrgUnits {
    pub organization_units: Vec<OrgUnit>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct OrgUnit {
    pub org_unit_id: String,
    pub org_unit_path: String,
    pub name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Customer {
    pub id: String,
    pub customer_domain: String,
}

impl User {
    /// Administrators of Google's, whole and of a part.
    pub(super) const fn is_protected(&self) -> bool {
        self.is_admin || self.is_delegated_admin
    }

    /// Nobody signs in with either.
    pub(super) const fn is_disabled(&self) -> bool {
        self.suspended || self.archived
    }

    /// A guest signs in where their own address is from. Nothing else in the contract says whose page asks for the
    /// password (docs/decisions/0032).
    pub(super) fn set_elsewhere(&self) -> Option<Elsewhere> {
        self.is_guest_user.then_some(Elsewhere::IdentityProvider)
    }

    /// Every domain in which this account has an address that opens with its password.
    pub(super) fn domains(&self) -> impl Iterator<Item = String> {
        let all = std::iter::once(&self.primary_email).chain(&self.aliases).chain(&self.non_editable_aliases);
        all.filter_map(|mail| Some(mail.rsplit_once('@')?.1.to_ascii_lowercase()))
    }

    /// `recovery`: the mailbox and the number that the person gave Google count as theirs.
    pub(super) fn entry(&self, recovery: bool) -> DirectoryResult<Entry> {
        let upn = self.primary_email.to_lowercase();
        let login = upn.split_once('@').map(|(name, _)| name.to_owned()).filter(|name| !name.is_empty());
        let (Some(login), false) = (login, self.id.is_empty()) else {
            return Err(DirectoryError::Other { detail: "an account without an id or an address".to_owned() });
        };
        let of_recovery = |text: &String| Some(text.clone()).filter(|text| recovery && !text.is_empty());
        let name = [&self.name.display_name, &self.name.full_name, &login].into_iter().find(|name| !name.is_empty());
        Ok(Entry {
            object_id: ObjectId(self.id.clone()),
            // there are no distinguished names; this one is unique, and by it a manager is named
            dn: upn.clone(),
            display_name: name.cloned().unwrap_or_default(),
            mail: of_recovery(&self.recovery_email).or_else(|| Some(upn.clone())),
            phone: of_recovery(&self.recovery_phone).or_else(|| self.mobile()),
            manager_dn: self.manager(),
            preferred_language: self.language(),
            same_as: self.same_as(),
            set_elsewhere: self.set_elsewhere(),
            disabled: self.is_disabled(),
            protected: self.is_protected(),
            upn: Some(upn),
            login,
        })
    }

    fn mobile(&self) -> Option<String> {
        ["mobile", "work_mobile"].into_iter().find_map(|wanted| {
            rows(&self.phones).find(|row| text(row, "type") == wanted).map(|row| text(row, "value").to_owned())
        })
    }

    fn manager(&self) -> Option<String> {
        let manager = rows(&self.relations).find(|row| text(row, "type") == "manager")?;
        Some(text(manager, "value").to_lowercase()).filter(|mail| mail.contains('@'))
    }

    fn language(&self) -> Option<String> {
        let preferred = rows(&self.languages).find(|row| text(row, "preference") == "preferred");
        let code = text(preferred.or_else(|| rows(&self.languages).next())?, "languageCode");
        Some(code.to_owned()).filter(|code| !code.is_empty())
    }

    /// Only what an administrator put there by this very name (docs/decisions/0032), and only a whole GUID.
    fn same_as(&self) -> Option<ObjectId> {
        let row = rows(&self.external_ids)
            .find(|row| text(row, "type") == "custom" && text(row, "customType").eq_ignore_ascii_case("objectGUID"))?;
        let guid = text(row, "value").to_ascii_lowercase();
        is_guid(&guid).then_some(ObjectId(guid))
    }
}

fn rows(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The form in which Active Directory's objectGUID is kept here.
fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(index, c)| match index {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests;
