//! Answers that no honest server gives: malformed, or cut short. A server of our own gives them,
//! under a controller's address, certificate and key; it is told what to say.

use super::support::*;
use latchkey_directory::{AdConfig, ServerUrl};
use latchkey_domain::directory::{DirectoryError, PeopleSource as _};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

const BIND: u8 = 0x61;
const ENTRY: u8 = 0x64;
const DONE: u8 = 0x65;

fn element(tag: u8, inside: &[u8]) -> Vec<u8> {
    let length = u32::try_from(inside.len()).unwrap().to_be_bytes();
    [&[tag, 0x84], length.as_slice(), inside].concat()
}
fn text(text: &str) -> Vec<u8> {
    element(0x04, text.as_bytes())
}
/// LDAPResult (RFC 4511 4.1.9) without a text.
fn result(tag: u8, rc: u8) -> Vec<u8> {
    element(tag, &[vec![0x0a, 1, rc], text(""), text("")].concat())
}
fn attribute(name: &str, value: &str) -> Vec<u8> {
    element(0x30, &[text(name), element(0x31, &text(value))].concat())
}
fn entry(dn: &str, attributes: &[Vec<u8>]) -> Vec<u8> {
    element(ENTRY, &[text(dn), element(0x30, &attributes.concat())].concat())
}
/// A message: its id, an operation, and controls.
fn message(id: &[u8], operation: &[u8], controls: &[u8]) -> Vec<u8> {
    element(0x30, &[id, operation, controls].concat())
}
fn paged(value: &[u8]) -> Vec<u8> {
    let control = element(0x30, &[text("1.2.840.113556.1.4.319"), element(0x04, value)].concat());
    element(0xa0, &control)
}

/// What is said to a sign-in, and to any search but the one for the rootDSE.
#[derive(Clone)]
struct Script {
    to_bind: Vec<u8>,
    to_search: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Script {
    fn searching(operations: &[(Vec<u8>, Vec<u8>)]) -> Self {
        Self { to_bind: result(BIND, 0), to_search: operations.to_vec() }
    }
}

/// A controller that keeps to the script.
async fn playing(script: Script) -> ServerUrl {
    let tls = format!("{}/tls", env("LATCHKEY_TEST_AD_STATE"));
    let chain = CertificateDer::pem_file_iter(format!("{tls}/dc.crt")).unwrap().map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_file(format!("{tls}/dc.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind((servers()[0].host(), 0)).await.unwrap();
    let url = ServerUrl::parse(&format!("ldaps://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let (acceptor, script) = (acceptor.clone(), script.clone());
            tokio::spawn(async move {
                let Ok(mut connection) = acceptor.accept(socket).await else { return };
                let mut buffer = vec![0; 64 * 1024];
                while let Ok(count @ 1..) = connection.read(&mut buffer).await {
                    let answer = answered(&script, &buffer[..count]);
                    if connection.write_all(&answer).await.is_err() || connection.flush().await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    url
}

fn answered(script: &Script, request: &[u8]) -> Vec<u8> {
    // 30 LENGTH 02 LENGTH ID OPERATION: ldap3 writes short lengths where they suffice.
    let header = if request[1] < 0x80 { 2 } else { 2 + usize::from(request[1] - 0x80) };
    let id_end = header + 2 + usize::from(request[header + 1]);
    let id = &request[header..id_end];
    match request[id_end] {
        0x60 => message(id, &script.to_bind, &[]),
        0x63 if contains(request, b"supportedControl") => {
            let root = entry(
                "",
                &[
                    attribute("defaultNamingContext", "DC=corp,DC=latchkey,DC=test"),
                    attribute("dnsHostName", "dc1.test"),
                ],
            );
            [message(id, &root, &[]), message(id, &result(DONE, 0), &[])].concat()
        }
        _ => script.to_search.iter().flat_map(|(operation, controls)| message(id, operation, controls)).collect(),
    }
}
fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

fn somebody() -> Vec<u8> {
    let dn = "CN=a,DC=corp,DC=latchkey,DC=test";
    entry(dn, &[attribute("sAMAccountName", "a"), attribute("objectGUID", "0123456789abcdef")])
}

#[tokio::test]
async fn a_listing_that_was_cut_short_is_not_taken_for_all() {
    const SIZE_LIMIT: u8 = 4;
    let url = playing(Script::searching(&[(somebody(), vec![]), (result(DONE, SIZE_LIMIT), vec![])])).await;
    let ad = open(AdConfig { servers: vec![url], ..config() });
    let page = ad.list(&[], None, 1000).await;
    assert!(matches!(page, Err(DirectoryError::Other { .. })), "everybody left out would be marked as gone: {page:?}");
}

#[tokio::test]
async fn malformed_answers_are_faults_and_no_panics() {
    let with_paging = |value: &[u8]| Script::searching(&[(result(DONE, 0), paged(value))]);
    let done = |inside: &[u8]| Script::searching(&[(element(DONE, inside), vec![])]);
    let scripts = [
        ("a cookie that is none", with_paging(&[0x30, 3, 2, 1, 0])),
        ("a cookie that ends early", with_paging(&[0x30, 0x20, 2, 1, 0, 4, 9, 1])),
        ("an empty value", with_paging(&[])),
        ("no result code", done(&[])),
        ("a result code of another kind", done(&[0x04, 1, 0])),
        ("a text that is no text", done(&[0x0a, 1, 0, 0x04, 2, 0xff, 0xfe, 0x04, 0])),
        ("an unknown operation", Script::searching(&[(element(0x7f, &[0]), vec![])])),
        ("controls that are none", Script::searching(&[(result(DONE, 0), element(0xa0, &[0x02, 1, 0]))])),
        ("a sign-in without a result", Script { to_bind: element(BIND, &[]), to_search: vec![] }),
        ("a sign-in with half a result", Script { to_bind: element(BIND, &[0x0a, 1, 0, 0x04, 0]), to_search: vec![] }),
    ];
    for (what, script) in scripts {
        // Some of these it only ceases to speak after.
        let operation_timeout = std::time::Duration::from_secs(2);
        let ad = open(AdConfig { servers: vec![playing(script).await], operation_timeout, ..config() });
        let (page, took) = timed(ad.list(&[], None, 1000)).await;
        assert!(matches!(page, Err(DirectoryError::Unreachable { .. })), "{what}: {page:?}");
        assert!(took < std::time::Duration::from_secs(4), "{what}: {took:?}");
    }
}
