//! Who may ask, for what, and what every answer says about itself: through the real router.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod http_common;

use http::StatusCode;
use http_common::{ADDRESS, App, ORIGIN, run};

#[test]
fn only_our_own_name_is_served() {
    run(async {
        let app = App::practice().await;
        assert_eq!(app.get("/recover").await.status, StatusCode::OK);
        for host in ["", "evil.example", "127.0.0.1", "127.0.0.1:8080.evil.example", "127.0.0.1:80"] {
            let page = app.send("GET", "/recover", &[("host", host)], "").await;
            assert_eq!(page.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
            assert!(!page.text().contains("evil") && !page.text().contains("organisation"), "{}", page.text());
        }
        let absolute = app.send("GET", "http://evil.example/recover", &[], "").await;
        assert_eq!(absolute.status, StatusCode::MISDIRECTED_REQUEST);
        for name in ["localhost:8080", "[::1]:8080"] {
            assert_eq!(app.send("GET", "/recover", &[("host", name)], "").await.status, StatusCode::OK, "{name}");
        }
        for header in ["x-forwarded-host", "forwarded", "x-original-url", "x-rewrite-url", "x-http-method-override"] {
            let page = app.send("GET", "/recover", &[(header, "evil.example")], "").await;
            assert!(page.status == StatusCode::OK && !page.text().contains("evil.example"), "{header}");
        }
        for path in ["/healthz", "/readyz"] {
            assert_eq!(app.send("GET", path, &[("host", "10.0.0.1")], "").await.status, StatusCode::OK, "{path}");
        }
    });
}

#[test]
fn no_other_site_changes_anything() {
    run(async {
        let app = App::practice().await;
        let form = ("content-type", "application/x-www-form-urlencoded");
        let posted: Vec<String> = latchkey::router::routes()
            .into_iter()
            .filter(|(method, _)| method == "POST")
            .map(|(_, path)| path)
            .collect();
        assert!(posted.len() > 20, "{posted:?}");
        for path in &posted {
            for header in [
                ("origin", "https://evil.example"),
                ("origin", "null"),
                ("sec-fetch-site", "cross-site"),
                ("referer", ORIGIN),
            ] {
                let page = app.send("POST", path, &[form, header], "name=kim").await;
                assert_eq!(page.status, StatusCode::FORBIDDEN, "{path} {header:?}");
                assert!(
                    !page.headers.contains_key("set-cookie") && page.text().contains("Nothing was changed"),
                    "{path}"
                );
            }
        }
        let begun = app.post("/recover", "name=nobody").await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER);
        let elsewhere = [("host", "127.0.0.1:8080"), ("origin", ORIGIN), form];
        assert_eq!(
            app.send("POST", "/recover", &elsewhere, "name=kim").await.status,
            StatusCode::FORBIDDEN,
            "another name of ours is another origin"
        );
    });
}

#[test]
fn other_spellings_of_a_path_lead_nowhere() {
    run(async {
        let app = App::practice().await;
        let patterns: Vec<String> = latchkey::router::routes().into_iter().map(|(_, path)| path).collect();
        // An id may look odd; what stands behind such a page asks for a session (http_routes.rs).
        let is_page = |path: &str| {
            patterns.iter().any(|pattern| {
                pattern.split('/').count() == path.split('/').count()
                    && pattern
                        .split('/')
                        .zip(path.split('/'))
                        .all(|(known, asked)| known == asked || known.starts_with('{') && !asked.is_empty())
            })
        };
        let mut paths: Vec<String> = patterns
            .iter()
            .filter(|path| path.len() > 1 && !path.starts_with("/assets") && !path.contains('{'))
            .cloned()
            .collect();
        paths.dedup();
        for path in &paths {
            let tail = &path[1..];
            let spellings = [
                format!("/.{path}"),
                format!("/{path}"),
                format!("/x/..{path}"),
                format!("/%2e{path}"),
                format!("/%2f{tail}"),
                format!("{path};x"),
                format!("{path};jsessionid=1"),
                format!("{path}/."),
                format!("{path}%2f"),
                format!("{path}%00"),
                format!("{path}/"),
                format!("{path}.html"),
                format!("/%{:02x}{}", tail.as_bytes()[0], &tail[1..]),
                path.to_uppercase(),
                path.replacen('/', "\\", 1).replacen('\\', "/\\", 1),
            ];
            for spelling in spellings.iter().filter(|spelling| !is_page(spelling)) {
                for method in ["GET", "POST"] {
                    let page = app
                        .send(
                            method,
                            spelling,
                            &[("origin", ORIGIN), ("content-type", "application/x-www-form-urlencoded")],
                            "",
                        )
                        .await;
                    assert_eq!(page.status, StatusCode::NOT_FOUND, "{method} {spelling}");
                    assert!(page.text().contains("There is no page here"), "{spelling}");
                }
            }
        }
    });
}

#[test]
fn every_answer_carries_its_headers() {
    run(async {
        let app = App::practice().await;
        for path in [
            "/recover",
            "/recover/methods",
            "/nowhere",
            "/",
            "/healthz",
            "/practice",
            "/enrol",
            "/admin/sign-in",
            "/robots.txt",
        ] {
            let page = app.get(path).await;
            assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
            assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(page.header("cross-origin-opener-policy"), "same-origin", "{path}");
            let policy = page.header("content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'")
                    && policy.contains("frame-ancestors 'none'")
                    && policy.contains("base-uri 'none'"),
                "{path}: {policy}"
            );
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
            assert!(!page.header("cache-control").is_empty(), "{path}");
            assert!(!page.headers.contains_key("strict-transport-security"), "plain http must not promise https");
            assert!(!page.headers.contains_key("server"), "{path}");
        }
        assert!(
            !app.get("/recover").await.header("content-security-policy").contains("wasm"),
            "no browser half on the recover tier"
        );
    });
}

