//! What an SMTP failure means: try again, give this message up, or call the administrator.
//! The server's own words are dropped, because they quote addresses; its codes are kept.

use crate::SendError;
use lettre::transport::smtp::Error;
use rustls::CertificateError;
use std::error::Error as _;
use std::io::ErrorKind;

/// How far the dialogue had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Up to the answer to `EHLO`, with implicit TLS also the handshake.
    Connect,
    /// From `STARTTLS` on.
    Encrypt,
    SignIn,
    /// From `MAIL FROM` to the last answer.
    Message,
}

/// `place`: host and port, for the sentence.
pub(crate) fn explain(phase: Phase, error: &Error, place: &str) -> SendError {
    if let Some(tls) = find::<rustls::Error>(error) {
        return tls_fault(tls, place);
    }
    if let Some(code) = error.status() {
        let enhanced = enhanced_code(error);
        let shown = enhanced.as_deref().map_or_else(|| code.to_string(), |enhanced| format!("{code} {enhanced}"));
        return reply(phase, u16::from(code), enhanced.as_deref(), &shown, place);
    }
    if error.is_client() {
        return match phase {
            Phase::SignIn => {
                SendError::Setup(format!("The mail server {place} offers no way to sign in with a password."))
            }
            _ => SendError::Permanent(format!("The mail server {place} cannot carry this message.")),
        };
    }
    let text = match find::<std::io::Error>(error).map(std::io::Error::kind) {
        Some(ErrorKind::ConnectionRefused) => "takes no connections",
        Some(ErrorKind::TimedOut) => "did not answer in time",
        Some(
            ErrorKind::ConnectionReset
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionAborted,
        ) => "closed the line",
        _ if error.is_response() => "broke off or answered something that is not SMTP",
        _ => "cannot be reached: its name is unknown, or the network is away",
    };
    SendError::Temporary(format!("The mail server {place} {text}."))
}

/// RFC 5321 4.2.1 and 4.3.2, enhanced codes of RFC 3463 and 5248.
fn reply(phase: Phase, code: u16, enhanced: Option<&str>, shown: &str, place: &str) -> SendError {
    if (400..500).contains(&code) {
        return SendError::Temporary(format!("The mail server {place} asks us to try again later ({shown})."));
    }
    match (phase, code, enhanced) {
        (Phase::SignIn, ..) => {
            SendError::Setup(format!("The mail server {place} refused our user name or password ({shown})."))
        }
        (Phase::Connect, ..) => {
            SendError::Setup(format!("The mail server {place} takes no mail from this machine ({shown})."))
        }
        (Phase::Encrypt, ..) => SendError::Setup(format!("The mail server {place} refused to encrypt ({shown}).")),
        (Phase::Message, 530 | 535 | 538, _) => {
            SendError::Setup(format!("The mail server {place} wants us to sign in, or to encrypt, first ({shown})."))
        }
        // bad sender (x.1.7, x.1.8), relaying or sender not allowed (x.7.1): the same for everybody
        (Phase::Message, _, Some("5.1.7" | "5.1.8" | "5.7.1" | "5.7.8" | "5.7.60")) => SendError::Setup(format!(
            "The mail server {place} does not let us send as this sender to that recipient ({shown})."
        )),
        (Phase::Message, ..) => SendError::Permanent(format!("The mail server {place} refused the message ({shown}).")),
    }
}

fn tls_fault(error: &rustls::Error, place: &str) -> SendError {
    use rustls::Error as Tls;
    let why = match error {
        Tls::InvalidCertificate(certificate) => match certificate {
            CertificateError::UnknownIssuer => "is signed by an authority that is not trusted here",
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "is made out to another name"
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => "has expired",
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "is not valid yet",
            CertificateError::Revoked => "was revoked",
            _ => "is not acceptable",
        },
        Tls::InvalidMessage(_) => {
            return SendError::Setup(format!("The mail server {place} does not speak TLS on this port."));
        }
        Tls::PeerIncompatible(_) | Tls::AlertReceived(_) => {
            return SendError::Setup(format!("The mail server {place} and we know no common kind of TLS 1.2 or 1.3."));
        }
        _ => return SendError::Temporary(format!("The encryption with the mail server {place} broke off.")),
    };
    SendError::Setup(format!("The certificate of the mail server {place} {why}."))
}

/// The first error of type `T` in the chain; looks into `io::Error`, whose `source` skips what it wraps.
fn find<'a, T: std::error::Error + 'static>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        next = match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

/// `5.1.1` at the beginning of the server's text, if it stands there.
fn enhanced_code(error: &Error) -> Option<String> {
    let text = error.source()?.to_string();
    let first = text.split_whitespace().next()?;
    let parts: Vec<&str> = first.split('.').collect();
    let fine = parts.len() == 3
        && parts.iter().all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    fine.then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies() {
        let of = |phase, code, enhanced: Option<&str>| reply(phase, code, enhanced, "x", "mail:25");
        assert!(matches!(of(Phase::Message, 451, None), SendError::Temporary(_)));
        assert!(matches!(of(Phase::SignIn, 454, Some("4.7.0")), SendError::Temporary(_)));
        assert!(matches!(of(Phase::Connect, 421, None), SendError::Temporary(_)));
        assert!(matches!(of(Phase::SignIn, 535, Some("5.7.8")), SendError::Setup(_)));
        assert!(matches!(of(Phase::Connect, 554, None), SendError::Setup(_)));
        assert!(matches!(of(Phase::Message, 530, Some("5.7.0")), SendError::Setup(_)));
        assert!(matches!(of(Phase::Message, 554, Some("5.7.1")), SendError::Setup(_)));
        assert!(matches!(of(Phase::Message, 550, Some("5.1.1")), SendError::Permanent(_)));
        assert!(matches!(of(Phase::Message, 552, None), SendError::Permanent(_)));
    }
}
