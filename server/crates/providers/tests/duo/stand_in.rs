//! A stand-in for Duo. It takes nothing that <https://duo.com/docs/oauthapi> does not describe, remembers
//! what it gave out, and lies when told to.

use crate::tls;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use latchkey_domain::{Clock, Secret};
use latchkey_providers::duo::{Duo, DuoConfig};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

pub const CLIENT_ID: &str = "DIXXXXXXXXXXXXXXXXXX";
pub const CLIENT_SECRET: &str = "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";

/// What the person does, or Duo's policy.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tampering {
    Approves,
    SaysNo,
}

/// How the next ID tokens are wrong.
#[derive(Clone)]
pub struct Lie {
    /// Claims to put in place of the true ones; null leaves one out.
    pub claims: Value,
    pub algorithm: Algorithm,
    pub secret: String,
}
impl Lie {
    pub fn none() -> Self {
        Self { claims: json!({}), algorithm: Algorithm::HS512, secret: CLIENT_SECRET.into() }
    }
}

pub struct Behaviour {
    pub action: Tampering,
    pub lie: Lie,
    /// Instead of any answer to a POST.
    pub answer: Option<(u16, Value)>,
}

/// A sign-in that Duo has asked somebody for.
struct Request {
    username: String,
    nonce: Option<String>,
    redirect_uri: String,
}

pub struct Inner {
    host: String,
    clock: Arc<dyn Clock>,
    pub behaviour: Mutex<Behaviour>,
    /// Not yet exchanged.
    codes: Mutex<HashMap<String, Request>>,
    given_out: AtomicUsize,
    seen: Mutex<HashSet<String>>,
    /// Why something was refused, for whoever wonders.
    pub refusals: Mutex<Vec<String>>,
}

pub struct StandIn {
    pub inner: Arc<Inner>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl StandIn {
    #[expect(clippy::disallowed_methods, reason = "a stand-in has no list of routes")]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let inner = Arc::new(Inner {
            host: listener.local_addr().unwrap().to_string(),
            clock,
            behaviour: Mutex::new(Behaviour { action: Tampering::Approves, lie: Lie::none(), answer: None }),
            codes: Mutex::default(),
            given_out: AtomicUsize::new(0),
            seen: Mutex::default(),
            refusals: Mutex::default(),
        });
        let router = Router::new()
            .route("/oauth/v1/health_check", post(health_check))
            .route("/oauth/v1/authorize", get(authorize))
            .route("/oauth/v1/token", post(token))
            .with_state(inner.clone());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let tls = axum_server::tls_rustls::RustlsConfig::from_config(tls::server());
        runtime.spawn(async move {
            axum_server::from_tcp_rustls(listener, tls).unwrap().serve(router.into_make_service()).await.unwrap();
        });
        Self { inner, runtime: Some(runtime) }
    }

    pub fn host(&self) -> &str {
        &self.inner.host
    }
    pub fn config(&self) -> DuoConfig {
        DuoConfig {
            host: self.host().into(),
            client_id: CLIENT_ID.into(),
            client_secret: Secret::new(CLIENT_SECRET),
            ca_pem: Some(tls::ca_pem()),
        }
    }
    pub fn duo(&self) -> Duo {
        Duo::new(&self.config(), self.inner.clock.clone()).unwrap()
    }
    pub fn behave(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.inner.behaviour.lock().unwrap());
    }
    pub fn stop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
impl Drop for StandIn {
    fn drop(&mut self) {
        self.stop();
    }
}

type Duos = State<Arc<Inner>>;
type Parameters = BTreeMap<String, String>;

async fn health_check(State(duo): Duos, headers: HeaderMap, body: String) -> Response {
    if let Some(answer) = duo.told() {
        return answer;
    }
    let checked =
        form(&headers, &body).and_then(|form| duo.client(&form, "health_check", &["client_id", "client_assertion"]));
    let timestamp = duo.clock.now().secs();
    match checked {
        Ok(()) => axum::Json(json!({ "stat": "OK", "response": { "timestamp": timestamp } })).into_response(),
        Err(why) => {
            let fail = json!({ "stat": "FAIL", "code": 40002, "message": "invalid_client", "message_detail": why, "timestamp": timestamp });
            duo.refuse(StatusCode::BAD_REQUEST, fail)
        }
    }
}

