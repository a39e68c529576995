//! Accounts whose password is being tried: one try at a time, or two would read the same count and spend two of it.
//! Those of this process queue up, and then it is claimed among all servers.

use super::locked;
use latchkey_domain::Clock;
use latchkey_domain::directory::{DirectoryError, DirectoryResult, Expect, SharedState, StateKey};
use latchkey_domain::ids::ObjectId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;
use tokio::time::sleep;

/// How long a try may be under way before whoever made it is taken to be gone.
const LEASE_SECS: i64 = 14;
/// How soon is looked again while another server of ours tries.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

type Turn = Arc<tokio::sync::Mutex<()>>;

pub(crate) struct Trials {
    turns: Mutex<HashMap<ObjectId, Weak<tokio::sync::Mutex<()>>>>,
    shared: Arc<dyn SharedState>,
    clock: Arc<dyn Clock>,
}

/// Until it is dropped nobody else tries this account.
pub(crate) struct UnderWay {
    shared: Arc<dyn SharedState>,
    key: StateKey,
    revision: String,
    turn: Option<OwnedMutexGuard<()>>,
}

impl Trials {
    pub(crate) fn new(shared: Arc<dyn SharedState>, clock: Arc<dyn Clock>) -> Self {
        Self { turns: Mutex::default(), shared, clock }
    }

    /// Waits until nobody else tries.
    pub(crate) async fn begin(&self, id: &ObjectId) -> DirectoryResult<UnderWay> {
        let turn = self.turn(id).lock_owned().await;
        loop {
            if let Some(mut under_way) = self.claim(id).await? {
                under_way.turn = Some(turn);
                return Ok(under_way);
            }
            sleep(LOOK_AGAIN).await;
        }
    }

    fn turn(&self, id: &ObjectId) -> Turn {
        let mut turns = locked(&self.turns);
        turns.retain(|_, turn| turn.strong_count() > 0);
        if let Some(turn) = turns.get(id).and_then(Weak::upgrade) {
            return turn;
        }
        let turn = Turn::default();
        turns.insert(id.clone(), Arc::downgrade(&turn));
        turn
    }

    /// In a task of its own: whoever goes away meanwhile leaves a claim that is given back.
    async fn claim(&self, id: &ObjectId) -> DirectoryResult<Option<UnderWay>> {
        let (shared, key) = (self.shared.clone(), StateKey::PasswordTrial(id.clone()));
        let until = self.clock.now().plus_secs(LEASE_SECS);
        let claiming = tokio::spawn(async move {
            let put = shared.put(&key, &Expect::Absent, "", until).await?;
            Ok(put.map(|revision| UnderWay { shared, key, revision, turn: None }))
        });
        let broken = |_| DirectoryError::Other { detail: "a claim broke off".to_owned() };
        claiming.await.map_err(broken)?
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let (shared, key, revision) = (self.shared.clone(), self.key.clone(), std::mem::take(&mut self.revision));
        let turn = self.turn.take();
        // without a runtime it ends by itself
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            if let Err(error) = shared.remove(&key, &revision).await {
                tracing::warn!(error = %error, "one account's password cannot be tried for some seconds");
            }
            drop(turn);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process_state::ProcessState;
    use latchkey_testkit::TestClock;
    use tokio::time::timeout;

    fn two() -> (Arc<TestClock>, Trials, Trials) {
        let clock = Arc::new(TestClock::default());
        let shared: Arc<dyn SharedState> = Arc::new(ProcessState::new(clock.clone()));
        let trials = || Trials::new(shared.clone(), clock.clone());
        (clock.clone(), trials(), trials())
    }
    async fn soon(trials: &Trials, id: &ObjectId) -> Option<UnderWay> {
        timeout(Duration::from_secs(1), trials.begin(id)).await.ok().and_then(Result::ok)
    }

    #[tokio::test(start_paused = true)]
    async fn one_at_a_time_on_whichever_server() {
        let (_, one, two) = two();
        let (anna, ben) = (ObjectId("anna".into()), ObjectId("ben".into()));
        let first = soon(&one, &anna).await;
        assert!(first.is_some());
        for trials in [&one, &two] {
            assert!(soon(trials, &anna).await.is_none());
        }
        assert!(soon(&two, &ben).await.is_some(), "somebody else's");
        drop(first);
        assert!(soon(&two, &anna).await.is_some());
        assert!(soon(&one, &anna).await.is_some(), "given back by whoever has it no more");
    }

    #[tokio::test(start_paused = true)]
    async fn of_a_server_that_was_killed_it_is_over_in_time() {
        let (clock, one, two) = two();
        let anna = ObjectId("anna".into());
        std::mem::forget(soon(&one, &anna).await);
        clock.advance(13);
        assert!(soon(&two, &anna).await.is_none());
        clock.advance(1);
        assert!(soon(&two, &anna).await.is_some());
    }
}
