//! What is the same for everybody and changes seldom, read again after a while.

use latchkey_domain::Timestamp;
use latchkey_domain::directory::DirectoryResult;
use std::sync::Arc;
use tokio::sync::Mutex;

pub(super) struct Cached<T> {
    secs: i64,
    last: Mutex<Option<(Arc<T>, Timestamp)>>,
}

impl<T> Cached<T> {
    pub(super) fn new(secs: i64) -> Self {
        Self { secs, last: Mutex::default() }
    }

    /// One reads, the others wait for it. A fault is told to each and not kept.
    pub(super) async fn get(
        &self,
        now: Timestamp,
        read: impl Future<Output = DirectoryResult<T>>,
    ) -> DirectoryResult<Arc<T>> {
        let mut last = self.last.lock().await;
        if let Some((value, at)) = last.as_ref()
            && (0..self.secs * 1000).contains(&now.since(*at))
        {
            return Ok(Arc::clone(value));
        }
        let value = Arc::new(read.await?);
        *last = Some((Arc::clone(&value), now));
        Ok(value)
    }
}
