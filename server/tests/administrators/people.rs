//! Onboarding a group whose members are not all there.

use crate::support::{Home, refusal, secret};
use latchkey_contract::admin::{DirectoryFault, Refused, WhyLeftOut};
use latchkey_domain::ids::DirectoryId;
use latchkey_store::directories::{self, DirectoryRow};
use latchkey_store::imports;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Barrier;

#[tokio::test(flavor = "multi_thread")]
async fn who_was_not_found_again_is_left_out_with_the_reason() {
    let home = Home::practice().await;
    let (admin, phone) = home.administrator("jonas").await;
    let caller = admin.caller();
    let id = home.practice_directory(&admin, &phone).await;
    let directory = DirectoryId(id.clone());
    let (_, adapter) = home.app.directory(&directory).await.unwrap();
    let all = adapter.people().list(&[], None, 1000).await.unwrap().entries;
    let moved = all.iter().find(|entry| entry.login == "anna").unwrap().clone();
    let rest: Vec<_> = all.iter().filter(|entry| entry.login != "anna").cloned().collect();
    for entries in [all, rest] {
        let wanted = directory.clone();
        home.write(move |tx| {
            let run = imports::start(tx, &wanted, 1)?.run;
            imports::page(tx, &wanted, run, None, &entries, None)?;
            imports::finish(tx, &wanted, run)
        })
        .await;
    }
    let sales = home.api.people.groups(&caller, "Sales").await.unwrap().rows.remove(0);
    let done = home.api.people.onboard_group(&caller, &id, &sales.id, "").await.unwrap().done().unwrap();
    assert_eq!((done.added, done.already), (3, 0));
    let left: Vec<_> = done.left_out.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(left, [moved.display_name.as_str()]);
    assert_eq!(done.left_out[0].why, WhyLeftOut::NotFound);
}

/// So that vouching can be tried in practice mode, every manager is somebody who can be asked.
#[tokio::test(flavor = "multi_thread")]
async fn practice_people_have_managers_who_are_there() {
    let home = Home::practice().await;
    let (admin, phone) = home.administrator("jonas").await;
    let id = home.practice_directory(&admin, &phone).await;
    let (_, adapter) = home.app.directory(&DirectoryId(id)).await.unwrap();
    let all = adapter.people().list(&[], None, 1000).await.unwrap().entries;
    let managed: Vec<_> = all.iter().filter(|entry| entry.manager_dn.is_some()).collect();
    assert!(managed.len() > 10, "{}", managed.len());
    for entry in managed {
        let manager = all.iter().find(|other| Some(&other.dn) == entry.manager_dn.as_ref()).unwrap();
        assert!(manager.login != entry.login && !manager.disabled && !manager.protected, "{}", entry.login);
        assert!(manager.mail.is_some());
    }
}

/// A domain whose only server accepts a connection and says nothing until all of them were called.
async fn silent_domain(home: &Home, name: &'static str, all_called: Arc<Barrier>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let servers = format!("ldaps://127.0.0.1:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        let first = listener.accept().await.unwrap();
        all_called.wait().await;
        drop(first);
        // whoever tries again is not kept
        while let Ok(again) = listener.accept().await {
            drop(again);
        }
    });
    home.write(move |tx| {
        let row = DirectoryRow {
            id: DirectoryId(tx.new_id()),
            kind: "active-directory".into(),
            name: name.into(),
            label: String::new(),
            config: serde_json::json!({ "servers": servers, "account": "svc@corp.example", "trusted_pem": "" }),
            secret: secret("not sent to anybody"),
            subtrees: Vec::new(),
            domains: Vec::new(),
            active: true,
            version: 1,
        };
        directories::insert(tx, &row)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_is_away_hides_no_groups_of_the_others() {
    let home = Home::practice().await;
    let (admin, phone) = home.administrator("jonas").await;
    let caller = admin.caller();
    let both = Arc::new(Barrier::new(2));
    silent_domain(&home, "one.example", both.clone()).await;
    silent_domain(&home, "two.example", both).await;
    home.practice_directory(&admin, &phone).await;
    // asked one after the other, the first would keep the adapter's whole patience
    let asked = tokio::time::timeout(Duration::from_secs(3), home.api.people.groups(&caller, "Sales")).await;
    let found = asked.expect("side by side").unwrap();
    let names: Vec<_> = found.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!((names.as_slice(), found.answered), (["Sales"].as_slice(), 1));
    let mut unasked: Vec<_> = found.unasked.iter().map(|silent| silent.directory.as_str()).collect();
    // made within one millisecond, they stand in either order
    unasked.sort_unstable();
    assert_eq!(unasked, ["one.example", "two.example"]);
    for silent in found.unasked {
        let refused = refusal(silent.why);
        assert!(matches!(refused, Refused::Directory(DirectoryFault::Unreachable { .. })), "{refused:?}");
    }
}
