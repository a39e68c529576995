//! The members of one group of a directory, kept for two minutes: the forecast for a new rule is
//! asked again with each switch that the administrator flips, and a large group takes seconds to read.

use latchkey_domain::Timestamp;
use latchkey_domain::ids::{DirectoryId, ObjectId};
use std::sync::{Arc, Mutex};

const GOOD_MILLIS: i64 = 120_000;

/// The last group that was asked for.
#[derive(Default)]
pub struct GroupMembers(Mutex<Option<KnownGroups>>);

pub struct KnownGroups {
    pub directory: DirectoryId,
    pub group: ObjectId,
    pub at: Timestamp,
    pub members: Arc<Vec<ObjectId>>,
}

impl GroupMembers {
    pub fn get(&self, directory: &DirectoryId, group: &ObjectId, now: Timestamp) -> Option<Arc<Vec<ObjectId>>> {
        let kept = self.0.lock().ok()?;
        let same = |kept: &&KnownGroups| kept.directory == *directory && kept.group == *group;
        kept.as_ref().filter(same).filter(|kept| now.since(kept.at) < GOOD_MILLIS).map(|kept| kept.members.clone())
    }
    pub fn put(&self, kept: KnownGroups) {
        if let Ok(mut last) = self.0.lock() {
            *last = Some(kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_group_and_only_for_a_while() {
        let (cache, at) = (GroupMembers::default(), Timestamp(1_000_000));
        let (directory, group) = (DirectoryId("d".into()), ObjectId("g".into()));
        assert!(cache.get(&directory, &group, at).is_none());
        cache.put(KnownGroups { directory: directory.clone(), group: group.clone(), at, members: Arc::default() });
        assert!(cache.get(&directory, &group, at.plus_secs(60)).is_some());
        assert!(cache.get(&directory, &group, at.plus_secs(120)).is_none());
        assert!(cache.get(&directory, &ObjectId("h".into()), at).is_none());
        assert!(cache.get(&DirectoryId("e".into()), &group, at).is_none());
    }
}
