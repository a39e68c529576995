//! Our own HTTPS: HTTP/2 and HTTP/1.1, and certificates that are replaced while serving.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod http_common;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use http_common::{Program, run};
use latchkey::config::TlsConfig;
use latchkey::http::{listen, tls};
use latchkey_app::route_table::RouteTable;
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
    let app = RouteTable::new().get("/", async || "hello").router();
    let edge = listen::Edge { certificate: Some(files.clone()), ..listen::Edge::default() };
    let serving = tokio::spawn(listen::serve(listener, app, edge, handle.clone()));
    let (_, agreed, answer) = shown(address, &files.certificate, &[b"http/1.1"]).await.unwrap();
    assert_eq!(agreed.as_deref(), Some(&b"http/1.1"[..]));
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("hello"), "{answer}");
    let (_, agreed, _) = shown(address, &files.certificate, &[b"h2", b"http/1.1"]).await.unwrap();
    assert_eq!(agreed.as_deref(), Some(&b"h2"[..]));
    handle.shutdown();
    serving.await.unwrap().unwrap();
}

/// Time stands still but for the pauses here: each of them is six looks at the files, however slow the machine is.
#[tokio::test(start_paused = true)]
async fn new_files_are_used_and_bad_ones_are_not() {
    let dir = tempfile::tempdir().unwrap();
    let files = make(dir.path());
    let served = RustlsConfig::from_config(tls::load(&files).unwrap());
    let watching = tokio::spawn(tls::keep_fresh(files.clone(), served.clone(), Duration::from_millis(50)));
    let first = served.get_inner();
    // it has seen the first pair
    tokio::time::sleep(Duration::from_millis(300)).await;

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

/// As an administrator meets it: the program runs, the files are replaced, and what browsers are
/// shown changes, on SIGHUP at once and by itself within seconds.
#[test]
fn the_running_program_shows_the_replaced_certificate() {
    let dir = tempfile::tempdir().unwrap();
    let files = make(dir.path());
    let config = "origin = \"https://localhost:8443\"\n[tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"\n";
    std::fs::write(dir.path().join("latchkey.toml"), config).unwrap();
    let mut program = Program::start(dir, &["serve", "--listen", "127.0.0.1:0"]);
    let address: SocketAddr = program.address.parse().unwrap();
    let in_use = |file: &Path| {
        let file = file.to_owned();
        run(async move { shown(address, &file, &[b"http/1.1"]).await })
    };
    let (first, _, answer) = in_use(&files.certificate).unwrap();
    assert!(answer.starts_with("HTTP/1.1 421"), "asked for the wrong port, but by HTTPS: {answer}");

    // Nobody trusts the new one before it is shown, and only the new one afterwards.
    let wait_for_the_new = |seconds: u64| {
        (0..seconds * 10).find_map(|_| {
            std::thread::sleep(Duration::from_millis(100));
            in_use(&files.certificate).map(|(certificate, ..)| certificate)
        })
    };
    make(program.dir.path());
    assert!(in_use(&files.certificate).is_none(), "the old one is still in use");
    program.signal("HUP");
    let second = wait_for_the_new(5).expect("the new certificate is not shown after SIGHUP");
    assert_ne!(first, second);

    make(program.dir.path());
    let third = wait_for_the_new(15).expect("the new certificate is not shown by itself");
    assert_ne!(second, third);

    let kept = program.dir.path().join("kept.pem");
    std::fs::copy(&files.certificate, &kept).unwrap();
    std::fs::write(&files.certificate, "not a certificate").unwrap();
    program.signal("HUP");
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(in_use(&kept).unwrap().0, third, "a bad file leaves the old one in use");
    assert!(program.child.try_wait().unwrap().is_none(), "SIGHUP does not end it");
    program.signal("TERM");
    assert_eq!(program.wait(), Some(0));
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
