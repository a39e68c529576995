//! Setting a password, and what is said when it cannot be set.

use crate::browser::Browser;
use crate::support::{FIRST_PASSWORD, Tenant, nothing_broke_the_contract};
use latchkey_contract::check::SetUpFault;
use latchkey_domain::Secret;
use latchkey_domain::directory::{DirectoryError, Elsewhere, Perhaps, PolicySource, SignIn};
use latchkey_domain::ids::ObjectId;
use serde_json::json;

fn good() -> Secret {
    Secret::new("Quite-New-Passw0rd")
}

/// Whether this password opens the sign-in page.
async fn opens(tenant: &Tenant, login: &str, password: &str) -> bool {
    let directory = tenant.open();
    let SignIn::Redirect(there) = directory.sign_in() else { panic!("no page") };
    let state = Secret::new(format!("{login}-{password}-0123456789"));
    let url = there.begin_sign_in(&state, crate::support::WAY_BACK).await.unwrap();
    Browser::new().sign_in(&url, &tenant.upn(login), password).await.is_some()
}

#[tokio::test]
async fn a_reset_sets_the_password_ends_sessions_and_is_read_back() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    let anna = tenant.person("anna");
    let before = directory.passwords().state(&anna).await.unwrap();
    let written = directory.passwords().reset(&anna, &good()).await.unwrap();
    assert_eq!((written.server.as_str(), written.signed_in, written.history_checked), ("127.0.0.1", false, false));
    let after = written.state.unwrap();
    assert!(after.password_set_at > before.password_set_at && !after.must_change && !after.disabled);
    assert_eq!(directory.passwords().state_from(&anna, &written.server).await.unwrap(), after);
    let stands = tenant.stands("anna").await;
    assert_eq!((stands["password"].as_str(), stands["mustChange"].as_bool()), (Some(good().expose()), Some(false)));
    assert!(stands["signInSessionsValidFromDateTime"].as_str().unwrap() > "2025", "{stands}");
    assert!(opens(&tenant, "anna", good().expose()).await);
    assert!(!opens(&tenant, "anna", FIRST_PASSWORD).await);
    let elsewhere = directory.passwords().state_from(&anna, "graph.example").await;
    assert!(matches!(elsewhere, Err(DirectoryError::Unreachable { .. })));
    nothing_broke_the_contract().await;
}

#[tokio::test]
async fn sessions_stay_where_the_administrator_says_so() {
    let tenant = Tenant::new().await;
    let mut form = tenant.form();
    form.entra.keep_sessions = true;
    let written = tenant.open_with(&form).passwords().reset(&tenant.person("anna"), &good()).await.unwrap();
    assert!(written.state.is_some());
    assert!(!tenant.requests().await.iter().any(|request| request.contains("revoke")));
    // a password that is set stays set when the sessions cannot be ended
    tenant.set(json!({"denied": ["revoke"]})).await;
    let written = tenant.open().passwords().reset(&tenant.person("ben"), &good()).await.unwrap();
    assert!(written.state.is_some());
    assert_eq!(tenant.stands("ben").await["password"], good().expose());
    nothing_broke_the_contract().await;
}

#[tokio::test]
async fn refusals_have_reasons() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    let reset = async |login: &str, new: &str| {
        directory.passwords().reset(&tenant.person(login), &Secret::new(new)).await.unwrap_err()
    };
    let banned = reset("anna", "Contoso-2024!").await;
    let DirectoryError::RefusedByPolicy { code, perhaps } = banned else { panic!("{banned:?}") };
    assert!(code.starts_with("400 Request_BadRequest, request "), "{code}");
    assert_eq!(perhaps, [Perhaps::Listed]);
    let simple = reset("anna", "all small letters").await;
    assert!(
        matches!(simple, DirectoryError::RefusedByPolicy { perhaps, .. } if perhaps == [Perhaps::TooSimple, Perhaps::Listed])
    );
    assert_eq!(reset("anna", "Short-1").await, DirectoryError::TooShort { min: 8 });
    assert_eq!(reset("anna", "Größer-als-1").await, DirectoryError::BadCharacters);
    assert_eq!(reset("synced", good().expose()).await, DirectoryError::SetElsewhere { by: Elsewhere::OnPremises });
    let admin = reset("admin", good().expose()).await;
    assert!(matches!(admin, DirectoryError::SetUp { fault: SetUpFault::MissingRole, .. }), "{admin:?}");
    assert_eq!(tenant.stands("anna").await["password"], FIRST_PASSWORD);
    let nobody = ObjectId("11112222-3333-4444-8555-666677778888".to_owned());
    assert_eq!(directory.passwords().reset(&nobody, &good()).await.unwrap_err(), DirectoryError::NotFound);
    assert_eq!(directory.passwords().state(&nobody).await.unwrap_err(), DirectoryError::NotFound);
    nothing_broke_the_contract().await;
}

#[tokio::test]
async fn states_and_rules() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    let state = async |login: &str| directory.passwords().state(&tenant.person(login)).await.unwrap();
    assert!(state("admin").await.protected && state("groupadmin").await.protected && !state("anna").await.protected);
    assert!(state("disabled").await.disabled);
    assert_eq!(state("synced").await.set_elsewhere, Some(Elsewhere::OnPremises));
    assert_eq!(state("elsewhere").await.set_elsewhere, Some(Elsewhere::IdentityProvider));
    let policy = directory.passwords().policy_for(&tenant.person("anna")).await.unwrap();
    assert_eq!(policy.source, PolicySource::Published);
    assert_eq!((policy.min_length, policy.max_length, policy.complexity, policy.history), (8, Some(256), true, 0));
    let (can, anna) = (directory.capabilities(), tenant.person("anna"));
    assert!(!can.unlock && !can.change && can.eventual_secs > 0);
    assert_eq!(directory.passwords().unlock(&anna).await.unwrap_err(), DirectoryError::Unsupported);
    let change = directory.passwords().change(&anna, &Secret::new(FIRST_PASSWORD), &good()).await;
    assert_eq!(change.unwrap_err(), DirectoryError::Unsupported);
    nothing_broke_the_contract().await;
}
