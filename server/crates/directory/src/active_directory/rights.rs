//! Who may do what to an object: an access-control list as AD stores it (`nTSecurityDescriptor`,
//! MS-DTYP 2.4.6, 2.4.4) and the check that AD makes on it (MS-ADTS 5.1.3.3.3). Only what the
//! activation doctor needs: one right on one object, for one set of SIDs. Malformed input grants
//! nothing.

use crate::active_directory::ids::Sid;
use std::collections::HashSet;

/// A GUID in the byte order of security descriptors.
pub(crate) type Guid = [u8; 16];

/// The extended right User-Force-Change-Password, "Reset Password": 00299570-246d-11d0-a768-00aa006e0529.
pub(crate) const RESET_PASSWORD: Guid =
    [0x70, 0x95, 0x29, 0x00, 0x6d, 0x24, 0xd0, 0x11, 0xa7, 0x68, 0x00, 0xaa, 0x00, 0x6e, 0x05, 0x29];
/// The attribute lockoutTime: 28630ebf-41d5-11d1-a9c1-0000f80367c1.
pub(crate) const LOCKOUT_TIME: Guid =
    [0xbf, 0x0e, 0x63, 0x28, 0xd5, 0x41, 0xd1, 0x11, 0xa9, 0xc1, 0x00, 0x00, 0xf8, 0x03, 0x67, 0xc1];
/// The attribute pwdLastSet: bf967a0a-0de6-11d0-a285-00aa003049e2.
pub(crate) const PWD_LAST_SET: Guid =
    [0x0a, 0x7a, 0x96, 0xbf, 0xe6, 0x0d, 0xd0, 0x11, 0xa2, 0x85, 0x00, 0xaa, 0x00, 0x30, 0x49, 0xe2];
/// The property set User-Account-Restrictions, which holds pwdLastSet: 4c164200-20c0-11d0-a768-00aa006e0529.
pub(crate) const ACCOUNT_RESTRICTIONS: Guid =
    [0x00, 0x42, 0x16, 0x4c, 0xc0, 0x20, 0xd0, 0x11, 0xa7, 0x68, 0x00, 0xaa, 0x00, 0x6e, 0x05, 0x29];
/// The class user: bf967aba-0de6-11d0-a285-00aa003049e2.
const USER_CLASS: Guid =
    [0xba, 0x7a, 0x96, 0xbf, 0xe6, 0x0d, 0xd0, 0x11, 0xa2, 0x85, 0x00, 0xaa, 0x00, 0x30, 0x49, 0xe2];

/// ADS_RIGHT_DS_CONTROL_ACCESS: may exercise an extended right.
pub(crate) const CONTROL_ACCESS: u32 = 0x100;
/// ADS_RIGHT_DS_WRITE_PROP.
pub(crate) const WRITE_PROPERTY: u32 = 0x20;
const GENERIC_ALL: u32 = 0x1000_0000;
const GENERIC_WRITE: u32 = 0x4000_0000;

const INHERIT_ONLY: u8 = 0x08;
const ALLOWED: u8 = 0;
const DENIED: u8 = 1;
const ALLOWED_OBJECT: u8 = 5;
const DENIED_OBJECT: u8 = 6;

/// Whether a holder of `token` has `right` on the user object with this descriptor, for the thing
/// named `object` (an extended right or an attribute) or one of the `sets` that contain it.
/// `None`: the descriptor cannot be read.
pub(crate) fn is_granted(
    descriptor: &[u8],
    token: &HashSet<Sid>,
    right: u32,
    object: &Guid,
    sets: &[Guid],
) -> Option<bool> {
    let dacl_at = usize::try_from(u32_at(descriptor, 16)?).ok()?;
    // SE_DACL_PRESENT; a descriptor without a list lets everybody do everything.
    let present = u16::from_le_bytes(descriptor.get(2..4)?.try_into().ok()?) & 0x4 != 0;
    if !present || dacl_at == 0 {
        return Some(true);
    }
    let acl = descriptor.get(dacl_at..)?;
    let count = u16::from_le_bytes(acl.get(4..6)?.try_into().ok()?);
    let mut rest = acl.get(8..)?;
    for _ in 0..count {
        let size = usize::from(u16::from_le_bytes(rest.get(2..4)?.try_into().ok()?));
        let ace = rest.get(..size).filter(|ace| ace.len() >= 8)?;
        rest = rest.get(size..)?;
        // The first entry that speaks of it decides: in canonical order denials come first.
        if let Some(allows) = speaks_of(ace, token, right, object, sets) {
            return Some(allows);
        }
    }
    Some(false)
}

