//! Who is there, and in which units.

use super::support::*;
use latchkey_contract::admin::LdapFields;
use latchkey_directory::LdapServerConfig;
use latchkey_domain::directory::{
    Directory as _, DirectoryError, Entry, HealthCheck as _, PasswordWriter as _, PeopleSource as _,
};
use latchkey_domain::ids::ObjectId;
use std::collections::BTreeSet;

fn logins(entries: &[Entry]) -> BTreeSet<&str> {
    entries.iter().map(|entry| entry.login.as_str()).filter(|login| !login.starts_with('t')).collect()
}

#[tokio::test]
async fn everybody_comes_once_whatever_the_pages_size() {
    let directory = directory();
    let whole = everybody(&directory, &[], 1000).await.unwrap();
    assert!(logins(&whole).len() >= 42, "{:?}", logins(&whole));
    let ids: BTreeSet<_> = whole.iter().map(|entry| &entry.object_id).collect();
    assert_eq!(ids.len(), whole.len());
    for size in [1, 7] {
        let paged = everybody(&directory, &[], size).await.unwrap();
        assert_eq!(logins(&paged), logins(&whole));
    }
    let again = everybody(&open(config()), &[], 1000).await.unwrap();
    let id = |all: &[Entry]| all.iter().find(|entry| entry.login == "user01").unwrap().object_id.clone();
    assert_eq!(id(&again), id(&whole));
}

#[tokio::test]
async fn what_is_read_of_a_person() {
    let directory = directory();
    let anna = person(&directory, "user01").await;
    let carla = person(&directory, "user04").await;
    assert_eq!((anna.display_name.as_str(), carla.display_name.as_str()), ("Anna Albers", "Dörte Östermann"));
    assert_eq!(anna.mail.as_deref(), Some("user01@ldap.latchkey.test"));
    assert_eq!(anna.phone.as_deref(), Some("+49 151 00000001"));
    assert_eq!((anna.preferred_language.as_deref(), anna.upn), (Some("de"), None));
    assert_eq!(carla.manager_dn.as_deref(), Some(anna.dn.as_str()));
    assert!(!anna.protected && !anna.disabled);
    let blank = person(&directory, "blank").await;
    assert_eq!((blank.display_name.as_str(), blank.mail), ("Blank", None), "a name of blanks is none");
    assert_eq!(person(&directory, "mails").await.mail.as_deref(), Some("maria@mails.example"), "the first");
    assert!(person(&directory, "off").await.disabled);
    assert!(!person(&directory, "locked").await.disabled);
}

#[tokio::test]
async fn administrators_are_protected_through_groups_in_groups() {
    let directory = directory();
    for (login, protected) in [("chief", true), ("root1", true), ("user01", false)] {
        assert_eq!(person(&directory, login).await.protected, protected, "{login}");
    }
}

#[tokio::test]
async fn names_full_of_filter_signs_are_found_by_their_own_ids() {
    let directory = directory();
    for login in ["odd.star*", "odd.paren)(uid=*", "odd back\\slash", "odd,comma", "odd+plus", "odd<b>"] {
        let odd = person(&directory, login).await;
        assert!(directory.state(&odd.object_id).await.is_ok(), "{login}");
    }
    for odd in ["*", "36318a4c*", ")(uid=*", "", "\\2a"] {
        let outcome = directory.state(&ObjectId(odd.into())).await;
        assert_eq!(outcome.map(drop), Err(DirectoryError::NotFound), "{odd}");
    }
}

#[tokio::test]
async fn units_with_their_people_and_nothing_that_a_browser_made_up() {
    let directory = directory();
    let units = directory.subtrees().await.unwrap();
    let unit = |name: &str| units.iter().find(|unit| unit.name == name).unwrap_or_else(|| panic!("{name}: {units:?}"));
    assert_eq!((unit("ldap.latchkey.test").depth, unit("contractors").people), (0, 5));
    assert_eq!((unit("Ärzte + Labor, Süd").people, unit("Ärzte + Labor, Süd").depth), (6, 2));
    assert!(unit("people").people > unit("staff").people);
    let doctors = unit("Ärzte + Labor, Süd").id.clone();
    assert_eq!(directory.count(&[doctors.clone(), doctors.clone()]).await, Ok(6));
    assert_eq!(everybody(&directory, &[doctors], 4).await.unwrap().len(), 6);
    for odd in ["ou=nobody", "cn=config", "uid=user01,ou=staff,ou=people", "dc=elsewhere"] {
        let odd =
            if odd.starts_with("dc=") || odd == "cn=config" { odd.to_owned() } else { format!("{odd},{}", base()) };
        let outcome = directory.list(std::slice::from_ref(&odd), None, 10).await;
        assert_eq!(outcome.map(drop), Err(DirectoryError::NoSuchUnit { dn: odd.clone() }), "{odd}");
        assert!(directory.count(&[odd]).await.is_err());
    }
    assert!(directory.covers(&[people_ou()], &[staff()]) && !directory.covers(&[staff()], &[people_ou()]));
}

