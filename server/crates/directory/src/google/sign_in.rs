//! Signing in on Google's page (OpenID Connect). What was begun is kept where every server finds it, and spent by the
//! first answer on whichever of them.

use super::answers;
use super::workspace::Workspace;
use async_trait::async_trait;
use latchkey_contract::check::SetUpFault;
use latchkey_domain::directory::{
    DirectoryError, DirectoryResult, Expect, RedirectSignIn, SignInAnswer, StateEntry, StateKey,
};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Secret, Timestamp};
use latchkey_web::oidc::{Finished, OidcError, Started};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Url;

/// How long somebody may sit at the page, and the answer may be on its way.
const TTL_SECS: i64 = 600;
const SPENT: &str = "spent";

/// What is kept of one that was begun; its state only as a hash, by which it is found.
#[derive(Serialize, Deserialize)]
struct Waiting {
    nonce: String,
    pkce_verifier: String,
    at: Timestamp,
    return_to: String,
}

fn key(state: &Secret) -> StateKey {
    let hash = Sha256::digest(state.expose().as_bytes());
    StateKey::RedirectSignIn(hash.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}")))
}

/// An address of ours.
fn address(return_to: &str) -> DirectoryResult<Url> {
    return_to.parse().map_err(|_| DirectoryError::Misconfigured { detail: "the way back is no address".to_owned() })
}

impl Workspace {
    /// Google's page for this sign-in; only accounts of the organisation are offered there.
    pub(super) async fn page(&self, state: Secret, back: &Url) -> DirectoryResult<(Url, Started)> {
        let begun = self.oidc.begin_with(state, back, None, self.entropy.as_ref()).await.map_err(answers::none)?;
        let mut page = address(begun.url.expose())?;
        page.query_pairs_mut().append_pair("hd", &self.config.domain);
        Ok((page, begun.started))
    }

    /// Takes what waits for this state; of any number of servers at once one gets it.
    async fn take(&self, state: &Secret) -> DirectoryResult<Option<Waiting>> {
        let key = key(state);
        let Some(StateEntry { value, revision }) = self.shared.get(&key).await? else { return Ok(None) };
        if value == SPENT {
            return Ok(None);
        }
        // stays there until it is over, so that nothing is begun with this state again
        let until = self.clock.now().plus_secs(TTL_SECS);
        let taken = self.shared.put(&key, &Expect::Revision(revision), SPENT, until).await?;
        Ok(taken.and_then(|_| serde_json::from_str(&value).ok()))
    }

    /// The account of whoever signed in: one of this customer, by the id that Google never gives to another.
    async fn whose(&self, who: &Finished) -> DirectoryResult<Option<ObjectId>> {
        let Some(hosted) = who.claims.get("hd").map(|hd| hd.to_ascii_lowercase()) else {
            tracing::info!("a sign-in by an account of no organisation is not taken");
            return Ok(None);
        };
        let user = match self.user(&who.subject).await {
            Ok(user) => user,
            Err(DirectoryError::NotFound) => return Ok(None),
            // Google says the same of an account of another customer
            Err(DirectoryError::SetUp { fault: SetUpFault::WrongAdministrator, detail }) => {
                tracing::warn!(detail, "whoever signed in has no account that we may read");
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let is_ours = hosted == self.config.domain
            || user.domains().any(|domain| domain == hosted)
            || hosted == self.customer().await?.customer_domain.to_ascii_lowercase();
        let is_same = user.id == who.subject;
        Ok((is_ours && is_same && !user.is_guest_user).then_some(ObjectId(user.id)))
    }
}

#[async_trait]
impl RedirectSignIn for Workspace {
    async fn begin_sign_in(&self, state: &Secret, return_to: &str) -> DirectoryResult<String> {
        if state.expose().len() < 16 {
            return Err(DirectoryError::Other { detail: "a state that could be guessed".to_owned() });
        }
        let (page, started) = self.page(state.clone(), &address(return_to)?).await?;
        let waiting = Waiting {
            nonce: started.nonce.expose().to_owned(),
            pkce_verifier: started.pkce_verifier.expose().to_owned(),
            at: started.at,
            return_to: return_to.to_owned(),
        };
        let value = serde_json::to_string(&waiting)
            .map_err(|_| DirectoryError::Other { detail: "a sign-in that cannot be kept".to_owned() })?;
        let until = self.clock.now().plus_secs(TTL_SECS);
        // the same state twice would let one sign-in answer for another
        match self.shared.put(&key(state), &Expect::Absent, &value, until).await? {
            Some(_) => Ok(page.into()),
            None => Err(DirectoryError::Other { detail: "a state that was used before".to_owned() }),
        }
    }

    async fn finish_sign_in(&self, answer: &SignInAnswer) -> DirectoryResult<Option<ObjectId>> {
        let Some(waiting) = self.take(&answer.state).await? else { return Ok(None) };
        let started = Started {
            state: answer.state.clone(),
            nonce: Secret::new(waiting.nonce),
            pkce_verifier: Secret::new(waiting.pkce_verifier),
            at: waiting.at,
        };
        if answer.code.is_empty() {
            return Ok(None);
        }
        match self.oidc.finish(&address(&waiting.return_to)?, &answer.code, None, &started).await {
            Ok(who) => self.whose(&who).await,
            Err(OidcError::Refused(refusal)) => {
                tracing::info!(%refusal, "a sign-in at Google is not taken");
                Ok(None)
            }
            Err(OidcError::Away(detail)) => Err(DirectoryError::Unreachable { detail }),
            Err(OidcError::Setup(detail)) => Err(DirectoryError::Misconfigured { detail }),
        }
    }
}
