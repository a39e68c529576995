//! The people's pages, as a browser without script meets them.

use super::*;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, REFRESH};

#[test]
fn the_page_is_whole_without_script_and_its_scripts_are_files_of_ours() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        let page = server.get("/enrol").await;
        assert_eq!((page.status, page.header(CACHE_CONTROL)), (StatusCode::OK, "no-store"));
        assert!(page.body.contains("<title>Keep these on paper · Northwind Hospital</title>"), "{}", page.body);
        assert!(
            page.body.contains("7KQM-2XRA") && page.body.contains("action=\"/api/enrol/codes-kept\""),
            "{}",
            page.body
        );
        let policy = page.header(CONTENT_SECURITY_POLICY);
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
        for script in page.body.split("<script").skip(1) {
            let (tag, inside) = script.split_once('>').unwrap();
            assert!(tag.contains(" src=\"/a/") && inside.starts_with("</script>"), "{script}");
        }
        assert!(!page.body.contains(" style="), "{}", page.body);
        assert!(page.body.contains("data-wasm=\"/a/people_bg.wasm\""), "{}", page.body);
    });
}

/// What wakes up has all that it says beside it; the console's program is not there.
#[test]
fn what_wakes_up_is_on_the_page() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        for (path, islands) in [("/enrol", ["copy", "print"].as_slice()), ("/account", &["password"])] {
            let page = server.get(path).await.body;
            for island in islands {
                assert!(page.contains(&format!("data-island=\"{island}\" data-props=\"{{")), "{path} {island}: {page}");
            }
            assert!(page.contains("data-step") && page.contains("<template data-no-answer=\"{"), "{page}");
            assert!(!page.contains("console"), "{page}");
        }
    });
}

#[test]
fn pages_are_in_the_language_of_the_site() {
    on_the_one_runtime(async {
        let server = TestServer::speaking(Locale::De);
        let codes = server.get("/enrol").await.body;
        assert!(codes.contains("<title>Bewahren Sie diese auf Papier auf · Northwind Hospital</title>"), "{codes}");
        // said by components that find the site around them, within what is waited for
        let account = server.get("/account").await.body;
        assert!(account.contains("aria-label=\"Passwort anzeigen\""), "{account}");
        for html in [codes, account] {
            assert!(html.contains("<html lang=\"de\" dir=\"ltr\""), "{html}");
            assert!(html.contains("href=\"/language?to=en&amp;back=%2F"), "{html}");
        }
        let file = server.post("/enrol/codes.txt", "").await;
        assert!(file.body.contains("Wiederherstellungscodes von anna"), "{}", file.body);
    });
}

#[test]
fn looking_at_the_link_spends_nothing() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        for method in [Method::GET, Method::HEAD] {
            let page = server.call(method, "/enrol/invitation/some-token").await;
            assert_eq!(page.status, StatusCode::OK);
        }
        assert!(server.asked().is_empty());
        let page = server.get("/enrol/invitation/some-token").await;
        assert!(page.body.contains("name=\"token\" value=\"some-token\""), "{}", page.body);
        let opened = server.post("/api/enrol/open-link", "token=some-token").await;
        assert_eq!(goes(&opened), (StatusCode::FOUND, "/enrol", "Enrol=flow"));
        assert_eq!(server.asked(), ["open_link some-token"]);
    });
}

#[test]
fn each_form_is_one_question_and_a_redirect() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        for (path, form, asked) in [
            ("sign-in", "version=1&password=+%26%22%27+", "sign_in 1 \" &\\\"' \""),
            ("sign-in", "", "sign_in -1 \"\""),
            ("choose", "version=2&methods[]=totp&methods[]=email", "choose 2 [Totp, Email]"),
            ("choose", "version=2&methods%5B%5D=totp", "choose 2 [Totp]"),
            ("choose", "version=2&methods%5B0%5D=totp&methods%5B1%5D=email", "choose 2 [Totp, Email]"),
            ("choose", "version=2", "choose 2 []"),
            ("give", "version=3&code=482+917", "give 3 482 917|||[]|[]"),
            ("give", "version=4&address=+a%40b.example", "give 4  a@b.example|||[]|[]"),
            ("give", "version=5&name=My+phone&credential=%7B%7D", "give 5 |{}|My phone|[]|[]"),
            (
                "give",
                "version=6&questions[]=Q&answers[]=A&questions[]=R&answers[]=B",
                "give 6 |||[\"Q\", \"R\"]|[\"A\", \"B\"]",
            ),
            ("give", "version=7", "give 7 |||[]|[]"),
            ("back", "version=5", "back 5"),
            ("codes-kept", "version=6&kept=on", "codes_kept 6"),
            ("leave", "", "leave"),
            ("open-code", "name=anna&code=7KQM-2XRA", "open_code anna 7KQM-2XRA"),
        ] {
            let answer = server.post(&format!("/api/enrol/{path}"), form).await;
            assert_eq!(goes(&answer), (StatusCode::FOUND, "/enrol", "Enrol=flow"), "{path} {form} {}", answer.body);
            assert_eq!(server.asked(), [asked], "{path} {form}");
        }
    });
}