#[tokio::test]
async fn a_listing_goes_on_after_a_restart() {
    let before = directory();
    let first = before.list(&[], None, 10).await.unwrap();
    drop(before);
    let after = directory();
    let mut cursor = Some(after.rewound(&first.next.unwrap()));
    let mut all = first.entries;
    while let Some(place) = cursor {
        let page = after.list(&[], Some(&place), 10).await.unwrap();
        all.extend(page.entries);
        cursor = page.next;
    }
    assert_eq!(logins(&all), logins(&everybody(&after, &[], 1000).await.unwrap()), "nobody is left out");
}

#[tokio::test]
async fn a_listing_that_the_server_cuts_short_is_none() {
    let outcome = everybody(
        &open(LdapServerConfig { account: service("limited"), privileged_groups: Vec::new(), ..config() }),
        &[],
        5,
    )
    .await;
    assert!(matches!(&outcome, Err(DirectoryError::Other { detail }) if detail.contains("rc 4")), "{outcome:?}");
}

#[tokio::test]
async fn a_filter_for_everything_lists_people_and_the_service_account_is_protected() {
    let everything = LdapFields { people_filter: "(objectClass=*)".into(), ..LdapFields::default() };
    let all = everybody(&open(with_schema(everything)), &[], 100).await.unwrap();
    assert_eq!(
        logins(&all),
        logins(&everybody(&directory(), &[], 100).await.unwrap()),
        "units and groups sign in nowhere"
    );
    let by_name =
        LdapFields { people_filter: "(objectClass=*)".into(), login_attribute: "cn".into(), ..LdapFields::default() };
    let directory = open(with_schema(by_name));
    let service = person(&directory, "latchkey").await;
    assert!(service.protected);
    let outcome = directory.reset(&service.object_id, &new_password()).await;
    assert_eq!(outcome.map(drop), Err(DirectoryError::Protected));
}

#[tokio::test]
async fn an_id_that_is_not_served_or_not_ones_own_is_no_id() {
    let absent = open(with_schema(LdapFields { id_attribute: "employeeNumber".into(), ..LdapFields::default() }));
    assert_eq!(everybody(&absent, &[], 100).await.unwrap(), [], "nobody can be told from others");
    let shared = open(with_schema(LdapFields { id_attribute: "gidNumber".into(), ..LdapFields::default() }));
    let outcome = shared.reset(&ObjectId("10000".into()), &new_password()).await;
    assert!(matches!(outcome, Err(DirectoryError::Misconfigured { .. })), "{outcome:?}");
}

#[tokio::test]
async fn the_base_is_found_or_typed() {
    let typed = open(LdapServerConfig {
        base: Some(format!("ou=contractors,{}", people_ou())),
        privileged_groups: vec![],
        ..config()
    });
    assert_eq!(everybody(&typed, &[], 100).await.unwrap().len(), 5);
    let nowhere = open(LdapServerConfig { base: Some("dc=nowhere".into()), privileged_groups: vec![], ..config() });
    assert!(nowhere.domain_id().await.is_err());
    assert!(everybody(&nowhere, &[], 100).await.is_err());
    let id = directory().domain_id().await.unwrap();
    assert_eq!(id, Some(values(&base(), "entryUUID").remove(0)));
}

#[tokio::test]
async fn domains_are_what_administrators_wrote_and_not_what_people_did() {
    let directory = open(LdapServerConfig { domain: "corp.example".into(), ..config() });
    assert_eq!(directory.verified_domains().await.unwrap(), ["corp.example", "ldap.latchkey.test"]);
}
