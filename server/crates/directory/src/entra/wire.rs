//! People, groups and domains as Graph writes them, and what they are to us.

use super::immutable_id;
use latchkey_domain::Timestamp;
use latchkey_domain::directory::{AccountState, Elsewhere, Entry};
use latchkey_domain::ids::ObjectId;
use serde::Deserialize;
use std::collections::HashSet;

/// What a listing asks for.
pub(super) const ENTRY: &str = "id,displayName,userPrincipalName,mail,proxyAddresses,mobilePhone,preferredLanguage,\
    accountEnabled,userType,isResourceAccount,assignedLicenses,onPremisesSyncEnabled,onPremisesImmutableId";
/// What is asked of one account.
pub(super) const STATE: &str = "id,displayName,userPrincipalName,accountEnabled,userType,onPremisesSyncEnabled,\
    lastPasswordChangeDateTime,passwordPolicies";

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct User {
    pub id: String,
    pub display_name: Option<String>,
    pub user_principal_name: Option<String>,
    pub mail: Option<String>,
    pub proxy_addresses: Vec<String>,
    pub mobile_phone: Option<String>,
    pub preferred_language: Option<String>,
    pub account_enabled: Option<bool>,
    pub user_type: Option<String>,
    pub is_resource_account: Option<bool>,
    pub assigned_licenses: Vec<serde::de::IgnoredAny>,
    pub on_premises_sync_enabled: Option<bool>,
    pub on_premises_immutable_id: Option<String>,
    pub last_password_change_date_time: Option<String>,
    pub password_policies: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Group {
    pub id: String,
    pub display_name: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Domain {
    pub id: String,
    pub authentication_type: String,
    pub is_verified: bool,
    pub password_validity_period_in_days: Option<i64>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct RoleAssignment {
    pub principal_id: Option<String>,
}

/// What is true of the whole tenant and decides about each account.
pub(super) struct Around<'a> {
    pub domains: &'a [Domain],
    pub protected: &'a HashSet<String>,
}

/// Longer lives of passwords mean that they never end: Graph writes 2147483647.
const NEVER_DAYS: i64 = 36_500;

impl User {
    /// An account of this organisation's people, whose password could be set here or in its domain. Guests have theirs
    /// at home, also those that were made members (`#EXT#`); shared mailboxes and rooms are nobody's: no licence, no
    /// sign-in, and a mailbox all the same.
    pub(super) fn is_person(&self) -> bool {
        let is_guest = self.user_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("guest"));
        let is_external = self.user_principal_name.as_deref().is_some_and(|name| name.to_uppercase().contains("#EXT#"));
        let is_shared = self.is_resource_account == Some(true)
            || (self.account_enabled == Some(false) && self.assigned_licenses.is_empty() && self.mail.is_some());
        !self.id.is_empty() && !is_guest && !is_external && !is_shared
    }

    fn name(&self) -> &str {
        self.user_principal_name.as_deref().unwrap_or_default()
    }

    fn domain<'a>(&self, around: &Around<'a>) -> Option<&'a Domain> {
        let (_, name) = self.name().rsplit_once('@')?;
        around.domains.iter().find(|domain| domain.id.eq_ignore_ascii_case(name))
    }

    pub(super) fn set_elsewhere(&self, around: &Around<'_>) -> Option<Elsewhere> {
        if self.on_premises_sync_enabled == Some(true) {
            return Some(Elsewhere::OnPremises);
        }
        let federated = self.domain(around).is_some_and(|domain| domain.authentication_type == "Federated");
        federated.then_some(Elsewhere::IdentityProvider)
    }

    fn is_protected(&self, around: &Around<'_>) -> bool {
        around.protected.contains(&self.id.to_lowercase())
    }

    /// The address that mail to this account shows: `SMTP:` in capitals is the first one.
    fn address(&self) -> Option<String> {
        let first = || self.proxy_addresses.iter().find_map(|one| one.strip_prefix("SMTP:")).map(str::to_owned);
        self.mail.clone().filter(|mail| !mail.is_empty()).or_else(first)
    }

    pub(super) fn entry(&self, around: &Around<'_>) -> Entry {
        let login = self.name().split('@').next().unwrap_or_default().to_owned();
        Entry {
            object_id: ObjectId(self.id.to_lowercase()),
            dn: self.name().to_owned(),
            display_name: self.display_name.clone().unwrap_or_else(|| login.clone()),
            login,
            upn: self.user_principal_name.clone(),
            mail: self.address(),
            phone: self.mobile_phone.clone().filter(|phone| !phone.is_empty()),
            manager_dn: None,
            preferred_language: self.preferred_language.clone().filter(|tag| !tag.is_empty()),
            same_as: self.on_premises_immutable_id.as_deref().and_then(immutable_id::object_guid),
            set_elsewhere: self.set_elsewhere(around),
            disabled: self.account_enabled == Some(false),
            protected: self.is_protected(around),
        }
    }

    pub(super) fn password_set_at(&self) -> Option<Timestamp> {
        let at: jiff::Timestamp = self.last_password_change_date_time.as_deref()?.parse().ok()?;
        Some(Timestamp(at.as_millisecond()))
    }

    fn password_expires_at(&self, around: &Around<'_>) -> Option<Timestamp> {
        let never = self.password_policies.as_deref().is_some_and(|all| all.contains("DisablePasswordExpiration"));
        let days =
            self.domain(around)?.password_validity_period_in_days.filter(|days| (1..NEVER_DAYS).contains(days))?;
        if never { None } else { Some(self.password_set_at()?.plus_secs(days * 86_400)) }
    }

    pub(super) fn state(&self, around: &Around<'_>, server: &str, now: Timestamp) -> AccountState {
        let password_expires_at = self.password_expires_at(around);
        AccountState {
            disabled: self.account_enabled == Some(false),
            // Smart lockout is each data centre's own and cannot be read
            locked: false,
            locked_at: None,
            locked_until: None,
            password_expired: password_expires_at.is_some_and(|at| at <= now),
            must_change: false,
            password_set_at: self.password_set_at(),
            password_expires_at,
            account_expired: false,
            protected: self.is_protected(around),
            set_elsewhere: self.set_elsewhere(around),
            server: server.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use serde_json::json;

    fn user(value: serde_json::Value) -> User {
        serde_json::from_value(value).unwrap()
    }
    fn domains() -> Vec<Domain> {
        serde_json::from_value(json!([
            {"id": "example.com", "authenticationType": "Managed", "isVerified": true, "passwordValidityPeriodInDays": 90},
            {"id": "sso.example.com", "authenticationType": "Federated", "isVerified": true, "passwordValidityPeriodInDays": 2_147_483_647}
        ]))
        .unwrap()
    }

    #[test]
    fn who_is_nobody_of_ours() {
        let anna = json!({"id": "A", "userPrincipalName": "anna@example.com", "userType": "Member", "mail": "anna@example.com"});
        assert!(user(anna.clone()).is_person());
        let with = |more: serde_json::Value| {
            let mut all = anna.clone();
            all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            user(all)
        };
        assert!(!with(json!({"userType": "Guest"})).is_person());
        assert!(!with(json!({"userPrincipalName": "eve_evil.example#EXT#@example.com"})).is_person());
        assert!(!with(json!({"accountEnabled": false, "assignedLicenses": []})).is_person(), "a shared mailbox");
        assert!(with(json!({"accountEnabled": false, "assignedLicenses": [{"skuId": "s"}]})).is_person());
        assert!(!with(json!({"isResourceAccount": true})).is_person());
    }

    #[test]
    fn an_entry_and_a_state() {
        let (domains, protected) = (domains(), HashSet::from(["a-1".to_owned()]));
        let around = Around { domains: &domains, protected: &protected };
        let anna = user(
            json!({"id": "A-1", "displayName": "Anna", "userPrincipalName": "anna@example.com", "mail": null,
            "proxyAddresses": ["smtp:old@example.com", "SMTP:anna.l@example.com"], "mobilePhone": "+43 1",
            "onPremisesImmutableId": "GpquQ66ftUSAXrFfe4wOiA==", "lastPasswordChangeDateTime": "2023-01-01T00:00:00Z"}),
        );
        let entry = anna.entry(&around);
        assert_eq!((entry.object_id.as_str(), entry.login.as_str()), ("a-1", "anna"));
        assert_eq!(entry.mail.as_deref(), Some("anna.l@example.com"));
        assert_eq!(entry.same_as.unwrap().as_str(), "43ae9a1a-9fae-44b5-805e-b15f7b8c0e88");
        assert!(entry.protected && !entry.disabled && entry.set_elsewhere.is_none());
        let state = anna.state(&around, "graph", Timestamp::from_secs(1_700_000_000));
        assert!(state.password_expired && !state.locked);
        let never = User { password_policies: Some("DisablePasswordExpiration".into()), ..anna.clone() };
        assert_eq!(never.state(&around, "graph", Timestamp(0)).password_expires_at, None);
        let at = |name: &str| User { user_principal_name: Some(name.into()), ..anna.clone() };
        assert_eq!(at("a@SSO.example.com").set_elsewhere(&around), Some(Elsewhere::IdentityProvider));
        assert_eq!(at("a@sso.example.com").state(&around, "graph", Timestamp(0)).password_expires_at, None);
        let synced = User { on_premises_sync_enabled: Some(true), ..anna.clone() };
        assert_eq!(synced.set_elsewhere(&around), Some(Elsewhere::OnPremises));
    }
}
