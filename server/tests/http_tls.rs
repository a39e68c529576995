//! Our own HTTPS: HTTP/2 and HTTP/1.1, and certificates that are replaced while serving.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod http_common;

use axum::Router;
use axum::routing::get;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use latchkey::config::TlsConfig;
use latchkey::http::{listen, tls};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A new self-signed pair for localhost.
fn make(dir: &Path) -> TlsConfig {
    let files = TlsConfig { certificate: dir.join("cert.pem"), key: dir.join("key.pem") };
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args([
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
            "-keyout",
        ])
        .arg(&files.key)
        .arg("-out")
        .arg(&files.certificate)
        .output()
        .expect("openssl is not here: run make test, which installs it");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    files
}

/// The certificate that is shown, and the protocol that is agreed on.
async fn shown(address: SocketAddr, trusted: &Path, protocols: &[&[u8]]) -> Option<(Vec<u8>, Option<Vec<u8>>, String)> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(trusted).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    let stream = TcpStream::connect(address).await.unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let mut stream = connector.connect(ServerName::try_from("localhost").unwrap(), stream).await.ok()?;
    let certificate = stream.get_ref().1.peer_certificates()?.first()?.to_vec();
    let agreed = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
    let mut answer = Vec::new();
    if agreed.as_deref() != Some(b"h2") {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
        let _ = stream.read_to_end(&mut answer).await;
    }
    Some((certificate, agreed, String::from_utf8_lossy(&answer).into_owned()))
}

#[tokio::test]
async fn https_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let files = make(dir.path());
    let listener = listen::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let handle = Handle::new();
    let app = Router::new().route("/", get(async || "hello"));
    let serving = tokio::spawn(listen::serve(listener, app, Some(files.clone()), handle.clone()));
    let (_, agreed, answer) = shown(address, &files.certificate, &[b"http/1.1"]).await.unwrap();
    assert_eq!(agreed.as_deref(), Some(&b"http/1.1"[..]));
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("hello"), "{answer}");
    let (_, agreed, _) = shown(address, &files.certificate, &[b"h2", b"http/1.1"]).await.unwrap();
    assert_eq!(agreed.as_deref(), Some(&b"h2"[..]));
    handle.shutdown();
    serving.await.unwrap().unwrap();
}

#[tokio::test]
async fn new_files_are_used_and_bad_ones_are_not() {
    let dir = tempfile::tempdir().unwrap();
    let files = make(dir.path());
    let served = RustlsConfig::from_config(tls::load(&files).unwrap());
    let watching = tokio::spawn(tls::keep_fresh(files.clone(), served.clone(), Duration::from_millis(50)));
    let first = served.get_inner();

    std::fs::write(&files.certificate, "not a certificate").unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(Arc::ptr_eq(&first, &served.get_inner()), "the old pair stays in use");

    let other = tempfile::tempdir().unwrap();
    std::fs::copy(make(other.path()).certificate, &files.certificate).unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(Arc::ptr_eq(&first, &served.get_inner()), "a certificate without its key is not used");

    make(dir.path());
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!Arc::ptr_eq(&first, &served.get_inner()), "the new pair is in use");
    watching.abort();
}

#[test]
fn bad_files_are_explained() {
    let dir = tempfile::tempdir().unwrap();
    let files = make(dir.path());
    let told = |files: &TlsConfig| tls::load(files).unwrap_err();
    let other = tempfile::tempdir().unwrap();
    let stranger = make(other.path());
    assert!(told(&TlsConfig { key: stranger.key, ..files.clone() }).contains("this is not the key of"));
    assert!(
        told(&TlsConfig { key: dir.path().join("none"), ..files.clone() }).contains("the private key cannot be read")
    );
    assert!(
        told(&TlsConfig { certificate: dir.path().join("none"), ..files.clone() })
            .contains("the certificate cannot be read")
    );
    assert!(
        told(&TlsConfig { certificate: files.key.clone(), ..files.clone() }).contains("there is no certificate in it")
    );
    assert!(told(&TlsConfig { key: files.certificate.clone(), ..files }).contains("the private key cannot be read"));
}
