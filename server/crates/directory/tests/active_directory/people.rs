//! Listing and counting people and groups.

use super::support::*;
use latchkey_directory::{ActiveDirectory, AdConfig};
use latchkey_domain::directory::{
    Cursor, Directory as _, DirectoryError, PasswordCheck, PasswordVerifier as _, PasswordWriter as _,
    PeopleSource as _, Subtree, all_members,
};
use latchkey_domain::ids::ObjectId;
use std::collections::BTreeSet;
use std::time::Duration;

/// Account name and what the lab's seed calls the person.
const ODD: [(&str, &str); 13] = [
    ("odd.comma", "Mustermann, Erika"),
    ("odd.hash", "#7 Hash Leading"),
    ("odd.plus", "Ada+Grace Plus"),
    ("odd.star", "Star * (Paren) *)(uid=*"),
    ("odd.umlaut", "Jürgen Äöüß Łukasz 山田"),
    ("odd.quote", "Dwayne \"The Rock\" Quote"),
    ("odd.backslash", "Back\\slash \\2c Twice"),
    ("odd.space", "Leading Space"),
    ("odd.angle", "Angle <b>&amp; ; = Semicolon"),
    ("o'odd", "Apostrophe O'Odd"),
    ("odd(paren)", "Parentheses in the account name"),
    ("müller.odd", "Umlaut in the account name"),
    ("odd.unit", "Unit, With Comma"),
];

#[tokio::test]
async fn odd_names_are_read_and_tried() {
    let ad = directory();
    for (login, name) in ODD {
        let found = person(&ad, login).await;
        assert_eq!((found.login.as_str(), found.display_name.as_str()), (login, name));
        let check = ad.verify_password(&found.object_id, &first_password()).await.unwrap();
        assert!(!matches!(check, PasswordCheck::Wrong | PasswordCheck::Locked), "{login}: {check:?}");
    }
}

#[tokio::test]
async fn what_is_known_of_a_person() {
    let plain = person(&directory(), "user01").await;
    assert_eq!(plain.phone.as_deref(), Some("+15550100001"));
    assert!(!plain.protected && !plain.disabled);
}

#[tokio::test]
async fn an_account_is_its_id_and_not_its_name() {
    let ad = directory();
    let fresh = Fresh::new();
    let before = fresh.entry(&ad).await;
    fresh.put(&["move", "--ou", "OU=Contractors,OU=People", "--cn", "Renamed, #1 (*)"]);
    let after = fresh.entry(&ad).await;
    assert_eq!(before.object_id, after.object_id);
    assert_ne!(before.dn, after.dn);
    assert!(ad.state(&before.object_id).await.is_ok());
    fresh.put(&["delete"]);
    assert_eq!(ad.state(&before.object_id).await, Err(DirectoryError::NotFound));
    samba_account(&["add", &fresh.name]);
    assert_ne!(fresh.entry(&ad).await.object_id, before.object_id, "re-created, so somebody else");
    for id in ["", "nonsense", "00000000-0000-0000-0000-000000000000", "x>,DC=corp"] {
        assert_eq!(ad.state(&ObjectId(id.into())).await, Err(DirectoryError::NotFound), "{id}");
    }
}

