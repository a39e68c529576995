//! Whom we believe, and that nothing is said before we do.

use super::support::*;
use latchkey_directory::{LdapServerConfig, ServerUrl};
use latchkey_domain::directory::{CertificateFault, DirectoryError, HealthCheck as _};

fn reason<T: std::fmt::Debug>(outcome: Result<T, DirectoryError>) -> CertificateFault {
    match outcome {
        Err(DirectoryError::Certificate { reason, .. }) => reason,
        other => panic!("not a certificate fault: {other:?}"),
    }
}
fn start_tls() -> ServerUrl {
    ServerUrl::parse(&env("LATCHKEY_TEST_OPENLDAP_STARTTLS_URL")).unwrap()
}

#[tokio::test]
async fn an_authority_that_nobody_trusted() {
    for server in [server(), start_tls()] {
        let directory = open(LdapServerConfig { trusted_pem: None, servers: vec![server], ..config() });
        assert_eq!(reason(reads(&directory).await), CertificateFault::UnknownAuthority);
    }
}

#[tokio::test]
async fn a_certificate_for_another_name() {
    let proxy = Proxy::listening("127.0.0.9", &server()).await;
    let directory = open(LdapServerConfig { servers: vec![proxy.url.clone()], ..config() });
    assert_eq!(reason(reads(&directory).await), CertificateFault::WrongName);
}

#[tokio::test]
async fn start_tls_is_as_good() {
    assert!(start_tls().start_tls());
    let directory = open(LdapServerConfig { servers: vec![start_tls()], ..config() });
    assert_eq!(reads(&directory).await, Ok(()));
}

#[tokio::test]
async fn the_chain_is_shown_and_what_was_shown_can_be_pinned() {
    let unknowing = open(LdapServerConfig { trusted_pem: None, ..config() });
    let chain = unknowing.presented_certificates().await.unwrap();
    assert!(chain[0].subject.contains("ldap1."), "{chain:?}");
    let pinned = open(LdapServerConfig { trusted_pem: Some(chain[0].pem.clone()), ..config() });
    assert_eq!(reads(&pinned).await, Ok(()));
}
