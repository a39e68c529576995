//! A browser's half of a sign-in on the lab's page.

use crate::support::{WAY_BACK, ca, lab};
use latchkey_domain::Secret;
use latchkey_domain::directory::SignInAnswer;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use std::collections::BTreeMap;
use std::sync::Arc;
use url::Url;

#[derive(Default)]
pub struct Browser(BTreeMap<String, String>);

impl Browser {
    /// Goes to the page, signs in with this address, and brings back the answer.
    pub async fn sign_in(&mut self, page: &str, mail: &str) -> SignInAnswer {
        let form = self.go(client().get(page)).await.expect("the sign-in page");
        assert!(form.path().starts_with("/interaction/"), "not asked: {form}");
        let fields = [("login", mail), ("password", &lab("PASS"))];
        let next = self.go(client().post(format!("{form}/login")).form(&fields)).await.expect("signed in");
        let back = self.go(client().get(next)).await.expect("the way back");
        assert!(back.as_str().starts_with(WAY_BACK), "{back}");
        let said: BTreeMap<_, _> = back.query_pairs().into_owned().collect();
        SignInAnswer { state: Secret::new(said["state"].as_str()), code: Secret::new(said["code"].as_str()) }
    }

    /// Where it is redirected to, if so.
    async fn go(&mut self, request: reqwest::RequestBuilder) -> Option<Url> {
        let cookies: Vec<_> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header("cookie", cookies.join("; ")).send().await.unwrap();
        for cookie in response.headers().get_all("set-cookie") {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.0.insert(name.into(), value.into());
        }
        let status = response.status();
        let location = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        let base = response.url().clone();
        let body = response.text().await.unwrap();
        assert!(status.is_success() || status.is_redirection(), "{status}: {body}");
        location.map(|to| base.join(&to).unwrap())
    }
}

pub fn client() -> reqwest::Client {
    let mut roots = rustls::RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(ca().as_bytes()) {
        roots.add(certificate.unwrap()).unwrap();
    }
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}
