//! Whom we believe, and that nothing is said before we do.

use super::support::*;
use latchkey_directory::{ActiveDirectory, AdConfig, ServerUrl};
use latchkey_domain::directory::{CertificateFault, DirectoryError, HealthCheck as _};
use latchkey_testkit::TestClock;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn reason<T: std::fmt::Debug>(outcome: Result<T, DirectoryError>) -> CertificateFault {
    match outcome {
        Err(DirectoryError::Certificate { reason, .. }) => reason,
        other => panic!("not a certificate fault: {other:?}"),
    }
}

#[tokio::test]
async fn an_authority_that_nobody_trusted() {
    let ad = open(AdConfig { trusted_pem: None, ..config() });
    assert_eq!(reason(reads(&ad).await), CertificateFault::UnknownAuthority);
    let start_tls = ServerUrl::parse(&env("LATCHKEY_TEST_AD_STARTTLS_URL")).unwrap();
    let ad = open(AdConfig { trusted_pem: None, servers: vec![start_tls], ..config() });
    assert_eq!(reason(reads(&ad).await), CertificateFault::UnknownAuthority);
}

#[tokio::test]
async fn a_certificate_for_another_name() {
    let proxy = Proxy::listening("127.0.0.1", &config().servers[0]).await;
    let by_address = open(AdConfig { servers: vec![proxy.url.clone()], ..config() });
    assert_eq!(reason(reads(&by_address).await), CertificateFault::WrongName);
    let by_name = ServerUrl::parse(&format!("ldaps://localhost:{}", proxy.url.port())).unwrap();
    let by_name = open(AdConfig { servers: vec![by_name], ..config() });
    assert_eq!(reason(reads(&by_name).await), CertificateFault::WrongName);
}

#[tokio::test]
async fn start_tls_is_as_good() {
    let start_tls = ServerUrl::parse(&env("LATCHKEY_TEST_AD_STARTTLS_URL")).unwrap();
    let ad = open(AdConfig { servers: vec![start_tls], ..config() });
    assert_eq!(reads(&ad).await, Ok(()));
}

#[tokio::test]
async fn the_chain_is_shown_and_what_was_shown_can_be_pinned() {
    let unknowing = open(AdConfig { trusted_pem: None, ..config() });
    let chain = unknowing.presented_certificates().await.unwrap();
    assert!(chain[0].subject.contains("dc1."), "{chain:?}");
    assert_eq!(chain[0].sha256.len(), 95);
    let pinned = open(AdConfig { trusted_pem: Some(chain[0].pem.clone()), ..config() });
    assert_eq!(reads(&pinned).await, Ok(()));
    // The pin is for that server, not for whoever shows its certificate elsewhere.
    let proxy = Proxy::listening("127.0.0.1", &config().servers[0]).await;
    let elsewhere =
        open(AdConfig { trusted_pem: Some(chain[0].pem.clone()), servers: vec![proxy.url.clone()], ..config() });
    assert_eq!(reason(reads(&elsewhere).await), CertificateFault::WrongName);
}

/// A server that speaks no TLS: keeps what it is sent, and answers it all with `answer`.
async fn without_tls(answer: &'static [u8]) -> (u16, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let keep = heard.clone();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let keep = keep.clone();
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                while let Ok(count @ 1..) = socket.read(&mut buffer).await {
                    keep.lock().unwrap().extend(&buffer[..count]);
                    if socket.write_all(answer).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (port, heard)
}

#[tokio::test]
async fn nothing_is_said_without_tls() {
    // An ExtendedResponse: protocolError, as a server without StartTLS answers.
    let refuses: &[u8] = &[0x30, 0x0c, 0x02, 0x01, 0x01, 0x78, 0x07, 0x0a, 0x01, 0x02, 0x04, 0x00, 0x04, 0x00];
    for scheme in ["ldap", "ldaps"] {
        let (port, heard) = without_tls(refuses).await;
        let server = ServerUrl::parse(&format!("{scheme}://127.0.0.1:{port}")).unwrap();
        let ad = open(AdConfig { servers: vec![server], ..config() });
        let outcome = reads(&ad).await;
        assert!(matches!(outcome, Err(DirectoryError::NotEncrypted { .. })), "{scheme}: {outcome:?}");
        let heard = String::from_utf8_lossy(&heard.lock().unwrap()).into_owned();
        assert!(
            !heard.is_empty() && !heard.contains("svc-latchkey") && !heard.contains(&env("LATCHKEY_TEST_AD_SVC_PASS"))
        );
    }
}

#[tokio::test]
async fn certificates_that_are_none() {
    for pem in ["nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let made = ActiveDirectory::new(
            AdConfig { trusted_pem: Some(pem.into()), ..config() },
            Arc::new(TestClock::of_machine()),
        );
        assert!(matches!(made.err(), Some(DirectoryError::Misconfigured { .. })), "{pem}");
    }
}
