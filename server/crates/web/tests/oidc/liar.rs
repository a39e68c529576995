//! A provider that says what it is told to say: metadata, keys, and one answer of the token endpoint.

use crate::browser::callback;
use axum::Form;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use latchkey_domain::{Clock as _, Secret};
use latchkey_testkit::{TestClock, TestEntropy};
use latchkey_web::oidc::{Finished, Oidc, OidcConfig, OidcError, Started};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

pub const CLIENT: &str = "latchkey-app";
pub const SECRET: &str = "the client's secret: 40% & more";
pub const ACCESS_TOKEN: &str = "an-access-token";

/// A P-256 key pair.
pub struct Key {
    private: Vec<u8>,
    pub public_der: Vec<u8>,
    pub jwk: Value,
}

impl Key {
    pub fn new(kid: &str) -> Self {
        let private = openssl(&["ecparam", "-name", "prime256v1", "-genkey", "-noout"], b"");
        let private = openssl(&["pkcs8", "-topk8", "-nocrypt", "-outform", "DER"], &private);
        let public_der = openssl(&["pkey", "-inform", "DER", "-pubout", "-outform", "DER"], &private);
        let jwk = Jwk::from_encoding_key(&EncodingKey::from_ec_der(&private), Algorithm::ES256).unwrap();
        let mut jwk = serde_json::to_value(jwk).unwrap();
        jwk["kid"] = kid.into();
        jwk["use"] = "sig".into();
        Self { private, public_der, jwk }
    }

    pub fn sign(&self, claims: &Value) -> String {
        let header = Header { kid: Some(self.jwk["kid"].as_str().unwrap().into()), ..Header::new(Algorithm::ES256) };
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_ec_der(&self.private)).unwrap()
    }
}

pub fn sign_symmetrically(claims: &Value, secret: &[u8], kid: Option<&str>) -> String {
    let header = Header { kid: kid.map(str::to_owned), ..Header::new(Algorithm::HS256) };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(secret)).unwrap()
}
pub fn unsigned(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", part(&json!({ "alg": "none", "typ": "JWT" })), part(claims))
}

fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child =
        Command::new("openssl").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "openssl {arguments:?}");
    output.stdout
}

/// What it says. A status other than 200 goes before what would be said.
pub struct Answer {
    pub metadata: Value,
    pub keys: Vec<Value>,
    pub token: Value,
    pub status: HashMap<&'static str, u16>,
    /// How often a path was asked for.
    pub asked: HashMap<String, usize>,
}

impl Answer {
    pub fn answers(&mut self, path: &'static str, status: u16) {
        self.status.insert(path, status);
    }
}

pub struct Liar {
    pub base: String,
    pub said: Arc<Mutex<Answer>>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Liar {
    #[expect(clippy::disallowed_methods, reason = "a stand-in has no list of routes")]
    pub fn new(keys: Vec<Value>) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let metadata = json!({
            "issuer": base,
            "authorization_endpoint": format!("{base}/authorize"),
            "token_endpoint": format!("{base}/token"),
            "jwks_uri": format!("{base}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
        });
        let (token, status, asked) = (Value::Null, HashMap::new(), HashMap::new());
        let said = Arc::new(Mutex::new(Answer { metadata, keys, token, status, asked }));
        let router = Router::new()
            .route(
                "/.well-known/openid-configuration",
                get(|State(said): Shared| async move { axum::Json(said.lock().unwrap().metadata.clone()) }),
            )
            .route(
                "/jwks",
                get(|State(said): Shared| async move { axum::Json(json!({ "keys": said.lock().unwrap().keys })) }),
            )
            .route("/token", post(token_endpoint))
            .layer(middleware::from_fn_with_state(said.clone(), count))
            .with_state(said.clone());
        // a runtime of its own, so that it can be gone from one moment to the next, open connections and all
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.spawn(async move {
            axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), router).await.unwrap();
        });
        Self { base, said, runtime: Some(runtime) }
    }

    pub fn says(&self, change: impl FnOnce(&mut Answer)) {
        change(&mut self.said.lock().unwrap());
    }
    pub fn asked(&self, path: &str) -> usize {
        self.said.lock().unwrap().asked.get(path).copied().unwrap_or(0)
    }
    pub fn stop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