async fn authorize(State(duo): Duos, RawQuery(query): RawQuery) -> Response {
    match parameters(&query.unwrap_or_default()).and_then(|query| duo.asked(&query)) {
        Ok(to) => (StatusCode::FOUND, [("location", to)]).into_response(),
        Err(why) => duo.refuse(StatusCode::BAD_REQUEST, json!({ "error": why })),
    }
}

async fn token(State(duo): Duos, RawQuery(query): RawQuery, headers: HeaderMap, body: String) -> Response {
    if let Some(answer) = duo.told() {
        return answer;
    }
    // Duo's Python client puts into the query what its others put into the body
    let given = match query {
        Some(query) if body.is_empty() => parameters(&query),
        Some(_) => Err("query and body".into()),
        None => form(&headers, &body),
    };
    let names = ["grant_type", "code", "redirect_uri", "client_id", "client_assertion_type", "client_assertion"];
    let given = match given.and_then(|given| duo.client(&given, "token", &names).map(|()| given)) {
        Ok(given) => given,
        Err(why) => {
            return duo.refuse(StatusCode::BAD_REQUEST, json!({ "error": "invalid_client", "error_description": why }));
        }
    };
    match duo.exchanged(&given) {
        Ok(id_token) => axum::Json(json!({
            "id_token": id_token, "access_token": "an-access-token", "expires_in": 300, "token_type": "Bearer",
        }))
        .into_response(),
        Err(error) => duo.refuse(StatusCode::BAD_REQUEST, json!({ "error": error })),
    }
}