#[test]
fn https_promises_https_and_names_its_cookies() {
    run(async {
        let app = App::of("origin = \"https://reset.example.com\"\n[proxy]\ntrusted = [\"127.0.0.1\"]\n").await;
        let host = ("host", "reset.example.com");
        let page = app.send("GET", "/recover", &[host], "").await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.header("strict-transport-security"), "max-age=31536000");
        assert_eq!(
            app.send("GET", "/practice", &[host], "").await.status,
            StatusCode::NOT_FOUND,
            "practice pages exist in practice mode only"
        );
        let form = ("content-type", "application/x-www-form-urlencoded");
        let begun =
            app.send("POST", "/recover", &[host, form, ("origin", "https://reset.example.com")], "name=nobody").await;
        let cookie = begun.header("set-cookie");
        assert!(
            cookie.starts_with("__Host-lk-recover=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure"),
            "{cookie}"
        );
        assert_eq!(
            app.send("POST", "/recover", &[host, form, ("origin", "http://reset.example.com")], "name=x").await.status,
            StatusCode::FORBIDDEN
        );
    });
}

#[test]
fn bodies_are_bounded_and_read_strictly() {
    run(async {
        let app = App::practice().await;
        let big = format!("name={}", "a".repeat(70_000));
        assert_eq!(app.post("/recover", &big).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(app.post("/api/admin/sign_in", &big).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        for odd in ["name[]=a", "name=a&name=b"] {
            assert_eq!(app.post("/recover", odd).await.status, StatusCode::BAD_REQUEST, "{odd}");
        }
        for kind in ["application/json", "multipart/form-data; boundary=x", "text/plain"] {
            let page = app.send("POST", "/recover", &[("origin", ORIGIN), ("content-type", kind)], "{}").await;
            assert_eq!(page.status, StatusCode::BAD_REQUEST, "{kind}");
            assert!(page.header("content-type").starts_with("text/html"));
        }
        for method in ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"] {
            let page = app.send(method, "/recover", &[("origin", ORIGIN)], "").await;
            assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        }
    });
}

#[test]
fn the_first_page_fits_its_budget() {
    run(async {
        let app = App::practice().await;
        let page = app.send("GET", "/recover", &[("accept-encoding", "gzip, br")], "").await;
        assert_eq!((page.status, page.header("content-encoding")), (StatusCode::OK, "gzip"));
        let again = app.send("GET", "/recover", &[("if-none-match", page.header("etag"))], "").await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
        let plain = app.get("/recover").await;
        assert!(plain.text().contains("<form") && plain.body.len() > page.body.len());
        let mut total = page.body.len();
        let mut requests = 1;
        for path in plain.text().split('"').filter(|part| part.starts_with("/assets/")) {
            let file = app.send("GET", path, &[("accept-encoding", "gzip, br")], "").await;
            assert_eq!(file.status, StatusCode::OK, "{path}");
            assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
            total += file.body.len();
            requests += 1;
        }
        assert!(total < 30_000 && requests <= 4, "{total} bytes in {requests} requests");
    });
}

#[test]
fn files_only_under_their_own_hash() {
    run(async {
        let app = App::practice().await;
        let text = app.get("/recover").await.text();
        let css = text.split('"').find(|part| part.starts_with("/assets/") && part.ends_with(".css")).unwrap();
        let file = app.send("GET", css, &[("accept-encoding", "gzip")], "").await;
        assert_eq!((file.header("content-encoding"), file.header("content-type")), ("gzip", "text/css; charset=utf-8"));
        assert_eq!(
            app.send("GET", css, &[("if-none-match", file.header("etag"))], "").await.status,
            StatusCode::NOT_MODIFIED
        );
        let head = app.send("HEAD", css, &[], "").await;
        assert!(head.status == StatusCode::OK && head.body.is_empty());
        for path in ["/assets/0000000000000000/recover.css", "/assets/x/../../etc/passwd", "/assets/recover.css"] {
            assert_eq!(app.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(app.get("/").await.header("location"), "/recover");
        assert!(app.get("/robots.txt").await.text().contains("Disallow: /"));
        assert_eq!(app.send("GET", "/recover", &[("host", ADDRESS)], "").await.status, StatusCode::OK);
    });
}

/// leptos would put the error into the address of the page before.
#[test]
fn a_form_that_cannot_be_read_leaves_no_error_in_the_address() {
    run(async {
        let app = App::practice().await;
        let paths: Vec<String> = latchkey::router::routes()
            .into_iter()
            .filter(|(_, path)| path.starts_with("/api/"))
            .map(|(_, path)| path)
            .collect();
        assert!(!paths.is_empty());
        for path in &paths {
            for referer in ["http://127.0.0.1:8080/enrol?__err=x", "https://evil.example/page"] {
                let headers = [
                    ("origin", ORIGIN),
                    ("content-type", "application/x-www-form-urlencoded"),
                    ("accept", "text/html"),
                    ("referer", referer),
                ];
                let page = app.send("POST", path, &headers, "nonsense=1").await;
                let location = page.header("location");
                assert!(!location.contains("__err") && !location.contains("evil.example"), "{path}: {location}");
                assert_ne!(page.status, StatusCode::FOUND, "{path}");
            }
        }
    });
}
