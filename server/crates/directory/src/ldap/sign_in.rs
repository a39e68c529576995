//! Our own sign-in. A wrong service password must not lock the service account, for with it
//! self-service would end for everybody: of all connections of all servers one at a time signs in, so
//! that the first refusal keeps the others from trying, and after a refusal nobody tries for a while.
//!
//! Every try is claimed in the shared state before it is made. In this process those who wait queue
//! up; between processes they look again, for as long as a claim can last.

mod state;

#[cfg(test)]
mod tests;

use latchkey_domain::Clock;
use latchkey_domain::directory::{DirectoryError, DirectoryResult, Expect, SharedState, StateEntry, StateKey};
pub(crate) use state::SignInReason;
use state::{NotNow, SignInState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;
use tokio::time::sleep;

const KEY: StateKey = StateKey::ServiceSignIn;
/// How soon is looked again while another server signs in.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// How often a refusal is tried to be written down, a second apart.
const WRITES: u32 = 5;

/// Why nobody was signed in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotSignedIn {
    /// The server's answer, or that it gave none.
    ByServer(DirectoryError),
    /// It was not asked: refused before, or the others cannot be heard of.
    NotTried(DirectoryError),
}

impl NotSignedIn {
    pub(crate) fn error(self) -> DirectoryError {
        match self {
            Self::ByServer(error) | Self::NotTried(error) => error,
        }
    }
}

/// Nobody else of this process signs in meanwhile.
pub(crate) type Turn = OwnedMutexGuard<()>;

struct Claim {
    /// With the claim in it.
    state: SignInState,
    revision: String,
}

fn is_refusal(outcome: &DirectoryResult<()>) -> bool {
    matches!(outcome, Err(DirectoryError::BindRefused { .. }))
}

pub(crate) struct ServiceSignInGuard {
    shared: Arc<dyn SharedState>,
    clock: Arc<dyn Clock>,
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Bounds one sign-in. A claim lasts twice as long: the clocks of two servers differ a little.
    limit: Duration,
    /// What was last heard of our sign-in was a refusal: only then it is worth asking before connecting.
    was_refused: AtomicBool,
}

impl ServiceSignInGuard {
    pub(crate) fn new(shared: Arc<dyn SharedState>, clock: Arc<dyn Clock>, limit: Duration) -> Self {
        Self { shared, clock, turn: Arc::default(), limit, was_refused: AtomicBool::new(false) }
    }

    pub(crate) async fn turn(&self) -> Turn {
        self.turn.clone().lock_owned().await
    }

    /// # Errors
    /// The last refusal, while it is too early to try again.
    pub(crate) async fn not_refused(&self) -> DirectoryResult<()> {
        if !self.was_refused.load(Ordering::Relaxed) {
            return Ok(());
        }
        let (state, _) = self.state().await?;
        match state.refusal(self.clock.now()) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Makes one try, claimed before and noted after; gives what `bind` gives beside its outcome. Goes on to its end
    /// although whoever asked goes away: a try that was made is noted.
    pub(crate) async fn sign_in<T: Send + 'static>(
        self: &Arc<Self>,
        turn: Turn,
        reason: SignInReason,
        bind: impl Future<Output = (T, DirectoryResult<()>)> + Send + 'static,
    ) -> Result<T, NotSignedIn> {
        let guard = Arc::clone(self);
        let trying = tokio::spawn(async move {
            let claim = guard.claim(reason).await.map_err(NotSignedIn::NotTried)?;
            let (given, outcome) = bind.await;
            guard.note(&claim, &outcome).await;
            drop(turn);
            outcome.map(|()| given).map_err(NotSignedIn::ByServer)
        });
        let broken = |_| DirectoryError::Other { detail: "a sign-in broke off".to_owned() };
        trying.await.unwrap_or_else(|error| Err(NotSignedIn::ByServer(broken(error))))
    }

    async fn claim(&self, reason: SignInReason) -> DirectoryResult<Claim> {
        let lease = self.limit * 2;
        // the one that is held now, and one more that somebody else was quicker to take
        let looks = (lease * 2).as_millis() / LOOK_AGAIN.as_millis() + 1;
        for _ in 0..looks {
            let (state, found) = self.state().await?;
            match state.claimed(reason, self.clock.now(), lease) {
                Ok(state) => {
                    if let Some(revision) = self.put(&state, &Expect::unchanged(found.as_ref())).await? {
                        return Ok(Claim { state, revision });
                    }
                }
                Err(NotNow::Refused(error)) => {
                    self.was_refused.store(true, Ordering::Relaxed);
                    return Err(error);
                }
                Err(NotNow::UnderWay) => {}
            }
            sleep(LOOK_AGAIN).await;
        }
        Err(DirectoryError::Unreachable { detail: "another server of ours is signing in".to_owned() })
    }

    /// What came of the try that was claimed.
    async fn note(&self, claim: &Claim, outcome: &DirectoryResult<()>) {
        let refused = is_refusal(outcome);
        if outcome.is_ok() || refused {
            self.was_refused.store(refused, Ordering::Relaxed);
        }
        for write in 1..=WRITES {
            match self.noted(claim, outcome).await {
                Ok(()) => return,
                Err(error) => tracing::warn!(error = %error, write, "what came of our sign-in is not written down yet"),
            }
            // only a refusal is worth waiting for: any other claim ends by itself
            if !refused {
                return;
            }
            sleep(Duration::from_secs(1)).await;
        }
    }

    async fn noted(&self, claim: &Claim, outcome: &DirectoryResult<()>) -> DirectoryResult<()> {
        let next = claim.state.clone().after(outcome, self.clock.now(), true);
        if next.is_empty() {
            return self.shared.remove(&KEY, &claim.revision).await;
        }
        let put = self.put(&next, &Expect::Revision(claim.revision.clone())).await?;
        if put.is_some() || !is_refusal(outcome) {
            return Ok(());
        }
        // Our claim ran out, and another one may hold: a refusal counts all the same.
        let (state, found) = self.state().await?;
        let next = state.after(outcome, self.clock.now(), false);
        let changed = || DirectoryError::Unreachable { detail: "another server of ours was quicker".to_owned() };
        self.put(&next, &Expect::unchanged(found.as_ref())).await?.map(drop).ok_or_else(changed)
    }

    async fn state(&self) -> DirectoryResult<(SignInState, Option<StateEntry>)> {
        let found = self.shared.get(&KEY).await?;
        let state = found.as_ref().map(|found| SignInState::read(&found.value)).unwrap_or_default();
        Ok((state, found))
    }

    async fn put(&self, state: &SignInState, expected: &Expect) -> DirectoryResult<Option<String>> {
        self.shared.put(&KEY, expected, &state.text(), state.ends_at(self.clock.now())).await
    }
}
