//! Our own HTTPS: the certificate files, read again when they change. A bad pair of new files
//! leaves the old ones in use and says so in the log.

use crate::config::TlsConfig;
use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// TLS 1.2 and 1.3 with ring; HTTP/2 and HTTP/1.1. `Err`: one sentence for the administrator.
pub fn load(files: &TlsConfig) -> Result<Arc<ServerConfig>, String> {
    let told = |path: &Path, what: String| format!("{}: {what}", path.display());
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect)
        .map_err(|e| told(&files.certificate, format!("the certificate cannot be read: {}", plain(&e))))?;
    if chain.is_empty() {
        return Err(told(&files.certificate, "there is no certificate in it (PEM, BEGIN CERTIFICATE)".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|e| told(&files.key, format!("the private key cannot be read: {}", plain(&e))))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|e| match e {
            rustls::Error::InconsistentKeys(_) => {
                told(&files.key, format!("this is not the key of {}", files.certificate.display()))
            }
            other => told(&files.certificate, format!("it cannot be used: {other}")),
        })?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn plain(error: &rustls::pki_types::pem::Error) -> String {
    match error {
        rustls::pki_types::pem::Error::Io(io) => io.to_string(),
        rustls::pki_types::pem::Error::NoItemsFound => "there is none in it (PEM)".to_owned(),
        other => format!("{other:?}"),
    }
}

/// Looks at both files every `pause`, and at once on SIGHUP. Never returns.
pub async fn keep_fresh(files: TlsConfig, served: RustlsConfig, pause: Duration) {
    let mut seen = stamp(&files);
    let mut hangup = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok();
    loop {
        let asked = tokio::select! {
            () = tokio::time::sleep(pause) => false,
            _ = async { match hangup.as_mut() { Some(signal) => signal.recv().await, None => std::future::pending().await } } => true,
        };
        let now = stamp(&files);
        if now == seen && !asked {
            continue;
        }
        seen = now;
        match load(&files) {
            Ok(fresh) => {
                served.reload_from_config(fresh);
                tracing::info!("the certificate was read again and is in use");
            }
            Err(reason) => tracing::error!(reason, "the changed certificate cannot be used; the old one stays in use"),
        }
    }
}

/// What changes with a file: its time and its length, also behind a symbolic link.
fn stamp(files: &TlsConfig) -> [Option<(SystemTime, u64)>; 2] {
    [&files.certificate, &files.key].map(|path| {
        let meta = std::fs::metadata(path).ok()?;
        Some((meta.modified().ok()?, meta.len()))
    })
}
