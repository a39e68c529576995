//! Groups, groups in groups, and everybody in them.

use super::support::*;
use latchkey_contract::admin::{LdapFields, LdapPreset};
use latchkey_directory::{LdapDirectory, LdapServerConfig};
use latchkey_domain::directory::{Cursor, DirectoryError, PeopleSource as _, all_members};
use latchkey_domain::ids::ObjectId;
use std::time::Duration;

async fn group(directory: &LdapDirectory, name: &str) -> ObjectId {
    let found = directory.groups(name, 20).await.unwrap();
    let group = found.iter().find(|group| group.name == name);
    group.unwrap_or_else(|| panic!("{name}: {found:?}")).object_id.clone()
}
async fn members(directory: &LdapDirectory, name: &str) -> Vec<String> {
    let found = all_members(directory, &group(directory, name).await).await.unwrap();
    let mut logins: Vec<String> = found.into_iter().map(|entry| entry.login).collect();
    logins.sort();
    logins
}

#[tokio::test]
async fn groups_by_the_start_of_their_name() {
    let directory = directory();
    let sales = directory.groups("sales", 20).await.unwrap();
    assert_eq!(sales.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["sales", "sales-inner"]);
    assert_eq!(sales[0].direct_members, 4, "as the group states them");
    assert_eq!(directory.groups("odd (*", 20).await.unwrap().len(), 1);
    for nobody in ["*", "sales)(cn=*", "\0"] {
        assert_eq!(directory.groups(nobody, 20).await.unwrap(), [], "{nobody:?}");
    }
    assert_eq!(directory.groups("", 3).await.unwrap().len(), 3);
    assert_eq!(directory.groups("sales", 0).await.unwrap(), []);
}

#[tokio::test]
async fn members_of_each_kind_of_group() {
    let directory = directory();
    assert_eq!(members(&directory, "sales").await, ["user01", "user02", "user03", "user04"]);
    assert_eq!(
        members(&directory, "everybody").await,
        ["odd,comma", "odd.paren)(uid=*", "user01", "user02", "user03", "user04"],
        "who is at another server is none of ours"
    );
    assert_eq!(members(&directory, "unique").await, ["user05", "user06"]);
    assert_eq!(members(&directory, "posix").await, ["odd.paren)(uid=*", "user07", "user08"], "a star is a name");
    assert_eq!(members(&directory, "odd (*)").await, ["user11"]);
}

#[tokio::test]
async fn circles_end() {
    let directory = directory();
    for name in ["circle-one", "circle-two"] {
        assert_eq!(members(&directory, name).await, ["user09", "user10"]);
    }
    let config = LdapServerConfig { privileged_groups: vec![group_dn("circle-one")], ..config() };
    assert!(person(&open(config), "user10").await.protected);
}

#[tokio::test]
async fn pages_of_members_go_on_in_another_process() {
    let id = group(&directory(), "everybody").await;
    let (mut all, mut cursor): (Vec<String>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let directory = directory();
        let place = cursor.as_ref().map(|cursor| directory.rewound(cursor));
        let page = directory.members(&id, place.as_ref(), 2).await.unwrap();
        all.extend(page.entries.into_iter().map(|entry| entry.login));
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    all.sort();
    assert_eq!(all, ["odd,comma", "odd.paren)(uid=*", "user01", "user02", "user03", "user04"], "each once");
}

#[tokio::test]
async fn a_huge_group_most_of_whom_are_gone() {
    let gone = (0..5_000).map(|number| format!("uid=gone{number},{}", staff()));
    let here = (1..=15).map(|number| format!("uid=user{number:02},{}", staff()));
    let huge = Fresh::group(gone.chain(here));
    let directory = directory();
    let (found, took) = timed(members(&directory, &huge.name)).await;
    assert_eq!(found.len(), 15);
    assert!(took < Duration::from_secs(20), "{took:?}");
    assert_eq!(directory.groups(&huge.name, 1).await.unwrap()[0].direct_members, 5_015);
}

#[tokio::test]
async fn only_the_members_attribute_that_was_chosen() {
    let posix = open(LdapServerConfig {
        privileged_groups: Vec::new(),
        ..with_schema(LdapFields { preset: LdapPreset::PosixAccount, ..LdapFields::default() })
    });
    assert_eq!(members(&posix, "posix").await, ["odd.paren)(uid=*", "user07", "user08"]);
    assert_eq!(posix.groups("sales", 5).await.unwrap(), []);
    let config = LdapServerConfig { privileged_groups: vec![group_dn("posix")], ..config() };
    assert!(person(&open(config), "user07").await.protected, "by what they sign in with");
}

#[tokio::test]
async fn what_is_no_group() {
    let directory = directory();
    let anna = person(&directory, "user01").await.object_id;
    for id in [anna, ObjectId("*".into()), ObjectId(String::new())] {
        let outcome = directory.members(&id, None, 10).await;
        assert_eq!(outcome.map(drop), Err(DirectoryError::NotFound), "{id}");
    }
}
