//! What Microsoft Graph answers in place of what was asked for: `{"error": {"code", "message", "innerError"}}`
//! (<https://learn.microsoft.com/graph/errors>). Its codes are few and its texts many, so what is told apart by text is
//! told apart by its beginning, and everything else keeps its code and request id.

use latchkey_contract::check::SetUpFault;
use latchkey_domain::Secret;
use latchkey_domain::directory::{DirectoryError, Elsewhere, Perhaps};
use serde::Deserialize;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// `heard`: it may have been acted upon.
    NoAnswer {
        heard: bool,
        detail: String,
    },
    Refused(Refused),
    /// Nothing was sent, and it is known why.
    Told(DirectoryError),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Refused {
    pub status: u16,
    pub code: String,
    pub message: String,
    /// By which Microsoft's support finds it.
    pub request_id: String,
}

#[derive(Deserialize)]
struct Body {
    error: Inner,
}
#[derive(Deserialize)]
struct Inner {
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default, rename = "innerError")]
    inner: Innermost,
}
#[derive(Default, Deserialize)]
struct Innermost {
    #[serde(default, rename = "request-id")]
    request_id: String,
}

const ON_PREMISES: &str = "Unable to update the specified properties for on-premises mastered Directory Sync objects";

impl Refused {
    /// `header`: the answer's `request-id`.
    pub(super) fn read(status: u16, body: &[u8], header: Option<&str>) -> Self {
        let Ok(Body { error }) = serde_json::from_slice(body) else {
            return Self { status, request_id: header.unwrap_or_default().to_owned(), ..Self::default() };
        };
        let request_id = header.map_or(error.inner.request_id, str::to_owned);
        Self { status, code: error.code, message: error.message, request_id }
    }

    fn detail(&self) -> String {
        let named =
            if self.code.is_empty() { self.status.to_string() } else { format!("{} {}", self.status, self.code) };
        match self.request_id.as_str() {
            "" => named,
            id => format!("{named}, request {id}"),
        }
    }

    fn is_busy(&self) -> bool {
        self.status == 429 || self.status == 503
    }

    fn common(&self) -> DirectoryError {
        let detail = self.detail();
        match self.status {
            401 => DirectoryError::BindRefused { data: detail },
            403 => DirectoryError::SetUp { fault: SetUpFault::NoConsent, detail },
            404 => DirectoryError::NotFound,
            429 | 500.. => DirectoryError::Unreachable { detail: format!("Microsoft Graph: {detail}") },
            _ => DirectoryError::Other { detail },
        }
    }
}

impl Fault {
    /// Of what only reads.
    pub(super) fn reading(self) -> DirectoryError {
        match self {
            Self::NoAnswer { detail, .. } => DirectoryError::Unreachable { detail },
            Self::Refused(refused) => refused.common(),
            Self::Told(error) => error,
        }
    }

    /// Of a new password.
    pub(super) fn writing(self, server: &str, new: &Secret) -> DirectoryError {
        let refused = match self {
            Self::NoAnswer { heard: true, detail } => {
                return DirectoryError::Unknown { server: server.to_owned(), detail };
            }
            Self::NoAnswer { heard: false, detail } => return DirectoryError::Unreachable { detail },
            Self::Told(error) => return error,
            Self::Refused(refused) => refused,
        };
        match refused.status {
            400 if refused.message.starts_with(ON_PREMISES) => {
                DirectoryError::SetElsewhere { by: Elsewhere::OnPremises }
            }
            // the only thing in the request that can be wrong is the password; which rule it broke is never said
            400 => DirectoryError::RefusedByPolicy { code: refused.detail(), perhaps: perhaps(new) },
            403 => DirectoryError::SetUp { fault: SetUpFault::MissingRole, detail: refused.detail() },
            // something on the way gave up waiting; the service says of itself with these two that it did nothing
            status if status >= 500 && !refused.is_busy() => {
                DirectoryError::Unknown { server: server.to_owned(), detail: refused.detail() }
            }
            _ => refused.common(),
        }
    }
}

pub(super) const MIN_LENGTH: u32 = 8;
pub(super) const MAX_LENGTH: u32 = 256;

/// What a refused password may have broken of the rules that Microsoft publishes.
fn perhaps(new: &Secret) -> Vec<Perhaps> {
    let kinds: [fn(&u8) -> bool; 4] =
        [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit, |b| !b.is_ascii_alphanumeric()];
    let kinds = kinds.iter().filter(|is_kind| new.expose().bytes().any(|b| is_kind(&b))).count();
    let mut all = vec![Perhaps::Listed];
    if kinds < 3 {
        all.insert(0, Perhaps::TooSimple);
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn refused(status: u16, code: &str, message: &str) -> Fault {
        let body = serde_json::json!({"error": {"code": code, "message": message,
            "innerError": {"request-id": "r-1", "client-request-id": "c", "date": "d"}}});
        Fault::Refused(Refused::read(status, body.to_string().as_bytes(), None))
    }
    fn written(fault: Fault) -> DirectoryError {
        fault.writing("graph.example", &Secret::new("Long-enough-1"))
    }

    /// The texts as others were answered them.
    #[test]
    fn refusals_of_a_password() {
        let policy = "The specified password does not comply with password complexity requirements. Please provide a different password.";
        assert_eq!(
            written(refused(400, "Request_BadRequest", policy)),
            DirectoryError::RefusedByPolicy {
                code: "400 Request_BadRequest, request r-1".into(),
                perhaps: vec![Perhaps::Listed]
            }
        );
        let synced = "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.";
        assert_eq!(
            written(refused(400, "Request_BadRequest", synced)),
            DirectoryError::SetElsewhere { by: Elsewhere::OnPremises }
        );
        let denied = "Insufficient privileges to complete the operation.";
        assert!(matches!(
            written(refused(403, "Authorization_RequestDenied", denied)),
            DirectoryError::SetUp { fault: SetUpFault::MissingRole, .. }
        ));
        assert_eq!(written(refused(404, "Request_ResourceNotFound", "")), DirectoryError::NotFound);
        assert!(matches!(
            refused(403, "Authorization_RequestDenied", denied).reading(),
            DirectoryError::SetUp { fault: SetUpFault::NoConsent, .. }
        ));
        assert_eq!(perhaps(&Secret::new("alllowercase")), [Perhaps::TooSimple, Perhaps::Listed]);
    }

    /// Whether it was done is only known where the answer says so.
    #[test]
    fn what_may_have_been_done_is_not_called_undone() {
        for status in [500, 502, 504] {
            assert!(matches!(written(refused(status, "x", "")), DirectoryError::Unknown { .. }), "{status}");
        }
        for status in [429, 503] {
            assert!(matches!(written(refused(status, "x", "")), DirectoryError::Unreachable { .. }), "{status}");
        }
        let lost = |heard| written(Fault::NoAnswer { heard, detail: "no answer in time".into() });
        assert!(matches!(lost(true), DirectoryError::Unknown { server, .. } if server == "graph.example"));
        assert!(matches!(lost(false), DirectoryError::Unreachable { .. }));
    }

    #[test]
    fn a_header_names_the_request_and_a_body_that_is_none_keeps_its_status() {
        let read = Refused::read(503, b"<html>", Some("r-9"));
        assert_eq!(read.detail(), "503, request r-9");
    }
}
