//! Google's own clients for Python against the same stand-in: what they take for Google is worth testing against, and
//! what they send is what we send, field by field.

use crate::support::{Customer, lab, with_customer};
use latchkey_domain::Secret;
use latchkey_domain::directory::all_members;
use latchkey_domain::ids::ObjectId;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

const NEW: &str = "harbour \"Violin\" 7 \\ <>&";

struct Wire {
    assertion: Value,
    requests: Vec<Value>,
}

/// What was sent, and it is forgotten.
async fn taken(google: &Customer) -> Wire {
    let world = google.look().await;
    google.change(json!({ "requests": [], "assertions": [] })).await;
    let assertions = world["assertions"].as_array().unwrap();
    assert_eq!(assertions.len(), 1, "one token is enough");
    Wire { assertion: assertions[0].clone(), requests: world["requests"].as_array().unwrap().clone() }
}

impl Wire {
    fn of(&self, method: &str, path: &str) -> &Value {
        let is_one = |one: &&Value| {
            one["method"] == method && one["url"].as_str().unwrap().split('?').next().unwrap().ends_with(path)
        };
        self.requests.iter().find(is_one).unwrap_or_else(|| panic!("no {method} {path}"))
    }
}

fn query(request: &Value) -> BTreeMap<String, String> {
    let url: url::Url = format!("http://stand-in{}", request["url"].as_str().unwrap()).parse().unwrap();
    let mut said: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    // the only answer there is; it need not be asked for
    assert!(said.remove("alt").is_none_or(|alt| alt == "json"));
    said
}

fn body(request: &Value) -> Value {
    match request["body"].as_str().unwrap() {
        "" => Value::Null,
        text => serde_json::from_str(text).unwrap(),
    }
}

#[tokio::test]
async fn googles_own_clients_get_along_with_the_stand_in_and_send_what_we_send() {
    let units = json!([{ "orgUnitId": "id:01", "orgUnitPath": "/Staff", "name": "Staff" }]);
    with_customer("vendor", json!({ "people": 700, "units": units }), async |google| {
        let anna = google.person("anna", json!({})).await;
        let members = json!([{ "id": anna.0, "type": "USER" }]);
        google
            .change(json!({ "groups": [{ "id": "g1", "email": google.mail("g"), "name": "G", "members": members }] }))
            .await;

        let directory = google.open().await;
        let people = directory.people();
        people.list(&[], None, 500).await.unwrap();
        directory.passwords().reset(&anna, &Secret::new(NEW)).await.unwrap();
        directory.health().domain_id().await.unwrap();
        people.subtrees().await.unwrap();
        people.groups("", 9).await.unwrap();
        all_members(people, &ObjectId("g1".into())).await.unwrap();
        let ours = taken(google).await;

        let said = walk(google, &anna, &ours);
        assert_eq!((&said["people"], &said["more"]), (&json!(500), &json!(true)));
        assert_eq!((&said["read"], &said["patched"]), (&json!(anna.0), &json!(anna.0)));
        assert_eq!(said["customer"], json!(google.domain));
        assert_eq!(
            (&said["units"][0]["orgUnitId"], &said["groups"], &said["members"]),
            (&json!("id:01"), &json!(1), &json!(1))
        );
        assert_eq!(said["weak"], json!([400, "Invalid Password"]));
        assert_eq!(said["nobody"], json!([404, "Resource Not Found: userKey"]));
        let seen = google.named("anna").await;
        assert_eq!((&seen["password"], &seen["sets"], &seen["signOuts"]), (&json!(NEW), &json!(2), &json!(2)));
        let theirs = taken(google).await;

        // the assertion: the same head, the same claims, the same form
        assert_eq!(ours.assertion["header"], theirs.assertion["header"]);
        let form = |wire: &Wire| {
            let fields = wire.assertion["form"].as_array().unwrap().iter();
            fields.map(|field| field.as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
        };
        assert_eq!(form(&ours), form(&theirs));
        let claims = |wire: &Wire| {
            let mut claims = wire.assertion["claims"].as_object().unwrap().clone();
            let (iat, exp) = (claims.remove("iat").unwrap(), claims.remove("exp").unwrap());
            claims.insert("lives".into(), json!(exp.as_i64().unwrap() - iat.as_i64().unwrap()));
            claims
        };
        assert_eq!(claims(&ours), claims(&theirs));

        // the requests
        let one = format!("/users/{}", anna.0);
        for (method, path) in [
            ("GET", "/admin/directory/v1/users"),
            ("GET", one.as_str()),
            ("PATCH", one.as_str()),
            ("POST", &format!("{one}/signOut")),
            ("GET", "/customers/my_customer"),
            ("GET", "/customer/my_customer/orgunits"),
            ("GET", "/admin/directory/v1/groups"),
            ("GET", "/groups/g1/members"),
        ] {
            let (our, their) = (ours.of(method, path), theirs.of(method, path));
            assert_eq!(
                our["url"].as_str().unwrap().split('?').next(),
                their["url"].as_str().unwrap().split('?').next()
            );
            assert_eq!(query(our), query(their), "{method} {path}");
            assert_eq!(body(our), body(their), "{method} {path}");
            if method == "PATCH" {
                assert_eq!(our["headers"]["content-type"], their["headers"]["content-type"]);
            }
        }
    })
    .await;
}

/// With their clients, asking for what we asked for.
fn walk(google: &Customer, anna: &ObjectId, ours: &Wire) -> Value {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = here.join("../../../target/tools/google/bin/python");
    assert!(python.exists(), "Google's clients are not there: run .ci/setup test");
    let fields = |path: &str| query(ours.of("GET", path))["fields"].clone();
    let output = Command::new(python)
        .arg(here.join("tests/google/vendor.py"))
        .env_clear()
        .env("PYTHONUTF8", "1")
        .env("GOOGLE_KEY", google.key_file.to_string())
        .env("GOOGLE_SUBJECT", google.mail("admin"))
        .env("GOOGLE_SCOPES", ours.assertion["claims"]["scope"].as_str().unwrap())
        .env("GOOGLE_TOKEN_URL", lab("TOKEN_URL"))
        .env("GOOGLE_API", lab("API"))
        .env("GOOGLE_CA", lab("CA"))
        .env("GOOGLE_DISCOVERY", lab("DISCOVERY"))
        .env("GOOGLE_PERSON", anna.as_str())
        .env("GOOGLE_GROUP", "g1")
        .env("GOOGLE_PASSWORD", NEW)
        .env("GOOGLE_FIELDS", fields("/admin/directory/v1/users"))
        .env("GOOGLE_USER_FIELDS", fields(&format!("/users/{}", anna.0)))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}