#[test]
fn what_went_wrong_before_a_flow_is_said_from_the_address() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        let answer = server.post("/api/enrol/open-code", "name=anna&code=wrong").await;
        assert_eq!(goes(&answer), (StatusCode::FOUND, "/enrol?again=wrong", ""));
        server.fake.at_start();
        let page = server.get("/enrol?again=wrong").await;
        assert!(page.body.contains("Name and code do not go together"), "{}", page.body);
        let later = latchkey_app::recover::samples::moment(2, 14, 20).to_address();
        let page = server.get(&format!("/enrol?again=later&from={later}")).await;
        assert!(page.body.contains("You can try again from 14:20 on Tuesday"));
        for forged in [
            "/enrol?again=later&from=call+5551234567",
            "/enrol?again=later&from=14:20+on+Tuesday",
            "/enrol?again=%3Cscript%3E",
            "/enrol?again=later",
        ] {
            let page = server.get(forged).await;
            assert!(page.body.contains("<title>Set up with your invitation"), "{forged}");
            assert!(!page.body.contains("role=\"alert\""), "{forged}");
        }
    });
}

#[test]
fn odd_fields_reach_no_port() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        for form in
            ["version=1&version=2", "password[]=x", "password[a]=x", "code=1&code=1", "code=%ff", "name=a&name=b"]
        {
            for path in ["sign-in", "give", "choose", "open-code", "leave"] {
                let answer = server.post(&format!("/api/enrol/{path}"), form).await;
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path} {form}");
            }
        }
        assert!(server.asked().is_empty());
    });
}

#[test]
fn deeds_are_never_done_by_a_get() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        for path in ["open-link?token=x", "sign-in", "leave", "codes-kept?version=6"] {
            let answer = server.get(&format!("/api/enrol/{path}")).await;
            assert!(
                answer.status == StatusCode::METHOD_NOT_ALLOWED || answer.status == StatusCode::NOT_FOUND,
                "{path}"
            );
        }
        assert!(server.asked().is_empty());
    });
}

#[test]
fn the_codes_come_as_a_file_only_by_post() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        let file = server.post("/enrol/codes.txt", "").await;
        assert_eq!(file.status, StatusCode::OK);
        assert!(file.header(CONTENT_DISPOSITION).starts_with("attachment") && file.body.contains("7KQM-2XRA"));
        assert_eq!(file.header(CACHE_CONTROL), "no-store");
        let looked = server.get("/enrol/codes.txt").await;
        assert_eq!(goes(&looked), (StatusCode::SEE_OTHER, "/enrol", ""));
        server.fake.at_start();
        assert_eq!(server.post("/enrol/codes.txt", "").await.status, StatusCode::SEE_OTHER);
    });
}

/// A redirect to another site would be refused by the browser, so a page goes on by itself, with a link besides.
#[test]
fn on_to_the_directorys_own_page() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        let page = server.post("/enrol/sign-in", "version=7").await;
        assert_eq!((page.status, page.header(CACHE_CONTROL)), (StatusCode::OK, "no-store"));
        assert_eq!(page.header(REFRESH), "0;url=https://sign-in.example/?a=1&state=x");
        assert!(page.body.contains("href=\"https://sign-in.example/?a=1&amp;state=x\""), "{}", page.body);
        assert!(page.body.contains("On to Cloud account") && !page.body.contains("<script"), "{}", page.body);
        assert_eq!(page.header(SET_COOKIE), "");
        // what a browser would run is gone to by nobody
        let odd = server.post("/enrol/sign-in", "version=8").await;
        assert_eq!((odd.status, odd.header(REFRESH)), (StatusCode::BAD_GATEWAY, ""));
        assert!(!odd.body.contains("javascript:"), "{}", odd.body);
        let visit = server.post("/account/sign-in", "directory=cloud").await;
        assert_eq!(visit.header(REFRESH), "0;url=/sign-in?state=x");
        assert_eq!(visit.header(SET_COOKIE), "Account=visit");
        // nothing was begun
        let here = server.post("/enrol/sign-in", "version=3").await;
        assert_eq!((here.status, here.header(LOCATION)), (StatusCode::SEE_OTHER, "/enrol"));
        let here = server.post("/account/sign-in", "directory=x").await;
        assert_eq!((here.status, here.header(LOCATION)), (StatusCode::SEE_OTHER, "/account"));
        assert_eq!(server.asked(), ["redirect 3", "redirect x"]);
        for path in ["/enrol/sign-in", "/account/sign-in"] {
            assert_eq!(server.post(path, "version=1&version=2").await.status, StatusCode::BAD_REQUEST, "{path}");
            assert_eq!(server.get(path).await.status, StatusCode::SEE_OTHER, "{path}");
        }
        assert!(server.asked().is_empty());
    });
}
