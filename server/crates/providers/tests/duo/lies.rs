//! Answers of Duo that must not be believed.

use crate::stand_in::{CLIENT_ID, CLIENT_SECRET, Lie, StandIn};
use crate::walk::{exchange, stand_in, there_and_back};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use latchkey_domain::Clock as _;
use latchkey_providers::duo::{DuoError, Finished, Refusal};
use latchkey_testkit::TestClock;
use serde_json::{Value, json};

async fn told(stand_in: &StandIn, lie: Lie) -> Result<Finished, DuoError> {
    stand_in.behave(|behaviour| behaviour.lie = lie);
    let duo = stand_in.duo();
    let (started, code) = there_and_back(&duo).await;
    exchange(&duo, &started, &code).await
}
async fn claiming(stand_in: &StandIn, claims: Value) -> Result<Finished, DuoError> {
    told(stand_in, Lie { claims, ..Lie::none() }).await
}

#[tokio::test]
async fn claims_that_are_wrong() {
    let stand_in = stand_in();
    let now = TestClock::years_ago().now().secs();
    let lies: [(Value, Refusal); 19] = [
        (json!({ "iss": format!("https://{}", stand_in.host()) }), Refusal::Issuer),
        (json!({ "iss": "https://evil.example/oauth/v1/token" }), Refusal::Issuer),
        (json!({ "aud": "DIYYYYYYYYYYYYYYYYYY" }), Refusal::Audience),
        (json!({ "aud": [CLIENT_ID, "DIYYYYYYYYYYYYYYYYYY"] }), Refusal::Audience),
        (json!({ "aud": [] }), Refusal::Audience),
        (json!({ "exp": now - 60 }), Refusal::Expired),
        (json!({ "iat": now + 61 }), Refusal::Expired),
        (json!({ "nonce": null }), Refusal::Nonce),
        (json!({ "nonce": "" }), Refusal::Nonce),
        (json!({ "nonce": "0".repeat(64) }), Refusal::Nonce),
        (json!({ "preferred_username": null }), Refusal::Username),
        (json!({ "preferred_username": "mallory" }), Refusal::Username),
        (json!({ "preferred_username": "JÖRG.O'NEILL+X@CORP.EXAMPLE" }), Refusal::Username),
        (json!({ "auth_result": null }), Refusal::Denied),
        (json!({ "auth_result": {} }), Refusal::Denied),
        (json!({ "auth_result": { "result": "deny", "status": "deny" } }), Refusal::Denied),
        (json!({ "auth_result": { "result": "fraud" } }), Refusal::Denied),
        (json!({ "auth_result": { "result": "ALLOW" } }), Refusal::Denied),
        (json!({ "auth_result": { "result": "deny" }, "auth_context": null }), Refusal::Denied),
    ];
    for (lie, refusal) in lies {
        assert_eq!(claiming(&stand_in, lie.clone()).await, Err(refusal.into()), "{lie}");
    }
    for missing in ["iss", "aud", "exp", "iat"] {
        assert!(matches!(claiming(&stand_in, json!({ missing: null })).await, Err(DuoError::Setup(_))), "{missing}");
    }
    for fine in
        [json!({}), json!({ "aud": [CLIENT_ID] }), json!({ "iat": now as f64 + 0.5, "exp": now as f64 + 299.5 })]
    {
        claiming(&stand_in, fine).await.unwrap();
    }
}

#[tokio::test]
async fn nobody_was_asked() {
    let stand_in = stand_in();
    let context = |factor: Value, reason: Value| json!({ "auth_context": { "factor": factor, "reason": reason, "result": "success" } });
    for reason in [
        "allow_unenrolled_user",
        "allow_unenrolled_user_on_trusted_network",
        "allowed_by_policy",
        "bypass_user",
        "remembered_device",
        "trusted_location",
        "trusted_network",
    ] {
        let said = claiming(&stand_in, context(json!("duo_push"), json!(reason))).await;
        assert_eq!(said, Err(Refusal::NotAsked.into()), "{reason}");
    }
    for factor in [json!("not_available"), json!("remembered_device"), json!("trusted_network"), json!(""), json!(null)]
    {
        let said = claiming(&stand_in, context(factor.clone(), json!("user_approved"))).await;
        assert_eq!(said, Err(Refusal::NotAsked.into()), "{factor}");
    }
    for nothing in
        [json!({ "auth_context": null }), json!({ "auth_context": {} }), context(json!("duo_push"), json!(null))]
    {
        assert_eq!(claiming(&stand_in, nothing.clone()).await, Err(Refusal::NotAsked.into()), "{nothing}");
    }
    for (factor, reason) in [("hardware_token", "valid_passcode"), ("duo_push", "verification_code_correct")] {
        let said = claiming(&stand_in, context(json!(factor), json!(reason))).await;
        assert_eq!(said, Ok(Finished { factor: factor.into() }));
    }
}

#[tokio::test]
async fn signatures_that_are_none() {
    let stand_in = stand_in();
    let secret = |secret: &str| Lie { secret: secret.into(), ..Lie::none() };
    let algorithm = |algorithm| Lie { algorithm, ..Lie::none() };
    for lie in [
        secret(""),
        secret(CLIENT_ID),
        secret(&CLIENT_SECRET.to_uppercase()),
        algorithm(Algorithm::HS256),
        algorithm(Algorithm::HS384),
    ] {
        assert_eq!(told(&stand_in, lie).await, Err(Refusal::Signature.into()));
    }

    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({ "iss": format!("https://{}/oauth/v1/token", stand_in.host()) });
    let none = json!({ "alg": "none", "typ": "JWT" });
    for token in [format!("{}.{}.", part(&none), part(&claims)), String::new(), "a.b.c".into()] {
        let duo = stand_in.duo();
        let (started, code) = there_and_back(&duo).await;
        stand_in.behave(|behaviour| behaviour.answer = Some((200, json!({ "id_token": token }))));
        assert_eq!(exchange(&duo, &started, &code).await, Err(Refusal::Signature.into()), "{token}");
    }
}
