//! A validation server as the protocol has it, after the reference implementation's order of checks
//! (Yubico/yubikey-val, ykval-verify.php); and helpers for those that lie.

use crate::key::{SoftKey, open};
use axum::Router;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use sha1::Sha1;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

pub const CLIENT: &str = "87";
pub const API_KEY: &str = "mG5be6ZJU1qBGz24yPh/ESM3UdU=";

pub type Fields = BTreeMap<String, String>;

pub struct Validation {
    keys: HashMap<String, SoftKey>,
    seen: Mutex<HashMap<String, UsedCounter>>,
}

/// Of one key: the counters seen last, and the nonce that came with them.
type UsedCounter = ((u16, u8), String);

impl Validation {
    pub fn of(keys: &[&SoftKey]) -> Self {
        let keys = keys.iter().map(|key| (key.public_id.clone(), (*key).clone())).collect();
        Self { keys, seen: Mutex::default() }
    }
    pub async fn serve(self) -> String {
        let this = Arc::new(self);
        serve(move |query| this.answer(query)).await
    }
    fn answer(&self, mut query: Fields) -> String {
        let status = |status: &str| {
            Fields::from([("status".into(), status.into()), ("t".into(), "2026-01-01T00:00:00Z0001".into())])
        };
        let has = |name: &str, fits: &dyn Fn(&str) -> bool| query.get(name).is_some_and(|value| fits(value));
        let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let complete = has("id", &number)
            && has("nonce", &|n| (16..=32).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_alphanumeric()))
            && has("timeout", &number)
            && has("sl", &|text| number(text) && text != "0");
        if !complete {
            return signed(&status("MISSING_PARAMETER"), "");
        }
        if query["id"] != CLIENT {
            return signed(&status("NO_SUCH_CLIENT"), ""); // whose key could it use?
        }
        let h = query.remove("h").expect("the request is signed");
        if h != sign(&query, API_KEY) {
            return signed(&status("BAD_SIGNATURE"), API_KEY);
        }
        signed(&self.judged(&query), API_KEY)
    }
    fn judged(&self, query: &Fields) -> Fields {
        let bad = Fields::from([("status".into(), "BAD_OTP".into())]);
        let (public_id, changing) = query["otp"].split_at(query["otp"].len() - 32);
        let Some(key) = self.keys.get(public_id) else { return bad };
        let Some(inside) = open(changing, key.secret).filter(|inside| inside.private_id == key.private_id) else {
            return bad;
        };
        let mut seen = self.seen.lock().unwrap();
        if let Some((last, nonce)) = seen.get(public_id)
            && inside.counters <= *last
        {
            let same = inside.counters == *last && *nonce == query["nonce"];
            return echo(query, if same { "REPLAYED_REQUEST" } else { "REPLAYED_OTP" });
        }
        seen.insert(public_id.into(), (inside.counters, query["nonce"].clone()));
        let mut fields = echo(query, "OK");
        fields.insert("sl".into(), query["sl"].clone());
        fields
    }
}

/// What every honest answer to this question holds.
pub fn echo(query: &Fields, status: &str) -> Fields {
    [("otp", query["otp"].as_str()), ("nonce", &query["nonce"]), ("t", "2026-01-01T00:00:00Z0001"), ("status", status)]
        .map(|(name, value)| (name.into(), value.into()))
        .into()
}
pub fn body(fields: &Fields) -> String {
    fields.iter().map(|(name, value)| format!("{name}={value}\r\n")).collect()
}
pub fn signed(fields: &Fields, api_key: &str) -> String {
    format!("h={}\r\n{}\r\n", sign(fields, api_key), body(fields))
}
fn sign(fields: &Fields, api_key: &str) -> String {
    let line = fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let key = STANDARD.decode(api_key).unwrap_or_default();
    STANDARD.encode(Hmac::<Sha1>::new_from_slice(&key).unwrap().chain_update(line).finalize().into_bytes())
}

/// On loopback; answers with what `answer` makes of the question. The address to configure.
#[expect(clippy::disallowed_methods, reason = "a stand-in has no list of routes")]
pub async fn serve(answer: impl Fn(Fields) -> String + Clone + Send + Sync + 'static) -> String {
    listening(Router::new().route("/wsapi/2.0/verify", get(async move |Query(query): Query<Fields>| answer(query))))
        .await
}
#[expect(clippy::disallowed_methods, reason = "a stand-in has no list of routes")]
pub async fn answering(status: u16) -> String {
    let status = StatusCode::from_u16(status).unwrap();
    listening(Router::new().route("/wsapi/2.0/verify", get(async move || (status, "status=OK")))).await
}
async fn listening(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}/wsapi/2.0/verify")
}
/// Nobody is there.
pub async fn dead() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}/wsapi/2.0/verify", listener.local_addr().unwrap())
}
/// Connects, and never says a word.
pub async fn mute() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((connection, _)) = listener.accept().await {
            kept.push(connection);
        }
    });
    format!("http://{address}/wsapi/2.0/verify")
}
