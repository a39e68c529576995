//! Authentication (WebAuthn 7.2), with no list of credentials: what is asked is the same for every
//! name, also for one that nobody has.

use super::{GOOD_SECS, RelyingParty, as_json};
use latchkey_domain::{Secret, Timestamp};
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PublicKeyCredential, Uuid};
use webauthn_rs_proto::CollectedClientData;

/// A question under way; to be kept sealed, and used once: an answer to it is no answer to the next.
#[derive(Serialize, Deserialize)]
pub struct Challenge {
    options: String,
    good_until: Timestamp,
    ceremony: DiscoverableAuthentication,
}

impl Challenge {
    /// For `navigator.credentials.get`, as JSON.
    pub fn options(&self) -> &str {
        &self.options
    }
}

#[derive(Debug, PartialEq, Eq)]
pub enum Check {
    /// The `nth` of the keys, to be kept from now on as `key`: its counter and back-up state went on.
    Right {
        nth: usize,
        key: Secret,
    },
    Wrong,
    /// Not what an authenticator says: no guess either.
    Unclear,
    Late,
}

impl RelyingParty {
    pub fn ask(&self, now: Timestamp) -> Option<Challenge> {
        let (mut options, ceremony) = self.0.start_discoverable_authentication().ok()?;
        // a button asks, not the list that comes with a field
        options.mediation = None;
        options.public_key.extensions = None;
        Some(Challenge { options: as_json(&options)?, good_until: now.plus_secs(GOOD_SECS), ceremony })
    }

    /// `account`: the UUID that must stand in the answer as the user handle. `keys`: the account's,
    /// as they are kept. A counter that does not go on, after it once did, is `Wrong`: there may be a
    /// copy of the key.
    pub fn check(&self, asked: Challenge, said: &str, account: &str, keys: &[&Secret], now: Timestamp) -> Check {
        if now > asked.good_until {
            return Check::Late;
        }
        let Ok(said) = serde_json::from_str::<PublicKeyCredential>(said) else { return Check::Unclear };
        let Ok((user, id)) = self.0.identify_discoverable_authentication(&said) else { return Check::Wrong };
        if Uuid::parse_str(account) != Ok(user) || is_within_another_site(&said) {
            return Check::Wrong;
        }
        let read = |key: &&Secret| serde_json::from_str::<Passkey>(key.expose()).ok();
        // one that cannot be read is passed over: the others still open
        let found = keys.iter().map(read).enumerate().find_map(|(nth, key)| {
            let key = key.filter(|key| key.cred_id().as_slice() == id)?;
            Some((nth, key))
        });
        let Some((nth, mut key)) = found else { return Check::Wrong };
        let Ok(result) = self.0.finish_discoverable_authentication_v2(&said, asked.ceremony, &key) else {
            return Check::Wrong;
        };
        let updated = result.user_verified().then(|| key.update_credential(&result)).flatten();
        match updated.and_then(|_| as_json(&key)) {
            Some(key) => Check::Right { nth, key: Secret::new(key) },
            None => Check::Wrong,
        }
    }
}

/// webauthn-rs looks at it when a key is made only. Our pages lie in no frame.
fn is_within_another_site(said: &PublicKeyCredential) -> bool {
    let client = serde_json::from_slice::<CollectedClientData>(&said.response.client_data_json);
    client.is_ok_and(|client| client.cross_origin == Some(true))
}
