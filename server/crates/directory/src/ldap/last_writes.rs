//! Where accounts were last written. The server that took a write knows of it before the others do, so for as long as
//! replication may take whoever reads the account asks there first; and nobody else, while it is not known what became
//! of the write.

use super::server_url::ServerUrl;
use latchkey_domain::directory::{DirectoryResult, Expect, SharedState, StateKey};
use latchkey_domain::ids::ObjectId;
use latchkey_domain::{Clock, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How long a write binds the following reads to its server: longer than replication in one site.
const STICKY_SECS: i64 = 120;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LastWrite {
    server: String,
    at: Timestamp,
    /// The answer was heard, or what became of the write has been read.
    reconciled: bool,
}

impl LastWrite {
    pub(super) fn is_open(&self) -> bool {
        !self.reconciled
    }
    pub(super) fn was_at(&self, url: &ServerUrl) -> bool {
        self.server == url.to_string()
    }
    fn until(&self) -> Timestamp {
        self.at.plus_secs(STICKY_SECS)
    }
}

pub(super) struct LastWrites {
    shared: Arc<dyn SharedState>,
    clock: Arc<dyn Clock>,
}

impl LastWrites {
    pub(super) fn new(shared: Arc<dyn SharedState>, clock: Arc<dyn Clock>) -> Self {
        Self { shared, clock }
    }

    /// What cannot be read is of another version, and says nothing.
    pub(super) async fn of(&self, id: &ObjectId) -> DirectoryResult<Option<LastWrite>> {
        let found = self.shared.get(&key(id)).await?;
        Ok(found.and_then(|entry| serde_json::from_str(&entry.value).ok()))
    }

    /// Before it is sent.
    ///
    /// # Errors
    /// It could not be put down: then nothing may be sent.
    pub(super) async fn sent(&self, id: &ObjectId, url: &ServerUrl) -> DirectoryResult<()> {
        let write = LastWrite { server: url.to_string(), at: self.clock.now(), reconciled: false };
        self.shared.put(&key(id), &Expect::Anything, &text(&write), write.until()).await.map(drop)
    }

    /// It was answered, or what became of it was read there.
    pub(super) async fn reconciled(&self, id: &ObjectId, url: &ServerUrl) -> DirectoryResult<()> {
        let Some(found) = self.shared.get(&key(id)).await? else { return Ok(()) };
        let write = serde_json::from_str::<LastWrite>(&found.value).ok();
        let Some(write) = write.filter(|write| write.is_open() && write.was_at(url)) else { return Ok(()) };
        let write = LastWrite { reconciled: true, ..write };
        // who put another meanwhile knows more
        self.shared.put(&key(id), &Expect::unchanged(Some(&found)), &text(&write), write.until()).await.map(drop)
    }
}

fn key(id: &ObjectId) -> StateKey {
    StateKey::LastWrite(id.clone())
}

fn text(write: &LastWrite) -> String {
    serde_json::to_string(write).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::process_state::ProcessState;
    use latchkey_testkit::TestClock;

    #[tokio::test]
    async fn what_one_server_wrote_the_other_one_reads_there() {
        let clock = Arc::new(TestClock::default());
        let shared: Arc<dyn SharedState> = Arc::new(ProcessState::new(clock.clone()));
        let [one, two] = [(); 2].map(|()| LastWrites::new(shared.clone(), clock.clone()));
        let id = ObjectId("0123".into());
        let [first, second] = ["dc1.corp.example", "dc2.corp.example"].map(|host| ServerUrl::parse(host).unwrap());
        assert_eq!(two.of(&id).await.unwrap(), None);

        one.sent(&id, &second).await.unwrap();
        let write = two.of(&id).await.unwrap().unwrap();
        assert!(write.is_open() && write.was_at(&second) && !write.was_at(&first));
        assert_eq!(two.of(&ObjectId("4567".into())).await.unwrap(), None, "of nobody else");

        two.reconciled(&id, &first).await.unwrap();
        assert!(one.of(&id).await.unwrap().unwrap().is_open(), "the other controller knows nothing of it");
        two.reconciled(&id, &second).await.unwrap();
        let write = one.of(&id).await.unwrap().unwrap();
        assert!(!write.is_open() && write.was_at(&second));

        clock.advance(119);
        assert!(two.of(&id).await.unwrap().is_some());
        clock.advance(1);
        assert_eq!(two.of(&id).await.unwrap(), None);
    }
}
