//! What Google means by an answer that is no yes. Pure: what it says goes in, what it means comes out. Its texts go no
//! further than our log and administrators; they quote no password.

use latchkey_contract::check::SetUpFault;
use latchkey_domain::directory::{DirectoryError, Perhaps};
use latchkey_web::http::Answer;
use serde::Deserialize;

/// What an answer of the Directory API means for the one who asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The token is not taken any more.
    NewToken,
    /// To be asked again in a while.
    Later(Later),
    /// It does not do so for the administrator in whose name it was asked; why depends on what was asked.
    Forbidden {
        detail: String,
    },
    /// The page of a listing at which we wanted to go on is known no more.
    PageGone {
        detail: String,
    },
    Certain(DirectoryError),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Later {
    /// We asked too often; nothing was done.
    Quota { detail: String },
    /// It has a fault of its own; what was asked may have been done.
    Away { detail: String },
}

impl Later {
    pub(super) fn error(self) -> DirectoryError {
        match self {
            Self::Quota { detail } => set_up(SetUpFault::Quota, detail),
            Self::Away { detail } => DirectoryError::Unreachable { detail },
        }
    }
}

#[derive(Deserialize, Default)]
struct Envelope {
    error: Fault,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Fault {
    message: String,
    errors: Vec<Row>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Row {
    reason: String,
}

/// What the token endpoint says (RFC 6749 5.2).
#[derive(Deserialize, Default)]
#[serde(default)]
struct NoToken {
    error: String,
    error_description: String,
}

pub(super) fn of(answer: &Answer) -> Meaning {
    let fault = serde_json::from_slice::<Envelope>(&answer.body).unwrap_or_default().error;
    let reason = fault.errors.first().map(|row| row.reason.as_str()).unwrap_or_default();
    meaning(answer.status.as_u16(), reason, &fault.message)
}

fn meaning(status: u16, reason: &str, message: &str) -> Meaning {
    let detail = detail(status, reason, message);
    let lower = message.to_lowercase();
    match (status, reason) {
        (401, _) => Meaning::NewToken,
        (429, _) | (403, "userRateLimitExceeded" | "rateLimitExceeded" | "quotaExceeded") => {
            Meaning::Later(Later::Quota { detail })
        }
        (500.., _) => Meaning::Later(Later::Away { detail }),
        // until tomorrow: not worth a wait
        (403, "dailyLimitExceeded") => Meaning::Certain(set_up(SetUpFault::Quota, detail)),
        (403, "accessNotConfigured") => Meaning::Certain(set_up(SetUpFault::ApiOff, detail)),
        (403, "insufficientPermissions") => Meaning::Certain(set_up(SetUpFault::NoDelegation, detail)),
        (403, _) if lower.contains("authentication scopes") => {
            Meaning::Certain(set_up(SetUpFault::NoDelegation, detail))
        }
        (403, _) => Meaning::Forbidden { detail },
        (404, _) => Meaning::Certain(DirectoryError::NotFound),
        (400, _) if lower.contains("pagetoken") || lower.contains("page token") => Meaning::PageGone { detail },
        (400, _) if lower.contains("password") => Meaning::Certain(DirectoryError::RefusedByPolicy {
            code: detail,
            perhaps: vec![Perhaps::OwnRules, Perhaps::UsedBefore, Perhaps::Listed],
        }),
        _ => Meaning::Certain(DirectoryError::Other { detail }),
    }
}

/// Why there is no token. `Err`: to be asked again in a while.
pub(super) fn of_token(answer: &Answer) -> Result<DirectoryError, Later> {
    let no: NoToken = serde_json::from_slice(&answer.body).unwrap_or_default();
    let status = answer.status.as_u16();
    let detail = detail(status, &no.error, &no.error_description);
    match status {
        429 => Err(Later::Quota { detail }),
        500.. => Err(Later::Away { detail }),
        _ => Ok(no_token(&no.error, &no.error_description, detail)),
    }
}

fn no_token(error: &str, description: &str, detail: String) -> DirectoryError {
    let lower = description.to_lowercase();
    let fault = match error {
        "invalid_grant" if lower.contains("timeframe") || lower.contains("iat") => SetUpFault::Clock,
        "invalid_grant" if lower.contains("email") => SetUpFault::WrongAdministrator,
        "invalid_grant" | "invalid_client" | "disabled_client" | "deleted_client" => SetUpFault::KeyUnknown,
        "unauthorized_client" | "access_denied" | "invalid_scope" | "admin_policy_enforced" => SetUpFault::NoDelegation,
        _ => return DirectoryError::Other { detail },
    };
    set_up(fault, detail)
}

pub(super) const fn set_up(fault: SetUpFault, detail: String) -> DirectoryError {
    DirectoryError::SetUp { fault, detail }
}

fn detail(status: u16, reason: &str, message: &str) -> String {
    let words = [reason, message].into_iter().filter(|text| !text.is_empty());
    let text = std::iter::once(status.to_string()).chain(words.map(str::to_owned)).collect::<Vec<_>>().join(" ");
    text.chars().filter(|c| !c.is_control()).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(meaning: Meaning) -> SetUpFault {
        match meaning {
            Meaning::Certain(DirectoryError::SetUp { fault, .. }) => fault,
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn each_answer_by_its_meaning() {
        for reason in ["userRateLimitExceeded", "rateLimitExceeded", "quotaExceeded"] {
            assert!(matches!(meaning(403, reason, ""), Meaning::Later(Later::Quota { .. })), "{reason}");
        }
        assert!(matches!(meaning(429, "", ""), Meaning::Later(Later::Quota { .. })));
        assert!(matches!(meaning(503, "backendError", ""), Meaning::Later(Later::Away { .. })));
        assert_eq!(meaning(401, "authError", "Invalid Credentials"), Meaning::NewToken);
        assert_eq!(fault(meaning(403, "accessNotConfigured", "")), SetUpFault::ApiOff);
        assert_eq!(fault(meaning(403, "insufficientPermissions", "")), SetUpFault::NoDelegation);
        assert_eq!(fault(meaning(403, "dailyLimitExceeded", "")), SetUpFault::Quota);
        let forbidden = meaning(403, "forbidden", "Not Authorized to access this resource/api");
        assert!(matches!(forbidden, Meaning::Forbidden { .. }));
        assert_eq!(meaning(404, "notFound", "Resource Not Found: userKey"), Meaning::Certain(DirectoryError::NotFound));
        let refused = meaning(400, "invalid", "Invalid Password");
        assert!(matches!(refused, Meaning::Certain(DirectoryError::RefusedByPolicy { .. })), "{refused:?}");
        assert!(matches!(meaning(400, "invalid", "Invalid Input: pageToken"), Meaning::PageGone { .. }));
        assert!(matches!(meaning(400, "required", ""), Meaning::Certain(DirectoryError::Other { .. })));
        assert!(matches!(meaning(302, "", ""), Meaning::Certain(DirectoryError::Other { .. })));
    }

    #[test]
    fn why_there_is_no_token() {
        let why = |error, description| match no_token(error, description, String::new()) {
            DirectoryError::SetUp { fault, .. } => Some(fault),
            _ => None,
        };
        let short = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. \
                     Check your iat and exp values in the JWT claim.";
        assert_eq!(why("invalid_grant", short), Some(SetUpFault::Clock));
        assert_eq!(why("invalid_grant", "Invalid JWT Signature."), Some(SetUpFault::KeyUnknown));
        assert_eq!(why("invalid_grant", "Invalid grant: account not found"), Some(SetUpFault::KeyUnknown));
        assert_eq!(why("invalid_grant", "Not a valid email or user ID."), Some(SetUpFault::WrongAdministrator));
        assert_eq!(why("invalid_grant", "Invalid email or User ID"), Some(SetUpFault::WrongAdministrator));
        let client = "Client is unauthorized to retrieve access tokens using this method, or client not authorized for \
                      any of the scopes requested.";
        assert_eq!(why("unauthorized_client", client), Some(SetUpFault::NoDelegation));
        assert_eq!(why("invalid_scope", ""), Some(SetUpFault::NoDelegation));
        assert_eq!(why("disabled_client", ""), Some(SetUpFault::KeyUnknown));
        assert_eq!(why("", ""), None);
    }

    #[test]
    fn what_is_repeated_is_short_and_one_line() {
        let long = detail(400, "invalid", &format!("a\nb{}", "x".repeat(1000)));
        assert_eq!(long.chars().count(), 300);
        assert!(!long.contains('\n'));
    }
}