/// `Some(true)` allows, `Some(false)` denies, `None` has nothing to do with it.
fn speaks_of(ace: &[u8], token: &HashSet<Sid>, right: u32, object: &Guid, sets: &[Guid]) -> Option<bool> {
    let (kind, flags) = (*ace.first()?, *ace.get(1)?);
    if flags & INHERIT_ONLY != 0 {
        return None;
    }
    let mask = u32_at(ace, 4)?;
    let generic = if right == WRITE_PROPERTY { GENERIC_ALL | GENERIC_WRITE } else { GENERIC_ALL };
    if mask & (right | generic) == 0 {
        return None;
    }
    let (allows, sid_at) = match kind {
        ALLOWED | DENIED => (kind == ALLOWED, 8),
        ALLOWED_OBJECT | DENIED_OBJECT => {
            let present = u32_at(ace, 8)?;
            let mut at = 12;
            if present & 1 != 0 {
                let named: Guid = ace.get(at..at + 16)?.try_into().ok()?;
                at += 16;
                if named != *object && named != USER_CLASS && !sets.contains(&named) {
                    return None;
                }
            }
            if present & 2 != 0 {
                let inherited: Guid = ace.get(at..at + 16)?.try_into().ok()?;
                at += 16;
                if inherited != USER_CLASS {
                    return None;
                }
            }
            (kind == ALLOWED_OBJECT, at)
        }
        _ => return None,
    };
    let sid = Sid::read(ace.get(sid_at..)?)?;
    token.contains(&sid).then_some(allows)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::cast_possible_truncation, reason = "tests")]
    use super::*;

    fn sid(rid: u32) -> Sid {
        Sid(vec![1, 4, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]).child(rid)
    }
    fn ace(kind: u8, flags: u8, mask: u32, object: Option<Guid>, inherited: Option<Guid>, who: &Sid) -> Vec<u8> {
        let mut body = mask.to_le_bytes().to_vec();
        if kind >= ALLOWED_OBJECT {
            body.extend((u32::from(object.is_some()) | u32::from(inherited.is_some()) << 1).to_le_bytes());
            body.extend(object.into_iter().flatten());
            body.extend(inherited.into_iter().flatten());
        }
        body.extend(&who.0);
        let size = (body.len() + 4) as u16;
        [vec![kind, flags], size.to_le_bytes().to_vec(), body].concat()
    }
    fn descriptor(aces: &[Vec<u8>]) -> Vec<u8> {
        let body = aces.concat();
        let mut out = vec![1, 0, 0x04, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0];
        out.extend([4, 0]);
        out.extend(((body.len() + 8) as u16).to_le_bytes());
        out.extend((aces.len() as u16).to_le_bytes());
        out.extend([0, 0]);
        out.extend(body);
        out
    }
    fn reset(aces: &[Vec<u8>]) -> Option<bool> {
        let token = HashSet::from([sid(1105), sid(513)]);
        is_granted(&descriptor(aces), &token, CONTROL_ACCESS, &RESET_PASSWORD, &[])
    }

    #[test]
    fn the_delegated_right() {
        assert_eq!(reset(&[ace(5, 0x12, 0x100, Some(RESET_PASSWORD), Some(USER_CLASS), &sid(1105))]), Some(true));
        assert_eq!(
            reset(&[ace(5, 0, 0x100, None, None, &sid(513))]),
            Some(true),
            "all extended rights, through a group"
        );
        assert_eq!(reset(&[ace(0, 0, 0xf01ff, None, None, &sid(1105))]), Some(true), "full control");
        assert_eq!(reset(&[ace(0, 0, GENERIC_ALL, None, None, &sid(1105))]), Some(true));
    }

    #[test]
    fn what_does_not_grant() {
        assert_eq!(reset(&[]), Some(false));
        assert_eq!(reset(&[ace(5, 0, 0x100, Some(RESET_PASSWORD), None, &sid(9))]), Some(false), "someone else");
        assert_eq!(
            reset(&[ace(5, INHERIT_ONLY, 0x100, Some(RESET_PASSWORD), None, &sid(1105))]),
            Some(false),
            "for children only"
        );
        assert_eq!(reset(&[ace(5, 0, 0x100, Some(LOCKOUT_TIME), None, &sid(1105))]), Some(false), "another right");
        assert_eq!(reset(&[ace(5, 0, 0x30, Some(RESET_PASSWORD), None, &sid(1105))]), Some(false), "another mask");
        assert_eq!(
            reset(&[ace(5, 0, 0x100, Some(RESET_PASSWORD), Some(LOCKOUT_TIME), &sid(1105))]),
            Some(false),
            "another class"
        );
        assert_eq!(reset(&[ace(0, 0, 0x20094, None, None, &sid(1105))]), Some(false), "read only");
    }

    #[test]
    fn denial_before_grant_wins_and_after_it_does_not() {
        let grant = ace(5, 0, 0x100, Some(RESET_PASSWORD), None, &sid(1105));
        let deny = ace(6, 0, 0x100, Some(RESET_PASSWORD), None, &sid(513));
        assert_eq!(reset(&[deny.clone(), grant.clone()]), Some(false));
        assert_eq!(reset(&[grant, deny]), Some(true));
        assert_eq!(
            reset(&[ace(1, 0, 0xf01ff, None, None, &sid(513)), ace(0, 0, 0xf01ff, None, None, &sid(1105))]),
            Some(false)
        );
    }

    #[test]
    fn attributes_and_their_sets() {
        let token = HashSet::from([sid(1105)]);
        let by_set = descriptor(&[ace(5, 0, 0x30, Some(ACCOUNT_RESTRICTIONS), None, &sid(1105))]);
        let check = |object, sets: &[Guid]| is_granted(&by_set, &token, WRITE_PROPERTY, object, sets);
        assert_eq!(check(&PWD_LAST_SET, &[ACCOUNT_RESTRICTIONS]), Some(true));
        assert_eq!(check(&LOCKOUT_TIME, &[]), Some(false));
    }

    #[test]
    fn broken_descriptors_grant_nothing() {
        let good = descriptor(&[ace(5, 0, 0x100, Some(RESET_PASSWORD), None, &sid(1105))]);
        let token = HashSet::from([sid(1105)]);
        for end in 0..good.len() {
            let cut = is_granted(good.get(..end).unwrap(), &token, CONTROL_ACCESS, &RESET_PASSWORD, &[]);
            assert_ne!(cut, Some(true), "cut at {end}");
        }
    }
}
