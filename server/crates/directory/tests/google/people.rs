//! People, units, groups and domains.

use crate::support::with_customer;
use latchkey_domain::directory::{Cursor, DirectoryError, Elsewhere, Page, PeopleSource, all_members};
use latchkey_domain::ids::ObjectId;
use serde_json::json;
use std::collections::HashSet;

const GUID: &str = "43ae9a1a-9fae-44b5-805e-b15f7b8c0e88";

/// All of them, and in how many pages.
async fn all(people: &dyn PeopleSource, units: &[String], size: u32) -> (Vec<String>, u32) {
    let (mut ids, mut cursor, mut pages) = (Vec::new(), None, 0);
    loop {
        let Page { entries, next } = people.list(units, cursor.as_ref(), size).await.unwrap();
        ids.extend(entries.into_iter().map(|entry| entry.object_id.0));
        pages += 1;
        match next {
            Some(next) => cursor = Some(next),
            None => return (ids, pages),
        }
    }
}

#[tokio::test]
async fn everybody_page_by_page_each_once() {
    with_customer("pages", json!({ "people": 1203 }), async |google| {
        let directory = google.open().await;
        let (ids, pages) = all(directory.people(), &[], 1000).await;
        assert_eq!((ids.len(), pages), (1204, 3));
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 1204);
        assert_eq!(directory.people().count(&[]).await.unwrap(), 1204);

        // another process goes on where this one was
        let first = directory.people().list(&[], None, 500).await.unwrap();
        let kept: Cursor = serde_json::from_str(&serde_json::to_string(&first.next).unwrap()).unwrap();
        let second = google.open().await.people().list(&[], Some(&kept), 500).await.unwrap();
        assert_eq!(second.entries[0].object_id.0, ids[500]);

        let asked = google.requests("GET /admin/directory/v1/users").await;
        let url = asked[0]["url"].as_str().unwrap();
        assert!(url.contains("customer=my_customer&maxResults=500&projection=full"), "{url}");
        assert!(directory.people().list(&[], Some(&Cursor("no place".into())), 5).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_place_that_is_known_no_more() {
    with_customer("gone", json!({ "people": 30 }), async |google| {
        let directory = google.open().await;
        let first = directory.people().list(&[], None, 10).await.unwrap();
        // made up by nobody: as one of three days ago
        let old = Cursor(r#"{"token":"eyJmcm9tIjoxMCwiYXQiOjF9","restarts":0,"everybody":false}"#.into());
        let again = directory.people().list(&[], Some(&old), 10).await.unwrap();
        assert_eq!(again.entries, first.entries, "from the beginning, and nobody is left out");
        // where that does not help it ends
        let worn = Cursor(old.0.replace("\"restarts\":0", "\"restarts\":2"));
        assert!(matches!(directory.people().list(&[], Some(&worn), 10).await, Err(DirectoryError::Other { .. })));
        assert!(directory.people().list(&[], Some(&directory.people().rewound(&worn)), 10).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn who_they_are() {
    with_customer("facts", json!({}), async |google| {
        let anna = google
            .person(
                "Anna.L",
                json!({
                    "phones": [{ "type": "mobile", "value": "+46701234567" }],
                    "recoveryEmail": "anna@home.example", "recoveryPhone": "+46709999999",
                    "languages": [{ "languageCode": "sv", "preference": "preferred" }],
                    "relations": [{ "type": "manager", "value": google.mail("admin") }],
                    "externalIds": [{ "type": "custom", "customType": "objectGUID", "value": GUID }],
                    "suspended": true, "suspensionReason": "ADMIN",
                }),
            )
            .await;
        google.person("archie", json!({ "archived": true, "isDelegatedAdmin": true })).await;
        google.person("guest", json!({ "isGuestUser": true })).await;
        let directory = google.open().await;
        let entries = directory.people().list(&[], None, 500).await.unwrap().entries;
        assert_eq!(entries.len(), 3, "a guest is nobody’s colleague");
        let found = entries.iter().find(|entry| entry.object_id == anna).unwrap();
        assert_eq!((found.login.as_str(), found.phone.as_deref()), ("anna.l", Some("+46701234567")));
        assert_eq!(found.mail.as_deref(), Some("anna.l@facts.example"), "what Google got for recovery is not ours");
        assert_eq!(found.same_as, Some(ObjectId(GUID.into())));
        assert_eq!(found.preferred_language.as_deref(), Some("sv"));
        let manager = entries.iter().find(|entry| Some(&entry.dn) == found.manager_dn.as_ref()).unwrap();
        assert!(manager.protected && !manager.disabled && found.disabled && !found.protected);
        let archie = entries.iter().find(|entry| entry.login == "archie").unwrap();
        assert!(archie.protected && archie.disabled);

        let recovering = google.open_with(|form| form.google.recovery_addresses = true).await;
        let entries = recovering.people().list(&[], None, 500).await.unwrap().entries;
        let found = entries.iter().find(|entry| entry.object_id == anna).unwrap();
        assert_eq!((found.mail.as_deref(), found.phone.as_deref()), (Some("anna@home.example"), Some("+46709999999")));
        let state = directory.passwords().state(&anna).await.unwrap();
        assert!(state.disabled && !state.protected && state.password_set_at.is_none());
    })
    .await;
}

#[tokio::test]
async fn units_with_their_people() {
    let units = json!([
        { "orgUnitId": "id:01", "orgUnitPath": "/Staff", "name": "Staff" },
        { "orgUnitId": "id:02", "orgUnitPath": "/Staff/R&D 50%", "name": "R&D 50%" },
        { "orgUnitId": "id:03", "orgUnitPath": "/Staff 2", "name": "Staff 2" },
    ]);
    with_customer("units", json!({ "people": 40, "units": units }), async |google| {
        let directory = google.open().await;
        let people = directory.people();
        let found = people.subtrees().await.unwrap();
        let seen: Vec<_> = found.iter().map(|unit| (unit.dn.as_str(), unit.depth, unit.people)).collect();
        assert_eq!(seen, [("/", 0, 41), ("/Staff", 1, 20), ("/Staff/R&D 50%", 2, 10), ("/Staff 2", 1, 10)]);
        for unit in &found {
            let ids = [unit.id.clone()];
            assert_eq!(people.count(&ids).await.unwrap(), unit.people, "{}", unit.dn);
            let (people, _) = all(people, &ids, 7).await;
            assert_eq!(u32::try_from(people.len()).unwrap(), unit.people, "{}", unit.dn);
        }
        let both = ["id:01".to_owned(), "id:02".to_owned()];
        assert_eq!(people.count(&both).await.unwrap(), 20, "each once");
        assert!(people.covers(&both, &both[..1]) && !people.covers(&both[..1], &both) && people.covers(&[], &both));
        assert!(!people.covers(&both, &[]) && !people.covers(&both, &["root".into()]));
        let made_up = ["/Staff".to_owned()];
        assert_eq!(people.list(&made_up, None, 5).await, Err(DirectoryError::NoSuchUnit { dn: "/Staff".into() }));

        // renamed: still the same unit
        let mut renamed = google.look().await["units"].clone();
        renamed[2]["orgUnitPath"] = json!("/Crew");
        google.change(json!({ "units": renamed })).await;
        assert_eq!(people.count(&["id:03".to_owned()]).await.unwrap(), 10);
    })
    .await;
}

#[tokio::test]
async fn groups_with_whoever_is_in_them_by_others() {
    with_customer("groups", json!({ "people": 3 }), async |google| {
        let anna = google.person("anna", json!({})).await;
        let ben = google.person("ben", json!({})).await;
        let guest = google.person("guest", json!({ "isGuestUser": true })).await;
        let user = |id: &ObjectId| json!({ "id": id.0, "type": "USER" });
        google
            .change(json!({ "groups": [
                { "id": "g1", "email": google.mail("all-staff"), "name": "Staff", "members": [
                    user(&anna), user(&guest), { "id": "g2", "type": "GROUP" }, { "id": "404", "type": "USER" },
                    { "email": "x@elsewhere.example", "type": "EXTERNAL" },
                ] },
                { "id": "g2", "email": google.mail("lab"), "name": "Lab", "members": [user(&ben), { "id": "g1", "type": "GROUP" }] },
                { "id": "g3", "email": google.mail("everyone"), "name": "Everyone", "members": [{ "id": "c", "type": "CUSTOMER" }] },
            ] }))
            .await;
        let directory = google.open().await;
        let people = directory.people();
        let names = async |text: &str| {
            let groups = people.groups(text, 10).await.unwrap();
            groups.into_iter().map(|group| (group.name, group.direct_members)).collect::<Vec<_>>()
        };
        assert_eq!(names("").await, [("Staff".into(), 5), ("Lab".into(), 2), ("Everyone".into(), 1)]);
        assert_eq!(names(" st").await, [("Staff".into(), 5)]);
        assert_eq!(names("all-").await, [("Staff".into(), 5)], "by its address as well");
        assert_eq!(people.groups("", 2).await.unwrap().len(), 2);

        let ids = async |group: &str| {
            let members = all_members(people, &ObjectId(group.into())).await.unwrap();
            members.into_iter().map(|entry| entry.login).collect::<Vec<_>>()
        };
        assert_eq!(ids("g1").await, ["anna", "ben"]);
        assert_eq!(ids("g2").await, ["anna", "ben"], "a circle ends");
        assert_eq!(ids("g3").await, ["admin", "anna", "ben", "p000000", "p000001", "p000002"]);
        for made_up in ["g9", "", "..", "g1/members"] {
            let none = people.members(&ObjectId(made_up.into()), None, 5).await;
            assert_eq!(none, Err(DirectoryError::NotFound), "{made_up}");
        }
    })
    .await;
}

#[tokio::test]
async fn every_domain_whose_mail_opens_with_its_passwords() {
    with_customer("domains", json!({ "people": 600 }), async |google| {
        let aliases = ["anna@second.example", "lindqvist@Third.Example"];
        let odd = ["anna@domains.example.test-google-a.com"];
        google.person("anna", json!({ "aliases": aliases, "nonEditableAliases": odd })).await;
        google.person("x", json!({ "primaryEmail": "x@other.example", "recoveryEmail": "x@home.example" })).await;
        let found = google.open().await.verified_domains().await.unwrap();
        let expected = [
            "domains.example",
            "domains.example.test-google-a.com",
            "other.example",
            "second.example",
            "third.example",
        ];
        assert_eq!(found, expected, "an alias is no mailbox outside, and one for recovery is none of Google’s");
    })
    .await;
}

#[tokio::test]
async fn accounts_that_are_guests_or_none() {
    with_customer("guests", json!({}), async |google| {
        let guest = google.person("guest", json!({ "isGuestUser": true })).await;
        let directory = google.open().await;
        let state = directory.passwords().state(&guest).await.unwrap();
        assert_eq!(state.set_elsewhere, Some(Elsewhere::IdentityProvider));
        for nobody in ["404", "", ".", "..", "../customers/my_customer", "a?b#c"] {
            let state = directory.passwords().state(&ObjectId(nobody.into())).await;
            assert_eq!(state, Err(DirectoryError::NotFound), "{nobody:?}");
        }
    })
    .await;
}
