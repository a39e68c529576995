//! The line and the service at their worst.

use crate::support::{FIRST_PASSWORD, Tenant, nothing_broke_the_contract};
use latchkey_contract::check::SetUpFault;
use latchkey_domain::Secret;
use latchkey_domain::directory::{Directory, DirectoryError};
use serde_json::json;
use std::sync::Arc;

async fn reset(tenant: &Tenant, directory: &Arc<dyn Directory>) -> Result<(), DirectoryError> {
    directory.passwords().reset(&tenant.person("anna"), &Secret::new("Quite-New-Passw0rd")).await.map(|_| ())
}

async fn patches(tenant: &Tenant) -> usize {
    tenant.requests().await.iter().filter(|request| request.starts_with("PATCH")).count()
}

#[tokio::test]
async fn who_is_told_to_come_later_does() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    for (status, headers) in [(429, json!({"retry-after": "0.3"})), (503, json!({"retry-after": "1"}))] {
        tenant.fault("PATCH", "/users", json!({"do": "status", "status": status, "headers": headers}), 1).await;
        let since = tenant.now();
        reset(&tenant, &directory).await.unwrap();
        assert!(tenant.now().since(since) >= 300, "{status} came too soon");
    }
    assert_eq!(patches(&tenant).await, 4);
    tenant.fault("GET", "/users", json!({"do": "status", "status": 429, "headers": {"retry-after": "0.1"}}), 3).await;
    assert_eq!(directory.people().list(&[], None, 999).await.unwrap().entries.len(), 8);
    nothing_broke_the_contract().await;
}

#[tokio::test]
async fn who_is_told_to_come_much_later_says_so_at_once() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    tenant.fault("PATCH", "/users", json!({"do": "status", "status": 429, "headers": {"retry-after": "120"}}), 9).await;
    let since = tenant.now();
    let refused = reset(&tenant, &directory).await.unwrap_err();
    assert!(matches!(&refused, DirectoryError::Unreachable { detail } if detail.contains("429")), "{refused:?}");
    assert!(tenant.now().since(since) < 5_000);
    assert_eq!(patches(&tenant).await, 1);
    nothing_broke_the_contract().await;
}

/// The answer is lost, so nobody knows; and it is known again once the account is read.
#[tokio::test]
async fn an_answer_that_is_lost_leaves_it_open() {
    for (fault, done) in [("hang-before", false), ("hang-after", true), ("half", true), ("cut-before", false)] {
        let tenant = Tenant::new().await;
        let directory = tenant.open();
        let anna = tenant.person("anna");
        let before = directory.passwords().state(&anna).await.unwrap().password_set_at;
        tenant.fault("PATCH", "/users", json!({"do": fault}), 1).await;
        let outcome = reset(&tenant, &directory).await;
        assert!(
            matches!(&outcome, Err(DirectoryError::Unknown { server, .. }) if server == "127.0.0.1"),
            "{fault}: {outcome:?}"
        );
        assert_eq!(patches(&tenant).await, 1, "{fault}: not sent twice");
        let after = directory.passwords().state_from(&anna, "127.0.0.1").await.unwrap().password_set_at;
        assert_eq!(after > before, done, "{fault}");
        assert_eq!(tenant.stands("anna").await["password"] != FIRST_PASSWORD, done);
    }
    nothing_broke_the_contract().await;
}

#[tokio::test]
async fn a_gateway_that_gave_up_leaves_it_open() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    tenant.fault("PATCH", "/users", json!({"do": "status", "status": 504, "code": "UnknownError"}), 1).await;
    assert!(matches!(reset(&tenant, &directory).await, Err(DirectoryError::Unknown { .. })));
    tenant.fault("GET", "/users", json!({"do": "status", "status": 500, "code": "UnknownError"}), 1).await;
    assert!(matches!(directory.people().list(&[], None, 9).await, Err(DirectoryError::Unreachable { .. })));
    nothing_broke_the_contract().await;
}

#[tokio::test]
async fn halves_and_floods_are_no_answers() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    for fault in ["half", "huge"] {
        tenant.fault("GET", "/users", json!({"do": fault}), 1).await;
        let page = directory.people().list(&[], None, 999).await;
        assert!(matches!(page, Err(DirectoryError::Unreachable { .. })), "{fault}: {page:?}");
    }
    assert_eq!(directory.people().list(&[], None, 999).await.unwrap().entries.len(), 8);
    nothing_broke_the_contract().await;
}

