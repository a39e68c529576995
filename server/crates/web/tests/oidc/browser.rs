//! A browser's half of a sign-in with the lab's provider: cookies, one page, redirects.

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use std::collections::BTreeMap;
use std::sync::Arc;
use url::Url;

pub fn lab(name: &str) -> String {
    std::env::var(format!("LATCHKEY_TEST_OIDC_{name}"))
        .unwrap_or_else(|_| panic!("LATCHKEY_TEST_OIDC_{name} is not set: run make test"))
}
pub fn lab_ca() -> String {
    std::fs::read_to_string(lab("CA")).unwrap()
}
pub fn callback() -> Url {
    "http://127.0.0.1:9/recover/proof/oidc".parse().unwrap()
}

pub struct Browser {
    client: reqwest::Client,
    cookies: BTreeMap<String, String>,
}

/// With which parameters the browser was sent back to us.
pub struct Returned(BTreeMap<String, String>);
impl Returned {
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.0.keys()))
    }
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

impl Browser {
    pub fn new() -> Self {
        let mut roots = rustls::RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(lab_ca().as_bytes()) {
            roots.add(certificate.unwrap()).unwrap();
        }
        let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self { client, cookies: BTreeMap::new() }
    }

    /// Goes where we send it, signs in there, and comes back.
    pub async fn sign_in(&mut self, url: &str, name: &str, password: &str) -> Returned {
        let page = self.page(url).await;
        let form = [("login", name), ("password", password)];
        let next = self.go(self.client.post(format!("{page}/login")).form(&form)).await;
        self.back(next.expect("signed in")).await
    }

    pub async fn cancel(&mut self, url: &str) -> Returned {
        let page = self.page(url).await;
        let next = self.go(self.client.post(format!("{page}/cancel"))).await;
        self.back(next.unwrap()).await
    }

    /// The page with name and password; panics if the provider does not ask.
    async fn page(&mut self, url: &str) -> Url {
        let page = self.go(self.client.get(url)).await.expect("the sign-in page");
        assert!(page.path().starts_with("/interaction/"), "not asked: {}", page.path());
        assert_eq!(self.go(self.client.get(page.clone())).await, None);
        page
    }

    async fn back(&mut self, url: Url) -> Returned {
        let url = self.go(self.client.get(url)).await.unwrap();
        let mut without = url.clone();
        without.set_query(None);
        assert_eq!(without, callback());
        Returned(url.query_pairs().into_owned().collect())
    }

    /// Where it is redirected to, if so.
    async fn go(&mut self, request: reqwest::RequestBuilder) -> Option<Url> {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header("cookie", cookies.join("; ")).send().await.unwrap();
        for cookie in response.headers().get_all("set-cookie") {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.into(), value.into());
        }
        let status = response.status();
        let location = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        let base = response.url().clone();
        let body = response.text().await.unwrap();
        assert!(status.is_success() || status.is_redirection(), "{status}: {body}");
        location.map(|to| base.join(&to).unwrap())
    }
}
