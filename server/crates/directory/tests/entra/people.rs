//! Who is listed, who is not, and as what.

use crate::support::{Tenant, everybody, logins_in, nothing_broke_the_contract};
use latchkey_domain::directory::{Cursor, DirectoryError, Elsewhere};
use serde_json::json;

#[tokio::test]
async fn people_are_listed_without_guests_and_mailboxes() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    for size in [2, 999, 100_000] {
        let people = everybody(&*directory, size).await;
        let mut logins: Vec<_> = people.iter().map(|entry| entry.login.as_str()).collect();
        logins.sort_unstable();
        assert_eq!(
            logins,
            ["admin", "anna", "ben", "disabled", "elsewhere", "groupadmin", "synced", "test"],
            "pages of {size}"
        );
        let one = |login: &str| people.iter().find(|entry| entry.login == login).unwrap();
        let anna = one("anna");
        assert_eq!(anna.object_id, tenant.person("anna"));
        assert_eq!(anna.upn.as_deref(), Some(tenant.upn("anna").as_str()));
        assert_eq!(anna.mail, anna.upn);
        assert_eq!(anna.phone.as_deref(), Some("+43 660 1234567"));
        assert_eq!(anna.preferred_language.as_deref(), Some("de-AT"));
        assert!(!anna.disabled && !anna.protected && anna.set_elsewhere.is_none() && anna.same_as.is_none());
        assert!(one("disabled").disabled);
        assert_eq!(one("synced").set_elsewhere, Some(Elsewhere::OnPremises));
        assert_eq!(one("synced").same_as.as_ref().unwrap().as_str(), "43ae9a1a-9fae-44b5-805e-b15f7b8c0e88");
        assert_eq!(one("elsewhere").set_elsewhere, Some(Elsewhere::IdentityProvider));
        let protected: Vec<_> = people.iter().filter(|entry| entry.protected).map(|entry| &entry.login).collect();
        assert_eq!(protected, ["admin", "groupadmin"], "holds a role, and is in a group that holds one");
    }
    nothing_broke_the_contract().await;
}

#[tokio::test]
async fn groups_are_found_by_their_beginning_and_hold_those_of_inner_groups() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    let found = directory.people().groups("anna's", 10).await.unwrap();
    assert_eq!(
        found.iter().map(|group| (group.name.as_str(), group.direct_members)).collect::<Vec<_>>(),
        [("Anna's people", 2)]
    );
    assert_eq!(directory.people().groups("", 10).await.unwrap().len(), 3);
    assert_eq!(directory.people().groups("", 2).await.unwrap().len(), 2);
    assert_eq!(directory.people().groups("no such", 10).await.unwrap(), []);
    assert_eq!(logins_in(&*directory, &tenant.group("Anna's people")).await, ["anna"], "the guest is left out");
    assert_eq!(logins_in(&*directory, &tenant.group("All of the lab")).await, ["anna", "ben"]);
    let gone = directory.people().members(&tenant.person("anna"), None, 10).await;
    assert_eq!(gone.unwrap_err(), DirectoryError::NotFound);
    let odd = latchkey_domain::ids::ObjectId("../users".to_owned());
    assert_eq!(directory.people().members(&odd, None, 10).await.unwrap_err(), DirectoryError::NotFound);
    nothing_broke_the_contract().await;
}

#[tokio::test]
async fn a_tenant_is_one_unit_and_knows_its_domains() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    let (id, domain) = (tenant.text("id"), tenant.text("domain"));
    assert_eq!(directory.health().domain_id().await.unwrap().as_deref(), Some(id.as_str()));
    let units = directory.people().subtrees().await.unwrap();
    assert_eq!(
        units.iter().map(|unit| (unit.id.as_str(), unit.depth, unit.people)).collect::<Vec<_>>(),
        [(id.as_str(), 0, 11)]
    );
    assert_eq!(directory.verified_domains().await.unwrap(), [domain.clone(), format!("sso.{domain}")]);
    let all = [id];
    assert_eq!(directory.people().list(&all, None, 999).await.unwrap().entries.len(), 8);
    let made_up = ["OU=People".to_owned()];
    assert!(matches!(directory.people().list(&made_up, None, 9).await, Err(DirectoryError::NoSuchUnit { .. })));
    assert!(matches!(directory.people().count(&made_up).await, Err(DirectoryError::NoSuchUnit { .. })));
    // named by its id, it is the same
    let mut form = tenant.form();
    form.domain = tenant.text("id");
    assert_eq!(tenant.open_with(&form).health().domain_id().await.unwrap(), Some(tenant.text("id")));
    nothing_broke_the_contract().await;
}

/// A cursor is what Graph gave: another process goes on with it, and nobody is left out or given twice.
#[tokio::test]
async fn a_hundred_thousand_are_listed_with_a_restart_in_between() {
    const MANY: usize = 100_000;
    let tenant = Tenant::with(json!({"many": MANY})).await;
    let (mut directory, mut cursor) = (tenant.open(), None::<Cursor>);
    let (mut ids, mut pages) = (std::collections::HashSet::new(), 0);
    loop {
        let page = directory.people().list(&[], cursor.as_ref(), 999).await.unwrap();
        pages += 1;
        for entry in page.entries {
            assert!(ids.insert(entry.object_id), "twice");
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
        if pages == 7 {
            directory = tenant.open();
        }
    }
    assert_eq!((ids.len(), pages), (MANY + 8, 101));
    nothing_broke_the_contract().await;
}

/// Our token would go with it.
#[tokio::test]
async fn a_next_page_elsewhere_is_not_asked_for() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    let graph = crate::support::env("GRAPH");
    let login = crate::support::env("LOGIN");
    for link in [
        "https://graph.evil.example/v1.0/users?$skiptoken=1".to_owned(),
        format!("{login}/v1.0/users?$skiptoken=1"),
        graph.replace("https://", "https://x@") + "/v1.0/users",
        graph.replace("https://", "http://") + "/v1.0/users",
        format!("{graph}/beta/users"),
        format!("{graph}/v1.0/../beta/users"),
        "not a link".to_owned(),
    ] {
        tenant.fault("GET", "/users", json!({"do": "next", "link": link}), 1).await;
        let page = directory.people().list(&[], None, 5).await;
        assert!(
            matches!(&page, Err(DirectoryError::Other { detail }) if detail.contains("another place")),
            "{link}: {page:?}"
        );
        let kept = Cursor(link.clone());
        let page = directory.people().list(&[], Some(&kept), 5).await;
        assert!(matches!(&page, Err(DirectoryError::Other { .. })), "kept: {link}: {page:?}");
    }
    nothing_broke_the_contract().await;
}
