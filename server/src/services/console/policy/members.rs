//! The people of a group for which there is a rule, or may be one.

use super::super::ConsoleService;
use super::super::group_members::KnownGroups;
use latchkey_contract::admin::{AdminError, AdminResult, Refused};
use latchkey_domain::directory::all_members;
use latchkey_domain::ids::{DirectoryId, ObjectId};
use std::sync::Arc;

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
