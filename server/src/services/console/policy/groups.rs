//! The members of one group of a directory. Kept for two minutes: the forecast for a new rule is
//! asked again with each switch that the administrator flips, and a large group takes seconds to read.

use super::super::ConsoleService;
use latchkey_contract::admin::{AdminError, AdminResult, Refused};
use latchkey_domain::Timestamp;
use latchkey_domain::directory::all_members;
use latchkey_domain::ids::{DirectoryId, ObjectId};
use std::sync::{Arc, Mutex};

const GOOD_MILLIS: i64 = 120_000;

/// The last group that was asked for.
#[derive(Default)]
pub struct GroupMembers(Mutex<Option<KnownGroups>>);

struct KnownGroups {
    directory: DirectoryId,
    group: ObjectId,
    at: Timestamp,
    members: Arc<Vec<ObjectId>>,
}

impl GroupMembers {
    fn get(&self, directory: &DirectoryId, group: &ObjectId, now: Timestamp) -> Option<Arc<Vec<ObjectId>>> {
        let kept = self.0.lock().ok()?;
        let same = |kept: &&KnownGroups| kept.directory == *directory && kept.group == *group;
        kept.as_ref().filter(same).filter(|kept| now.since(kept.at) < GOOD_MILLIS).map(|kept| kept.members.clone())
    }
    fn put(&self, kept: KnownGroups) {
        if let Ok(mut last) = self.0.lock() {
            *last = Some(kept);
        }
    }
}

impl ConsoleService {
    /// All people of the group, nested ones included.
    pub(super) async fn members_of(&self, directory: &str, group: &str) -> AdminResult<Arc<Vec<ObjectId>>> {
        let (directory, group) = (DirectoryId(directory.to_owned()), ObjectId(group.to_owned()));
        if group.0.is_empty() || group.0.len() > 256 {
            return Err(AdminError::Refused(Refused::NoGroup));
        }
        let now = self.app.now();
        if let Some(members) = self.group_members.get(&directory, &group, now) {
            return Ok(members);
        }
        let (_, adapter) = self.opened(directory.as_str()).await?;
        let found = self.asked("a group’s members could not be read", all_members(adapter.people(), &group).await)?;
        let members: Arc<Vec<ObjectId>> = Arc::new(found.into_iter().map(|entry| entry.object_id).collect());
        self.group_members.put(KnownGroups { directory, group, at: now, members: members.clone() });
        Ok(members)
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
