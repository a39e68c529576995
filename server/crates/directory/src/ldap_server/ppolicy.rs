//! The password policy control of draft-behera-ldap-password-policy-10 (6.1, 6.2): asked for with each write and sign-in,
//! and what a server answers in it. Read by hand and not by ldap3, which has none: nothing in it may make us fall over.

use ldap3::LdapResult;
use ldap3::controls::RawControl;

pub(super) const OID: &str = "1.3.6.1.4.1.42.2.27.8.5.1";

/// What the error of the control says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Expired,
    Locked,
    ChangeAfterReset,
    NotAllowed,
    MustSupplyOld,
    Quality,
    TooShort,
    TooYoung,
    InHistory,
    /// Of later drafts, as OpenLDAP has it.
    TooLong,
}

/// Not critical: a server without policies is asked the same.
pub(super) fn request() -> RawControl {
    RawControl { ctype: OID.to_owned(), crit: false, val: None }
}

/// `None`: no control, no error in it, or one that we do not know.
pub(super) fn refusal(result: &LdapResult) -> Option<Refusal> {
    let control = result.ctrls.iter().map(|control| &control.1).find(|control| control.ctype == OID)?;
    error(control.val.as_deref()?).and_then(of_number)
}

fn of_number(number: u8) -> Option<Refusal> {
    Some(match number {
        0 => Refusal::Expired,
        1 => Refusal::Locked,
        2 => Refusal::ChangeAfterReset,
        3 => Refusal::NotAllowed,
        4 => Refusal::MustSupplyOld,
        5 => Refusal::Quality,
        6 => Refusal::TooShort,
        7 => Refusal::TooYoung,
        8 => Refusal::InHistory,
        9 => Refusal::TooLong,
        _ => return None,
    })
}

/// SEQUENCE { warning [0] CHOICE …, error [1] ENUMERATED }, both optional: the error.
fn error(value: &[u8]) -> Option<u8> {
    let (tag, mut inside, _) = element(value)?;
    if tag != 0x30 {
        return None;
    }
    while !inside.is_empty() {
        let (tag, content, rest) = element(inside)?;
        if tag == 0x81 {
            return match content {
                [number] => Some(*number),
                _ => None,
            };
        }
        inside = rest;
    }
    None
}

/// Tag, content and what follows; the control is short, so lengths are.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(*length), rest),
        0x81 => {
            let (length, rest) = rest.split_first()?;
            (usize::from(*length), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests")]
    use super::*;

    #[test]
    fn errors_as_openldap_writes_them() {
        for (number, refusal) in [(0, Refusal::Expired), (6, Refusal::TooShort), (8, Refusal::InHistory)] {
            assert_eq!(error(&[0x30, 3, 0x81, 1, number]).and_then(of_number), Some(refusal));
        }
        assert_eq!(error(&[0x30, 0]), None, "neither a warning nor an error");
        assert_eq!(error(&[0x30, 3, 0x81, 1, 77]).and_then(of_number), None, "of a later draft");
    }

    #[test]
    fn a_warning_before_it() {
        // timeBeforeExpiration [0] 300, and graceAuthNsRemaining [1] 1, which must not be taken for the error
        assert_eq!(error(&[0x30, 9, 0xa0, 4, 0x80, 2, 1, 44, 0x81, 1, 2]), Some(2));
        assert_eq!(error(&[0x30, 5, 0xa0, 3, 0x81, 1, 6]), None);
    }

    #[test]
    fn cut_or_bent_it_says_nothing_and_nothing_falls_over() {
        let whole = [0x30, 9, 0xa0, 4, 0x80, 2, 1, 44, 0x81, 1, 2];
        for end in 0..whole.len() {
            assert_eq!(error(&whole[..end]), None, "cut after {end}");
        }
        for index in 0..whole.len() {
            for byte in 0..=255 {
                let mut bent = whole;
                bent[index] = byte;
                let _ = error(&bent);
            }
        }
    }
}
