//! The kinds of proof. A new one is one more row below; everything else that it needs is named in
//! CONTRIBUTING.

use serde::{Deserialize, Serialize};

macro_rules! methods {
    ($($(#[$doc:meta])* $kind:ident $code:literal $name:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum MethodKind {
            $($(#[$doc])* #[serde(rename = $code)] $kind,)*
        }

        impl MethodKind {
            /// Strongest first: the order of every list.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// The name in forms, addresses and the database. Never changed once released.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$kind => $code,)* }
            }
            /// As it stands within a sentence.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }
        }
    };
}

methods! {
    /// WebAuthn level 2: platform and roaming authenticators.
    Passkey "passkey" "passkey";
    /// RFC 6238.
    Totp "totp" "authenticator app";
    /// Yubico OTP, checked by a validation server.
    YubiKey "yubikey" "YubiKey";
    /// Duo Universal Prompt.
    Duo "duo" "Duo";
    /// Signing in at another identity provider, by OpenID Connect.
    Oidc "oidc" "other sign-in";
    /// A passcode that a RADIUS server checks (RFC 2865).
    Radius "radius" "passcode";
    Email "email" "code by e-mail";
    Sms "sms" "code by text message";
    /// Somebody whom the directory or an administrator names confirms that it is you.
    Vouch "vouch" "colleague who vouches";
    Questions "questions" "security questions";
    RecoveryCode "recovery-code" "recovery codes";
}

impl MethodKind {
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }

    /// Stands in for one proof, but is nothing that a person chooses and sets up: it does not count
    /// for being enrolled.
    pub const fn is_spare(self) -> bool {
        matches!(self, Self::RecoveryCode | Self::Vouch)
    }
}

#[cfg(test)]
mod tests {
    use super::MethodKind;
    use std::collections::BTreeSet;

    /// Codes stand in the database, in forms and in addresses: one that is changed here orphans what
    /// people have set up. A new kind is added to this list, and nothing else ever is changed in it.
    const CODES: &[(MethodKind, &str)] = &[
        (MethodKind::Passkey, "passkey"),
        (MethodKind::Totp, "totp"),
        (MethodKind::YubiKey, "yubikey"),
        (MethodKind::Duo, "duo"),
        (MethodKind::Oidc, "oidc"),
        (MethodKind::Radius, "radius"),
        (MethodKind::Email, "email"),
        (MethodKind::Sms, "sms"),
        (MethodKind::Vouch, "vouch"),
        (MethodKind::Questions, "questions"),
        (MethodKind::RecoveryCode, "recovery-code"),
    ];

    #[test]
    fn codes_stay_and_lead_back() {
        let all: Vec<_> = MethodKind::ALL.iter().map(|kind| (*kind, kind.code())).collect();
        assert_eq!(all, CODES);
        for (kind, code) in CODES {
            assert_eq!(MethodKind::from_code(code), Some(*kind));
            assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{code}: as it is in an address");
        }
        assert_eq!(MethodKind::from_code("Totp"), None);
    }

    #[test]
    fn names_are_different() {
        let names: BTreeSet<_> = MethodKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), MethodKind::ALL.len());
        assert!(names.iter().all(|name| !name.is_empty()));
    }
}
