//! What servers share of a directory, in the store: so that a second one, and the same one after a restart, knows it.

use async_trait::async_trait;
use latchkey_directory::ProcessState;
use latchkey_domain::directory::{DirectoryError, DirectoryResult, Expect, SharedState, StateEntry, StateKey};
use latchkey_domain::ids::DirectoryId;
use latchkey_domain::{Clock, Timestamp};
use latchkey_store::{Store, StoreError, Tx, shared_state};
use std::sync::Arc;

/// Of one directory under one version of its settings.
pub struct StoredState {
    store: Store,
    directory: DirectoryId,
    version: i64,
    /// Where no other server can be: a password that is tried by a process that has ended is tried no more.
    trials: Option<ProcessState>,
}

impl StoredState {
    pub fn new(store: Store, directory: DirectoryId, version: i64, clock: Arc<dyn Clock>) -> Self {
        let trials = (!store.is_shared()).then(|| ProcessState::new(clock));
        Self { store, directory, version, trials }
    }

    /// Other settings may have another password: what was found out with these says nothing of those.
    fn key(&self, key: &StateKey) -> String {
        match key {
            StateKey::ServiceSignIn => format!("sign-in:{}", self.version),
            StateKey::LastWrite(account) => format!("write:{account}"),
            StateKey::PasswordTrial(account) => format!("trial:{account}"),
            StateKey::RedirectSignIn(state) => format!("redirect:{state}"),
        }
    }

    fn in_process(&self, key: &StateKey) -> Option<&ProcessState> {
        self.trials.as_ref().filter(|_| matches!(key, StateKey::PasswordTrial(_)))
    }
}

fn unreachable(error: StoreError) -> DirectoryError {
    tracing::warn!(error = %error, "what servers share of a directory cannot be read or written");
    DirectoryError::Unreachable { detail: "our own database does not answer".to_owned() }
}

#[async_trait]
impl SharedState for StoredState {
    async fn get(&self, key: &StateKey) -> DirectoryResult<Option<StateEntry>> {
        if let Some(process) = self.in_process(key) {
            return process.get(key).await;
        }
        let (directory, key) = (self.directory.clone(), self.key(key));
        self.store.read(move |tx| shared_state::get(tx, &directory, &key)).await.map_err(unreachable)
    }

    async fn put(
        &self,
        key: &StateKey,
        expected: &Expect,
        value: &str,
        until: Timestamp,
    ) -> DirectoryResult<Option<String>> {
        if let Some(process) = self.in_process(key) {
            return process.put(key, expected, value, until).await;
        }
        let (directory, key) = (self.directory.clone(), self.key(key));
        let (expected, value) = (expected.clone(), value.to_owned());
        let put = move |tx: &mut Tx| shared_state::put(tx, &directory, &key, &expected, &value, until);
        self.store.write(put).await.map_err(unreachable)
    }

    async fn remove(&self, key: &StateKey, revision: &str) -> DirectoryResult<()> {
        if let Some(process) = self.in_process(key) {
            return process.remove(key, revision).await;
        }
        let (directory, key, revision) = (self.directory.clone(), self.key(key), revision.to_owned());
        let remove = move |tx: &mut Tx| shared_state::remove(tx, &directory, &key, &revision);
        self.store.write(remove).await.map_err(unreachable)
    }
}
