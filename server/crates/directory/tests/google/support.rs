//! A customer of the lab's Google Workspace.

use crate::browser::client;
use latchkey_contract::admin::{Connection, DirectoryKind, GoogleFields};
use latchkey_contract::check::SetUpFault;
use latchkey_directory::ProcessState;
use latchkey_directory::kind::{EarlierSecret, Stored, World};
use latchkey_directory::registry;
use latchkey_domain::directory::{Directory, DirectoryError, SharedState};
use latchkey_domain::ids::ObjectId;
use latchkey_testkit::{TestClock, TestEntropy};
use serde_json::{Value, json};
use std::sync::Arc;

pub fn lab(name: &str) -> String {
    let name = format!("LATCHKEY_TEST_GOOGLE_{name}");
    std::env::var(&name).unwrap_or_else(|_| panic!("{name} is not set: run make test"))
}

pub fn ca() -> String {
    std::fs::read_to_string(lab("CA")).unwrap()
}

pub const WAY_BACK: &str = "http://127.0.0.1:9/enrol/sign-in";

pub struct Customer {
    pub domain: String,
    pub clock: Arc<TestClock>,
    pub shared: Arc<dyn SharedState>,
    pub key_file: Value,
    control: reqwest::Client,
}

/// Makes a customer, and sees at the end that nothing broke the contract.
pub async fn with_customer(name: &str, more: Value, test: impl AsyncFnOnce(&Customer)) {
    let clock = Arc::new(TestClock::of_machine());
    let mut customer = Customer {
        domain: format!("{name}.example"),
        shared: Arc::new(ProcessState::new(clock.clone())),
        clock,
        key_file: Value::Null,
        control: client(),
    };
    let mut world = json!({ "domain": customer.domain });
    world.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = customer.ask(reqwest::Method::POST, "/worlds", &world).await;
    made["keyFile"].clone_into(&mut customer.key_file);
    test(&customer).await;
    assert_eq!(customer.look().await["violations"], json!([]), "the contract was broken");
    customer.ask(reqwest::Method::DELETE, &customer.path(""), &Value::Null).await;
}

impl Customer {
    fn path(&self, rest: &str) -> String {
        format!("/worlds/{}{rest}", self.domain)
    }

    async fn ask(&self, method: reqwest::Method, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", lab("CONTROL"));
        let mut request = self.control.request(method, &url);
        if !body.is_null() {
            request = request.json(body);
        }
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{url}: {}", answer.status());
        answer.json().await.unwrap()
    }

    pub async fn look(&self) -> Value {
        self.ask(reqwest::Method::GET, &self.path(""), &Value::Null).await
    }

    pub async fn change(&self, what: Value) {
        self.ask(reqwest::Method::PATCH, &self.path(""), &what).await;
    }

    /// `kind` of the stand-in, so often, at the requests that begin so.
    pub async fn fault(&self, at: &str, kind: &str, times: u32) {
        self.change(json!({ "faults": [{ "at": at, "kind": kind, "times": times, "retryAfter": 0 }] })).await;
    }

    pub fn mail(&self, login: &str) -> String {
        format!("{login}@{}", self.domain)
    }

    pub async fn person(&self, login: &str, more: Value) -> ObjectId {
        let mut person = json!({ "primaryEmail": self.mail(login) });
        person.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let made = self.ask(reqwest::Method::POST, &self.path("/people"), &person).await;
        ObjectId(made["id"].as_str().unwrap().to_owned())
    }

    /// As the stand-in has them.
    pub async fn named(&self, login: &str) -> Value {
        let world = self.look().await;
        let found = world["named"].as_array().unwrap().iter().find(|one| one["primaryEmail"] == self.mail(login));
        found.unwrap().clone()
    }

    /// Requests so far that begin so.
    pub async fn requests(&self, begin: &str) -> Vec<Value> {
        let world = self.look().await;
        let is_one = |one: &&Value| {
            format!("{} {}", one["method"].as_str().unwrap(), one["url"].as_str().unwrap()).starts_with(begin)
        };
        world["requests"].as_array().unwrap().iter().filter(is_one).cloned().collect()
    }

    pub async fn form(&self) -> Connection {
        Connection {
            kind: DirectoryKind::GoogleWorkspace,
            domain: self.domain.clone(),
            account: self.mail("admin"),
            password: self.key_file.to_string(),
            trusted_pem: ca(),
            google: GoogleFields {
                client_id: lab("CLIENT_ID"),
                client_secret: lab("CLIENT_SECRET"),
                api_base: lab("API"),
                token_url: lab("TOKEN_URL"),
                issuer: lab("ISSUER"),
                ..GoogleFields::default()
            },
            ..Connection::default()
        }
    }

    pub async fn open(&self) -> Arc<dyn Directory> {
        self.open_with(|_| {}).await
    }

    pub async fn open_with(&self, change: impl FnOnce(&mut Connection)) -> Arc<dyn Directory> {
        let mut form = self.form().await;
        change(&mut form);
        self.open_at(&form, &[WAY_BACK])
    }

    pub fn open_at(&self, form: &Connection, ways_back: &[&str]) -> Arc<dyn Directory> {
        let kind = registry::by_code("google-workspace").unwrap();
        let settings = kind.parse(form).unwrap();
        let secret = kind.secret(form, EarlierSecret::Nothing).unwrap();
        let world = World {
            clock: self.clock.clone(),
            shared: self.shared.clone(),
            entropy: Arc::new(TestEntropy::Machine),
            ways_back: ways_back.iter().map(|&way| way.to_owned()).collect(),
            practice: None,
            practice_cloud: None,
        };
        kind.open(Stored { name: &settings.name, rest: &settings.rest, secret: &secret }, &world).unwrap()
    }
}

pub fn fault<T: std::fmt::Debug>(result: Result<T, DirectoryError>) -> SetUpFault {
    match result {
        Err(DirectoryError::SetUp { fault, .. }) => fault,
        other => panic!("{other:?}"),
    }
}