#[tokio::test]
async fn a_listing_gives_everyone_once() {
    let ad = directory();
    let staff = [format!("OU=Staff,{}", people_ou()), format!("OU=Odd,{}", people_ou())];
    let mut logins = Vec::new();
    let (mut cursor, mut pages) = (None, 0);
    loop {
        let page = ad.list(&staff, cursor.as_ref(), 7).await.unwrap();
        assert!(page.entries.len() <= 7);
        logins.extend(page.entries.into_iter().map(|entry| entry.login));
        pages += 1;
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    let distinct: BTreeSet<_> = logins.iter().cloned().collect();
    assert_eq!(distinct.len(), logins.len());
    assert!(pages >= 5, "{pages} pages");
    assert!(distinct.contains("user01") && distinct.contains("odd.star") && distinct.contains("da2"));
    assert!(!distinct.contains("user16"), "a contractor");
}

/// Who may vouch for somebody, also where a name is odd.
#[tokio::test]
async fn a_manager_is_read_with_the_person() {
    let (ad, fresh, other) = (directory(), Fresh::new(), Fresh::new());
    assert_eq!(fresh.entry(&ad).await.manager_dn, None);
    let (odd, chief) = (person(&ad, "odd.comma").await, other.entry(&ad).await);
    let mut seen = Vec::new();
    for manager in [&odd, &chief] {
        fresh.put(&["put", "manager", &manager.dn]);
        let read = fresh.entry(&ad).await;
        assert_eq!(read.manager_dn.as_deref(), Some(manager.dn.as_str()), "as the other entry calls itself");
        seen.push(read.manager_dn);
    }
    assert_ne!(seen[0], seen[1]);
    fresh.put(&["put", "manager"]);
    assert_eq!(fresh.entry(&ad).await.manager_dn, None);
}

/// In which language mail goes to them.
#[tokio::test]
async fn a_language_is_read_as_it_is_written() {
    let (ad, fresh) = (directory(), Fresh::new());
    assert_eq!(fresh.entry(&ad).await.preferred_language, None);
    for language in ["de", "de-CH, en;q=0.5"] {
        fresh.put(&["put", "preferredLanguage", language]);
        assert_eq!(fresh.entry(&ad).await.preferred_language.as_deref(), Some(language));
    }
    fresh.put(&["put", "preferredLanguage"]);
    assert_eq!(fresh.entry(&ad).await.preferred_language, None);
}

#[tokio::test]
async fn a_listing_goes_on_after_a_restart() {
    let subtrees = [format!("OU=Staff,{}", people_ou()), format!("OU=Odd,{}", people_ou())];
    let mut seen = BTreeSet::new();
    let mut cursor: Option<Cursor> = None;
    // Each page is asked of another process, as it were; pages are large enough to get somewhere.
    for round in 0..20 {
        let page = directory().list(&subtrees, cursor.as_ref(), 1000).await.unwrap();
        seen.extend(page.entries.into_iter().map(|entry| entry.login));
        cursor = page.next;
        if cursor.is_none() {
            assert_eq!(round, 1, "one page for each subtree");
            break;
        }
    }
    // In the middle of a subtree it begins that subtree again and leaves nobody out.
    let first = directory().list(&subtrees[..1], None, 5).await.unwrap();
    let ad = directory();
    let mut again = BTreeSet::new();
    let mut next = first.next;
    while let Some(cursor) = next {
        let page = ad.list(&subtrees[..1], Some(&cursor), 5).await.unwrap();
        again.extend(page.entries.into_iter().map(|entry| entry.login));
        next = page.next;
    }
    assert!(again.contains("user01") && again.contains("user15"));
    assert!(seen.is_superset(&again));
    let odd = ad.list(&subtrees[..1], Some(&Cursor("not ours".into())), 1000).await.unwrap();
    assert_eq!(odd.entries.len(), again.len());
}

async fn walked(ad: &ActiveDirectory, units: &[String], from: Option<Cursor>, size: u32) -> Vec<String> {
    let (mut logins, mut cursor) = (Vec::new(), from);
    loop {
        let page = ad.list(units, cursor.as_ref(), size).await.unwrap();
        logins.extend(page.entries.into_iter().map(|entry| entry.login));
        match page.next {
            Some(next) => cursor = Some(next),
            None => return logins,
        }
    }
}

#[tokio::test]
async fn taken_up_again_it_begins_with_the_unit_where_it_stood() {
    let units = [format!("OU=Staff,{}", people_ou()), format!("OU=Odd,{}", people_ou())];
    let ad = directory();
    // Until one page into the second unit, of which there is more: in which order its people come is Samba's affair.
    let (mut stopped, mut in_second) = (None, false);
    while !in_second {
        let page = ad.list(&units, stopped.as_ref(), 2).await.unwrap();
        in_second = page.entries.iter().any(|entry| entry.dn.contains(",OU=Odd,"));
        stopped = page.next;
    }
    let stopped = stopped.unwrap();
    for (who, ad) in [("after a restart", directory()), ("in the same process", ad)] {
        let rest = walked(&ad, &units, Some(ad.rewound(&stopped)), 5).await;
        assert!(rest.iter().any(|login| login == "odd.comma"), "{who}: {rest:?}");
        assert!(!rest.iter().any(|login| login.starts_with("user")), "{who}: the first unit was done: {rest:?}");
        assert_eq!(rest.len(), rest.iter().collect::<BTreeSet<_>>().len(), "{who}");
    }
}

#[tokio::test]
async fn a_listing_that_breaks_off_again_and_again_says_so() {
    let proxy = Proxy::to(&servers()[0]).await;
    let ad = open(AdConfig { servers: vec![proxy.url.clone()], ..config() });
    let units = [format!("OU=Staff,{}", people_ou())];
    let (mut cursor, mut pages) = (None, 0);
    let fault = loop {
        assert!(pages < 20, "it goes round in circles");
        match ad.list(&units, cursor.as_ref(), 2).await {
            Ok(page) => cursor = Some(page.next.expect("there are more")),
            Err(fault) => break fault,
        }
        pages += 1;
        // The next page may have come already, the one after it has not.
        proxy.hang_up();
    };
    assert!(matches!(fault, DirectoryError::Unreachable { .. }), "{fault:?}");
    let again = ad.list(&units, cursor.as_ref(), 2).await;
    assert!(again.is_err(), "patience is not renewed by asking: {again:?}");
    let everyone = walked(&ad, &units, Some(ad.rewound(&cursor.unwrap())), 2).await;
    assert!(everyone.len() >= 15, "but by taking it up anew");
}

#[tokio::test]
async fn a_controller_that_hangs_in_the_middle_is_left_for_the_other() {
    let proxy = Proxy::to(&servers()[0]).await;
    let limits = (Duration::from_millis(1500), Duration::from_millis(2000));
    let impatient = AdConfig { connect_timeout: limits.0, operation_timeout: limits.1, ..config() };
    let units = [format!("OU=Staff,{}", people_ou())];
    for (servers, goes_on) in [(vec![proxy.url.clone()], false), (vec![proxy.url.clone(), servers()[1].clone()], true)]
    {
        proxy.set(Weather::Fair).await;
        let ad = open(AdConfig { servers, ..impatient.clone() });
        let first = ad.list(&units, None, 2).await.unwrap();
        proxy.set(Weather::Frozen).await;
        let (mut cursor, mut seen) = (first.next, first.entries.len());
        let fault = loop {
            let Some(at) = cursor else { break None };
            let (page, took) = timed(ad.list(&units, Some(&at), 2)).await;
            assert!(took < Duration::from_millis(4500), "{took:?}");
            match page {
                Ok(page) => (cursor, seen) = (page.next, seen + page.entries.len()),
                Err(fault) => break Some(fault),
            }
        };
        assert_eq!(fault.is_none(), goes_on, "{fault:?}");
        assert!(!goes_on || seen >= 15, "{seen}");
    }
}

#[tokio::test]
async fn the_whole_domain_without_machines() {
    let everyone = directory().list(&[], None, 1000).await.unwrap();
    let logins: BTreeSet<_> = everyone.entries.iter().map(|entry| entry.login.as_str()).collect();
    assert!(logins.contains("elsewhere1") && logins.contains("Administrator"));
    assert!(!logins.iter().any(|login| login.ends_with('$')) && !logins.contains("krbtgt"));
    // Not those that other tests are putting into groups meanwhile.
    for entry in everyone.entries.iter().filter(|entry| !entry.dn.ends_with(&tests_ou())) {
        let expected = matches!(entry.login.as_str(), "da1" | "da2" | "Administrator");
        assert_eq!(entry.protected, expected, "{}", entry.login);
    }
}

#[tokio::test]
async fn protected_by_membership_before_the_directory_notices() {
    let ad = directory();
    let fresh = Fresh::new();
    let id = fresh.entry(&ad).await.object_id;
    assert!(!ad.state(&id).await.unwrap().protected);
    fresh.put(&["join", "Backup Operators"]);
    assert!(ad.state(&id).await.unwrap().protected);
    assert!(person(&ad, "da2").await.protected);
    let nested = directory().list(&[tests_ou()], None, 1000).await.unwrap();
    assert!(nested.entries.iter().find(|entry| entry.login == fresh.name).unwrap().protected);
}

#[tokio::test]
async fn subtrees_with_counts() {
    let subtrees = directory().subtrees().await.unwrap();
    let find = |name: &str| subtrees.iter().find(|subtree| subtree.name == name).unwrap_or_else(|| panic!("{name}"));
    assert_eq!((subtrees[0].name.as_str(), subtrees[0].depth), (env("LATCHKEY_TEST_AD_DOMAIN").as_str(), 0));
    assert_eq!((find("Research, Development").people, find("Research, Development").depth), (1, 2));
    assert!(find("Odd").people >= 12);
    assert!(find("People").people > find("Staff").people && subtrees[0].people > find("People").people);
    assert!(find("Users").people >= 1, "a container, shown because the Administrator is in it");
    assert!(!subtrees.iter().any(|subtree| subtree.name == "System"));
}

/// Whose mailboxes open with the domain's passwords: read with the rights of an ordinary account.
#[tokio::test]
async fn the_domain_and_the_suffixes_of_its_forest() {
    let domains = directory().verified_domains().await.unwrap();
    assert_eq!(domains, [env("LATCHKEY_TEST_AD_DOMAIN"), "northwind.example".to_owned()]);
}

/// A count reads the units that are asked for, and they are the domain's own.
#[tokio::test]
async fn people_are_counted_below_units_and_once() {
    let ad = directory();
    let subtrees = ad.subtrees().await.unwrap();
    let find = |name: &str| subtrees.iter().find(|subtree| subtree.name == name).unwrap_or_else(|| panic!("{name}"));
    let (staff, odd, comma) = (find("Staff"), find("Odd"), find("Research, Development"));
    let dns = |units: &[&Subtree]| units.iter().map(|unit| unit.dn.clone()).collect::<Vec<_>>();
    assert_eq!(ad.count(&dns(&[staff])).await, Ok(staff.people));
    assert_eq!(ad.count(&dns(&[staff, odd])).await, Ok(staff.people + odd.people));
    assert_eq!(ad.count(&dns(&[comma])).await, Ok(comma.people));
    let spelled = [staff.dn.to_uppercase(), staff.dn.clone()];
    assert_eq!(ad.count(&spelled).await, Ok(staff.people), "two spellings of one");
    assert!(ad.count(&dns(&[find("Users")])).await.unwrap() >= 1, "a container");

    let somebody = person(&ad, "da2").await.dn;
    let base = &subtrees[0].dn;
    let strangers = [
        format!("OU=Nowhere,{base}"),
        format!("CN=Configuration,{base}"),
        somebody,
        "OU=Staff,DC=elsewhere".into(),
        "x".into(),
    ];
    for stranger in strangers {
        let refused = DirectoryError::NoSuchUnit { dn: stranger.clone() };
        let asked = [staff.dn.clone(), stranger.clone()];
        assert_eq!(ad.count(&asked).await, Err(refused.clone()), "{stranger}");
        assert_eq!(ad.list(&asked[1..], None, 5).await, Err(refused), "{stranger}");
    }
}

#[tokio::test]
async fn groups_and_their_people() {
    let ad = directory();
    let members = async |name: &str| -> BTreeSet<String> {
        let groups = ad.groups(name, 5).await.unwrap();
        let group = groups.iter().find(|group| group.name == name).unwrap_or_else(|| panic!("{name}"));
        let members = all_members(&ad, &group.object_id).await.unwrap();
        let logins: BTreeSet<_> = members.iter().map(|entry| entry.login.clone()).collect();
        assert_eq!(logins.len(), members.len(), "each once");
        logins
    };
    assert_eq!(
        members("G-Sales").await.into_iter().collect::<Vec<_>>(),
        ["user01", "user02", "user03", "user04", "user05"]
    );
    let nested = members("G-Latchkey-Users").await;
    assert!(nested.contains("user01") && nested.contains("user10") && nested.contains("user16"), "{nested:?}");
    assert!(members("G-Empty").await.is_empty());
    assert_eq!(members("G-Circle-One").await.into_iter().collect::<Vec<_>>(), ["user19", "user20"]);
    assert!(members("Team, Blue (R&D) * #1").await.contains("odd.star"));
    assert!(members("Domain Users").await.contains("user07"), "whose primary group it is");

    let sales = &ad.groups("G-Sal", 5).await.unwrap()[0];
    assert_eq!((sales.name.as_str(), sales.direct_members), ("G-Sales", 5));
    assert!(ad.groups("g-*", 5).await.unwrap().is_empty(), "a star is a star");
    assert_eq!(ad.groups("G-", 3).await.unwrap().len(), 3);
    let user = person(&ad, "user01").await.object_id;
    assert_eq!(all_members(&ad, &user).await, Err(DirectoryError::NotFound), "a person is no group");
}
