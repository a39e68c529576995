//! Whom we believe to be the directory's server. The machine's own authorities hold, and for this
//! one directory those that the administrator pasted. Names are always checked, addresses too.

use super::server_url::ServerUrl;
use base64::Engine as _;
use latchkey_domain::Timestamp;
use latchkey_domain::directory::{CertificateFault, DirectoryError, PresentedCertificate};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use sha2::Digest as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// What one directory's connections trust. Cheap to share, made once.
pub(crate) struct Trust {
    webpki: Arc<WebPkiServerVerifier>,
    pinned: Vec<CertificateDer<'static>>,
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// Reading the machine's store takes tens of milliseconds, so it is read once.
fn native_roots() -> &'static [CertificateDer<'static>] {
    static ROOTS: OnceLock<Vec<CertificateDer<'static>>> = OnceLock::new();
    ROOTS.get_or_init(|| rustls_native_certs::load_native_certs().certs)
}

fn misconfigured(detail: impl Into<String>) -> DirectoryError {
    DirectoryError::Misconfigured { detail: detail.into() }
}

impl Trust {
    pub(crate) fn new(pem: Option<&str>) -> Result<Self, DirectoryError> {
        let mut pinned = Vec::new();
        if let Some(pem) = pem.map(str::trim).filter(|pem| !pem.is_empty()) {
            for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
                pinned.push(certificate.map_err(|e| misconfigured(format!("trusted certificate: {e}")))?);
            }
            if pinned.is_empty() {
                return Err(misconfigured("trusted certificate: no PEM certificate in it"));
            }
        }
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(native_roots().iter().cloned());
        for certificate in &pinned {
            roots.add(certificate.clone()).map_err(|e| misconfigured(format!("trusted certificate: {e}")))?;
        }
        if roots.is_empty() {
            return Err(misconfigured("no certificate authority is trusted on this machine, and none was given"));
        }
        let webpki = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider())
            .build()
            .map_err(|e| misconfigured(format!("trusted certificate: {e}")))?;
        Ok(Self { webpki, pinned })
    }

    /// The TLS settings for one server. Kept with the server, so that sessions resume.
    pub(crate) fn config(&self, url: &ServerUrl) -> Result<Arc<ClientConfig>, DirectoryError> {
        let expected = ServerName::try_from(url.host().to_owned())
            .map_err(|_| misconfigured(format!("server “{url}”: not a name that a certificate can carry")))?;
        let verifier = Verifier { webpki: self.webpki.clone(), pinned: self.pinned.clone(), expected };
        client_config(url, Arc::new(verifier))
    }
}

fn client_config(url: &ServerUrl, verifier: Arc<dyn ServerCertVerifier>) -> Result<Arc<ClientConfig>, DirectoryError> {
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|e| misconfigured(e.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.enable_sni = url.host().parse::<std::net::IpAddr>().is_err();
    Ok(Arc::new(config))
}

/// webpki with one addition: a server's own certificate may be pinned as it is. Samba's self-made
/// one can be trusted in no other way: it is no authority and names no host.
#[derive(Debug)]
struct Verifier {
    webpki: Arc<WebPkiServerVerifier>,
    pinned: Vec<CertificateDer<'static>>,
    /// As configured, or as DNS named the server: exactly this. Any other host of the domain may
    /// have a certificate of an authority that the machine trusts, a web server for instance.
    expected: ServerName<'static>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.pinned.iter().any(|pinned| pinned.as_ref() == leaf.as_ref()) {
            check_dates(leaf, now)?;
            if !has_names(leaf) {
                return Ok(ServerCertVerified::assertion());
            }
            verify_server_name(&ParsedCertificate::try_from(leaf)?, &self.expected)?;
            return Ok(ServerCertVerified::assertion());
        }
        self.webpki.verify_server_cert(leaf, intermediates, &self.expected, ocsp, now)
    }
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.webpki.verify_tls12_signature(message, cert, dss)
    }
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.webpki.verify_tls13_signature(message, cert, dss)
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.webpki.supported_verify_schemes()
    }
}

