#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use serde_json::json;

fn user(more: &Value) -> User {
    let mut all =
        json!({ "id": "1001", "primaryEmail": "Anna.L@Example.com", "name": { "fullName": "Anna Lindqvist" } });
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(all).unwrap()
}

#[test]
fn who_somebody_is() {
    let anna = user(&json!({
        "phones": [{ "type": "work", "value": "+4621" }, { "type": "mobile", "value": "+4670" }],
        "languages": [{ "languageCode": "en" }, { "languageCode": "sv", "preference": "preferred" }],
        "relations": [{ "type": "assistant", "value": "x@example.com" }, { "type": "manager", "value": "Boss@Example.com" }],
        "recoveryEmail": "anna@home.example", "recoveryPhone": "+4699",
    }));
    let entry = anna.entry(false).unwrap();
    assert_eq!(
        (entry.object_id.as_str(), entry.login.as_str(), entry.dn.as_str()),
        ("1001", "anna.l", "anna.l@example.com")
    );
    assert_eq!((entry.display_name.as_str(), entry.upn.as_deref()), ("Anna Lindqvist", Some("anna.l@example.com")));
    assert_eq!((entry.mail.as_deref(), entry.phone.as_deref()), (Some("anna.l@example.com"), Some("+4670")));
    assert_eq!(
        (entry.manager_dn.as_deref(), entry.preferred_language.as_deref()),
        (Some("boss@example.com"), Some("sv"))
    );
    assert!(!entry.disabled && !entry.protected && entry.same_as.is_none() && entry.set_elsewhere.is_none());
    let with_recovery = anna.entry(true).unwrap();
    assert_eq!(
        (with_recovery.mail.as_deref(), with_recovery.phone.as_deref()),
        (Some("anna@home.example"), Some("+4699"))
    );
    let none_given = user(&json!({})).entry(true).unwrap();
    assert_eq!((none_given.mail.as_deref(), none_given.phone), (Some("anna.l@example.com"), None));
}

#[test]
fn how_an_account_stands() {
    for field in ["suspended", "archived"] {
        assert!(user(&json!({ field: true })).entry(false).unwrap().disabled, "{field}");
    }
    for field in ["isAdmin", "isDelegatedAdmin"] {
        assert!(user(&json!({ field: true })).entry(false).unwrap().protected, "{field}");
    }
    let guest = user(&json!({ "isGuestUser": true })).entry(false).unwrap();
    assert_eq!(guest.set_elsewhere, Some(Elsewhere::IdentityProvider));
}

#[test]
fn made_from_an_account_of_a_domain_only_by_that_very_name() {
    let same_as = |external: Value| user(&json!({ "externalIds": external })).same_as().map(|id| id.0);
    let guid = "43AE9A1A-9fae-44b5-805e-b15f7b8c0e88";
    let named = |value: &str| json!([{ "type": "custom", "customType": "objectGUID", "value": value }]);
    assert_eq!(same_as(named(guid)), Some(guid.to_lowercase()));
    for odd in
        ["", "{43ae9a1a-9fae-44b5-805e-b15f7b8c0e88}", "43ae9a1a9fae44b5805eb15f7b8c0e88", "GpquQ66ftUSAXrFfe4wOiA=="]
    {
        assert_eq!(same_as(named(odd)), None, "{odd}");
    }
    for other in [
        json!({ "type": "organization", "value": guid }),
        json!({ "type": "custom", "customType": "badge", "value": guid }),
    ] {
        assert_eq!(same_as(json!([other])), None);
    }
    assert_eq!(same_as(json!({ "type": "custom" })), None, "no list");
}

#[test]
fn every_domain_with_an_address() {
    let anna = user(
        &json!({ "aliases": ["a@Second.example"], "nonEditableAliases": ["anna.l@example.com.test-google-a.com"] }),
    );
    assert_eq!(anna.domains().collect::<Vec<_>>(), ["example.com", "second.example", "example.com.test-google-a.com"]);
}

#[test]
fn half_an_account_is_none() {
    assert!(user(&json!({ "id": "" })).entry(false).is_err());
    for mail in ["", "anna", "@example.com"] {
        assert!(user(&json!({ "primaryEmail": mail })).entry(false).is_err(), "{mail}");
    }
    let odd = user(&json!({ "phones": "none", "languages": null, "relations": [1, null], "externalIds": 7 }));
    assert_eq!(odd.entry(true).unwrap().phone, None);
}
