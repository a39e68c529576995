//! What `latchkey check` says about our own certificate: for whom it is, and until when.

use latchkey_domain::Timestamp;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use std::path::Path;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer as _;

const SOON_SECS: i64 = 14 * 86_400;

/// `Err`: one sentence about what browsers would complain of.
pub fn look(file: &Path, host: &str, now: Timestamp) -> Result<String, String> {
    let told = |what: String| format!("{}: {what}", file.display());
    let der = CertificateDer::from_pem_file(file).map_err(|_| told("cannot be read".to_owned()))?;
    let (_, certificate) =
        X509Certificate::from_der(&der).map_err(|_| told("is not an X.509 certificate".to_owned()))?;
    let validity = certificate.validity();
    let (from, until) = (validity.not_before.timestamp(), validity.not_after.timestamp());
    if now.secs() < from {
        return Err(told(format!("is only valid from {} on", validity.not_before)));
    }
    if now.secs() > until {
        return Err(told(format!("has expired ({})", validity.not_after)));
    }
    if !names(&certificate).iter().any(|name| covers(name, host)) {
        return Err(told(format!("is not made out to {host}, but to {}", names(&certificate).join(", "))));
    }
    let soon = if until - now.secs() < SOON_SECS { ": soon" } else { "" };
    Ok(format!("{host}, valid until {}{soon}", validity.not_after))
}

/// Subject alternative names; browsers look at nothing else (RFC 9525 1.2).
fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(names)) = certificate.subject_alternative_name() else { return Vec::new() };
    names
        .value
        .general_names
        .iter()
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(name.to_ascii_lowercase()),
            GeneralName::IPAddress(bytes) => {
                let v4 = <[u8; 4]>::try_from(*bytes).map(|b| std::net::IpAddr::from(b).to_string());
                v4.or_else(|_| <[u8; 16]>::try_from(*bytes).map(|b| format!("[{}]", std::net::IpAddr::from(b)))).ok()
            }
            _ => None,
        })
        .collect()
}

/// A star stands for exactly one label, the first (RFC 9525 6.3).
fn covers(name: &str, host: &str) -> bool {
    match name.strip_prefix("*.") {
        Some(domain) => host.split_once('.').is_some_and(|(_, rest)| rest == domain),
        None => name == host,
    }
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn stars_stand_for_one_label() {
        assert!(covers("reset.example.com", "reset.example.com"));
        assert!(covers("*.example.com", "reset.example.com"));
        assert!(!covers("*.example.com", "a.reset.example.com"));
        assert!(!covers("*.example.com", "example.com"));
        assert!(!covers("example.com", "reset.example.com"));
    }
}
