//! Of new passwords that a directory could not take yet: the halves of their keys, which stand in no database. They end
//! with this process (see docs/decisions/0022).

use latchkey_domain::Timestamp;
use latchkey_store::halves::Half;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// More than there will ever be at once; beyond, nothing more is kept.
const MOST: usize = 10_000;

/// By the id of what is kept.
#[derive(Default)]
pub struct KeptHalves(Mutex<HashMap<String, (Half, Timestamp)>>);

impl KeptHalves {
    pub fn put(&self, id: &str, half: Half, until: Timestamp, now: Timestamp) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (_, until)| *until > now);
        let room = all.len() < MOST;
        if room {
            all.insert(id.to_owned(), (half, until));
        }
        room
    }

    pub fn get(&self, id: &str, now: Timestamp) -> Option<Half> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(id).filter(|(_, until)| *until > now).map(|(half, _)| half.clone())
    }

    /// Overwritten as it is dropped.
    pub fn forget(&self, id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    /// As when this process ends.
    #[cfg(test)]
    pub fn end(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}
