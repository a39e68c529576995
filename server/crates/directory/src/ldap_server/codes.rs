//! What the answers of an LDAP server mean: its result code, and where it has password policies their control. Texts
//! differ between servers and versions; none is read.

use super::ppolicy;
use crate::ldap::answers::{
    BUSY, CONFIDENTIALITY, INSUFFICIENT_ACCESS, INVALID_CREDENTIALS, NO_SUCH_OBJECT, REFERRAL, STRONGER_AUTH,
    UNAVAILABLE, unexpected,
};
use latchkey_domain::directory::{DirectoryError, PasswordCheck};
use ldap3::LdapResult;

const CONSTRAINT: u32 = 19;
/// The entry, or what is to be taken from it, is not there (RFC 4511, noSuchAttribute).
const NO_SUCH_ATTRIBUTE: u32 = 16;

/// Why a write was refused, as far as the answer alone tells.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A rule of the policy; `None`: the server does not say which.
    Policy(Option<ppolicy::Refusal>),
    /// The service account has no right to do this to this account.
    NoRight,
    /// This server does not write (a replica, or one shutting down); nothing was done.
    AnotherServer,
    /// There was nothing to be taken away.
    NothingThere,
    Other(DirectoryError),
}

pub(super) fn refusal(result: &LdapResult) -> Refusal {
    if let Some(rule) = ppolicy::refusal(result) {
        return Refusal::Policy(Some(rule));
    }
    match result.rc {
        CONSTRAINT => Refusal::Policy(None),
        INSUFFICIENT_ACCESS => Refusal::NoRight,
        REFERRAL | BUSY | UNAVAILABLE => Refusal::AnotherServer,
        NO_SUCH_ATTRIBUTE => Refusal::NothingThere,
        NO_SUCH_OBJECT => Refusal::Other(DirectoryError::NotFound),
        STRONGER_AUTH | CONFIDENTIALITY => Refusal::Other(DirectoryError::NotEncrypted {
            detail: "the server wants this connection encrypted".to_owned(),
        }),
        _ => Refusal::Other(unexpected(result)),
    }
}

/// What a bind with a person's password told. `Err`: nothing about the password.
pub(super) fn password_check(result: &LdapResult) -> Result<PasswordCheck, DirectoryError> {
    let said = ppolicy::refusal(result);
    match result.rc {
        0 if said == Some(ppolicy::Refusal::ChangeAfterReset) => Ok(PasswordCheck::RightButMustChange),
        0 => Ok(PasswordCheck::Right),
        INVALID_CREDENTIALS => Ok(match said {
            // OpenLDAP says so of the right password alone
            Some(ppolicy::Refusal::Expired) => PasswordCheck::RightButExpired,
            Some(ppolicy::Refusal::Locked) => PasswordCheck::Locked,
            _ => PasswordCheck::Wrong,
        }),
        // 389 Directory Server: too many wrong ones
        CONSTRAINT => Ok(PasswordCheck::Locked),
        _ => Err(unexpected(result)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ldap3::controls::{Control, RawControl};

    fn answer(rc: u32, error: Option<u8>) -> LdapResult {
        let control = |error| {
            let val = Some(vec![0x30, 3, 0x81, 1, error]);
            Control(None, RawControl { ctype: ppolicy::OID.to_owned(), crit: false, val })
        };
        let ctrls = error.map(control).into_iter().collect();
        LdapResult { rc, matched: String::new(), text: String::new(), refs: Vec::new(), ctrls }
    }

    #[test]
    fn what_a_bind_says() {
        use PasswordCheck::*;
        for (rc, error, means) in [
            (0, None, Right),
            (0, Some(2), RightButMustChange),
            (49, None, Wrong),
            (49, Some(0), RightButExpired),
            (49, Some(1), Locked),
            (19, None, Locked),
        ] {
            assert_eq!(password_check(&answer(rc, error)), Ok(means), "{rc} {error:?}");
        }
        for rc in [51, 52, 53, 10, 1, 80] {
            assert!(password_check(&answer(rc, None)).is_err(), "{rc} says nothing about the password");
        }
    }

    #[test]
    fn what_a_write_says() {
        assert_eq!(refusal(&answer(19, Some(6))), Refusal::Policy(Some(ppolicy::Refusal::TooShort)));
        assert_eq!(refusal(&answer(19, None)), Refusal::Policy(None));
        assert_eq!(refusal(&answer(50, None)), Refusal::NoRight);
        for rc in [10, 51, 52] {
            assert_eq!(refusal(&answer(rc, None)), Refusal::AnotherServer);
        }
        assert!(matches!(refusal(&answer(13, None)), Refusal::Other(DirectoryError::NotEncrypted { .. })));
        assert!(matches!(refusal(&answer(32, None)), Refusal::Other(DirectoryError::NotFound)));
    }
}