/// Nobody to connect to was never heard.
#[tokio::test]
async fn nobody_there_is_not_a_lost_answer() {
    let tenant = Tenant::new().await;
    let mut form = tenant.form();
    form.entra.graph_base = "https://127.0.0.1:9".to_owned();
    let directory = tenant.open_with(&form);
    assert!(matches!(reset(&tenant, &directory).await, Err(DirectoryError::Unreachable { .. })));
}

#[tokio::test]
async fn a_token_is_kept_renewed_early_and_once_when_it_is_refused() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    let anna = tenant.person("anna");
    for _ in 0..3 {
        directory.passwords().state(&anna).await.unwrap();
    }
    assert_eq!(tenant.tokens().await.len(), 1);
    tenant.clock.advance(3599 - 301);
    directory.passwords().state(&anna).await.unwrap();
    assert_eq!(tenant.tokens().await.len(), 1);
    tenant.clock.advance(2);
    directory.passwords().state(&anna).await.unwrap();
    assert_eq!(tenant.tokens().await.len(), 2, "five minutes before it ends");
    let refused = json!({"do": "status", "status": 401, "code": "InvalidAuthenticationToken"});
    tenant.fault("GET", "/users", refused.clone(), 1).await;
    directory.passwords().state(&anna).await.unwrap();
    assert_eq!(tenant.tokens().await.len(), 3);
    tenant.fault("GET", "/users", refused, 9).await;
    assert!(matches!(directory.passwords().state(&anna).await, Err(DirectoryError::BindRefused { .. })));
    assert_eq!(tenant.tokens().await.len(), 4, "once more, and not for ever");
    nothing_broke_the_contract().await;
}

#[tokio::test]
async fn a_secret_that_ends_in_the_middle_is_named() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    let anna = tenant.person("anna");
    directory.passwords().state(&anna).await.unwrap();
    tenant.set(json!({"secretExpired": true})).await;
    directory.passwords().state(&anna).await.unwrap();
    tenant.clock.advance(3600);
    let over = directory.passwords().state(&anna).await.unwrap_err();
    assert!(
        matches!(&over, DirectoryError::SetUp { fault: SetUpFault::SecretExpired, detail } if detail.starts_with("AADSTS7000222")),
        "{over:?}"
    );
    tenant.set(json!({"secretExpired": false})).await;
    directory.passwords().state(&anna).await.unwrap();
    nothing_broke_the_contract().await;
}

#[tokio::test]
async fn what_is_missing_at_the_vendor_is_named() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    for what in ["users", "domains", "roleManagement", "groups"] {
        tenant.set(json!({"denied": [what]})).await;
        // without roles nobody could be told from an administrator
        let page = tenant.open().people().list(&[], None, 9).await;
        assert!(matches!(page, Err(DirectoryError::SetUp { fault: SetUpFault::NoConsent, .. })), "{what}: {page:?}");
    }
    tenant.set(json!({"denied": ["reset"]})).await;
    assert!(matches!(
        reset(&tenant, &directory).await,
        Err(DirectoryError::SetUp { fault: SetUpFault::MissingRole, .. })
    ));
    let fault = async |change: fn(&mut latchkey_contract::admin::Connection)| {
        let mut form = tenant.form();
        change(&mut form);
        match tenant.open_with(&form).people().list(&[], None, 9).await {
            Err(DirectoryError::SetUp { fault, .. }) => fault,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(fault(|form| form.password = "wrong".into()).await, SetUpFault::WrongSecret);
    assert_eq!(fault(|form| form.domain = "nobody.example".into()).await, SetUpFault::NoTenant);
    let stranger = fault(|form| form.entra.client_id = "00001111-aaaa-2222-bbbb-3333cccc4444".into()).await;
    assert_eq!(stranger, SetUpFault::UnknownClient);
    tenant.set(json!({"blocked": true})).await;
    assert_eq!(fault(|_| {}).await, SetUpFault::ConditionalAccess);
    nothing_broke_the_contract().await;
}
