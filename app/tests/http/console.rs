//! The console's document, around the one page of it that everybody may see.

use super::*;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};

#[test]
fn scripts_of_the_page_alone_carry_its_nonce() {
    on_the_one_runtime(async {
        let server = TestServer::new();
        let page = server.get("/admin/sign-in").await;
        assert_eq!((page.status, page.header(CACHE_CONTROL)), (StatusCode::OK, "no-store"));
        let policy = page.header(CONTENT_SECURITY_POLICY);
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        for script in page.body.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            // a file of ours, or one of this page alone
            assert!(tag.contains("src=\"/a/") || tag.contains(&format!("nonce=\"{nonce}\"")), "{tag}");
        }
        assert!(!page.body.contains(" style="), "{}", page.body);
        assert!(
            page.body.contains("data-wasm=\"/a/people_bg.wasm\"") && !page.body.contains("console_bg"),
            "nobody needs the console before they are signed in: {}",
            page.body
        );
        let again = server.get("/admin/sign-in").await;
        assert_ne!(again.header(CONTENT_SECURITY_POLICY), policy, "a nonce is for one page");
    });
}
