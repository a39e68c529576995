//! The makers of authenticators whom an administrator trusts: their root certificates, as PEM.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use webauthn_rs::prelude::AttestationCaList;
use x509_parser::prelude::{FromDer as _, X509Certificate};

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// At least one.
#[derive(Clone)]
pub struct Roots(pub(super) AttestationCaList);

/// How many there are, or a sentence for the administrator: said when they are saved, because a key
/// could only be refused with what is wrong here.
pub fn check_roots(pem: &str) -> Result<u32, String> {
    Roots::read(pem).map(|roots| u32::try_from(roots.0.len()).unwrap_or(u32::MAX))
}

impl Roots {
    /// Whatever stands between the certificates is passed over.
    pub fn read(pem: &str) -> Result<Self, String> {
        let mut list = AttestationCaList::default();
        let mut seen: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        let (mut rest, mut nth) = (pem, 0);
        while let Some((_, after)) = rest.split_once(BEGIN) {
            nth += 1;
            let (body, after) = after.split_once(END).ok_or_else(|| {
                format!("Certificate {nth} has no end. Paste each one whole, down to the line {END}.")
            })?;
            let Root { subject, der, alone } = root(body, nth)?;
            // a chain is followed to the first root of the issuer's name
            if seen.iter().any(|(name, other)| *name == subject && *other != der) {
                return Err(format!(
                    "Certificate {nth} has the name of one above it, and only one of the two could be used. Leave the one that the maker still uses."
                ));
            }
            list.union(&alone);
            seen.push((subject, der));
            rest = after;
        }
        if list.is_empty() {
            return Err(format!(
                "There is no certificate in it. Paste the root certificate of each maker, with its first line {BEGIN}."
            ));
        }
        Ok(Self(list))
    }
}

struct Root {
    subject: Vec<u8>,
    der: Vec<u8>,
    alone: AttestationCaList,
}

fn root(body: &str, nth: u32) -> Result<Root, String> {
    let unreadable = || format!("Certificate {nth} cannot be read. Paste it once more as the maker published it.");
    let body: String = body.split_whitespace().collect();
    let der = STANDARD.decode(&body).map_err(|_| unreadable())?;
    let (left, certificate) = X509Certificate::from_der(&der).map_err(|_| unreadable())?;
    let signs = certificate.key_usage().ok().flatten().is_some_and(|usage| usage.value.key_cert_sign());
    if !left.is_empty() {
        return Err(unreadable());
    }
    if !certificate.is_ca() || !signs {
        return Err(format!(
            "Certificate {nth} may not sign others, so no key can be traced to it. Paste the maker's root, not the certificate of a key."
        ));
    }
    // in the one spelling that webauthn-rs reads
    let lines: Vec<&str> = (0..body.len()).step_by(64).filter_map(|at| body.get(at..body.len().min(at + 64))).collect();
    let pem = format!("{BEGIN}\n{}\n{END}\n", lines.join("\n"));
    let alone = AttestationCaList::try_from(pem.as_bytes()).map_err(|_| unreadable())?;
    let subject = certificate.subject().as_raw().to_vec();
    Ok(Root { subject, der, alone })
}
