//! The makers of authenticators whom an administrator trusts: their root certificates, as PEM.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_contract::refused::RootsFault;
use webauthn_rs::prelude::AttestationCaList;
use x509_parser::prelude::{FromDer as _, X509Certificate};

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// At least one.
#[derive(Clone)]
pub struct Roots(pub(super) AttestationCaList);

/// How many there are, or what is wrong: said when they are saved, because a key
/// could only be refused with what is wrong here.
pub fn check_roots(pem: &str) -> Result<u32, RootsFault> {
    Roots::read(pem).map(|roots| u32::try_from(roots.0.len()).unwrap_or(u32::MAX))
}

impl Roots {
    /// Whatever stands between the certificates is passed over.
    pub fn read(pem: &str) -> Result<Self, RootsFault> {
        let mut list = AttestationCaList::default();
        let mut seen: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        let (mut rest, mut nth) = (pem, 0);
        while let Some((_, after)) = rest.split_once(BEGIN) {
            nth += 1;
            let (body, after) = after.split_once(END).ok_or(RootsFault::NoEnd { nth })?;
            let Root { subject, der, alone } = root(body, nth)?;
            // a chain is followed to the first root of the issuer's name
            if seen.iter().any(|(name, other)| *name == subject && *other != der) {
                return Err(RootsFault::SameName { nth });
            }
            list.union(&alone);
            seen.push((subject, der));
            rest = after;
        }
        if list.is_empty() {
            return Err(RootsFault::None);
        }
        Ok(Self(list))
    }
}

struct Root {
    subject: Vec<u8>,
    der: Vec<u8>,
    alone: AttestationCaList,
}

fn root(body: &str, nth: u32) -> Result<Root, RootsFault> {
    let unreadable = || RootsFault::Unreadable { nth };
    let body: String = body.split_whitespace().collect();
    let der = STANDARD.decode(&body).map_err(|_| unreadable())?;
    let (left, certificate) = X509Certificate::from_der(&der).map_err(|_| unreadable())?;
    let signs = certificate.key_usage().ok().flatten().is_some_and(|usage| usage.value.key_cert_sign());
    if !left.is_empty() {
        return Err(unreadable());
    }
    if !certificate.is_ca() || !signs {
        return Err(RootsFault::NoRoot { nth });
    }
    // in the one spelling that webauthn-rs reads
    let lines: Vec<&str> = (0..body.len()).step_by(64).filter_map(|at| body.get(at..body.len().min(at + 64))).collect();
    let pem = format!("{BEGIN}\n{}\n{END}\n", lines.join("\n"));
    let alone = AttestationCaList::try_from(pem.as_bytes()).map_err(|_| unreadable())?;
    let subject = certificate.subject().as_raw().to_vec();
    Ok(Root { subject, der, alone })
}
