//! A tenant in the lab, and the adapter opened on it.

use latchkey_contract::admin::{Connection, DirectoryKind, EntraFields};
use latchkey_directory::kind::{Stored, World};
use latchkey_directory::{ProcessState, registry};
use latchkey_domain::directory::{Directory, Entry, all_members};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Clock as _, Secret, Timestamp};
use latchkey_testkit::{TestClock, TestEntropy};
use latchkey_web::http::Http;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

pub const FIRST_PASSWORD: &str = "First-Passw0rd!";
pub const WAY_BACK: &str = "http://127.0.0.1:9/account/back";

pub fn env(name: &str) -> String {
    std::env::var(format!("LATCHKEY_TEST_ENTRA_{name}")).unwrap_or_else(|_| {
        panic!("LATCHKEY_TEST_ENTRA_{name} is not set: run make test, or make lab and source its lab.env")
    })
}

pub fn ca() -> String {
    std::fs::read_to_string(env("CA")).unwrap()
}

pub fn http() -> Http {
    Http::new(Some(&ca()), Duration::from_secs(20)).unwrap().reading(64 << 20)
}

/// A tenant with the people of `end2end/lab/cloud/entra/tenants.mjs`.
pub struct Tenant {
    pub made: Value,
    pub clock: Arc<TestClock>,
    pub shared: Arc<ProcessState>,
}

async fn control(method: Method, path: &str, body: Option<Value>) -> Value {
    let url = format!("{}/{path}", env("CONTROL")).parse().unwrap();
    let http = http();
    let request = http.request(method, &url).unwrap();
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    let answer = http.send(request).await.unwrap();
    assert!(answer.status.is_success(), "{path}: {}", answer.status);
    answer.json().unwrap()
}

impl Tenant {
    pub async fn new() -> Self {
        Self::with(json!({})).await
    }

    pub async fn with(mut how: Value) -> Self {
        let clock = Arc::new(TestClock::of_machine());
        let redirects = how.as_object_mut().unwrap();
        redirects.entry("redirects").or_insert(json!([WAY_BACK]));
        let made = control(Method::POST, "tenants", Some(how)).await;
        let shared = Arc::new(ProcessState::new(clock.clone()));
        Self { made, clock, shared }
    }

    pub fn text(&self, name: &str) -> String {
        self.made[name].as_str().unwrap().to_owned()
    }
    pub fn person(&self, login: &str) -> ObjectId {
        ObjectId(self.made["people"][login].as_str().unwrap().to_owned())
    }
    pub fn group(&self, name: &str) -> ObjectId {
        ObjectId(self.made["groups"][name].as_str().unwrap().to_owned())
    }
    pub fn upn(&self, login: &str) -> String {
        format!("{login}@{}", self.text("domain"))
    }

    /// As an administrator would fill it in.
    pub fn form(&self) -> Connection {
        Connection {
            kind: DirectoryKind::EntraId,
            domain: self.text("domain"),
            password: self.text("clientSecret"),
            trusted_pem: ca(),
            entra: EntraFields {
                client_id: self.text("clientId"),
                login_base: env("LOGIN"),
                graph_base: env("GRAPH"),
                test_account: self.upn("test"),
                ..EntraFields::default()
            },
            ..Connection::default()
        }
    }

    pub fn open(&self) -> Arc<dyn Directory> {
        self.open_with(&self.form())
    }

    pub fn open_with(&self, form: &Connection) -> Arc<dyn Directory> {
        let kind = registry::by_code("entra-id").unwrap();
        let settings = kind.parse(form).unwrap();
        let secret = Secret::new(form.password.as_str());
        let world = World {
            clock: self.clock.clone(),
            shared: self.shared.clone(),
            entropy: Arc::new(TestEntropy::Machine),
            ways_back: vec![WAY_BACK.to_owned()],
            practice: None,
            practice_cloud: None,
        };
        kind.open(Stored { name: &settings.name, rest: &settings.rest, secret: &secret }, &world).unwrap()
    }

    /// Changes what the stand-in knows: `denied`, `secretExpired`, `claims`, `clockMillis` and the like.
    pub async fn set(&self, what: Value) {
        control(Method::PATCH, &format!("tenants/{}", self.text("id")), Some(what)).await;
    }

    /// What befalls the next requests of this kind.
    pub async fn fault(&self, method: &str, path: &str, mut how: Value, times: u32) {
        let fault = how.as_object_mut().unwrap();
        fault.extend([("method".into(), method.into()), ("path".into(), path.into()), ("times".into(), times.into())]);
        self.set(json!({"faults": [how]})).await;
    }

    pub async fn stands(&self, login: &str) -> Value {
        control(Method::GET, &format!("tenants/{}/people/{login}", self.text("id")), None).await
    }
    pub async fn change(&self, login: &str, what: Value) {
        control(Method::PATCH, &format!("tenants/{}/people/{login}", self.text("id")), Some(what)).await;
    }
    pub async fn tokens(&self) -> Vec<Value> {
        serde_json::from_value(control(Method::GET, &format!("tenants/{}/tokens", self.text("id")), None).await)
            .unwrap()
    }
    /// `PATCH /users/…`, in the order in which they came.
    pub async fn requests(&self) -> Vec<String> {
        serde_json::from_value(control(Method::GET, &format!("tenants/{}/requests", self.text("id")), None).await)
            .unwrap()
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

/// Nothing of ours, and nothing of the stand-in's, was other than Microsoft's schema has it.
pub async fn nothing_broke_the_contract() {
    assert_eq!(control(Method::GET, "violations", None).await, json!([]));
}

pub async fn everybody(directory: &dyn Directory, size: u32) -> Vec<Entry> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = directory.people().list(&[], cursor.as_ref(), size).await.unwrap();
        all.extend(page.entries);
        cursor = page.next;
        if cursor.is_none() {
            return all;
        }
    }
}

pub async fn logins_in(directory: &dyn Directory, group: &ObjectId) -> Vec<String> {
    let mut all: Vec<_> =
        all_members(directory.people(), group).await.unwrap().into_iter().map(|entry| entry.login).collect();
    all.sort();
    all
}
