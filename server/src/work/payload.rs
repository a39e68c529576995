//! What a job carries, and the one way onto the queue. Sealed in the database: payloads hold codes and links.

use super::kind::Kind;
use latchkey_domain::Timestamp;
use latchkey_store::{StoreResult, Tx, jobs};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Its JSON is stored: a field may be added with a default, and none renamed.
pub trait Payload: Serialize + DeserializeOwned + Send + Sync + 'static {
    const KIND: Kind;
}

/// In the transaction of what it belongs to. `key`: at most one open job has it; another with the same is dropped.
pub fn enqueue<P: Payload>(tx: &mut Tx, job: &P, at: Timestamp, key: Option<&str>) -> StoreResult<()> {
    jobs::enqueue(tx, P::KIND.code(), job, at, key)
}
