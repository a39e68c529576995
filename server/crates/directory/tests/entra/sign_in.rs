//! Signing in on the page of the tenant's, and everything that is no proof.

use crate::browser::Browser;
use crate::support::{FIRST_PASSWORD, Tenant, WAY_BACK, nothing_broke_the_contract};
use latchkey_domain::Secret;
use latchkey_domain::directory::{Directory, DirectoryError, RedirectSignIn, SignIn, SignInAnswer};
use latchkey_domain::entropy::new_token;
use latchkey_testkit::TestEntropy;
use serde_json::json;

fn page(directory: &dyn Directory) -> &dyn RedirectSignIn {
    match directory.sign_in() {
        SignIn::Redirect(there) => there,
        SignIn::Password(_) => panic!("no page"),
    }
}

fn state() -> Secret {
    new_token(&TestEntropy::Machine)
}

async fn answered(tenant: &Tenant, there: &dyn RedirectSignIn, login: &str) -> SignInAnswer {
    let url = there.begin_sign_in(&state(), WAY_BACK).await.unwrap();
    Browser::new().sign_in(&url, &tenant.upn(login), FIRST_PASSWORD).await.unwrap()
}

#[tokio::test]
async fn whoever_signs_in_is_known_by_the_object_id() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    let there = page(&*directory);
    let given = state();
    let url = there.begin_sign_in(&given, WAY_BACK).await.unwrap();
    assert!(url.starts_with(&format!("{}/{}/oauth2/v2.0/authorize?", crate::support::env("LOGIN"), tenant.text("id"))));
    assert!(url.contains("code_challenge=") && url.contains("nonce=") && url.contains("scope=openid+profile"), "{url}");
    let answer = Browser::new().sign_in(&url, &tenant.upn("anna"), FIRST_PASSWORD).await.unwrap();
    assert_eq!(answer.state, given, "the caller's own state");
    // another server finishes it: what was begun is shared
    let other = tenant.open();
    assert_eq!(page(&*other).finish_sign_in(&answer).await.unwrap(), Some(tenant.person("anna")));
    // and nobody does again
    assert_eq!(there.finish_sign_in(&answer).await.unwrap(), None);
    assert_eq!(page(&*other).finish_sign_in(&answer).await.unwrap(), None);
    nothing_broke_the_contract().await;
}

#[tokio::test]
async fn of_many_answers_at_once_one_counts() {
    let tenant = Tenant::new().await;
    let servers: Vec<_> = (0..4).map(|_| tenant.open()).collect();
    let answer = answered(&tenant, page(&*servers[0]), "anna").await;
    let all = servers.iter().map(|server| page(&**server).finish_sign_in(&answer));
    let known: Vec<_> = futures::future::join_all(all).await.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(known, [tenant.person("anna")]);
}

#[tokio::test]
async fn what_is_no_answer_to_it_proves_nothing() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    let there = page(&*directory);
    let nobody = async |answer: SignInAnswer| assert_eq!(there.finish_sign_in(&answer).await.unwrap(), None);
    // never begun
    nobody(SignInAnswer { state: state(), code: Secret::new("code") }).await;
    // somebody else's code: PKCE and nonce are of another sign-in
    let theirs = answered(&tenant, there, "ben").await;
    let mine = answered(&tenant, there, "anna").await;
    nobody(SignInAnswer { state: theirs.state.clone(), code: mine.code.clone() }).await;
    // and the sign-in is spent by that
    nobody(theirs).await;
    // a code that nobody gave
    nobody(SignInAnswer { state: mine.state, code: Secret::new("made-up") }).await;
    // too late
    let late = answered(&tenant, there, "anna").await;
    tenant.clock.advance(601);
    nobody(late).await;
    // the same state twice
    let twice = state();
    there.begin_sign_in(&twice, WAY_BACK).await.unwrap();
    assert!(matches!(there.begin_sign_in(&twice, WAY_BACK).await, Err(DirectoryError::Other { .. })));
    nothing_broke_the_contract().await;
}

/// All tenants' tokens are signed with the same keys.
#[tokio::test]
async fn tokens_of_another_tenant_or_of_nobody_prove_nothing() {
    let other = Tenant::new().await;
    let claims = |what: serde_json::Value| async move {
        let tenant = Tenant::new().await;
        tenant.set(json!({"claims": what})).await;
        let directory = tenant.open();
        let answer = answered(&tenant, page(&*directory), "anna").await;
        page(&*directory).finish_sign_in(&answer).await.unwrap()
    };
    assert_eq!(claims(json!({"tid": other.text("id")})).await, None, "another tenant's");
    assert_eq!(claims(json!({"tid": null})).await, None);
    assert_eq!(claims(json!({"oid": null})).await, None, "sub alone is no account");
    assert_eq!(claims(json!({"oid": "anna"})).await, None);
    // a code of the other tenant's, brought to ours with a state of ours
    let tenant = Tenant::new().await;
    let (ours, theirs) = (tenant.open(), other.open());
    let foreign = answered(&other, page(&*theirs), "anna").await;
    let begun = answered(&tenant, page(&*ours), "anna").await;
    let mixed = SignInAnswer { state: begun.state, code: foreign.code };
    assert_eq!(page(&*ours).finish_sign_in(&mixed).await.unwrap(), None);
    nothing_broke_the_contract().await;
}

/// A guest who has a colleague's address is themselves, and nobody who is imported.
#[tokio::test]
async fn a_guest_with_a_colleagues_mail_is_not_the_colleague() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    let there = page(&*directory);
    let url = there.begin_sign_in(&state(), WAY_BACK).await.unwrap();
    let guest = tenant.stands("guest").await;
    assert_eq!(guest["mail"], tenant.upn("anna"), "the same address");
    let name = guest["userPrincipalName"].as_str().unwrap().to_owned();
    let answer = Browser::new().sign_in(&url, &name, FIRST_PASSWORD).await.unwrap();
    let who = there.finish_sign_in(&answer).await.unwrap();
    assert_eq!(who, Some(tenant.person("guest")));
    let listed = crate::support::everybody(&*directory, 999).await;
    assert!(!listed.iter().any(|entry| Some(&entry.object_id) == who.as_ref()));
    nothing_broke_the_contract().await;
}

/// The name may be given to somebody else; the account is the object.
#[tokio::test]
async fn another_account_under_the_same_name_is_another() {
    let tenant = Tenant::new().await;
    let directory = tenant.open();
    let there = page(&*directory);
    let first = there.finish_sign_in(&answered(&tenant, there, "anna").await).await.unwrap();
    let (ben, anna) = (tenant.upn("ben"), tenant.upn("anna"));
    tenant.change("anna", json!({"userPrincipalName": format!("gone-{anna}")})).await;
    tenant.change("ben", json!({"userPrincipalName": anna, "mail": anna})).await;
    let second = there.finish_sign_in(&answered(&tenant, there, "anna").await).await.unwrap();
    assert_eq!((first, second), (Some(tenant.person("anna")), Some(tenant.person("ben"))), "{ben}");
}

#[tokio::test]
async fn clocks_that_differ_too_much_prove_nothing() {
    let tenant = Tenant::new().await;
    tenant.clock.advance(-300);
    let directory = tenant.open();
    let answer = answered(&tenant, page(&*directory), "anna").await;
    assert_eq!(page(&*directory).finish_sign_in(&answer).await.unwrap(), None);
    nothing_broke_the_contract().await;
}