impl Drop for Liar {
    fn drop(&mut self) {
        self.stop();
    }
}

type Shared = State<Arc<Mutex<Answer>>>;

async fn count(State(said): Shared, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let status = {
        let mut said = said.lock().unwrap();
        *said.asked.entry(path.clone()).or_default() += 1;
        said.status.get(path.as_str()).copied()
    };
    match status {
        Some(302) => (StatusCode::FOUND, [("location", "/elsewhere")]).into_response(),
        Some(status) => (StatusCode::from_u16(status).unwrap(), "no").into_response(),
        None => next.run(request).await,
    }
}

async fn token_endpoint(
    State(said): Shared,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let urlencoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", urlencoded(CLIENT), urlencoded(SECRET))));
    let authorized = headers.get("authorization").is_some_and(|header| *header == *basic)
        || (form.get("client_id").is_some_and(|id| id == CLIENT)
            && form.get("client_secret").is_some_and(|it| it == SECRET));
    let (status, body) = if !authorized {
        (StatusCode::UNAUTHORIZED, json!({ "error": "invalid_client" }))
    } else if form["grant_type"] != "authorization_code"
        || form["redirect_uri"] != callback().as_str()
        || form["code_verifier"].len() != 64
    {
        (StatusCode::BAD_REQUEST, json!({ "error": "invalid_request" }))
    } else if form["code"] != "the-code" {
        (StatusCode::BAD_REQUEST, json!({ "error": "invalid_grant" }))
    } else {
        (StatusCode::OK, said.lock().unwrap().token.clone())
    };
    (status, axum::Json(body)).into_response()
}

/// A flow with the liar that has begun; its clock stands years ago.
pub struct Flow {
    pub liar: Liar,
    pub key: Key,
    pub hand: Arc<TestClock>,
    pub oidc: Oidc,
    pub started: Started,
}

impl Flow {
    pub async fn new() -> Self {
        Self::with(|_| {}, |_| {}).await
    }

    pub async fn with(config: impl FnOnce(&mut OidcConfig), said: impl FnOnce(&mut Answer)) -> Self {
        let key = Key::new("the-key");
        let liar = Liar::new(vec![key.jwk.clone()]);
        liar.says(said);
        let hand = Arc::new(TestClock::years_ago());
        let oidc = oidc(&liar, &hand, config);
        let started = oidc.begin(&callback(), None, &TestEntropy::Machine).await.unwrap().started;
        hand.advance(30);
        Self { liar, key, hand, oidc, started }
    }

    /// As they should be.
    pub fn claims(&self) -> Value {
        let now = self.hand.now().secs();
        json!({
            "iss": self.liar.base,
            "aud": CLIENT,
            "sub": "248289761001",
            "nonce": self.started.nonce.expose(),
            "iat": now,
            "exp": now + 300,
            "auth_time": now - 10,
            "email": "jane@example.com",
            "email_verified": true,
        })
    }
    pub fn claims_with(&self, changes: &Value) -> Value {
        let mut claims = self.claims();
        for (name, value) in changes.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        claims
    }

    pub async fn finish(&self, id_token: &str) -> Result<Finished, OidcError> {
        self.liar.says(|said| {
            said.token = json!({ "access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 60, "id_token": id_token });
        });
        self.oidc.finish(&callback(), &Secret::new("the-code"), None, &self.started).await
    }
    /// With the right key.
    pub async fn claiming(&self, changes: &Value) -> Result<Finished, OidcError> {
        self.finish(&self.key.sign(&self.claims_with(changes))).await
    }
}

pub fn oidc(liar: &Liar, hand: &Arc<TestClock>, change: impl FnOnce(&mut OidcConfig)) -> Oidc {
    let mut config = OidcConfig {
        issuer: liar.base.clone(),
        client_id: CLIENT.into(),
        client_secret: Secret::new(SECRET),
        scopes: vec!["email".into()],
        ca_pem: None,
        allow_hs256: false,
    };
    change(&mut config);
    Oidc::new(&config, hand.clone()).unwrap()
}
