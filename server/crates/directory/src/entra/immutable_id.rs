//! `onPremisesImmutableId`: of which account in a domain this one was made. Microsoft Entra Connect writes the objectGUID
//! there (or ms-DS-ConsistencyGuid, which it fills with it): its sixteen bytes as base64. Tools and people also write
//! the GUID as text. Anything else is somebody's own and joins nobody.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_domain::ids::ObjectId;
use uuid::Uuid;

/// As Active Directory's adapter writes an objectGUID: canonical, lower case (the first three fields are
/// little-endian in the bytes, MS-DTYP 2.3.4.2).
pub(super) fn object_guid(written: &str) -> Option<ObjectId> {
    let written = written.trim();
    let guid = match STANDARD.decode(written).ok().and_then(|bytes| <[u8; 16]>::try_from(bytes).ok()) {
        Some(bytes) => Uuid::from_bytes_le(bytes),
        None => from_text(written)?,
    };
    (!guid.is_nil()).then(|| ObjectId(guid.to_string()))
}

/// Of an account or a tenant in Entra: canonical, lower case. Nothing else may stand in an address.
pub(super) fn from_text(written: &str) -> Option<Uuid> {
    Uuid::try_parse(written.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_the_one_of_active_directory() {
        // the bytes and the text that `active_directory/ids.rs` is tested with
        let bytes = [0x1a, 0x9a, 0xae, 0x43, 0xae, 0x9f, 0xb5, 0x44, 0x80, 0x5e, 0xb1, 0x5f, 0x7b, 0x8c, 0x0e, 0x88];
        let wanted = Some(ObjectId("43ae9a1a-9fae-44b5-805e-b15f7b8c0e88".into()));
        assert_eq!(object_guid(&STANDARD.encode(bytes)), wanted);
        for text in [
            "43ae9a1a-9fae-44b5-805e-b15f7b8c0e88",
            "43AE9A1A-9FAE-44B5-805E-B15F7B8C0E88",
            "{43ae9a1a-9fae-44b5-805e-b15f7b8c0e88}",
            "43ae9a1a9fae44b5805eb15f7b8c0e88",
            " GpquQ66ftUSAXrFfe4wOiA== ",
        ] {
            assert_eq!(object_guid(text), wanted, "{text}");
        }
        for own in ["", "anna", "12345", "AAAAAAAAAAAAAAAAAAAAAA==", "Gpq", "00000000-0000-0000-0000-000000000000"] {
            assert_eq!(object_guid(own), None, "{own}");
        }
    }
}
