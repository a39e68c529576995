//! What the list of routes says is there, and nothing behind a session answers without one. That nothing else is
//! there: `RouteTable` of the app.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod http_common;

use http::StatusCode;
use http_common::{App, ORIGIN, run};
use latchkey_contract::{Locale, Moment};
use latchkey_domain::Secret;
use latchkey_domain::ids::AdminId;
use latchkey_domain::roles::{Permission, Role};
use latchkey_store::Tx;
use latchkey_store::admins::{self, Admin};
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn every_listed_route_is_there() {
    run(async {
        let app = App::practice().await;
        for (method, pattern) in latchkey::router::routes().into_iter().filter(|(_, path)| !path.starts_with("/assets"))
        {
            let path = filled(&pattern);
            let headers = [("origin", ORIGIN), ("content-type", FORM)];
            let page = app.send(&method, &path, &headers, "").await;
            assert!(
                !matches!(page.status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED),
                "{method} {pattern}: {}",
                page.status
            );
        }
    });
}

fn filled(pattern: &str) -> String {
    pattern
        .split('/')
        .map(|part| if part.starts_with('{') { "0123456789abcdef" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

/// What anybody may ask for. Everything else under /admin needs a session.
const PUBLIC_ADMIN_PAGES: [&str; 3] = ["/admin/sign-in", "/admin/setup", "/admin/setup/{token}"];

#[test]
fn console_pages_send_strangers_to_the_sign_in() {
    run(async {
        let app = App::practice().await;
        let pages: Vec<String> = latchkey::router::routes()
            .into_iter()
            .filter(|(method, path)| method == "GET" && path.starts_with("/admin"))
            .map(|(_, path)| path)
            .collect();
        assert!(pages.len() > 8, "{pages:?}");
        for pattern in pages.iter().filter(|pattern| !PUBLIC_ADMIN_PAGES.contains(&pattern.as_str())) {
            for cookie in ["", "lk-admin=0123456789abcdef", "lk-recover=00; lk-enrol=00"] {
                let page = app.send("GET", &filled(pattern), &[("cookie", cookie)], "").await;
                assert!(page.status.is_redirection(), "{pattern}: {} {}", page.status, page.text());
                assert_eq!(page.header("location"), "/admin/sign-in", "{pattern}");
            }
        }
    });
}

/// Functions of the sign-in page, which anybody may call.
const SIGN_IN: [&str; 7] =
    ["sign-in-page", "open-setup", "first-admin", "confirm-totp", "sign-in", "sign-in-totp", "sign-out"];

/// What the browser sends to each function of the console: whole, so that it is read and the function
/// runs. A body that cannot be read is answered before anybody asks who sent it, and shows nothing.
fn asked_of_the_console() -> Vec<(&'static str, Value)> {
    let one = || json!({ "id": "x" });
    let units = || json!({ "id": "x", "subtrees": ["OU=x"] });
    let connection = || json!({ "form": { "domain": "corp.example.com", "account": "svc", "password": "x" } });
    let policy = || json!({ "allowed": ["totp", "email"], "required": 2 });
    let invitation_form = || json!({ "form": { "subject": "x", "body": "{link}" } });
    vec![
        ("overview", json!({})),
        ("connection", one()),
        ("check-connection", connection()),
        ("save-connection", connection()),
        ("remove-directory", json!({ "id": "x", "code": "123456" })),
        ("subtrees", one()),
        ("sample", units()),
        ("import-start", json!({ "id": "x", "subtrees": ["OU=x"], "code": "" })),
        ("import-stop", one()),
        ("import-state", one()),
        ("sync-report", json!({ "id": "x" })),
        ("sync-people", json!({ "query": { "directory": "x", "run": 1, "kind": "changed" } })),
        ("sync-now", json!({ "id": "x" })),
        ("sync-every", json!({ "id": "x", "every": "day" })),
        ("sync-decide", json!({ "id": "x", "run": 1, "are_gone": true, "code": "123456" })),
        ("doctor", one()),
        ("activate", json!({ "id": "x", "on": true, "code": "123456" })),
        ("set-reach", json!({ "id": "x", "sets": false, "code": "123456" })),
        ("people", json!({ "query": { "text": "a" } })),
        ("groups", json!({ "text": "a" })),
        ("onboard", json!({ "whom": { "people": ["x"] }, "code": "" })),
        ("onboard-group", json!({ "directory": "x", "group": "y", "code": "" })),
        ("offboard", json!({ "whom": { "matching": { "text": "x", "shown": 1 } }, "code": "" })),
        ("bulk-runs", json!({})),
        ("unfreeze", json!({ "id": "x", "code": "123456" })),
        ("join-reviews", json!({})),
        ("decide-join", json!({ "id": "x", "decision": "apart" })),
        ("join-people", json!({ "person": "x", "other": "y", "code": "123456" })),
        ("part-account", json!({ "account": "x", "code": "123456" })),
        ("methods", json!({})),
        ("forecast", json!({ "draft": { "Everybody": policy() } })),
        ("affected", json!({ "query": { "draft": { "Everybody": policy() } } })),
        ("save-policy", json!({ "form": policy(), "code": "123456" })),
        ("save-rule", json!({ "form": { "name": "x", "policy": policy() }, "code": "123456" })),
        ("move-rule", json!({ "id": "x", "up": true, "code": "123456" })),
        ("remove-rule", json!({ "id": "x", "code": "123456" })),
        ("providers", json!({})),
        ("save-provider", json!({ "form": { "form": "radius", "was": null, "values": {} }, "code": "123456" })),
        ("remove-provider", json!({ "form": "radius", "was": 1, "code": "123456" })),
        ("method-settings", json!({})),
        ("save-method-settings", json!({ "settings": {}, "referees": [], "code": "123456" })),
        ("invitations", json!({})),
        ("preview-invitation", invitation_form()),
        ("save-invitation", json!({ "form": { "subject": "x", "body": "{link}" }, "code": "" })),
        ("test-invitation", json!({ "address": "a@b.example" })),
        ("send-invitations", json!({})),
    ]
}

/// Every function of the console runs, asks who it is, and says "signed out" to strangers.
#[test]
fn console_functions_do_nothing_for_strangers() {
    run(async {
        let app = App::practice().await;
        let mut asked = asked_of_the_console();
        for (method, path) in latchkey::router::routes().into_iter().filter(|(_, path)| path.starts_with("/api/admin/"))
        {
            let name = path.rsplit('/').next().unwrap();
            if SIGN_IN.contains(&name) {
                continue;
            }
            let known = asked.iter().position(|(known, _)| *known == name);
            let known = known.unwrap_or_else(|| panic!("{path}: say in this test what the browser sends to it"));
            let (_, body) = asked.swap_remove(known);
            for cookie in ["", "lk-admin=0123456789abcdef", "lk-recover=00; lk-enrol=00"] {
                let headers = [
                    ("origin", ORIGIN),
                    ("content-type", "application/json"),
                    ("accept", "application/json"),
                    ("cookie", cookie),
                ];
                let page = app.send(&method, &path, &headers, &body.to_string()).await;
                let text = page.text();
                assert_eq!(
                    (page.status, text.as_str()),
                    (StatusCode::OK, "{\"Err\":\"SignedOut\"}"),
                    "{method} {path}"
                );
            }
        }
        assert!(asked.is_empty(), "not there any more: {asked:?}");
    });
}

/// Whom each function of the console serves. A new one fails until it stands here.
const PERMISSIONS: [(&str, Permission); 46] = {
    use Permission::*;
    [
        ("overview", ReadOverview),
        ("connection", ReadSetup),
        ("check-connection", ManageDirectories),
        ("save-connection", ManageDirectories),
        ("remove-directory", ManageDirectories),
        ("subtrees", ReadSetup),
        ("sample", ManageDirectories),
        ("import-start", ManageDirectories),
        ("import-stop", ManageDirectories),
        ("import-state", ReadOverview),
        ("sync-report", ReadPeople),
        ("sync-people", ReadPeople),
        ("sync-now", ManageDirectories),
        ("sync-every", ManageDirectories),
        ("sync-decide", ManageDirectories),
        ("doctor", ReadSetup),
        ("activate", ManageDirectories),
        ("set-reach", ManageDirectories),
        ("people", ReadPeople),
        ("groups", ManagePeople),
        ("onboard", ManagePeople),
        ("onboard-group", ManagePeople),
        ("offboard", ManagePeople),
        ("bulk-runs", ReadPeople),
        ("unfreeze", LiftStops),
        ("join-reviews", ReadPeople),
        ("decide-join", ManagePeople),
        ("join-people", ManagePeople),
        ("part-account", ManagePeople),
        ("methods", ReadPolicies),
        ("forecast", ReadPolicies),
        ("affected", ReadPolicies),
        ("save-policy", ManagePolicies),
        ("save-rule", ManagePolicies),
        ("move-rule", ManagePolicies),
        ("remove-rule", ManagePolicies),
        ("providers", ReadSetup),
        ("save-provider", ManageProviders),
        ("remove-provider", ManageProviders),
        ("method-settings", ReadPolicies),
        ("save-method-settings", ManagePolicies),
        ("invitations", ReadInvitations),
        ("preview-invitation", ReadInvitations),
        ("save-invitation", ManageInvitations),
        ("test-invitation", ManageInvitations),
        ("send-invitations", SendInvitations),
    ]
};

/// A session of somebody in this role, as a cookie.
async fn signed_in(app: &App, role: Role) -> String {
    let token = Secret::new(format!("{:0<64}", role.code().replace('-', "")));
    let kept = token.clone();
    let put = move |tx: &mut Tx| {
        let admin = Admin {
            id: AdminId(tx.new_id()),
            name: role.code().to_owned(),
            password_hash: String::new(),
            role,
            totp: Some(Secret::new("seed")),
            totp_step: 0,
            created_at: tx.now(),
        };
        admins::insert(tx, &admin)?;
        admins::create_session(tx, Some(&admin.id), "full", &Secret::default(), &kept, 600).map(drop)
    };
    app.store.as_ref().unwrap().write(put).await.unwrap();
    format!("lk-admin={}", token.expose())
}

/// Each function × each role: who may not is told so, and nothing else; who may is never told so.
#[test]
fn every_function_serves_those_whom_its_permission_names() {
    run(async {
        let app = App::practice().await;
        for role in Role::ALL {
            let cookie = signed_in(&app, role).await;
            let headers = [
                ("origin", ORIGIN),
                ("content-type", "application/json"),
                ("accept", "application/json"),
                ("cookie", cookie.as_str()),
            ];
            let mut walked = 0;
            for (name, body) in asked_of_the_console() {
                let permission = PERMISSIONS.iter().find(|(known, _)| *known == name);
                let (_, permission) = permission.unwrap_or_else(|| panic!("{name}: say here whom it serves"));
                let page = app.send("POST", &format!("/api/admin/{name}"), &headers, &body.to_string()).await;
                let refused = page.text() == "{\"Err\":\"NotAllowed\"}";
                assert_eq!(refused, !role.may(*permission), "{role:?} {name}: {}", page.text());
                assert!(!page.text().contains("SignedOut"), "{role:?} {name}");
                walked += 1;
            }
            assert_eq!(walked, PERMISSIONS.len(), "{role:?}");
        }
    });
}

/// Nothing is kept about who is not signed in, so it travels as a mark; and a mark carries no words.
#[test]
fn what_the_sign_in_says_travels_in_the_address() {
    run(async {
        let app = App::practice().await;
        let mut said = Vec::new();
        for _ in 0..6 {
            let headers = [("origin", ORIGIN), ("content-type", FORM), ("accept", "text/html")];
            let form = "name=jonas&password=wrong+guess+of+many";
            let answer = app.send("POST", "/api/admin/sign-in", &headers, form).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
            said.push(answer.header("location").to_owned());
        }
        assert!(said.iter().take(5).all(|address| address == "/admin/sign-in?again=1"), "{said:?}");
        let later = said.pop().unwrap();
        let time = later.strip_prefix("/admin/sign-in?later=").unwrap_or_else(|| panic!("{later}"));
        let from = Moment::from_address(time).unwrap_or_else(|| panic!("{later}"));
        let clock = latchkey_text::format::time(Locale::En, from);
        let page = app.get(&later).await.text();
        assert!(page.contains("Too many tries") && page.contains(&format!("You can try again from {clock}")), "{page}");
        assert!(app.get("/admin/sign-in?again=1").await.text().contains("do not go together"));
        let odd = app.get("/admin/sign-in?fault=Call+555-1234%3Cb%3E&later=Call+555-1234").await.text();
        assert!(odd.contains("Something on the server failed") && !odd.contains("555-1234"), "{odd}");
    });
}
