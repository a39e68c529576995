//! What the sign-in service says when it gives no token: AADSTS numbers, in JSON and on its pages.
//! <https://learn.microsoft.com/entra/identity-platform/reference-error-codes>: numbers may change, so one that is
//! not known here stays readable as it came.

use latchkey_contract::check::SetUpFault;
use latchkey_domain::directory::DirectoryError;
use serde::Deserialize;

#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: String,
    #[serde(default)]
    error_codes: Vec<u32>,
    #[serde(default)]
    trace_id: String,
}

/// From the body of an answer that is no success.
pub(super) fn refused(status: u16, body: &[u8]) -> DirectoryError {
    let Ok(body) = serde_json::from_slice::<Body>(body) else {
        return away(status)
            .unwrap_or(DirectoryError::Other { detail: format!("the sign-in service answered {status}") });
    };
    let number = body.error_codes.first().copied().or_else(|| number_in(&body.error_description));
    let named = number.map_or(body.error, |number| format!("AADSTS{number}"));
    // the description may name the application and the tenant, and never holds a secret; the rest of it is not ours
    let trace = if body.trace_id.is_empty() { String::new() } else { format!(", trace {}", body.trace_id) };
    let detail = format!("{named}{trace}");
    match number.and_then(fault) {
        Some(fault) => DirectoryError::SetUp { fault, detail },
        None if number.is_some_and(is_passing) => DirectoryError::Unreachable { detail },
        None => away(status).unwrap_or(DirectoryError::BindRefused { data: detail }),
    }
}

fn away(status: u16) -> Option<DirectoryError> {
    let detail = format!("the sign-in service answered {status}");
    (status == 429 || status >= 500).then_some(DirectoryError::Unreachable { detail })
}

/// The first `AADSTS…` of a text.
pub(super) fn number_in(text: &str) -> Option<u32> {
    let (_, after) = text.split_once("AADSTS")?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).take(9).collect();
    digits.parse().ok()
}

pub(super) const fn fault(number: u32) -> Option<SetUpFault> {
    Some(match number {
        // no such tenant; of another national cloud; the tenant cannot be told from the request
        90_002 | 90_038 | 90_019 | 900_023 => SetUpFault::NoTenant,
        // not found in the tenant; switched off
        700_016 | 7_000_112 | 7_000_229 => SetUpFault::UnknownClient,
        // wrong; missing
        7_000_215 | 7_000_216 | 7_000_218 => SetUpFault::WrongSecret,
        7_000_222 => SetUpFault::SecretExpired,
        700_027 => SetUpFault::CertificateUnknown,
        700_024 => SetUpFault::Clock,
        53_000..=53_004 | 530_003 | 530_032 | 50_005 => SetUpFault::ConditionalAccess,
        65_001 | 90_094 | 90_008 => SetUpFault::NoConsent,
        50_011 | 900_971 => SetUpFault::RedirectUnknown,
        _ => return None,
    })
}

/// The service says itself that it will be over.
const fn is_passing(number: u32) -> bool {
    matches!(number, 90_006 | 90_012 | 90_024 | 90_033 | 90_055 | 90_090)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(status: u16, body: &serde_json::Value) -> DirectoryError {
        refused(status, body.to_string().as_bytes())
    }

    #[test]
    fn numbers_have_names_and_secrets_stay_out() {
        let body = json!({"error": "invalid_client", "error_codes": [7_000_215], "trace_id": "t-1",
            "error_description": "AADSTS7000215: Invalid client secret provided. Ensure … 'hunter2'"});
        let DirectoryError::SetUp { fault, detail } = of(401, &body) else { unreachable!("{body}") };
        assert_eq!((fault, detail.as_str()), (SetUpFault::WrongSecret, "AADSTS7000215, trace t-1"));
        for (number, fault) in [
            (90_002, SetUpFault::NoTenant),
            (700_016, SetUpFault::UnknownClient),
            (7_000_222, SetUpFault::SecretExpired),
            (53_003, SetUpFault::ConditionalAccess),
            (700_027, SetUpFault::CertificateUnknown),
        ] {
            let body = json!({"error": "x", "error_description": format!("AADSTS{number}: text")});
            assert!(matches!(of(400, &body), DirectoryError::SetUp { fault: found, .. } if found == fault), "{number}");
        }
    }

    #[test]
    fn what_passes_and_what_nobody_knows() {
        assert!(matches!(of(400, &json!({"error_codes": [90_033]})), DirectoryError::Unreachable { .. }));
        assert!(matches!(of(503, &json!({"error": "temporarily_unavailable"})), DirectoryError::Unreachable { .. }));
        assert!(matches!(refused(502, b"<html>"), DirectoryError::Unreachable { .. }));
        assert!(matches!(refused(404, b"<html>"), DirectoryError::Other { .. }));
        assert_eq!(of(400, &json!({"error": "odd"})), DirectoryError::BindRefused { data: "odd".into() });
        assert_eq!(number_in("… AADSTS50011: The redirect URI"), Some(50_011));
        assert_eq!(number_in("AADSTS"), None);
    }
}
