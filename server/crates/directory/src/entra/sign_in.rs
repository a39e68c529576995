//! Signing in on Microsoft's page, with OpenID Connect. What only we may know of a sign-in that was begun stands in what
//! servers share, under the hash of its state, so that any of them can finish it and none of them twice.

use super::immutable_id;
use super::login::no_answer;
use super::tenant::Tenant;
use async_trait::async_trait;
use latchkey_domain::directory::{
    DirectoryError, DirectoryResult, Expect, RedirectSignIn, SignInAnswer, StateEntry, StateKey,
};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Secret, Timestamp};
use latchkey_web::oidc::{Finished, Oidc, OidcConfig, OidcError, Started};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Url;

/// How long somebody may sit at the page, and the answer may be on its way.
const TTL_SECS: i64 = 600;
/// Stands in place of a sign-in that was answered, until it would have run out.
const ANSWERED: &str = "answered";

/// All but the state, of which only the hash is kept.
#[derive(Serialize, Deserialize)]
struct Begun {
    nonce: String,
    pkce_verifier: String,
    at: Timestamp,
    return_to: String,
}

fn key(state: &Secret) -> StateKey {
    let hash = Sha256::digest(state.expose().as_bytes());
    StateKey::RedirectSignIn(hash.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Tenant {
    pub(super) async fn oidc(&self) -> DirectoryResult<&Oidc> {
        self.oidc
            .get_or_try_init(|| async {
                let config = OidcConfig {
                    issuer: self.graph.login.issuer().await?,
                    client_id: self.fields.client_id.clone(),
                    client_secret: self.graph.login.secret.clone(),
                    // `oid` comes with `profile`: <https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference>
                    scopes: vec!["openid".to_owned(), "profile".to_owned()],
                    ca_pem: Some(self.fields.trusted_pem.clone()),
                    allow_hs256: false,
                };
                Oidc::new(&config, self.clock.clone()).map_err(no_answer)
            })
            .await
    }

    /// Takes it away, so that of any number of answers at once one counts.
    async fn claimed(&self, state: &Secret) -> DirectoryResult<Option<Begun>> {
        let key = key(state);
        let Some(StateEntry { value, revision }) = self.shared.get(&key).await? else { return Ok(None) };
        let Ok(begun) = serde_json::from_str::<Begun>(&value) else { return Ok(None) };
        let until = begun.at.plus_secs(TTL_SECS);
        let ours = self.shared.put(&key, &Expect::Revision(revision), ANSWERED, until).await?.is_some();
        Ok((ours && self.now() < until).then_some(begun))
    }
}

/// The account: `oid` within the tenant `tid`. Not `sub`, which is another one for each application, and no address or
/// name, which can be given to somebody else.
fn who(finished: &Finished, tenant: &str) -> Option<ObjectId> {
    let tid = immutable_id::from_text(finished.claim("tid")?)?;
    let oid = immutable_id::from_text(finished.claim("oid")?)?;
    (tid.to_string() == tenant && !oid.is_nil()).then(|| ObjectId(oid.to_string()))
}

#[async_trait]
impl RedirectSignIn for Tenant {
    async fn begin_sign_in(&self, state: &Secret, return_to: &str) -> DirectoryResult<String> {
        let back = way_back(return_to)?;
        let begun = self.oidc().await?.begin_with(state.clone(), &back, None, self.entropy.as_ref()).await;
        let begun = begun.map_err(no_answer)?;
        let kept = Begun {
            nonce: begun.started.nonce.expose().to_owned(),
            pkce_verifier: begun.started.pkce_verifier.expose().to_owned(),
            at: begun.started.at,
            return_to: return_to.to_owned(),
        };
        let value =
            serde_json::to_string(&kept).map_err(|error| DirectoryError::Other { detail: error.to_string() })?;
        // the same state twice would let one sign-in answer for another
        let put = self.shared.put(&key(state), &Expect::Absent, &value, kept.at.plus_secs(TTL_SECS)).await?;
        match put {
            Some(_) => Ok(begun.url.expose().to_owned()),
            None => Err(DirectoryError::Other { detail: "a state that was used before".to_owned() }),
        }
    }

    async fn finish_sign_in(&self, answer: &SignInAnswer) -> DirectoryResult<Option<ObjectId>> {
        let Some(begun) = self.claimed(&answer.state).await? else { return Ok(None) };
        let started = Started {
            state: answer.state.clone(),
            nonce: Secret::new(begun.nonce),
            pkce_verifier: Secret::new(begun.pkce_verifier),
            at: begun.at,
        };
        let back = way_back(&begun.return_to)?;
        match self.oidc().await?.finish(&back, &answer.code, None, &started).await {
            Ok(finished) => Ok(who(&finished, self.graph.login.tenant().await?)),
            Err(OidcError::Refused(why)) => {
                tracing::info!(why = %why, "a sign-in on Microsoft’s page proves nothing");
                Ok(None)
            }
            Err(OidcError::Away(detail)) => Err(DirectoryError::Unreachable { detail }),
            Err(OidcError::Setup(detail)) => Err(DirectoryError::Misconfigured { detail }),
        }
    }
}

fn way_back(text: &str) -> DirectoryResult<Url> {
    Url::parse(text).map_err(|_| DirectoryError::Misconfigured { detail: "our own address cannot be used".to_owned() })
}
