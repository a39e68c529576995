//! Onboarding a group whose members are not all there.

use crate::support::Home;
use latchkey_contract::admin::Connection;
use latchkey_domain::ids::DirectoryId;
use latchkey_store::imports;

#[tokio::test(flavor = "multi_thread")]
async fn who_was_not_found_again_is_left_out_with_the_reason() {
    let home = Home::practice().await;
    let (admin, _) = home.administrator("jonas").await;
    let caller = admin.caller();
    let form = Connection { practice: true, ..Connection::default() };
    let id = home.api.save_connection(&caller, form).await.unwrap();
    let directory = DirectoryId(id.clone());
    let (_, adapter) = home.app.directory(&directory).await.unwrap();
    let all = adapter.list(&[], None, 1000).await.unwrap().entries;
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
    let sales = home.api.groups(&caller, "Sales").await.unwrap().remove(0);
    let done = home.api.onboard_group(&caller, &id, &sales.id).await.unwrap();
    assert_eq!((done.added, done.already), (3, 0));
    let left: Vec<_> = done.left_out.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(left, [moved.display_name.as_str()]);
    assert!(done.left_out[0].why.starts_with("Not found by the last import"), "{}", done.left_out[0].why);
}

/// So that vouching can be tried in practice mode, every manager is somebody who can be asked.
#[tokio::test(flavor = "multi_thread")]
async fn practice_people_have_managers_who_are_there() {
    let home = Home::practice().await;
    let (admin, _) = home.administrator("jonas").await;
    let form = Connection { practice: true, ..Connection::default() };
    let id = home.api.save_connection(&admin.caller(), form).await.unwrap();
    let (_, adapter) = home.app.directory(&DirectoryId(id)).await.unwrap();
    let all = adapter.list(&[], None, 1000).await.unwrap().entries;
    let managed: Vec<_> = all.iter().filter(|entry| entry.manager_dn.is_some()).collect();
    assert!(managed.len() > 10, "{}", managed.len());
    for entry in managed {
        let manager = all.iter().find(|other| Some(&other.dn) == entry.manager_dn.as_ref()).unwrap();
        assert!(manager.login != entry.login && !manager.disabled && !manager.protected, "{}", entry.login);
        assert!(manager.mail.is_some());
    }
}
