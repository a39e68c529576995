//! The list of routes is whole, and nothing behind a session answers without one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod http_common;

use http::StatusCode;
use http_common::{App, ORIGIN, run};
use std::path::Path;

/// Reads the sources: each path that a router is given stands in the list.
#[test]
fn no_router_has_a_path_that_the_list_does_not_know() {
    let listed: Vec<String> = latchkey::router::routes().into_iter().map(|(_, path)| path).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for folder in [root.join("src"), root.join("../app/src")] {
        for text in sources(&folder) {
            for rest in text.split(".route(\"").skip(1) {
                let path = rest.split('"').next().unwrap();
                assert!(listed.iter().any(|known| known == path), "{path} is not in router::routes()");
                seen += 1;
            }
        }
    }
    assert!(seen > 15);
}

fn sources(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        // unit tests make small routers of their own
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
    found
}

#[test]
fn every_listed_route_is_there() {
    run(async {
        let app = App::practice().await;
        for (method, pattern) in latchkey::router::routes().into_iter().filter(|(_, path)| !path.starts_with("/assets"))
        {
            let path = filled(&pattern);
            let headers = [("origin", ORIGIN), ("content-type", "application/x-www-form-urlencoded")];
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

/// Every function of the console says "signed out", whatever it is sent.
#[test]
fn console_functions_do_nothing_for_strangers() {
    run(async {
        let app = App::practice().await;
        let entrance = ["entrance", "open_setup", "first_admin", "confirm_totp", "sign_in", "sign_in_totp", "sign_out"];
        let mut tried = 0;
        for (method, path) in latchkey::router::routes().into_iter().filter(|(_, path)| path.starts_with("/api/admin/"))
        {
            let name = path.rsplit('/').next().unwrap();
            if entrance.iter().any(|public| name.replace('-', "_") == *public) {
                continue;
            }
            let form = "id=x&subtrees%5B0%5D=x&text=x&after=&onboarded_only=false&on=true&people%5B0%5D=x&directory=x&group=x&address=a%40b.example&form%5Bsubject%5D=x&form%5Bbody%5D=x&form%5Brequired%5D=2&form%5Ballowed%5D%5B0%5D=totp&query%5Btext%5D=x";
            let headers = [
                ("origin", ORIGIN),
                ("content-type", "application/x-www-form-urlencoded"),
                ("accept", "application/json"),
            ];
            let page = app.send(&method, &path, &headers, form).await;
            let text = page.text();
            assert!(
                page.status.is_client_error() || page.status.is_server_error() || text.contains("SignedOut"),
                "{method} {path}: {} {text}",
                page.status
            );
            tried += 1;
        }
        assert!(tried > 10, "{tried}");
    });
}
