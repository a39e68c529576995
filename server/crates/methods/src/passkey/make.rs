//! Registration (WebAuthn 7.1).

use super::{GOOD_SECS, RelyingParty, Roots, as_json};
use latchkey_domain::{Secret, Timestamp};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use webauthn_rs::prelude::{
    AttestationFormat, AttestedPasskeyRegistration, CreationChallengeResponse, Credential, CredentialID, Passkey,
    PasskeyRegistration, RegisterPublicKeyCredential, Uuid, WebauthnError,
};
use webauthn_rs_proto::{PublicKeyCredentialCreationOptions, ResidentKeyRequirement};

/// WebAuthn 4, credential id: a hundred random bits at least, and no longer than this.
const ID_BYTES: RangeInclusive<usize> = 16..=1023;

/// Whose key it will be. `id`: the account's UUID, which the authenticator keeps as the user handle;
/// the names are what its own list shows.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    pub id: &'a str,
    pub login: &'a str,
    pub display_name: &'a str,
}

/// A registration under way; to be kept sealed, and used once.
#[derive(Serialize, Deserialize)]
pub struct Making {
    options: String,
    good_until: Timestamp,
    ceremony: Ceremony,
}

#[derive(Serialize, Deserialize)]
enum Ceremony {
    Any(PasskeyRegistration),
    /// Only keys whose maker one of the roots vouches for.
    Attested(AttestedPasskeyRegistration),
}

impl Making {
    /// For `navigator.credentials.create`, as JSON.
    pub fn options(&self) -> &str {
        &self.options
    }

    fn excludes(&self, id: &[u8]) -> bool {
        let options = serde_json::from_str::<CreationChallengeResponse>(&self.options).ok();
        let excluded = options.and_then(|options| options.public_key.exclude_credentials).unwrap_or_default();
        excluded.iter().any(|key| key.id.as_slice() == id)
    }
}

#[derive(Debug, PartialEq, Eq)]
pub enum Made {
    /// The public key and what was said about it, to be kept sealed.
    Key(Secret),
    /// The account has this very key.
    AlreadyThere,
    /// A key that does not verify its owner, cannot be found without its id, or has no maker whom
    /// the administrator trusts.
    NotAccepted,
    /// No answer to what was asked.
    Unclear,
    Late,
}

impl RelyingParty {
    /// `have`: the keys of the account, which its authenticators will not make again. `roots`: the
    /// makers that are accepted; `None`: all, and nobody is asked for the maker.
    pub fn begin(&self, owner: Owner<'_>, have: &[&Secret], roots: Option<&Roots>, now: Timestamp) -> Option<Making> {
        let id = Uuid::parse_str(owner.id).ok()?;
        let (login, name) = names(owner);
        let exclude = Some(ids(have));
        let (mut options, ceremony) = match roots {
            None => {
                let (options, state) = self.0.start_passkey_registration(id, login, name, exclude).ok()?;
                (options, Ceremony::Any(state))
            }
            Some(Roots(list)) => {
                let list = list.clone();
                let begun = self.0.start_attested_passkey_registration(id, login, name, exclude, list, None);
                let (options, state) = begun.ok()?;
                (options, Ceremony::Attested(state))
            }
        };
        as_we_want_it(&mut options.public_key);
        Some(Making { options: as_json(&options)?, good_until: now.plus_secs(GOOD_SECS), ceremony })
    }

    /// `said`: what the browser's authenticator said, as `passkey.js` writes it.
    pub fn finish(&self, making: Making, said: &str, now: Timestamp) -> Made {
        if now > making.good_until {
            return Made::Late;
        }
        let Ok(said) = serde_json::from_str::<RegisterPublicKeyCredential>(said) else { return Made::Unclear };
        let made = match &making.ceremony {
            Ceremony::Any(state) => self.0.finish_passkey_registration(&said, state).map(Credential::from),
            Ceremony::Attested(state) => {
                self.0.finish_attested_passkey_registration(&said, state).map(Credential::from)
            }
        };
        let credential = match made {
            Ok(credential) => credential,
            Err(error) => return why(&error, making.excludes(&said.raw_id)),
        };
        let an_id = ID_BYTES.contains(&credential.cred_id.len());
        // a maker's older statements (U2F) do not sign that the person was verified
        let packed = credential.attestation_format == AttestationFormat::Packed;
        let vouched_for = matches!(making.ceremony, Ceremony::Any(_)) || packed;
        // not signed, so only believed where it says that the key would be of no use
        let hidden = said.extensions.cred_props.is_some_and(|props| props.rk == Some(false));
        if !an_id || !vouched_for || hidden {
            return Made::NotAccepted;
        }
        as_json(&Passkey::from(credential)).map_or(Made::Unclear, |key| Made::Key(Secret::new(key)))
    }
}

/// Neither name may be empty.
fn names(owner: Owner<'_>) -> (&str, &str) {
    let login = if owner.login.is_empty() { owner.id } else { owner.login };
    (login, if owner.display_name.is_empty() { login } else { owner.display_name })
}

/// Those that can be read; one that cannot is of no use, and would only be made again.
fn ids(keys: &[&Secret]) -> Vec<CredentialID> {
    let id = |key: &&Secret| serde_json::from_str::<Passkey>(key.expose()).ok().map(|key| key.cred_id().clone());
    keys.iter().filter_map(id).collect()
}

/// What webauthn-rs asks for otherwise: it leaves it to the authenticator whether the key is
/// discoverable, and wants to know things that we have no use for. That the key protects itself is
/// welcome, but not asked of keys that cannot: the person is verified by us at each use.
fn as_we_want_it(options: &mut PublicKeyCredentialCreationOptions) {
    if let Some(selection) = &mut options.authenticator_selection {
        selection.resident_key = Some(ResidentKeyRequirement::Required);
        selection.require_resident_key = true;
    }
    if let Some(extensions) = &mut options.extensions {
        extensions.uvm = None;
        extensions.min_pin_length = None;
        extensions.hmac_create_secret = None;
        if let Some(protect) = &mut extensions.cred_protect {
            protect.enforce_credential_protection_policy = Some(false);
        }
    }
    if options.attestation_formats.is_some() {
        options.attestation_formats = Some(vec![AttestationFormat::Packed]);
    }
}

/// `known`: its id is among those that were not to be made again.
fn why(error: &WebauthnError, known: bool) -> Made {
    use WebauthnError as E;
    match error {
        E::CredentialAlteredAlgFromRequest if known => Made::AlreadyThere,
        // not an answer to this question, or not from this site
        E::InvalidClientDataType
        | E::MismatchedChallenge
        | E::InvalidRPOrigin
        | E::InvalidRPIDHash
        | E::CredentialCrossOrigin
        | E::UserNotPresent
        | E::MissingAttestationCredentialData
        | E::ParseBase64Failure(_)
        | E::ParseCBORFailure(_)
        | E::ParseJSONFailure(_)
        | E::ParseNOMFailure
        | E::ParseInsufficientBytesAvailable => Made::Unclear,
        _ => Made::NotAccepted,
    }
}
