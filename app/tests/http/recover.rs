//! The tier of locked-out people.

use super::*;
use http::header::CACHE_CONTROL;

#[test]
fn the_first_page_asks_nobody() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        let plain = server.get("/recover").await;
        let unlock = server.get("/recover?unlock=1").await;
        assert_eq!((plain.status, unlock.status), (StatusCode::OK, StatusCode::OK));
        assert!(
            plain.body.contains("Get back into your account") && unlock.body.contains("name=\"unlock\" value=\"1\"")
        );
        assert_eq!(plain.header(CACHE_CONTROL), "private, no-cache");
        assert_eq!(plain.body, server.get("/recover?anything=else").await.body);
        assert!(server.asked().is_empty());
    });
}

#[test]
fn each_form_is_one_question_and_a_redirect() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        let see = StatusCode::SEE_OTHER;
        for (path, form, asked, at) in [
            ("/recover", "name=anna&unlock=1", "begin anna true", "/recover/methods"),
            ("/recover/methods", "version=3&method=totp", "choose_method 3 Some(Totp)", "/recover/verify"),
            ("/recover/methods", "version=3&method=", "choose_method 3 None", "/recover/verify"),
            ("/recover/methods", "method=telepathy", "choose_method -1 None", "/recover/verify"),
            ("/recover/verify", "version=4&code=604+118", "verify 4 604 118[]", "/recover/methods"),
            ("/recover/verify", "version=4&answer_1=a&answer_2=b", "verify 4 [\"a\", \"b\"]", "/recover/methods"),
            ("/recover/return", "code=c&state=r.s", "returned c r.s", "/recover/methods"),
            ("/recover/send-again", "version=4", "send_again 4", "/recover/verify"),
            ("/recover/action", "version=5&do=unlock", "choose_action 5 Unlock", "/recover/done"),
            ("/recover/action", "version=5&do=reset", "choose_action 5 Reset", "/recover/done"),
            ("/recover/action", "version=8&do=finish", "finish_rest 8", "/recover/password"),
            (
                "/recover/password",
                "version=x&password=+a%26%22%27%0A+",
                "set_password -1 \" a&\\\"'\\n \"",
                "/recover/done",
            ),
            ("/recover/leave", "", "leave", "/recover"),
        ] {
            let answer = server.post(path, form).await;
            assert_eq!(goes(&answer), (see, at, "Recover=flow"), "{path} {form}");
            assert_eq!(answer.header(CACHE_CONTROL), "no-store");
            assert_eq!(server.asked(), [asked], "{path} {form}");
        }
    });
}

#[test]
fn odd_fields_reach_no_port() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        for path in [
            "/recover",
            "/recover/methods",
            "/recover/verify",
            "/recover/send-again",
            "/recover/action",
            "/recover/password",
            "/recover/leave",
        ] {
            for form in [
                "version=1&version=2",
                "name[]=a",
                "password%5B%5D=x",
                "code=1&code=1",
                "name=%ff",
                "name[a]=b",
                "method=a&method=b",
            ] {
                let answer = server.post(path, form).await;
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path} {form}");
                assert!(answer.body.contains("We could not read that form"), "{path} {form}");
            }
            let long = server.post(path, &format!("name={}", "a".repeat(20_000))).await;
            assert_eq!(long.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
            let json = Request::post(path)
                .header(CONTENT_TYPE, "application/json")
                .body(Body::from("{\"name\":\"a\"}"))
                .unwrap();
            assert_eq!(server.send(json).await.status, StatusCode::BAD_REQUEST, "{path}");
            assert!(server.asked().is_empty(), "{path}");
        }
        assert_eq!(server.post("/recover/action", "version=5&do=both").await.status, StatusCode::BAD_REQUEST);
        assert!(server.asked().is_empty());
    });
}

#[test]
fn mistakes_of_the_first_form_are_shown_at_once() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        let empty = server.post("/recover", "").await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.body.contains("Type your user name first.") && empty.body.contains("<title>Error: "));
        let later = server.post("/recover", "name=later").await;
        assert_eq!(later.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(later.body.contains("14:20"));
    });
}

#[test]
fn pages_show_where_the_flow_stands() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        let prove = server.get("/recover/methods").await;
        assert_eq!((prove.status, prove.header(CACHE_CONTROL)), (StatusCode::OK, "no-store"));
        assert!(prove.body.contains("How do you want to prove it is you?"));
        let elsewhere = server.get("/recover/done").await;
        assert_eq!(goes(&elsewhere), (StatusCode::SEE_OTHER, "/recover/methods", ""));
        for path in ["/recover/leave", "/recover/send-again", "/recover/return"] {
            server.asked();
            assert_eq!(goes(&server.get(path).await), (StatusCode::SEE_OTHER, "/recover/methods", ""), "{path}");
            assert!(server.asked().is_empty(), "{path}");
        }
    });
}

#[test]
fn head_and_foreign_methods_do_nothing() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        for path in ["/recover", "/recover/methods", "/recover/password", "/recover/send-again", "/recover/leave"] {
            let head = server.call(Method::HEAD, path).await;
            assert_eq!((head.status, head.body.as_str()), (StatusCode::OK, ""), "{path}");
            for method in [Method::PUT, Method::DELETE, Method::PATCH] {
                assert_eq!(
                    server.call(method.clone(), path).await.status,
                    StatusCode::METHOD_NOT_ALLOWED,
                    "{method} {path}"
                );
            }
        }
        assert!(server.asked().is_empty());
    });
}

#[test]
fn another_language_is_a_link_that_leads_back() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        let see = StatusCode::SEE_OTHER;
        for (query, back, cookie) in [
            ("to=de&back=%2Frecover%2Fverify", "/recover/verify", "Language=de"),
            ("to=de&back=/enrol", "/enrol", "Language=de"),
            ("to=xx&back=/account", "/account", ""),
            ("to=de&back=https://evil.example/recover", "/recover", "Language=de"),
            ("to=de&back=//evil.example", "/recover", "Language=de"),
            ("", "/recover", ""),
        ] {
            assert_eq!(goes(&server.get(&format!("/language?{query}")).await), (see, back, cookie), "{query}");
            // only what is a language of ours is kept
            let kept: &[&str] = if cookie.is_empty() { &[] } else { &["chosen de None"] };
            assert_eq!(server.asked(), kept, "{query}");
        }
        let head = server.call(Method::HEAD, "/language?to=de&back=/enrol").await;
        assert_eq!(head.status, StatusCode::OK);
        assert!(server.asked().is_empty());
    });
}

/// It changes what this browser is shown, and nothing that is kept.
#[test]
fn a_link_elsewhere_chooses_no_language_for_anybody() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        for (from, kept) in [("cross-site", false), ("same-site", false), ("none", false), ("same-origin", true)] {
            let request = Request::get("/language?to=de&back=/enrol").header("sec-fetch-site", from);
            let answer = server.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(goes(&answer), (StatusCode::SEE_OTHER, "/enrol", "Language=de"), "{from}");
            assert_eq!(!server.asked().is_empty(), kept, "{from}");
        }
    });
}
