//! A browser's half of a sign-in: cookies, one page, redirects.

use crate::support::{WAY_BACK, http};
use latchkey_domain::Secret;
use latchkey_domain::directory::SignInAnswer;
use latchkey_web::http::Http;
use reqwest::{Method, RequestBuilder, StatusCode};
use std::collections::BTreeMap;
use url::Url;

pub struct Browser {
    http: Http,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub fn new() -> Self {
        Self { http: http(), cookies: BTreeMap::new() }
    }

    /// Signs in at the page; what comes back with the browser. `None`: wrong name or password.
    pub async fn sign_in(mut self, url: &str, name: &str, password: &str) -> Option<SignInAnswer> {
        let start = url.parse().unwrap();
        let (_, page) = self.go(self.request(Method::GET, &start), &start).await;
        let page = page.expect("the sign-in page");
        assert_eq!(self.go(self.request(Method::GET, &page), &page).await.0, StatusCode::OK);
        let to = format!("{page}/login").parse().unwrap();
        let (_, next) =
            self.go(self.request(Method::POST, &to).form(&[("login", name), ("password", password)]), &to).await;
        let next = next?;
        let (_, back) = self.go(self.request(Method::GET, &next), &next).await;
        let back = back.unwrap();
        assert!(back.as_str().starts_with(WAY_BACK), "{back}");
        let given: BTreeMap<String, String> = back.query_pairs().into_owned().collect();
        Some(SignInAnswer { state: Secret::new(given["state"].as_str()), code: Secret::new(given["code"].as_str()) })
    }

    fn request(&self, method: Method, url: &Url) -> RequestBuilder {
        self.http.request(method, url).unwrap()
    }

    async fn go(&mut self, request: RequestBuilder, base: &Url) -> (StatusCode, Option<Url>) {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = self.http.send(request.header("cookie", cookies.join("; "))).await.unwrap();
        for cookie in answer.headers.get_all("set-cookie") {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.into(), value.into());
        }
        let to = answer.headers.get("location").map(|to| base.join(to.to_str().unwrap()).unwrap());
        assert!(
            answer.status.is_success() || answer.status.is_redirection(),
            "{}: {}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        );
        (answer.status, to)
    }
}
