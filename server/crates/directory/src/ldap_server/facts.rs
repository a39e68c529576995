//! What is remembered of a directory meanwhile, and what it showed of itself.

use super::members::{Members, Protected};
use super::policy::Rules;
use crate::ldap::locked;
use latchkey_domain::Timestamp;
use latchkey_domain::ids::ObjectId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

/// Policies change rarely, and what they say is judged again by the server.
pub(super) const POLICIES_SECS: i64 = 60;

pub(super) type Remembered<T> = Mutex<Option<(Timestamp, T)>>;

/// What is remembered for a while.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) default: Remembered<Arc<Rules>>,
    pub(super) policies: Mutex<HashMap<String, (Timestamp, Arc<Rules>)>>,
    pub(super) protected: Remembered<Arc<Protected>>,
    /// Of the group that was asked for last: its next page needs them again.
    pub(super) members: Remembered<(ObjectId, Arc<Members>)>,
    /// Whether locks can be seen and ended, by the server that answered last.
    pub(super) locks: Known,
    /// Whether the server holds our resets to its policies, by what it did.
    pub(super) held_to_policy: Known,
}

/// Yes, no, or not heard of yet.
#[derive(Default)]
pub(super) struct Known(AtomicU8);

impl Known {
    pub(super) fn learn(&self, yes: bool) {
        self.0.store(if yes { 1 } else { 2 }, Ordering::Relaxed);
    }
    pub(super) fn get(&self) -> Option<bool> {
        match self.0.load(Ordering::Relaxed) {
            1 => Some(true),
            2 => Some(false),
            _ => None,
        }
    }
}

impl Facts {
    pub(super) fn forget_policies(&self) {
        *locked(&self.default) = None;
        locked(&self.policies).clear();
    }
    pub(super) fn knows_locks(&self) -> Option<bool> {
        self.locks.get()
    }
}
