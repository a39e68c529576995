//! What became of a request below what Google means by it: no answer at all, or one that cannot be read.

use latchkey_domain::directory::{CertificateFault, DirectoryError, DirectoryResult};
use latchkey_web::ProviderError;
use latchkey_web::http::Answer;
use serde::de::DeserializeOwned;

pub(super) fn none(error: ProviderError) -> DirectoryError {
    match error {
        ProviderError::Away(detail) => DirectoryError::Unreachable { detail },
        ProviderError::Setup(detail) if detail.contains("certificate is not accepted") => {
            DirectoryError::Certificate { reason: certificate(&detail), detail }
        }
        ProviderError::Setup(detail) => DirectoryError::Other { detail },
    }
}

fn certificate(detail: &str) -> CertificateFault {
    [
        ("UnknownIssuer", CertificateFault::UnknownAuthority),
        ("NotValidForName", CertificateFault::WrongName),
        ("not valid for name", CertificateFault::WrongName),
        ("Expired", CertificateFault::Expired),
        ("NotValidYet", CertificateFault::NotYetValid),
    ]
    .into_iter()
    .find_map(|(word, fault)| detail.contains(word).then_some(fault))
    .unwrap_or(CertificateFault::Other)
}

pub(super) fn json<T: DeserializeOwned>(answer: &Answer) -> DirectoryResult<T> {
    answer.json().map_err(none)
}