fn check_dates(leaf: &CertificateDer<'_>, now: UnixTime) -> Result<(), Error> {
    let (_, parsed) = X509Certificate::from_der(leaf).map_err(|_| Error::from(CertificateError::BadEncoding))?;
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if now > parsed.validity().not_after.timestamp() {
        return Err(CertificateError::Expired.into());
    }
    if now < parsed.validity().not_before.timestamp() {
        return Err(CertificateError::NotValidYet.into());
    }
    Ok(())
}

fn has_names(leaf: &CertificateDer<'_>) -> bool {
    X509Certificate::from_der(leaf)
        .ok()
        .and_then(|(_, parsed)| {
            parsed.subject_alternative_name().ok().flatten().map(|names| !names.value.general_names.is_empty())
        })
        .unwrap_or(false)
}

/// What a failed handshake means. `None`: it was not TLS that failed.
pub(crate) fn fault(error: &Error) -> DirectoryError {
    let Error::InvalidCertificate(certificate) = error else {
        return DirectoryError::NotEncrypted { detail: format!("TLS could not be agreed on: {error}") };
    };
    let reason = match certificate {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => CertificateFault::UnknownAuthority,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateFault::WrongName
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => CertificateFault::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => CertificateFault::NotYetValid,
        // webpki's word for a self-made certificate that stands for itself
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            CertificateFault::UnknownAuthority
        }
        _ => CertificateFault::Other,
    };
    DirectoryError::Certificate { reason, detail: certificate.to_string() }
}

/// Accepts whatever is presented and keeps it. Only for showing a chain to the administrator:
/// nothing is ever sent over such a connection.
#[derive(Debug, Default)]
pub(crate) struct Capture {
    chain: Mutex<Vec<CertificateDer<'static>>>,
}

impl Capture {
    pub(crate) fn config(self: &Arc<Self>, url: &ServerUrl) -> Result<Arc<ClientConfig>, DirectoryError> {
        client_config(url, self.clone())
    }
    pub(crate) fn presented(&self) -> Vec<PresentedCertificate> {
        self.chain.lock().unwrap_or_else(PoisonError::into_inner).iter().filter_map(describe).collect()
    }
}

impl ServerCertVerifier for Capture {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = std::iter::once(leaf).chain(intermediates).map(|c| c.clone().into_owned()).collect();
        *self.chain.lock().unwrap_or_else(PoisonError::into_inner) = chain;
        Ok(ServerCertVerified::assertion())
    }
    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }
    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider().signature_verification_algorithms.supported_schemes()
    }
}

