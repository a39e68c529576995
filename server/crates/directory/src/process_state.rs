//! What servers would share, kept by one process alone: for a form that is tried before it is saved, which is nobody
//! else's directory yet, and for tests.

use async_trait::async_trait;
use latchkey_domain::directory::{DirectoryResult, Expect, SharedState, StateEntry, StateKey};
use latchkey_domain::{Clock, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub struct ProcessState {
    clock: Arc<dyn Clock>,
    entries: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    by_key: HashMap<StateKey, (StateEntry, Timestamp)>,
    /// How often something was put.
    puts: u64,
}

impl ProcessState {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, entries: Mutex::default() }
    }

    /// What is there now; what is over is gone.
    fn current(&self) -> MutexGuard<'_, Entries> {
        let now = self.clock.now();
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.by_key.retain(|_, (_, until)| *until > now);
        entries
    }
}

#[async_trait]
impl SharedState for ProcessState {
    async fn get(&self, key: &StateKey) -> DirectoryResult<Option<StateEntry>> {
        Ok(self.current().by_key.get(key).map(|(entry, _)| entry.clone()))
    }

    async fn put(
        &self,
        key: &StateKey,
        expected: &Expect,
        value: &str,
        until: Timestamp,
    ) -> DirectoryResult<Option<String>> {
        let mut entries = self.current();
        let found = entries.by_key.get(key).map(|(entry, _)| &entry.revision);
        let is_expected = match expected {
            Expect::Anything => true,
            Expect::Absent => found.is_none(),
            Expect::Revision(revision) => found == Some(revision),
        };
        if !is_expected {
            return Ok(None);
        }
        entries.puts += 1;
        let revision = entries.puts.to_string();
        let entry = StateEntry { value: value.to_owned(), revision: revision.clone() };
        entries.by_key.insert(key.clone(), (entry, until));
        Ok(Some(revision))
    }

    async fn remove(&self, key: &StateKey, revision: &str) -> DirectoryResult<()> {
        let mut entries = self.current();
        if entries.by_key.get(key).is_some_and(|(entry, _)| entry.revision == revision) {
            entries.by_key.remove(key);
        }
        Ok(())
    }
}
