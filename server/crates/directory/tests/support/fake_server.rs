//! A server of our own under a real one's certificate, which answers as it is told to.

use latchkey_directory::ServerUrl;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

pub const BIND: u8 = 0x61;
pub const ENTRY: u8 = 0x64;
pub const DONE: u8 = 0x65;

pub fn element(tag: u8, inside: &[u8]) -> Vec<u8> {
    let length = u32::try_from(inside.len()).unwrap().to_be_bytes();
    [&[tag, 0x84], length.as_slice(), inside].concat()
}
pub fn text(text: &str) -> Vec<u8> {
    element(0x04, text.as_bytes())
}
/// LDAPResult (RFC 4511 4.1.9) without a text.
pub fn result(tag: u8, rc: u8) -> Vec<u8> {
    element(tag, &[vec![0x0a, 1, rc], text(""), text("")].concat())
}
pub fn attribute(name: &str, value: &str) -> Vec<u8> {
    element(0x30, &[text(name), element(0x31, &text(value))].concat())
}
pub fn entry(dn: &str, attributes: &[Vec<u8>]) -> Vec<u8> {
    element(ENTRY, &[text(dn), element(0x30, &attributes.concat())].concat())
}
/// A message: its id, an operation, and controls.
pub fn message(id: &[u8], operation: &[u8], controls: &[u8]) -> Vec<u8> {
    element(0x30, &[id, operation, controls].concat())
}
pub fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

/// Listens on a free port of `host`. `certificate`: path of certificate and key, without `.crt` and `.key`. `answer`
/// makes of a message's id, of the tag of its operation, and of the whole what is sent back.
pub async fn serving(
    host: &str,
    certificate: &str,
    answer: impl Fn(&[u8], u8, &[u8]) -> Vec<u8> + Send + Sync + 'static,
) -> ServerUrl {
    let chain = CertificateDer::pem_file_iter(format!("{certificate}.crt")).unwrap().map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_file(format!("{certificate}.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let (acceptor, answer) = (TlsAcceptor::from(Arc::new(config)), Arc::new(answer));
    let listener = TcpListener::bind((host, 0)).await.unwrap();
    let url = ServerUrl::parse(&format!("ldaps://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let (acceptor, answer) = (acceptor.clone(), answer.clone());
            tokio::spawn(async move {
                let Ok(mut connection) = acceptor.accept(socket).await else { return };
                let mut buffer = vec![0; 64 * 1024];
                while let Ok(count @ 1..) = connection.read(&mut buffer).await {
                    let request = &buffer[..count];
                    // 30 LENGTH 02 LENGTH ID OPERATION: ldap3 writes short lengths where they suffice.
                    let header = if request[1] < 0x80 { 2 } else { 2 + usize::from(request[1] - 0x80) };
                    let id_end = header + 2 + usize::from(request[header + 1]);
                    let answer = answer(&request[header..id_end], request[id_end], request);
                    if connection.write_all(&answer).await.is_err() || connection.flush().await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    url
}