fn describe(der: &CertificateDer<'static>) -> Option<PresentedCertificate> {
    let (_, parsed) = X509Certificate::from_der(der).ok()?;
    let body = base64::engine::general_purpose::STANDARD.encode(der.as_ref());
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    for (index, c) in body.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            pem.push('\n');
        }
        pem.push(c);
    }
    pem.push_str("\n-----END CERTIFICATE-----\n");
    let digest = sha2::Sha256::digest(der.as_ref());
    Some(PresentedCertificate {
        subject: parsed.subject().to_string(),
        issuer: parsed.issuer().to_string(),
        not_after: Timestamp::from_secs(parsed.validity().not_after.timestamp()),
        sha256: digest.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":"),
        pem,
        self_signed: parsed.subject() == parsed.issuer(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;
    use std::net::IpAddr;

    const CA: &str = include_str!("testdata/ca.pem");
    /// For dc1.corp.example and 192.0.2.7, signed by that authority.
    const DC1: &str = include_str!("testdata/dc1.pem");
    /// As Samba makes one for itself: no names, no authority.
    const NAMELESS: &str = include_str!("testdata/nameless.pem");
    const DAY: i64 = 24 * 3600;

    fn der(pem: &str) -> CertificateDer<'static> {
        CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
    }
    fn verdict(trusted: &str, presented: &str, url: &ServerUrl, days_from_start: i64) -> Result<(), CertificateFault> {
        let trust = Trust::new(Some(trusted)).unwrap();
        let expected = ServerName::try_from(url.host().to_owned()).unwrap();
        let verifier = Verifier { webpki: trust.webpki, pinned: trust.pinned, expected };
        let leaf = der(presented);
        let start = X509Certificate::from_der(&leaf).unwrap().1.validity().not_before.timestamp();
        let now =
            UnixTime::since_unix_epoch(std::time::Duration::from_secs((start + days_from_start * DAY).unsigned_abs()));
        let ignored = ServerName::try_from("ignored.invalid").unwrap();
        match verifier.verify_server_cert(&leaf, &[], &ignored, &[], now) {
            Ok(_) => Ok(()),
            Err(error) => match fault(&error) {
                DirectoryError::Certificate { reason, .. } => Err(reason),
                other => panic!("{other:?}"),
            },
        }
    }
    fn host(text: &str) -> ServerUrl {
        ServerUrl::parse(text).unwrap()
    }

    #[test]
    fn by_an_authority() {
        assert_eq!(verdict(CA, DC1, &host("dc1.corp.example"), 1), Ok(()));
        assert_eq!(verdict(CA, DC1, &host("192.0.2.7"), 1), Ok(()));
        assert_eq!(verdict(CA, DC1, &host("dc2.corp.example"), 1), Err(CertificateFault::WrongName));
        assert_eq!(verdict(CA, DC1, &host("192.0.2.8"), 1), Err(CertificateFault::WrongName));
        assert_eq!(verdict(CA, DC1, &host("dc1.corp.example"), 5000), Err(CertificateFault::Expired));
        assert_eq!(verdict(CA, DC1, &host("dc1.corp.example"), -1), Err(CertificateFault::NotYetValid));
        assert_eq!(verdict(NAMELESS, DC1, &host("dc1.corp.example"), 1), Err(CertificateFault::UnknownAuthority));
    }

    #[test]
    fn being_another_host_of_the_domain_is_not_enough() {
        // DC1 stands for a web server of the domain: a good certificate, and no controller.
        let named_by_dns = host("dc9.corp.example").at(IpAddr::from([192, 0, 2, 7]));
        assert_eq!(verdict(CA, DC1, &named_by_dns, 1), Err(CertificateFault::WrongName));
        let by_the_domain = host("corp.example").at(IpAddr::from([192, 0, 2, 7]));
        assert_eq!(verdict(CA, DC1, &by_the_domain, 1), Err(CertificateFault::WrongName));
        let exactly = host("dc1.corp.example").at(IpAddr::from([192, 0, 2, 99]));
        assert_eq!(verdict(CA, DC1, &exactly, 1), Ok(()), "wherever it is");
    }

    #[test]
    fn pinned_as_it_is() {
        assert_eq!(verdict(NAMELESS, NAMELESS, &host("dc1.corp.example"), 1), Ok(()));
        assert_eq!(verdict(NAMELESS, NAMELESS, &host("dc1.corp.example"), 5000), Err(CertificateFault::Expired));
        assert_eq!(verdict(CA, NAMELESS, &host("dc1.corp.example"), 1), Err(CertificateFault::UnknownAuthority));
        assert_eq!(verdict(DC1, DC1, &host("dc1.corp.example"), 1), Ok(()));
        assert_eq!(
            verdict(DC1, DC1, &host("dc2.corp.example"), 1),
            Err(CertificateFault::WrongName),
            "it names hosts, so they count"
        );
    }

    #[test]
    fn a_chain_as_shown() {
        let shown = describe(&der(DC1)).unwrap();
        assert!(
            shown.subject.contains("CN=dc1.corp.example") && shown.issuer.contains("Example CA") && !shown.self_signed
        );
        assert_eq!(der(&shown.pem), der(DC1), "the text can be trusted as it is");
        assert!(describe(&der(CA)).unwrap().self_signed);
    }
}
