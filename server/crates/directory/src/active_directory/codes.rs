//! What a domain controller's codes mean: the Win32 code at the front of a refusal
//! (`0000052D: …`) and the sub-code of a failed bind (`data 773`). Texts differ between AD and
//! Samba and between versions; only these numbers count.

use crate::ldap::answers::{
    BUSY, CONFIDENTIALITY, INSUFFICIENT_ACCESS, INVALID_CREDENTIALS, NO_SUCH_OBJECT, REFERRAL, STRONGER_AUTH,
    UNAVAILABLE, UNAVAILABLE_CRITICAL, leading_code, unexpected,
};
use latchkey_domain::directory::{DirectoryError, PasswordCheck};
use ldap3::LdapResult;

const CONSTRAINT: u32 = 19;
const UNWILLING: u32 = 53;

/// `ERROR_PASSWORD_RESTRICTION` (MS-ERREF 2.2): the policy, whichever part of it.
const PASSWORD_RESTRICTION: u32 = 0x52d;
/// `ERROR_INVALID_PASSWORD`: the old one, in a change.
const INVALID_PASSWORD: u32 = 0x56;
/// `ERROR_GEN_FAILURE`: AD's answer to `unicodePwd` on a connection that is not encrypted.
const GEN_FAILURE: u32 = 0x1f;
const LOCKED_OUT: u32 = 0x775;

/// `PASSWORD_RESTRICTION` as it is shown.
pub(crate) const POLICY: &str = "0000052D";

/// The sub-code of a failed bind, from `… AcceptSecurityContext error, data 52e, v…`.
pub(crate) fn bind_data(text: &str) -> Option<&str> {
    let after = text.split_once("data ")?.1;
    let code = after.split(|c: char| !c.is_ascii_hexdigit()).next()?;
    (!code.is_empty()).then_some(code)
}

/// What a bind with a person's password told. `Err`: nothing about the password.
pub(crate) fn password_check(result: &LdapResult) -> Result<PasswordCheck, DirectoryError> {
    match result.rc {
        0 => Ok(PasswordCheck::Right),
        INVALID_CREDENTIALS => Ok(match bind_data(&result.text) {
            Some("532") => PasswordCheck::RightButExpired,
            Some("773") => PasswordCheck::RightButMustChange,
            Some("533") => PasswordCheck::RightButDisabled,
            Some("701") => PasswordCheck::RightButAccountExpired,
            Some("775") => PasswordCheck::Locked,
            // Hours, workstation, other restrictions, logon type: known only after the password was right.
            Some("530" | "531" | "52f" | "569") => PasswordCheck::RightButNotNow,
            _ => PasswordCheck::Wrong,
        }),
        _ => Err(unexpected(result)),
    }
}

/// Why our own service account was not let in.
pub(crate) fn bind_refused(result: &LdapResult) -> DirectoryError {
    match result.rc {
        INVALID_CREDENTIALS => {
            let data = bind_data(&result.text).map_or_else(|| "rc 49".to_owned(), str::to_ascii_lowercase);
            DirectoryError::BindRefused { data }
        }
        _ => unexpected(result),
    }
}

/// Why a write was refused, as far as the answer alone tells.
pub(crate) enum Refusal {
    /// Some part of the password policy; `code` as the server wrote it.
    Policy {
        code: String,
    },
    WrongOldPassword,
    /// The service account has no right to do this to this account.
    NoRight,
    /// A control that we sent as critical is not supported; nothing was done.
    UnknownControl,
    /// This server does not write (a read-only controller, or one shutting down); nothing was done.
    AnotherServer,
    Other(DirectoryError),
}

pub(crate) fn refusal(result: &LdapResult) -> Refusal {
    let code = leading_code(&result.text);
    match (result.rc, code) {
        // AD says 19 to a change and 53 to a reset, with the same code.
        (CONSTRAINT | UNWILLING, Some(PASSWORD_RESTRICTION)) => Refusal::Policy { code: POLICY.to_owned() },
        (_, Some(INVALID_PASSWORD)) => Refusal::WrongOldPassword,
        (_, Some(LOCKED_OUT)) => Refusal::Policy { code: "00000775".to_owned() },
        (UNWILLING, Some(GEN_FAILURE)) | (STRONGER_AUTH | CONFIDENTIALITY, _) => {
            Refusal::Other(DirectoryError::NotEncrypted {
                detail: "the server wants this connection encrypted".to_owned(),
            })
        }
        (INSUFFICIENT_ACCESS, _) => Refusal::NoRight,
        (UNAVAILABLE_CRITICAL, _) => Refusal::UnknownControl,
        (REFERRAL | BUSY | UNAVAILABLE, _) => Refusal::AnotherServer,
        (NO_SUCH_OBJECT, _) => Refusal::Other(DirectoryError::NotFound),
        (CONSTRAINT, code) => {
            Refusal::Policy { code: code.map_or_else(|| "rc 19".to_owned(), |code| format!("{code:08X}")) }
        }
        (UNWILLING, Some(code)) => Refusal::Other(DirectoryError::Misconfigured {
            detail: format!("the server is unwilling to do this (rc 53, {code:08X})"),
        }),
        _ => Refusal::Other(unexpected(result)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(rc: u32, text: &str) -> LdapResult {
        LdapResult { rc, matched: String::new(), text: text.to_owned(), refs: Vec::new(), ctrls: Vec::new() }
    }

    #[test]
    fn each_sub_code_of_a_bind() {
        use PasswordCheck::*;
        for (code, means) in [
            ("52e", Wrong),
            ("525", Wrong),
            ("530", RightButNotNow),
            ("531", RightButNotNow),
            ("532", RightButExpired),
            ("533", RightButDisabled),
            ("701", RightButAccountExpired),
            ("773", RightButMustChange),
            ("775", Locked),
        ] {
            let text =
                format!("80090308: LdapErr: DSID-0C09042A, comment: AcceptSecurityContext error, data {code}, v3839");
            assert_eq!(password_check(&answer(49, &text)), Ok(means), "{code}");
        }
        assert_eq!(password_check(&answer(0, "")), Ok(Right));
        assert_eq!(password_check(&answer(49, "Simple Bind Failed")), Ok(Wrong));
        assert!(password_check(&answer(51, "")).is_err(), "busy says nothing about the password");
    }

    #[test]
    fn refusals() {
        let policy = |rc, text| matches!(refusal(&answer(rc, text)), Refusal::Policy { .. });
        assert!(policy(19, "0000052D: AtrErr: DSID-03191083, #1: problem 1005 (CONSTRAINT_ATT_TYPE)"));
        assert!(policy(53, "0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0"));
        assert!(matches!(refusal(&answer(19, "00000056: AtrErr: DSID-03191083")), Refusal::WrongOldPassword));
        assert!(matches!(refusal(&answer(50, "00002098: SecErr")), Refusal::NoRight));
        assert!(matches!(
            refusal(&answer(53, "0000001F: SvcErr")),
            Refusal::Other(DirectoryError::NotEncrypted { .. })
        ));
        assert!(matches!(
            refusal(&answer(53, "00002035: unwilling")),
            Refusal::Other(DirectoryError::Misconfigured { .. })
        ));
        assert!(matches!(refusal(&answer(10, "0000202B: RefErr")), Refusal::AnotherServer));
    }

    #[test]
    fn texts_without_codes() {
        assert_eq!(bind_data("data "), None);
    }
}