impl Inner {
    fn told(&self) -> Option<Response> {
        let (status, body) = self.behaviour.lock().unwrap().answer.clone()?;
        Some((StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response())
    }
    fn refuse(&self, status: StatusCode, body: Value) -> Response {
        self.refusals.lock().unwrap().push(body.to_string());
        (status, axum::Json(body)).into_response()
    }

    /// Exactly these parameters, and an assertion that is ours, of now, for this endpoint, and new.
    fn client(&self, given: &Parameters, endpoint: &str, names: &[&str]) -> Result<(), String> {
        exactly(given, names, &[])?;
        let claims = self.read(&given["client_assertion"], &["iss", "sub", "aud", "exp", "jti"], &["iat"])?;
        let endpoint = format!("https://{}/oauth/v1/{endpoint}", self.host);
        for (name, value) in [("iss", CLIENT_ID), ("sub", CLIENT_ID), ("aud", &endpoint)] {
            (claims[name] == value).then_some(()).ok_or(format!("{name} of the assertion"))?;
        }
        let jti = claims["jti"].as_str().filter(|jti| (16..=1024).contains(&jti.len())).ok_or("jti")?;
        let new = self.seen.lock().unwrap().insert(jti.to_owned());
        (given["client_id"] == CLIENT_ID && new).then_some(()).ok_or_else(|| "client_id or a jti twice".into())
    }

    fn asked(&self, query: &Parameters) -> Result<String, String> {
        exactly(query, &["response_type", "client_id", "request"], &["nonce"])?;
        let needed = ["response_type", "scope", "exp", "client_id", "redirect_uri", "state", "duo_uname", "iss", "aud"];
        let request = self.read(&query["request"], &needed, &["nonce", "use_duo_code_attribute"])?;
        for (name, value) in [
            ("response_type", "code"),
            ("scope", "openid"),
            ("client_id", CLIENT_ID),
            ("iss", CLIENT_ID),
            ("aud", &format!("https://{}", self.host)),
        ] {
            (request[name] == value && query.get(name).is_none_or(|also| also == value)).then_some(()).ok_or(name)?;
        }
        let text = |name: &str| request[name].as_str().filter(|text| !text.is_empty()).ok_or(name.to_owned());
        let sized = |text: &String| (16..=1024).contains(&text.len());
        let state = text("state")?.to_owned();
        let nonce = request.get("nonce").map(|nonce| nonce.as_str().unwrap_or_default().to_owned());
        let nonce = nonce.or_else(|| query.get("nonce").cloned());
        if !sized(&state) || nonce.as_ref().is_some_and(|nonce| !sized(nonce)) {
            return Err("length of state or nonce".into());
        }
        let redirect_uri = text("redirect_uri")?.to_owned();
        let mut to = url::Url::parse(&redirect_uri).map_err(|_| "redirect_uri")?;
        if to.scheme() != "https" || redirect_uri.len() > 1024 {
            return Err("redirect_uri".into());
        }
        let code_name = match request.get("use_duo_code_attribute") {
            Some(Value::Bool(true)) => "duo_code",
            None | Some(Value::Bool(false)) => "code",
            _ => return Err("use_duo_code_attribute".into()),
        };
        to.query_pairs_mut().append_pair("state", &state);
        if self.behaviour.lock().unwrap().action == Tampering::SaysNo {
            to.query_pairs_mut().append_pair("error", "access_denied").append_pair("error_description", "denied");
        } else {
            let code = format!("duo-code-{:032}", self.given_out.fetch_add(1, Ordering::SeqCst));
            to.query_pairs_mut().append_pair(code_name, &code);
            let asked = Request { username: text("duo_uname")?.to_owned(), nonce, redirect_uri };
            self.codes.lock().unwrap().insert(code, asked);
        }
        Ok(to.into())
    }

    fn exchanged(&self, given: &Parameters) -> Result<String, &'static str> {
        if given["grant_type"] != "authorization_code" {
            return Err("unsupported_grant_type");
        }
        if given["client_assertion_type"] != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
            return Err("invalid_request");
        }
        let asked = self.codes.lock().unwrap().remove(&given["code"]).ok_or("invalid_grant")?;
        if given["redirect_uri"] != asked.redirect_uri {
            return Err("invalid_grant");
        }
        let now = self.clock.now().secs();
        let mut claims = json!({
            "iss": format!("https://{}/oauth/v1/token", self.host),
            "sub": asked.username,
            "aud": CLIENT_ID,
            "exp": now + 300,
            "iat": now,
            "auth_time": now,
            "preferred_username": asked.username,
            "auth_result": { "result": "allow", "status": "allow", "status_msg": "Login Successful" },
            "auth_context": {
                "event_type": "authentication", "factor": "duo_push", "reason": "user_approved", "result": "success",
                "user": { "name": asked.username, "groups": [], "key": "DUXXXXXXXXXXXXXXXXXX" },
            },
        });
        if let Some(nonce) = asked.nonce {
            claims["nonce"] = nonce.into();
        }
        let lie = self.behaviour.lock().unwrap().lie.clone();
        for (name, value) in lie.claims.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        let key = EncodingKey::from_secret(lie.secret.as_bytes());
        Ok(jsonwebtoken::encode(&Header::new(lie.algorithm), &claims, &key).unwrap())
    }

    /// A JWT of ours: HS512, and good for five minutes at most.
    fn read(&self, jwt: &str, needed: &[&str], optional: &[&str]) -> Result<Value, String> {
        let mut validation = Validation::new(Algorithm::HS512);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        let key = DecodingKey::from_secret(CLIENT_SECRET.as_bytes());
        let claims: Value =
            jsonwebtoken::decode(jwt, &key, &validation).map_err(|_| "Failed to verify signature.")?.claims;
        let names: BTreeMap<_, _> =
            claims.as_object().unwrap().keys().map(|name| (name.clone(), String::new())).collect();
        exactly(&names, needed, optional)?;
        let (now, exp) = (self.clock.now().secs() as f64, claims["exp"].as_f64().ok_or("exp")?);
        match now < exp && exp <= now + 300.0 + 60.0 {
            true => Ok(claims),
            false => Err("exp".into()),
        }
    }
}

fn exactly(given: &Parameters, needed: &[&str], optional: &[&str]) -> Result<(), String> {
    if let Some(missing) = needed.iter().find(|name| !given.contains_key(**name)) {
        return Err(format!("{missing} is missing"));
    }
    match given.keys().find(|name| !needed.contains(&name.as_str()) && !optional.contains(&name.as_str())) {
        Some(odd) => Err(format!("{odd} is unknown")),
        None => Ok(()),
    }
}

fn form(headers: &HeaderMap, body: &str) -> Result<Parameters, String> {
    match headers.get("content-type").is_some_and(|it| it == "application/x-www-form-urlencoded") {
        true => parameters(body),
        false => Err("content-type".into()),
    }
}

fn parameters(text: &str) -> Result<Parameters, String> {
    let mut all = Parameters::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()).into_owned() {
        if all.insert(name.clone(), value).is_some() {
            return Err(format!("{name} twice"));
        }
    }
    Ok(all)
}
