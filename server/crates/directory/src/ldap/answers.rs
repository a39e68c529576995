//! Result codes of LDAP (RFC 4511 4.1.9) that mean the same of every server. What a kind of server writes
//! beside them is read by its adapter.

use latchkey_domain::directory::DirectoryError;
use ldap3::LdapResult;

pub(crate) const SIZE_LIMIT: u32 = 4;
pub(crate) const STRONGER_AUTH: u32 = 8;
pub(crate) const REFERRAL: u32 = 10;
pub(crate) const UNAVAILABLE_CRITICAL: u32 = 12;
pub(crate) const CONFIDENTIALITY: u32 = 13;
pub(crate) const NO_SUCH_OBJECT: u32 = 32;
pub(crate) const INVALID_CREDENTIALS: u32 = 49;
pub(crate) const INSUFFICIENT_ACCESS: u32 = 50;
pub(crate) const BUSY: u32 = 51;
pub(crate) const UNAVAILABLE: u32 = 52;

/// The eight hexadecimal digits at the front of a diagnostic text, as Active Directory and Samba write them.
pub(crate) fn leading_code(text: &str) -> Option<u32> {
    let digits = text.get(..8)?;
    u32::from_str_radix(digits, 16).ok()
}

/// An answer for which there is no better word. The server's text stays out: it may quote names.
pub(crate) fn unexpected(result: &LdapResult) -> DirectoryError {
    match result.rc {
        STRONGER_AUTH | CONFIDENTIALITY => {
            DirectoryError::NotEncrypted { detail: "the server wants this connection encrypted".to_owned() }
        }
        INSUFFICIENT_ACCESS => DirectoryError::NotPermitted { right: "Read".to_owned() },
        NO_SUCH_OBJECT => DirectoryError::NotFound,
        SIZE_LIMIT => {
            DirectoryError::Other { detail: "the server gave only a part of what was asked (rc 4)".to_owned() }
        }
        BUSY | UNAVAILABLE => {
            DirectoryError::Unreachable { detail: format!("the server is busy or stopping (rc {})", result.rc) }
        }
        rc => {
            let code = leading_code(&result.text).map(|code| format!(", {code:08X}")).unwrap_or_default();
            DirectoryError::Other { detail: format!("result code {rc}{code}") }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_without_codes() {
        assert_eq!(leading_code("0000052D: AtrErr"), Some(0x52d));
        for text in ["short", "äöüäöüäö"] {
            assert_eq!(leading_code(text), None, "{text}");
        }
    }
}
