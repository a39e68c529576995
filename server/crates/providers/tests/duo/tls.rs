//! A certificate for 127.0.0.1 and its authority: Duo's own client speaks nothing but TLS.

use rustls::{ClientConfig, RootCertStore, ServerConfig};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, LazyLock};
use tempfile::TempDir;

static FILES: LazyLock<TempDir> = LazyLock::new(|| {
    let files = TempDir::new().unwrap();
    let script = r#"
        exec 2>openssl.log
        new="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
        openssl req -x509 $new -keyout ca.key -out ca.crt -days 2 -subj "/CN=stand-in CA" \
            -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
        openssl req $new -keyout duo.key -out duo.csr -subj "/CN=stand-in for Duo"
        printf 'basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=IP:127.0.0.1\n' >ext
        openssl x509 -req -in duo.csr -CA ca.crt -CAkey ca.key -set_serial 1 -days 2 -extfile ext -out duo.crt
    "#;
    let status = Command::new("sh").args(["-ec", script]).current_dir(files.path()).status().unwrap();
    assert!(status.success(), "{}", std::fs::read_to_string(files.path().join("openssl.log")).unwrap());
    files
});

fn file(name: &str) -> PathBuf {
    FILES.path().join(name)
}
pub fn ca_file() -> PathBuf {
    file("ca.crt")
}
pub fn ca_pem() -> String {
    std::fs::read_to_string(ca_file()).unwrap()
}

pub fn server() -> Arc<ServerConfig> {
    let chain = vec![CertificateDer::from_pem_file(file("duo.crt")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(Path::new(&file("duo.key"))).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    Arc::new(config)
}

pub fn client() -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca_file()).unwrap()).unwrap();
    ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}
