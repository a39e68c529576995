//! Signing in on the page, and whoever tries to be somebody else.

use crate::browser::Browser;
use crate::support::{WAY_BACK, with_customer};
use latchkey_domain::directory::{Directory, DirectoryError, RedirectSignIn, SignIn, SignInAnswer};
use latchkey_domain::{Secret, entropy};
use latchkey_testkit::TestEntropy;
use serde_json::json;
use std::collections::BTreeMap;

fn there(directory: &dyn Directory) -> &dyn RedirectSignIn {
    match directory.sign_in() {
        SignIn::Redirect(there) => there,
        SignIn::Password(_) => panic!("no page"),
    }
}

fn state() -> Secret {
    entropy::new_token(&TestEntropy::Machine)
}

async fn walk(directory: &dyn Directory, mail: &str) -> SignInAnswer {
    let state = state();
    let page = there(directory).begin_sign_in(&state, WAY_BACK).await.unwrap();
    let answer = Browser::default().sign_in(&page, mail).await;
    assert_eq!(answer.state, state);
    answer
}

#[tokio::test]
async fn who_signs_in_is_the_account_by_its_id() {
    with_customer("signin", json!({}), async |google| {
        let aliases = json!({ "aliases": ["anna@second.example"] });
        let anna = google.person("anna", aliases).await;
        let directory = google.open().await;
        let answer = walk(&*directory, &google.mail("anna")).await;
        assert_eq!(there(&*directory).finish_sign_in(&answer).await, Ok(Some(anna.clone())));
        // by an alias in another of its domains: the same account
        let answer = walk(&*directory, "anna@second.example").await;
        assert_eq!(there(&*directory).finish_sign_in(&answer).await, Ok(Some(anna)));

        let page = there(&*directory).begin_sign_in(&state(), WAY_BACK).await.unwrap();
        let page: url::Url = page.parse().unwrap();
        let said: BTreeMap<_, _> = page.query_pairs().into_owned().collect();
        assert_eq!((said["hd"].as_str(), said["scope"].as_str()), ("signin.example", "openid email"));
        assert_eq!((said["prompt"].as_str(), said.get("max_age")), ("select_account", None));
        assert_eq!((said["code_challenge_method"].as_str(), said["redirect_uri"].as_str()), ("S256", WAY_BACK));
        assert!(said["nonce"].len() == 64 && said["state"].len() == 64);
    })
    .await;
}

#[tokio::test]
async fn nobody_from_outside() {
    let strangers = json!([
        { "email": "private@gmail.test", "sub": "300" },
        { "email": "eve@evil.example", "sub": "301", "hd": "evil.example" },
        // says that it is ours, and is no account of ours
        { "email": "liar@outside.example", "sub": "302", "hd": "outside.example" },
        { "email": "case@outside.example", "sub": "303", "hd": "OUTSIDE.example.evil.example" },
    ]);
    with_customer("outside", json!({ "strangers": strangers }), async |google| {
        let anna = google.person("anna", json!({ "id": "777" })).await;
        google.person("guest", json!({ "id": "778", "isGuestUser": true })).await;
        let directory = google.open().await;
        for mail in ["private@gmail.test", "eve@evil.example", "liar@outside.example", "case@outside.example"] {
            let answer = walk(&*directory, mail).await;
            assert_eq!(there(&*directory).finish_sign_in(&answer).await, Ok(None), "{mail}");
        }
        let answer = walk(&*directory, &google.mail("guest")).await;
        assert_eq!(there(&*directory).finish_sign_in(&answer).await, Ok(None));

        // a token with the id of one of ours, but of a private account or of another organisation's
        let forged = json!({ "strangers": [
            { "email": "no-hd@gmail.test", "sub": anna.0 },
            { "email": "other-hd@evil.example", "sub": anna.0, "hd": "evil.example" },
        ] });
        google.change(forged).await;
        for mail in ["no-hd@gmail.test", "other-hd@evil.example"] {
            let answer = walk(&*directory, mail).await;
            assert_eq!(there(&*directory).finish_sign_in(&answer).await, Ok(None), "{mail}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_same_address_given_to_another_is_another() {
    with_customer("again", json!({}), async |google| {
        let first = google.person("anna", json!({})).await;
        let directory = google.open().await;
        let answer = walk(&*directory, &google.mail("anna")).await;
        assert_eq!(there(&*directory).finish_sign_in(&answer).await, Ok(Some(first.clone())));
        let named = google.look().await["named"].clone();
        let others: Vec<_> = named.as_array().unwrap().iter().filter(|one| one["id"] != json!(first.0)).collect();
        google.change(json!({ "named": others })).await;
        let second = google.person("anna", json!({})).await;
        let answer = walk(&*directory, &google.mail("anna")).await;
        let who = there(&*directory).finish_sign_in(&answer).await.unwrap();
        assert_eq!(who, Some(second));
        assert_ne!(who, Some(first));
    })
    .await;
}

#[tokio::test]
async fn each_answer_counts_once_on_any_server() {
    with_customer("once", json!({}), async |google| {
        let anna = google.person("anna", json!({})).await;
        let (one, other) = (google.open().await, google.open().await);
        // begun on one, answered on another
        let answer = walk(&*one, &google.mail("anna")).await;
        assert_eq!(there(&*other).finish_sign_in(&answer).await, Ok(Some(anna)));
        assert_eq!(there(&*one).finish_sign_in(&answer).await, Ok(None), "replayed");
        // both at once: one of them
        let answer = walk(&*one, &google.mail("anna")).await;
        let (a, b) = tokio::join!(there(&*one).finish_sign_in(&answer), there(&*other).finish_sign_in(&answer));
        assert_eq!([a.unwrap(), b.unwrap()].iter().flatten().count(), 1);
        // no state is begun twice, not even after it was answered
        let again = there(&*one).begin_sign_in(&answer.state, WAY_BACK).await;
        assert!(matches!(again, Err(DirectoryError::Other { .. })), "{again:?}");
        assert!(there(&*one).begin_sign_in(&Secret::new("short"), WAY_BACK).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn answers_that_belong_to_nothing() {
    with_customer("nothing", json!({}), async |google| {
        google.person("anna", json!({})).await;
        google.person("ben", json!({})).await;
        let directory = google.open().await;
        let (anna, ben) = (walk(&*directory, &google.mail("anna")).await, walk(&*directory, &google.mail("ben")).await);
        // Ben’s code in Anna’s sign-in: PKCE and nonce are not his, and hers is spent
        let crossed = SignInAnswer { state: anna.state.clone(), code: ben.code.clone() };
        assert_eq!(there(&*directory).finish_sign_in(&crossed).await, Ok(None));
        assert_eq!(there(&*directory).finish_sign_in(&anna).await, Ok(None));
        let unknown = SignInAnswer { state: state(), code: Secret::new("code") };
        assert_eq!(there(&*directory).finish_sign_in(&unknown).await, Ok(None));
        for code in ["", "made-up"] {
            let begun = state();
            there(&*directory).begin_sign_in(&begun, WAY_BACK).await.unwrap();
            let answer = SignInAnswer { state: begun, code: Secret::new(code) };
            assert_eq!(there(&*directory).finish_sign_in(&answer).await, Ok(None), "{code:?}");
        }
        let late = walk(&*directory, &google.mail("anna")).await;
        google.clock.advance(601);
        assert_eq!(there(&*directory).finish_sign_in(&late).await, Ok(None), "too late");
    })
    .await;
}
