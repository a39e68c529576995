//! ID tokens that must not be believed, each beside one that is.

use crate::browser::callback;
use crate::liar::{ACCESS_TOKEN, CLIENT, Flow, Key, SECRET, sign_symmetrically, unsigned};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use latchkey_domain::{Clock as _, Secret};
use latchkey_web::oidc::{OidcError, Refusal};
use serde_json::{Value, json};
use sha2::Digest as _;

#[tokio::test]
async fn the_truth_is_believed() {
    let flow = Flow::new().await;
    let finished = flow.claiming(&json!({})).await.unwrap();
    assert_eq!((finished.subject.as_str(), &finished.issuer), ("248289761001", &flow.liar.base));
    assert_eq!(finished.email.as_deref(), Some("jane@example.com"));
    assert_eq!(finished.auth_time, flow.hand.now().plus_secs(-10));

    for unverified in [json!({ "email_verified": false }), json!({ "email_verified": null }), json!({ "email": null })]
    {
        assert_eq!(flow.claiming(&unverified).await.unwrap().email, None, "{unverified}");
    }
    let at_hash = URL_SAFE_NO_PAD.encode(&sha2::Sha256::digest(ACCESS_TOKEN)[..16]);
    for also in [json!({ "at_hash": at_hash }), json!({ "azp": CLIENT }), json!({ "aud": [CLIENT] })] {
        flow.claiming(&also).await.unwrap();
    }
}

#[tokio::test]
async fn claims_that_are_wrong() {
    let flow = Flow::new().await;
    let now = flow.hand.now().secs();
    let lies: [(Value, Refusal); 17] = [
        (json!({ "iss": "https://evil.example" }), Refusal::Issuer),
        (json!({ "iss": format!("{}/", flow.liar.base) }), Refusal::Issuer),
        (json!({ "aud": "another-app" }), Refusal::Audience),
        (json!({ "aud": [] }), Refusal::Audience),
        (json!({ "aud": [CLIENT, "another-app"], "azp": CLIENT }), Refusal::Audience),
        (json!({ "azp": "another-app" }), Refusal::Audience),
        (json!({ "nonce": null }), Refusal::Nonce),
        (json!({ "nonce": "" }), Refusal::Nonce),
        (json!({ "nonce": flow.started.state.expose() }), Refusal::Nonce),
        (json!({ "exp": now - 61 }), Refusal::Expired),
        (json!({ "iat": now + 61 }), Refusal::Expired),
        (json!({ "iat": now - 30 - 61, "auth_time": now - 30 - 61 }), Refusal::Expired),
        (json!({ "auth_time": now - 33 }), Refusal::NotAsked),
        (json!({ "auth_time": now - 86_400 }), Refusal::NotAsked),
        (json!({ "auth_time": now + 61 }), Refusal::NotAsked),
        (json!({ "at_hash": URL_SAFE_NO_PAD.encode([7; 16]) }), Refusal::AccessToken),
        (json!({ "sub": "" }), Refusal::Subject),
    ];
    for (lie, refusal) in lies {
        assert_eq!(flow.claiming(&lie).await, Err(OidcError::Refused(refusal)), "{lie}");
    }
    for missing in ["auth_time", "sub", "exp", "iat", "iss"] {
        let said = flow.claiming(&json!({ missing: null })).await.unwrap_err();
        assert!(matches!(said, OidcError::Setup(_)), "{missing}: {said:?}");
    }
    flow.claiming(&json!({})).await.unwrap();
}

#[tokio::test]
async fn signatures_that_are_none() {
    let flow = Flow::new().await;
    let claims = flow.claims();
    let jwk = flow.key.jwk.to_string();
    let pem =
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(&flow.key.public_der));
    let point = &flow.key.public_der[flow.key.public_der.len() - 65..];
    let good = flow.key.sign(&claims);
    let (head, signature) = good.rsplit_once('.').unwrap();
    let (header, _) = head.split_once('.').unwrap();
    let other_payload = URL_SAFE_NO_PAD.encode(flow.claims_with(&json!({ "sub": "1" })).to_string());

    let lies = [
        ("none", unsigned(&claims)),
        ("signature left out", format!("{head}.")),
        ("other payload", format!("{header}.{other_payload}.{signature}")),
        ("another key by the same name", Key::new("the-key").sign(&claims)),
        ("an unknown key", Key::new("another").sign(&claims)),
        ("the public key as a secret, DER", sign_symmetrically(&claims, &flow.key.public_der, Some("the-key"))),
        ("the public key as a secret, PEM", sign_symmetrically(&claims, pem.as_bytes(), Some("the-key"))),
        ("the public key as a secret, point", sign_symmetrically(&claims, point, Some("the-key"))),
        ("the public key as a secret, JWK", sign_symmetrically(&claims, jwk.as_bytes(), None)),
        ("nothing as a secret", sign_symmetrically(&claims, b"", None)),
        ("the client secret, unasked for", sign_symmetrically(&claims, SECRET.as_bytes(), None)),
    ];
    for (name, token) in &lies {
        assert_eq!(flow.finish(token).await, Err(OidcError::Refused(Refusal::Signature)), "{name}");
    }
    for odd in ["", "x", "a.b.c", &format!("{good}.{signature}")] {
        assert!(matches!(flow.finish(odd).await, Err(OidcError::Setup(_))), "{odd}");
    }
    flow.finish(&good).await.unwrap();

    // where the administrator wants it, the secret is believed, and still nothing else
    let flow = Flow::with(|config| config.allow_hs256 = true, |_| {}).await;
    let claims = flow.claims();
    flow.finish(&sign_symmetrically(&claims, SECRET.as_bytes(), None)).await.unwrap();
    for secret in [b"".as_slice(), b"x", &flow.key.public_der] {
        let token = sign_symmetrically(&claims, secret, Some("the-key"));
        assert_eq!(flow.finish(&token).await, Err(OidcError::Refused(Refusal::Signature)));
    }
    assert_eq!(flow.finish(&unsigned(&claims)).await, Err(OidcError::Refused(Refusal::Signature)));

    // an algorithm that the provider does not name is not used, whoever signs with it
    let flow =
        Flow::with(|_| {}, |said| said.metadata["id_token_signing_alg_values_supported"] = json!(["RS256"])).await;
    assert_eq!(flow.claiming(&json!({})).await, Err(OidcError::Refused(Refusal::Signature)));
}

#[tokio::test]
async fn another_provider_has_answered() {
    let flow = Flow::new().await;
    let code = Secret::new("the-code");
    let said = flow.oidc.finish(&callback(), &code, Some("https://evil.example"), &flow.started).await;
    assert_eq!(said, Err(OidcError::Refused(Refusal::Issuer)));
    assert_eq!(flow.liar.asked("/token"), 0, "the code must not be spent");
}

#[tokio::test]
async fn no_id_token_at_all() {
    let flow = Flow::new().await;
    flow.liar.says(|said| said.token = json!({ "access_token": ACCESS_TOKEN, "token_type": "Bearer" }));
    let said = flow.oidc.finish(&callback(), &Secret::new("the-code"), None, &flow.started).await;
    assert!(matches!(&said, Err(OidcError::Setup(text)) if text.contains("ID token")), "{said:?}");
}
