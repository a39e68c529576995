//! The kinds of proof. A new one is one more row below; everything else that it needs is named in
//! CONTRIBUTING.

use serde::{Deserialize, Serialize};

macro_rules! methods {
    ($($(#[$doc:meta])* $kind:ident $code:literal;)*) => {
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
        }
    };
}

methods! {
    /// WebAuthn level 2: platform and roaming authenticators.
    Passkey "passkey";
    /// RFC 6238.
    Totp "totp";
    /// Yubico OTP, checked by a validation server.
    YubiKey "yubikey";
    /// Duo Universal Prompt.
    Duo "duo";
    /// Signing in at another identity provider, by OpenID Connect.
    Oidc "oidc";
    /// A passcode that a RADIUS server checks (RFC 2865).
    Radius "radius";
    Email "email";
    Sms "sms";
    /// Somebody whom the directory or an administrator names confirms that it is you.
    Vouch "vouch";
    Questions "questions";
    RecoveryCode "recovery-code";
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
}
